package index

import (
	"slices"
	"testing"
)

func TestParts(t *testing.T) {
	for word, want := range map[string][]string{
		"datenbankreplikation": {"datenbank", "replikation"},
		"benutzerhandbuch":     {"benutzer", "handbuch"},
		"vereinsbeitrag":       {"verein", "beitrag"},
		"wohnung":              nil,
		"freundlichkeit":       nil,
		"6.2.8":                {"6.2"},
		"1.21.4.2":             {"1.21.4", "1.21"},
		"3.5":                  nil,
	} {
		_, parts := AnalyzerFor("de").Word(word)
		var got []string
		for _, part := range parts {
			if part != "" {
				got = append(got, part)
			}
		}
		for i := range want {
			want[i] = AnalyzerFor("de").Term(want[i])
		}
		if !slices.Equal(got, want) {
			t.Errorf("parts of %q are %q, want %q", word, got, want)
		}
	}
}

func TestTermKeepsSigns(t *testing.T) {
	for _, code := range []string{"en", "de", "fr", "ru"} {
		for _, word := range []string{"c++", "c#", ".net"} {
			if got := AnalyzerFor(code).Term(word); got != word {
				t.Errorf("%s: the term of %q is %q", code, word, got)
			}
		}
	}
}
