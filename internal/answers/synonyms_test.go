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
		r := langQuery{lang: "en"}
		for i, w := range q.words {
			if text := index.AnalyzerFor("en").Term(w.form()); text != "" {
				r.add(newTerm(w, i, text, 1, 0, 10))
			}
		}
		s.extend(&q, &r, index.AnalyzerFor("en"))
		at := slices.IndexFunc(r.terms, func(t term) bool { return t.text == c.term })
		if at < 0 {
			t.Errorf("%s: no term %q in %+v", c.name, c.term, r.terms)
			continue
		}
		var want [][]wordHash
		for _, phrase := range c.others {
			want = append(want, hashes(phrase))
		}
		if got := r.terms[at].others; !slices.EqualFunc(got, want, slices.Equal[[]wordHash]) {
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
	for i := range 10_000 {
		group = append(group, fmt.Sprint("word", i))
	}
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	s := newSynonyms([][]string{group}, []string{"en"})
	runtime.ReadMemStats(&after)
	if used := (after.TotalAlloc - before.TotalAlloc) >> 20; used > 20 {
		t.Errorf("%d words took %d MB, want at most 20", len(s.groups), used)
	}
}
