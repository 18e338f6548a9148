package answers

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/sitrep-bot/sitrep/internal/corpus"
)

func TestEdits(t *testing.T) {
	for _, c := range []struct {
		name, word, alphabet string
		want                 []string
	}{
		{"left out, swapped, replaced, put in", "pq", "x", []string{"q", "p", "qp", "xq", "px", "xpq", "pxq", "pqx"}},
		{"accents on the letter that was typed", "d", "", []string{"", "đ", "ď"}},
		{"letters of two bytes", "éq", "x", []string{"q", "é", "qé", "xq", "éx", "xéq", "éxq", "éqx"}},
		{"of nothing there is only a letter put in", "", "x", []string{"x"}},
	} {
		var got []string
		for made := range edits(c.word, []rune(c.alphabet)) {
			got = append(got, string(made))
		}
		slices.Sort(got)
		slices.Sort(c.want)
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

func TestWithinTwo(t *testing.T) {
	for _, c := range []struct {
		name, word, term string
		want             bool
	}{
		{"the same", "resolut", "resolut", true},
		{"one letter left out", "resolt", "resolut", true},
		{"two letters swapped count once", "rseolut", "resolut", true},
		{"two swaps", "rseoltu", "resolut", true},
		{"an ending is free", "resulotion", "resolut", true},
		{"an ending beyond three letters is made of edits", "resolutionally", "resolut", false},
		{"three edits", "rxsxlxt", "resolut", false},
		{"another word", "bridge", "resolut", false},
		{"a longer term", "res", "resolut", false},
		{"letters of two bytes", "élévé", "éléve", true},
	} {
		if got := withinTwoEdits([]rune(c.word), []rune(c.term)); got != c.want {
			t.Errorf("%s: %q and %q: %v, want %v", c.name, c.word, c.term, got, c.want)
		}
	}
}

// bilingual is a corpus of an English and a French article.
func bilingual() *corpus.Corpus {
	return &corpus.Corpus{Documents: []corpus.Document{
		{ID: "en", Path: "en.md", Source: corpus.Source{Title: "The bridge", Lang: "en"}, Passages: []corpus.Passage{
			{Ordinal: 1, Text: "The company retreated from the Chesapeake bridge in spring."}, {Ordinal: 2, Text: "Ambassador Lane regretted the resolution."}}},
		{ID: "fr", Path: "fr.md", Source: corpus.Source{Title: "Retraite de la compagnie au bord du fleuve", Lang: "fr"}, Passages: []corpus.Passage{
			{Ordinal: 1, Text: "Les habitants regrettent la bataille du printemps."}}},
	}}
}

func TestRepair(t *testing.T) {
	d := deskOf(t, bilingual())
	for _, c := range []struct {
		name, question string
		want           map[string]string
	}{
		{"a letter left out", "who regretted the resoluton", map[string]string{"resoluton": "resolution"}},
		{"two edits in a long word, spelt out as the passage has it", "the Chessapaeke bridge", map[string]string{"Chessapaeke": "chesapeake"}},
		{"a word of a French title is no misspelt English", "what does retraite mean", nil},
		{"nor is one of a French text", "what does regrettent mean", nil},
		{"a short word stays what it is", "who hld the bridge", nil},
		{"a word longer than any stays", "who held the bridge" + strings.Repeat("x", longestWord), nil},
		{"digits stay", "what happened in 20233", nil},
	} {
		if got := answer(t, d, Question{Text: c.question}).Corrected; !maps.Equal(got, c.want) {
			t.Errorf("%s: %q: corrected %v, want %v", c.name, c.question, got, c.want)
		}
	}
}

func TestSuggestionsForMisspeltWords(t *testing.T) {
	d := deskOf(t, bilingual())
	for _, c := range []struct{ name, typed, want string }{
		{"begun and right", "ambass", "en#2"},
		{"begun and misspelt", "ambasad", "en#2"},
		{"misspelt at the beginning", "mabassa", "en#2"},
		{"done and misspelt", "resoluton", "en#2"},
		{"in French", "batalle", "fr#1"},
		{"after another word", "the chesapeka", "en#1"},
		{"nothing like it", "xylophon", ""},
		{"too short to tell", "xmb", ""},
	} {
		quotes, err := d.Look(t.Context(), Lookup{Text: c.typed, Typing: true, Limit: 5})
		if err != nil {
			t.Fatal(err)
		}
		first := ""
		if len(quotes) > 0 {
			first = quotes[0].Ref.String()
		}
		if first != c.want {
			t.Errorf("%s: %q: first %q, want %q", c.name, c.typed, first, c.want)
		}
	}
}

func TestIsTalk(t *testing.T) {
	known := &lexicon{smallTalk: map[string]bool{"hello": true, "hello there": true, "thank you": true, "bye": true}}
	for said, want := range map[string]bool{
		"hello": true, "hello there bye": true, "hello there thank you": true, "thank": false, "": false, "hello who": false,
		"there hello": false, strings.Repeat("hello there ", 500) + "bye": false,
	} {
		if got := known.isTalk(said); got != want {
			t.Errorf("%.30q: %v, want %v", said, got, want)
		}
	}
}
