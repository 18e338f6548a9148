package index

import (
	"context"
	"slices"
	"sync"

	bleveindex "github.com/blevesearch/bleve_index_api"
	"github.com/sitrep-bot/sitrep/internal/corpus"
)

// search reads bleve's postings itself, a term after the other: bleve's own search merges the postings of all terms by a
// heap, which takes three times as long, and its BM25 takes the number of distinct words for the length of the texts.
func (r *embeddedReader) search(ctx context.Context, terms []Term, limit int) ([]Hit, error) {
	sums := accumulators.Get().(*accumulator)
	defer accumulators.Put(sums)
	sums.reset()
	for _, t := range terms {
		if err := r.addTerm(ctx, t, sums); err != nil {
			return nil, err
		}
	}
	hits, err := r.hits(sums.best(limit))
	return hits[:min(limit, len(hits))], err
}

// An accumulator adds up the scores of passages by their number in bleve.
type accumulator struct {
	scores  []float32 // by number; 0: not met
	touched []uint64  // numbers with a score
}

// accumulators are used again by the next questions: one has four bytes for each passage of the corpus.
var accumulators = sync.Pool{New: func() any { return &accumulator{} }}

func (t *accumulator) reset() {
	for _, n := range t.touched {
		t.scores[n] = 0
	}
	t.touched = t.touched[:0]
}

func (t *accumulator) add(number uint64, score float32) {
	if number >= uint64(len(t.scores)) {
		t.scores = append(t.scores, make([]float32, int(number)+1-len(t.scores)+len(t.scores)/2)...)
	}
	if t.scores[number] == 0 {
		t.touched = append(t.touched, number)
	}
	t.scores[number] += score
}

// A scored is a passage by its number in bleve.
type scoredPassage struct {
	number uint64
	score  float32
}

// best returns the passages with the highest scores: as many as are wanted, and those that equal the last of them.
func (t *accumulator) best(wanted int) []scoredPassage {
	if len(t.touched) == 0 || wanted == 0 {
		return nil
	}
	least := t.least(wanted)
	var found []scoredPassage
	for _, n := range t.touched {
		if t.scores[n] >= least {
			found = append(found, scoredPassage{n, t.scores[n]})
		}
	}
	return found
}

// least is the score of the passage in the wanted place.
func (t *accumulator) least(wanted int) float32 {
	top := make([]float32, 0, wanted) // a heap, the least of the best first
	for _, n := range t.touched {
		score := t.scores[n]
		switch {
		case len(top) < wanted:
			top = append(top, score)
			if len(top) == wanted {
				slices.Sort(top)
			}
		case score > top[0]:
			top[0] = score
			siftDown(top)
		}
	}
	return slices.Min(top)
}

// siftDown moves the first of a heap to its place.
func siftDown(heap []float32) {
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
func (r *embeddedReader) addTerm(ctx context.Context, t Term, into *accumulator) error {
	postings, err := r.bleve.TermFieldReader(ctx, []byte(t.Text), field(t), true, true, false)
	if err != nil {
		return err
	}
	defer postings.Close()
	df := int(postings.Count())
	if df == 0 {
		return nil
	}
	w := r.catalog.weigh(t, df)
	var posting bleveindex.TermFieldDoc
	for {
		p, err := postings.Next(&posting)
		if err != nil || p == nil {
			return err
		}
		// bleve keeps a length as 1/√length.
		into.add(p.ID.Value(), w.score(float64(p.Freq), 1/(p.Norm*p.Norm)))
	}
}

// hits turns numbers into passages, best first; equals are in the order of their ids, so that the same question always
// finds the same.
func (r *embeddedReader) hits(found []scoredPassage) ([]Hit, error) {
	hits := make([]Hit, 0, len(found))
	var key bleveindex.IndexInternalID
	for _, f := range found {
		key = bleveindex.NewIndexInternalID(key, f.number)
		external, err := r.bleve.ExternalID(key)
		if err != nil {
			return nil, err
		}
		ref, ok := corpus.ParseRef(external)
		if d := r.catalog.byID[ref.Document]; ok && d != nil {
			hits = append(hits, Hit{Document: d, Ordinal: ref.Ordinal, Score: float64(f.score)})
		}
	}
	sortHits(hits)
	return hits, nil
}
