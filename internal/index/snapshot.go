package index

import (
	"context"
	"fmt"
	"slices"

	"github.com/sitrep-bot/sitrep/internal/corpus"
)

// A Snapshot is one consistent state of the index. It must be closed, and may be used by one goroutine at a time.
type Snapshot struct {
	index   *Index
	reader  reader
	catalog *catalog
}

// Snapshot takes the state of this moment. Where the passages are kept in a cluster that does not answer, the error is an
// [AwayError].
func (ix *Index) Snapshot() (*Snapshot, error) {
	r, c, err := ix.engine.snapshot()
	if err != nil {
		return nil, err
	}
	return &Snapshot{index: ix, reader: r, catalog: c}, nil
}

// Close lets go of the Snapshot.
func (s *Snapshot) Close() error { return s.reader.close() }

// Documents lists what is in the corpus, by path. The list and what is in it must not be changed.
func (s *Snapshot) Documents() []*Document { return s.catalog.Documents }

// Document finds a Document by its id; nil if there is none.
func (s *Snapshot) Document(id string) *Document { return s.catalog.byID[id] }

// Passages is how many passages there are.
func (s *Snapshot) Passages() int { return s.catalog.passages }

// PassagesIn is how many passages there are in a language.
func (s *Snapshot) PassagesIn(code string) int { return s.catalog.sizes[code] }

// Revision counts the changes of the corpus since its index was built.
func (s *Snapshot) Revision() int { return s.catalog.Revision }

// Langs lists the languages of the Documents, the commonest first.
func (s *Snapshot) Langs() []string { return s.catalog.langs }

// Synonyms lists the groups of words or phrases that mean the same: those the corpus declares, and the abbreviations its
// Documents explain.
func (s *Snapshot) Synonyms() [][]string {
	groups := slices.Clone(s.catalog.Synonyms)
	for _, d := range s.catalog.Documents {
		for _, a := range d.Abbreviations {
			groups = append(groups, []string{a.Short, a.Long})
		}
	}
	return groups
}

// A Term is a word to search for.
type Term struct {
	Lang  string  // the language of the Documents to search
	Text  string  // as [Analyzer.Term] made it
	Boost float64 // weight in a search; 1 for a word of the question
	Title bool    // look in what stands above the passage instead of in its text
}

// A Hit is a passage that has some of the terms.
type Hit struct {
	Document *Document
	Ordinal  int
	Score    float64 // comparable within one search only
}

// Ref names the passage.
func (h Hit) Ref() corpus.Ref { return h.Document.Ref(h.Ordinal) }

// Search finds the passages that match the terms best by BM25, best first, at most limit.
func (s *Snapshot) Search(ctx context.Context, terms []Term, limit int) ([]Hit, error) {
	hits, err := s.reader.search(ctx, terms, limit)
	if err != nil {
		return nil, fmt.Errorf("cannot search the index: %w", err)
	}
	return hits, nil
}

// Frequency is the number of passages of a language that have a term in their text, or above it.
func (s *Snapshot) Frequency(ctx context.Context, t Term) (int, error) {
	n, err := s.reader.frequency(ctx, t)
	if err != nil {
		return 0, fmt.Errorf("cannot count a word in the index: %w", err)
	}
	return n, nil
}

// Has reports whether a term of a language is in the corpus: in a text, or in what stands above one.
func (s *Snapshot) Has(ctx context.Context, code, term string) (bool, error) {
	for _, title := range []bool{false, true} {
		if n, err := s.Frequency(ctx, Term{Lang: code, Text: term, Title: title}); err != nil || n > 0 {
			return n > 0, err
		}
	}
	return false, nil
}

// Passage reads a passage of a Document of this Snapshot.
func (s *Snapshot) Passage(d *Document, ordinal int) (corpus.Passage, error) {
	return s.reader.passage(d, ordinal)
}

// Prefetch reads passages that [Snapshot.Passage] will be asked for all at once, where that is quicker than one by one.
func (s *Snapshot) Prefetch(ctx context.Context, passages []Hit) error {
	return s.reader.prefetch(ctx, passages)
}

// Find is the Document of a passage; ok is false if the corpus does not have the passage.
func (s *Snapshot) Find(ref corpus.Ref) (d *Document, ok bool) {
	d = s.catalog.byID[ref.Document]
	if d == nil || ref.Ordinal < 1 || ref.Ordinal > d.Count {
		return nil, false
	}
	return d, true
}
