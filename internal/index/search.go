package index

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"
	"sync"

	bleveindex "github.com/blevesearch/bleve_index_api"
	"github.com/sitrep-bot/sitrep/internal/corpus"
)

// Okapi BM25's usual constants.
const (
	k1           = 1.2
	lengthWeight = 0.75
)

// Search finds the passages that match the terms best by BM25, best first, at most limit. It reads bleve's postings
// itself, a term after the other: bleve's own search merges the postings of all terms by a heap, which takes three times
// as long, and its BM25 takes the number of distinct words for the length of the texts.
func (s *Snapshot) Search(ctx context.Context, terms []Term, limit int) ([]Hit, error) {
	sums := accumulators.Get().(*accumulator)
	defer accumulators.Put(sums)
	sums.reset()
	for _, t := range terms {
		if err := s.addTerm(ctx, t, sums); err != nil {
			return nil, fmt.Errorf("cannot search the index: %w", err)
		}
	}
	hits, err := s.hits(sums.best(limit))
	if err != nil {
		return nil, fmt.Errorf("cannot search the index: %w", err)
	}
	return hits[:min(limit, len(hits))], nil
}

// An accumulator adds up the scores of passages by their number in bleve.
type accumulator struct {
	scores []float32 // by number; 0: not met
	met    []uint64  // numbers with a score
}

// accumulators are used again by the next questions: one has four bytes for each passage of the corpus.
var accumulators = sync.Pool{New: func() any { return &accumulator{} }}

func (t *accumulator) reset() {
	for _, n := range t.met {
		t.scores[n] = 0
	}
	t.met = t.met[:0]
}

func (t *accumulator) add(number uint64, score float32) {
	if number >= uint64(len(t.scores)) {
		t.scores = append(t.scores, make([]float32, int(number)+1-len(t.scores)+len(t.scores)/2)...)
	}
	if t.scores[number] == 0 {
		t.met = append(t.met, number)
	}
	t.scores[number] += score
}

// A scored is a passage by its number in bleve.
type scored struct {
	number uint64
	score  float32
}

// best returns the passages with the highest scores: as many as are wanted, and those that equal the last of them.
func (t *accumulator) best(wanted int) []scored {
	if len(t.met) == 0 || wanted == 0 {
		return nil
	}
	least := t.least(wanted)
	var found []scored
	for _, n := range t.met {
		if t.scores[n] >= least {
			found = append(found, scored{n, t.scores[n]})
		}
	}
	return found
}

// least is the score of the passage in the wanted place.
func (t *accumulator) least(wanted int) float32 {
	top := make([]float32, 0, wanted) // a heap, the least of the best first
	for _, n := range t.met {
		score := t.scores[n]
		switch {
		case len(top) < wanted:
			top = append(top, score)
			if len(top) == wanted {
				slices.Sort(top)
			}
		case score > top[0]:
			top[0] = score
			sink(top)
		}
	}
	return slices.Min(top)
}

// sink moves the first of a heap to its place.
func sink(heap []float32) {
	for at := 0; ; {
		child := 2*at + 1
		if child >= len(heap) {
			return
		}
		if child+1 < len(heap) && heap[child+1] < heap[child] {
			child++
		}
		if heap[at] <= heap[child] {
			return
		}
		heap[at], heap[child] = heap[child], heap[at]
		at = child
	}
}

// addTerm adds what one term gives to each passage that has it.
func (s *Snapshot) addTerm(ctx context.Context, t Term, into *accumulator) error {
	postings, err := s.reader.TermFieldReader(ctx, []byte(t.Text), field(t), true, true, false)
	if err != nil {
		return err
	}
	defer postings.Close()
	df := float64(postings.Count())
	if df == 0 {
		return nil
	}
	all := float64(s.catalog.sizes[t.Lang])
	weight := t.Boost * math.Log(1+(max(all-df, 0)+.5)/(df+.5))
	usual := max(1, float64(s.catalog.terms[t.Lang])/max(1, all))
	var posting bleveindex.TermFieldDoc
	for {
		p, err := postings.Next(&posting)
		if err != nil || p == nil {
			return err
		}
		// bleve keeps a length as 1/√length.
		tf, length := float64(p.Freq), 1/(p.Norm*p.Norm)
		into.add(p.ID.Value(), float32(weight*tf/(tf+k1*(1-lengthWeight+lengthWeight*length/usual))))
	}
}

// hits turns numbers into passages, best first; equals are in the order of their ids, so that the same question always
// finds the same.
func (s *Snapshot) hits(found []scored) ([]Hit, error) {
	hits := make([]Hit, 0, len(found))
	var key bleveindex.IndexInternalID
	for _, f := range found {
		key = bleveindex.NewIndexInternalID(key, f.number)
		external, err := s.reader.ExternalID(key)
		if err != nil {
			return nil, err
		}
		ref, ok := corpus.ParseRef(external)
		if d := s.catalog.byID[ref.Document]; ok && d != nil {
			hits = append(hits, Hit{Document: d, Ordinal: ref.Ordinal, Score: float64(f.score)})
		}
	}
	slices.SortFunc(hits, func(a, b Hit) int {
		return cmp.Or(cmp.Compare(b.Score, a.Score), cmp.Compare(a.Document.ID, b.Document.ID), cmp.Compare(a.Ordinal, b.Ordinal))
	})
	return hits, nil
}
