package answers

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/sitrep-bot/sitrep/internal/corpus"
	"github.com/sitrep-bot/sitrep/internal/encoder"
	"github.com/sitrep-bot/sitrep/internal/index"
	"github.com/sitrep-bot/sitrep/internal/meaning"
)

// hitOf is a passage of an article in a language.
func hitOf(document, code string, ordinal, of int) index.Hit {
	return index.Hit{Document: &index.Document{Document: corpus.Document{ID: document, Source: corpus.Source{Lang: code}}, Count: of}, Ordinal: ordinal}
}

// TestSort adds the weights for what no candidate covers to the others, by how much that is.
func TestSort(t *testing.T) {
	m := model{}
	m.rank[fExact], m.rank[fMeaning], m.uncovered[fMeaning] = 2, 1, 4
	byWords, byMeaning := candidate{best: 1}, candidate{best: 2}
	byWords.features[fExact], byMeaning.features[fMeaning] = 1, 1
	for _, c := range []struct {
		name      string
		uncovered float64
		first     int
		scores    []float64
	}{
		{"all words are covered", 0, 1, []float64{2, 1}},
		{"half are", 0.5, 2, []float64{3, 2}},
		{"none is", 1, 2, []float64{5, 2}},
	} {
		k := ranking{model: &m, found: []candidate{byWords, byMeaning}, uncovered: c.uncovered}
		k.sort(k.found)
		if k.found[0].best != c.first || k.found[0].score != c.scores[0] || k.found[1].score != c.scores[1] {
			t.Errorf("%s: first is %d with %v before %v, want %d with %v", c.name, k.found[0].best, k.found[0].score, k.found[1].score, c.first, c.scores)
		}
	}
	same := ranking{model: &m, found: []candidate{{best: 1}, {best: 2}, {best: 3}}}
	if same.sort(same.found); same.found[0].best != 1 || same.found[2].best != 3 {
		t.Error("equals change their order")
	}
}

// TestUncovered is what even the best candidate has no word of.
func TestUncovered(t *testing.T) {
	found := make([]candidate, 3)
	found[1].features[fRarePassage] = 0.7
	if got := uncovered(found); !near(got, 0.3) {
		t.Errorf("%v, want .3", got)
	}
	if got := uncovered(found[:1]); got != 1 {
		t.Errorf("without any word %v, want 1", got)
	}
}

// TestMergeSame makes one answer of passages that say the same, and keeps the order.
func TestMergeSame(t *testing.T) {
	of := func(sum byte, document string) candidate {
		text := &text{}
		text.sum[0] = sum
		return candidate{text: text, hit: hitOf(document, "en", 1, 1)}
	}
	var got []string
	for _, c := range mergeSame([]candidate{of(1, "a"), of(2, "b"), of(1, "c"), of(3, "d"), of(1, "e")}) {
		line := c.hit.Document.ID
		for _, hit := range c.also {
			line += " also " + hit.Document.ID
		}
		got = append(got, line)
	}
	if want := []string{"a also c also e", "b", "d"}; !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}

// TestNeighbours are before and after, as far as the article goes.
func TestNeighbours(t *testing.T) {
	for _, c := range []struct{ ordinal, of, first, last int }{{1, 3, 2, 2}, {2, 3, 1, 3}, {3, 3, 2, 2}, {1, 1, 0, 0}} {
		near := neighbours(hitOf("a", "en", c.ordinal, c.of))
		if c.first == 0 && len(near) == 0 {
			continue
		}
		if len(near) == 0 || near[0].Ordinal != c.first || near[len(near)-1].Ordinal != c.last {
			t.Errorf("of passage %d of %d: %v", c.ordinal, c.of, near)
		}
	}
}

// TestRankings divides the candidates by the language, where there is meaning to compare.
func TestRankings(t *testing.T) {
	d := deskOf(t, &corpus.Corpus{})
	found := []candidate{{query: &langQuery{lang: "fr"}, best: 1}, {query: &langQuery{lang: "en"}, best: 2}, {query: &langQuery{lang: "fr"}, best: 3}, {query: &langQuery{lang: "en"}, best: 4}}
	for _, c := range []struct {
		name, lang string
		encoded    *meaning.Question
		want       string
	}{
		{"by words alone there is one", "en", nil, "words 1 2 3 4"},
		{"its own language and others", "en", &meaning.Question{}, "meaning 2 4, across 1 3"},
		{"only others", "de", &meaning.Question{}, "across 1 2 3 4"},
	} {
		var got []string
		for _, k := range d.rankings(&query{lang: c.lang}, c.encoded, slices.Clone(found)) {
			line := k.model.name
			for _, c := range k.found {
				line += fmt.Sprint(" ", c.best)
			}
			got = append(got, line)
		}
		if strings.Join(got, ", ") != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

// TestMeasureMeaning leaves passages that an encoder did not see where the others are on average.
func TestMeasureMeaning(t *testing.T) {
	found := []candidate{{likeness: &meaning.Likeness{Words: 0.8, Whole: 0.6}}, {}, {likeness: &meaning.Likeness{Words: 0.4, Whole: 0.2}, englishLikeness: &meaning.Likeness{Words: 0.5, Whole: 0.1}}}
	measureMeaning(found)
	for i, want := range [][4]float64{{0.8, 0.6, 0.5, 0.1}, {0.6, 0.4, 0.5, 0.1}, {0.4, 0.2, 0.5, 0.1}} {
		v := found[i].features
		if got := [4]float64{v[fMeaning], v[fWhole], v[fEnglish], v[fEnglishWhole]}; !near(got[0], want[0]) || !near(got[1], want[1]) || got[2] != want[2] || got[3] != want[3] {
			t.Errorf("candidate %d: %v, want %v", i, got, want)
		}
	}
	none := []candidate{{}, {}}
	if measureMeaning(none); none[0].features[fMeaning] != 0 {
		t.Errorf("without an encoder %v, want 0", none[0].features[fMeaning])
	}
}

// TestShares are the logarithms of shares of the answer.
func TestShares(t *testing.T) {
	out := float32(math.Inf(-1))
	for _, c := range []struct {
		name      string
		sentences []float32
		want      []float64
	}{
		{"two equals have half each", []float32{3, 3}, []float64{math.Log(0.5) / 4, math.Log(0.5) / 4}},
		{"one has nearly all", []float32{0, 4}, []float64{(-4 - math.Log(1+math.Exp(-4))) / 4, -math.Log(1+math.Exp(-4)) / 4}},
		{"what was not read has the least", []float32{out, 0}, []float64{-2, 0}},
		{"nothing was read", []float32{out, out}, []float64{0, 0}},
	} {
		if got := shares(&encoder.Reading{Sentences: c.sentences}); !slices.EqualFunc(got, c.want, near) {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
	}
}

// TestWeightsAreComplete holds that a model lacks no weight, and that the error says which.
func TestWeightsAreComplete(t *testing.T) {
	for _, name := range []string{"words", "meaning", "english", "across"} {
		if _, err := newModel(name, ShippedWeights().Model(name), "make"); err != nil {
			t.Error(err)
		}
	}
	w := ShippedWeights()
	w.Command, w.Words.Rank = "make weights", map[string]float64{"bm25": 1}
	if _, err := NewWithWeights(indexOf(t, &corpus.Corpus{}), nil, w); err == nil || !strings.Contains(err.Error(), "words: weights: rank lacks") || !strings.Contains(err.Error(), "`make weights`") {
		t.Errorf("a model without weights: %v", err)
	}
}
