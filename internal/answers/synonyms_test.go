package answers

import (
	"fmt"
	"runtime"
	"slices"
	"testing"

	"github.com/sitrep-bot/sitrep/internal/index"
)

func TestSynonyms(t *testing.T) {
	s := newSynonyms([][]string{{"MINUSMA", "UN mission", "blue helmets"}, {"junta", "military rulers"}, {"junta", "military rulers"}, {"junta", "the generals"}}, []string{"en"})
	for _, c := range []struct {
		name, question string
		term           string     // of the question
		others         [][]string // phrases that stand for it
	}{
		{"a word stands for the phrases of its group", "the MINUSMA camp", "minusma", [][]string{{"un", "mission"}, {"blue", "helmet"}}},
		{"a phrase of two words does so with each", "the blue helmets", "blue", [][]string{{"minusma"}, {"un", "mission"}}},
		{"also with its second", "the blue helmets", "helmet", [][]string{{"minusma"}, {"un", "mission"}}},
		{"another form of a phrase stands for it", "a blue helmet", "blue", [][]string{{"minusma"}, {"un", "mission"}}},
		{"half a phrase stands for nothing", "the blue river", "blue", nil},
		{"a group that is there twice counts once, another with the same word too", "junta", "junta", [][]string{{"militari", "ruler"}, {"gener"}}},
	} {
		q := parseQuestion(c.question, "", []string{"en"})
		lq := langQuery{lang: "en"}
		for i, w := range q.words {
			if text := index.AnalyzerFor("en").Term(w.form()); text != "" {
				lq.add(newTerm(w, i, text, 1, 0, 10))
			}
		}
		s.extend(&q, &lq, index.AnalyzerFor("en"))
		at := slices.IndexFunc(lq.terms, func(t term) bool { return t.text == c.term })
		if at < 0 {
			t.Errorf("%s: no term %q in %+v", c.name, c.term, lq.terms)
			continue
		}
		var want [][]wordHash
		for _, phrase := range c.others {
			want = append(want, hashes(phrase))
		}
		if got := lq.terms[at].others; !slices.EqualFunc(got, want, slices.Equal[[]wordHash]) {
			t.Errorf("%s: %v, want %v", c.name, got, want)
		}
	}
}

func hashes(words []string) (all []wordHash) {
	for _, word := range words {
		all = append(all, hash(word))
	}
	return all
}

// TestALargeGroupOfSynonyms holds that a group takes memory by its size, not by its square.
func TestALargeGroupOfSynonyms(t *testing.T) {
	var group []string
	for i := range 2_000 {
		group = append(group, fmt.Sprint("word", i))
	}
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	s := newSynonyms([][]string{group}, []string{"en"})
	runtime.ReadMemStats(&after)
	if used := (after.TotalAlloc - before.TotalAlloc) >> 20; used > 8 {
		t.Errorf("%d words took %d MB, want at most 8", len(s.groups), used)
	}
}

// TestSynonymsAnswer asks in words that only a list of synonyms, or an article that explains an abbreviation, leads to the passage.
func TestSynonymsAnswer(t *testing.T) {
	c := lake(texts("The Lake Rescue Service (LRS) has two boats.", "The LRS moved to the old mill in 1998.", "Mercenaries guard the pier at night.", "Nobody swims in May.")...)
	c.Synonyms = [][]string{{"mercenary", "hired gun"}, {"pier", "landing stage", "jetty"}}
	d := deskOf(t, c)
	for question, want := range map[string]string{
		"When did the Lake Rescue Service move to the old mill?": "lake#2",
		"who guards the landing stage at night":                  "lake#3",
		"hired guns":                                             "lake#3",
		"who guards the stage at night":                          "",
	} {
		x, err := d.Examine(t.Context(), Question{Text: question})
		if err != nil {
			t.Fatal(err)
		}
		if want == "" { // half a phrase stands for nothing
			if got := x.Candidates[0].Features[fRarePassage]; got > 0.9 {
				t.Errorf("%q: %v of it is found", question, got)
			}
			continue
		}
		if len(x.Candidates) == 0 || x.Candidates[0].ID != want || x.Candidates[0].Features[fCounted] < 0.99 {
			t.Errorf("%q: %+v, want %s with every word", question, x.Candidates, want)
		}
	}
}

// TestManySynonyms searches for no more phrases than mostSynonyms.
func TestManySynonyms(t *testing.T) {
	var groups [][]string
	for i := range 40 {
		group := []string{"ferry"}
		for j := range 19 {
			group = append(group, fmt.Sprintf("word%dx%d", i, j))
		}
		groups = append(groups, group)
	}
	s := newSynonyms(groups, []string{"en"})
	q := parseQuestion("the ferry", "en", []string{"en"})
	lq := langQuery{lang: "en"}
	lq.add(newTerm(q.words[1], 1, "ferri", 1, 0, 10))
	s.extend(&q, &lq, index.AnalyzerFor("en"))
	if got, want := len(lq.terms[0].others), 19*(mostSynonyms/20); got != want {
		t.Errorf("%d phrases stand for the ferry, want %d", got, want)
	}
}
