package index

import (
	"context"

	bleveindex "github.com/blevesearch/bleve_index_api"
	segment "github.com/blevesearch/scorch_segment_api/v2"

	"github.com/sitrep-bot/sitrep/internal/corpus"
)

// tabledNorms is up to how many terms a text's norm is reckoned once a search.
const tabledNorms = 256

// A listed term of a search is its weight, and its postings in each segment.
type listed struct {
	weight   weight
	norms    []float64
	segments [][]block
}

// search reads bleve's postings itself, and looks at those of common words only for passages that may be among the best: bleve's own
// search merges the postings of all terms by a heap, and its BM25 takes the number of distinct words for the length of the texts.
func (r *embeddedReader) search(ctx context.Context, terms []Term, limit int) ([]Hit, error) {
	lists, err := r.lists(ctx, terms)
	if err != nil || limit == 0 {
		return nil, err
	}
	top := collectors.Get().(*collector)
	defer collectors.Put(top)
	top.reset(limit)
	first := uint64(0) // number of the block's first passage in bleve
	var clauses []clause
	for i, s := range r.segments {
		for at := range uint32((s.FullSize() + blockSize - 1) / blockSize) {
			clauses = clauses[:0]
			for _, l := range lists {
				if blocks := l.segments[i]; len(blocks) > 0 && blocks[0].at == at {
					clauses = append(clauses, newClause(blocks[0], l.weight, l.norms))
					l.segments[i] = blocks[1:]
				}
			}
			if len(clauses) > 0 {
				top.search(clauses, first+uint64(at)*blockSize, r.deleted(i, at))
			}
		}
		first += uint64(s.FullSize())
	}
	hits, err := r.hits(top.found)
	return hits[:min(limit, len(hits))], err
}

// deleted are the numbers in a block of the passages that are deleted.
func (r *embeddedReader) deleted(segment int, block uint32) (numbers []uint16) {
	bitmap := r.segments[segment].Deleted()
	if bitmap == nil {
		return nil
	}
	iterator := bitmap.Iterator()
	iterator.AdvanceIfNeeded(block * blockSize)
	for iterator.HasNext() && iterator.PeekNext()/blockSize == block {
		numbers = append(numbers, uint16(iterator.Next()%blockSize))
	}
	return numbers
}

// lists finds the postings of the terms that the corpus has.
func (r *embeddedReader) lists(ctx context.Context, terms []Term) ([]listed, error) {
	var lists []listed
	norms := map[string][]float64{}
	for _, t := range terms {
		df, err := r.frequency(ctx, t)
		if err != nil {
			return nil, err
		}
		if df == 0 {
			continue
		}
		l := listed{weight: r.catalog.weigh(t, df), segments: make([][]block, len(r.segments))}
		if norms[t.Lang] == nil {
			norms[t.Lang] = make([]float64, tabledNorms)
			for n := range norms[t.Lang] {
				norms[t.Lang][n] = l.weight.norm(n)
			}
		}
		l.norms = norms[t.Lang]
		for i := range r.segments {
			if l.segments[i], err = r.postings(i, t); err != nil {
				return nil, err
			}
		}
		lists = append(lists, l)
	}
	return lists, nil
}

// postings returns the postings of a term in a segment.
func (r *embeddedReader) postings(segment int, t Term) ([]block, error) {
	s, key := r.segments[segment], fieldTerm{field(t), t.Text}
	if blocks, ok := r.cache.find(s, key); ok {
		return blocks, nil
	}
	dictionaries, err := r.dictionaries(key.field)
	if err != nil {
		return nil, err
	}
	blocks, err := readPostings(dictionaries[segment], t.Text)
	if err == nil && r.catalog.passages >= cacheFrom && count(blocks) >= cachedFrom {
		r.cache.keep(s, key, blocks, r.segments)
	}
	return blocks, err
}

// dictionaries are those of a field, by segment.
func (r *embeddedReader) dictionaries(field string) ([]segment.TermDictionary, error) {
	if opened, ok := r.opened[field]; ok {
		return opened, nil
	}
	opened := make([]segment.TermDictionary, len(r.segments))
	for i, s := range r.segments {
		var err error
		if opened[i], err = s.Segment().Dictionary(field); err != nil {
			return nil, err
		}
	}
	r.opened[field] = opened
	return opened, nil
}

// frequency counts in every segment the passages that are not deleted.
func (r *embeddedReader) frequency(_ context.Context, t Term) (n int, err error) {
	key := fieldTerm{field(t), t.Text}
	if n, ok := r.counted[key]; ok {
		return n, nil
	}
	dictionaries, err := r.dictionaries(key.field)
	if err != nil {
		return 0, err
	}
	for i, d := range dictionaries {
		list, err := d.PostingsList([]byte(t.Text), r.segments[i].Deleted(), nil)
		if err != nil {
			return 0, err
		}
		n += int(list.Count())
	}
	r.counted[key] = n
	return n, nil
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
