package index

import (
	"cmp"
	"math"
	"slices"
)

// Okapi BM25's usual constants.
const (
	k1           = 1.2
	lengthWeight = 0.75
)

// A weight is what a term counts in one search.
type weight struct {
	rarity     float64 // with its boost
	meanLength float64 // terms in a text of its language, on average
}

// weigh says what a term counts that stands in so many passages.
func (c *catalog) weigh(t Term, passages int) weight {
	df, all := float64(passages), float64(c.sizes[t.Lang])
	return weight{
		rarity:     t.Boost * math.Log(1+(max(all-df, 0)+.5)/(df+.5)),
		meanLength: max(1, float64(c.terms[t.Lang])/max(1, all)),
	}
}

// score is what a passage gets for a term that it has so many times, beside what its length says, see [weight.norm].
func (w weight) score(times, norm float64) float32 {
	return float32(w.rarity * times / (times + norm))
}

// norm is what is counted beside the times that a text of so many terms has a term, so that a long one needs it more often. The
// length is rounded as bleve rounds it, which says 1/√length.
func (w weight) norm(terms int) float64 {
	root := float64(float32(1 / math.Sqrt(float64(terms))))
	length := 1 / (root * root)
	return k1 * (1 - lengthWeight + lengthWeight*length/w.meanLength)
}

// sortHits puts the best first; equals are in the order of their ids, so that the same question always finds the same.
func sortHits(hits []Hit) {
	slices.SortFunc(hits, func(a, b Hit) int {
		return cmp.Or(cmp.Compare(b.Score, a.Score), cmp.Compare(a.Document.ID, b.Document.ID), cmp.Compare(a.Ordinal, b.Ordinal))
	})
}
