package answers

import (
	"math"
	"strings"
	"testing"

	"github.com/sitrep-bot/sitrep/internal/corpus"
	"github.com/sitrep-bot/sitrep/internal/index"
	"github.com/sitrep-bot/sitrep/internal/lang"
	"github.com/sitrep-bot/sitrep/internal/meaning"
)

// TestTogether puts what two models ranked into one order.
func TestTogether(t *testing.T) {
	for _, test := range []struct {
		own, across float64
		want        string
	}{
		{0.6, 0.9, "own"}, // it answers, and nobody has to read another language
		{0.3, 0.9, "across"},
		{0.3, 0.4, "across"},
		{0.3, 0.32, "own"}, // hardly likelier
		{0.3, 0.2, "own"},
	} {
		rankings := []ranking{
			{found: []candidate{{score: 5}, {score: 4}}, estimate: estimate{confidence: test.own, unknownName: "own"}},
			{found: []candidate{{score: 12}, {score: 1}}, estimate: estimate{confidence: test.across, unknownName: "across"}},
		}
		found, first := mergeRankings(rankings)
		if first.unknownName != test.want {
			t.Errorf("of %v and %v across languages the first is %s, wanted %s", test.own, test.across, first.unknownName, test.want)
		}
		if len(found) != 4 || found[0].chance != first.confidence {
			t.Errorf("%d candidates, the first with a chance of %v, wanted 4 and %v", len(found), found[0].chance, first.confidence)
		}
		for i := 1; i < len(found); i++ {
			if found[i].chance > found[i-1].chance {
				t.Errorf("candidate %d has a chance of %v after one of %v", i, found[i].chance, found[i-1].chance)
			}
		}
	}
}

// TestAcross has more passages in the question's own language make it less likely that one in another answers, and many rule it out.
func TestAcross(t *testing.T) {
	for _, test := range []struct{ chance, own, want float64 }{{0.5, 0, 0.5}, {0.5, 0.2, 4.0 / 9}, {1, 0.2, 1}, {0.9, 0.25, 0}, {0.99, 0.5, 0}} {
		if got := chanceAcross(test.chance, test.own); math.Abs(got-test.want) > 1e-9 {
			t.Errorf("%v with %v of the passages in the question's language is %v, wanted %v", test.chance, test.own, got, test.want)
		}
	}
}

// TestMeantIn divides what is near among the sentences.
func TestMeantIn(t *testing.T) {
	p := corpus.Passage{Heading: "Ferries", Text: "The boat leaves at noon. It is blue."}
	at := func(word string, weight, cosine float64) meaning.Pair {
		start := strings.Index(meaning.Text(p), word)
		return meaning.Pair{Found: lang.Span{Start: start, End: start + len(word)}, Weight: weight, Cosine: cosine}
	}
	c := candidate{text: newText(p, &index.Document{}), likeness: &meaning.Likeness{Pairs: []meaning.Pair{
		at("Ferries", 0.1, 1), at("boat", 0.3, 0.5), at("noon", 0.4, 0.5), at("blue", 0.2, 1), {Weight: 0.1, Cosine: -1},
	}}}
	for i, want := range []float64{0.35, 0.2} {
		if got := c.meaningIn(i); math.Abs(got-want) > 1e-9 {
			t.Errorf("in sentence %d is %v, wanted %v", i, got, want)
		}
	}
}
