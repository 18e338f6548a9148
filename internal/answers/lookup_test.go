package answers

import (
	"slices"
	"testing"
	"time"

	"github.com/sitrep-bot/sitrep/internal/corpus"
)

// TestLookWithinBounds finds what was published on some days, or is in one article.
func TestLookWithinBounds(t *testing.T) {
	day := func(n int) time.Time { return time.Date(2023, 6, n, 0, 0, 0, 0, time.UTC) }
	article := func(id string, published time.Time, passages ...string) corpus.Document {
		c := lake(texts(passages...)...)
		c.Documents[0].ID, c.Documents[0].Path, c.Documents[0].Source.Published = id, id+".md", published
		return c.Documents[0]
	}
	d := deskOf(t, &corpus.Corpus{Documents: []corpus.Document{
		article("old", day(2), "The jetty leaks.", "The jetty is old."), article("new", day(9), "The jetty is mended."), article("undated", time.Time{}, "The jetty is there."), article("empty", day(12)),
	}})
	for _, c := range []struct {
		name   string
		lookup Lookup
		want   []string
	}{
		{"from a day on", Lookup{Text: "jetty", From: day(3)}, []string{"new#1"}},
		{"up to a day, that one too", Lookup{Text: "jetty", To: day(2)}, []string{"old#1", "old#2"}},
		{"on one day", Lookup{Text: "jetty", From: day(9), To: day(9)}, []string{"new#1"}},
		{"between two on which nothing came out", Lookup{Text: "jetty", From: day(3), To: day(8)}, nil},
		{"in one article", Lookup{Text: "jetty", Document: "undated"}, []string{"undated#1"}},
		{"no more than are wanted", Lookup{Text: "jetty", To: day(2), Limit: 1}, []string{"old#1"}},
		{"nothing typed: the openings of the newest", Lookup{}, []string{"new#1", "old#1", "undated#1"}},
		{"nothing typed, up to a day", Lookup{Text: " ", To: day(5)}, []string{"old#1"}},
		{"nothing typed, few wanted", Lookup{Limit: 1}, []string{"new#1"}},
	} {
		if c.lookup.Limit == 0 {
			c.lookup.Limit = 9
		}
		quotes, err := d.Look(t.Context(), c.lookup)
		if err != nil {
			t.Fatal(err)
		}
		got := ids(quotes)
		if c.lookup.Text != "" {
			slices.Sort(got)
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
		for _, q := range quotes {
			if q.Confidence != 0 {
				t.Errorf("%s: %s has a confidence of %v, though nobody asked", c.name, q.Ref, q.Confidence)
			}
		}
	}
}

// TestLookWhileTyping finds the words that the last one may become, and takes it for done where a space follows.
func TestLookWhileTyping(t *testing.T) {
	d := deskOf(t, lake(texts("The jetty leaks.", "Harbours are closed.", "The harvest is near.", "A harp is played.")...))
	for _, c := range []struct {
		name   string
		lookup Lookup
		want   []string
	}{
		{"three words begin so", Lookup{Text: "ha", Typing: true}, []string{"lake#2", "lake#3", "lake#4"}},
		{"one does", Lookup{Text: "harb", Typing: true}, []string{"lake#2"}},
		{"the word as it was typed, beyond its stem", Lookup{Text: "harbours", Typing: true}, []string{"lake#2"}},
		{"a space ends the word", Lookup{Text: "ha ", Typing: true}, nil},
		{"nobody is typing", Lookup{Text: "ha"}, nil},
		{"the words before are whole", Lookup{Text: "harp harb", Typing: true}, []string{"lake#2", "lake#4"}},
	} {
		c.lookup.Limit = 9
		quotes, err := d.Look(t.Context(), c.lookup)
		if err != nil {
			t.Fatal(err)
		}
		got := ids(quotes)
		slices.Sort(got)
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: %q finds %q, want %q", c.name, c.lookup.Text, got, c.want)
		}
	}
	for text, want := range map[string]bool{"harb": true, "harb ": false, "v6": true, "harb?": false, "": false, "é": true} {
		if got := endsInWord(text); got != want {
			t.Errorf("%q ends in a word: %v, want %v", text, got, want)
		}
	}
}
