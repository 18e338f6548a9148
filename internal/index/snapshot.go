package index

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"

	bleveindex "github.com/blevesearch/bleve_index_api"

	"github.com/sitrep-bot/sitrep/internal/corpus"
)

// A Snapshot is one consistent state of the index. It must be closed, and may be used by one goroutine at a time.
type Snapshot struct {
	index   *Index
	reader  bleveindex.IndexReader
	catalog *catalog
}

// Snapshot takes the state of this moment.
func (ix *Index) Snapshot() (*Snapshot, error) {
	ix.mu.RLock()
	defer ix.mu.RUnlock()
	if ix.closed {
		return nil, errors.New("cannot read the index: it is closed")
	}
	advanced, err := ix.bleve.Advanced()
	if err != nil {
		return nil, fmt.Errorf("cannot read the index: %w", err)
	}
	reader, err := advanced.Reader()
	if err != nil {
		return nil, fmt.Errorf("cannot read the index: %w", err)
	}
	c, err := ix.catalogOf(reader)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("cannot read the index: %w", err), reader.Close())
	}
	return &Snapshot{index: ix, reader: reader, catalog: c}, nil
}

// catalogOf returns the catalog that was written with the state a reader has. Nobody waits for a write: until bleve has
// taken it, and if it never does, readers have the state before and its catalog.
func (ix *Index) catalogOf(reader bleveindex.IndexReader) (*catalog, error) {
	number, err := parseWriteNumber(reader.GetInternal(writeKey))
	if err == nil && ix.pending != nil && number == ix.pending.Write {
		return ix.pending, nil
	}
	return ix.catalog, err
}

// parseWriteNumber reads what lies at writeKey: nothing before the first write.
func parseWriteNumber(data []byte, err error) (int, error) {
	if err != nil || data == nil {
		return 0, err
	}
	return strconv.Atoi(string(data))
}

// Close lets go of the Snapshot.
func (s *Snapshot) Close() error { return s.reader.Close() }

// Documents lists what is in the corpus, by path. The list and what is in it must not be changed.
func (s *Snapshot) Documents() []*Document { return s.catalog.Documents }

// Document finds a Document by its id; nil if there is none.
func (s *Snapshot) Document(id string) *Document { return s.catalog.byID[id] }

// Size is how many Documents and passages the index has.
func (ix *Index) Size() (documents, passages int) {
	ix.mu.RLock()
	defer ix.mu.RUnlock()
	return len(ix.catalog.Documents), ix.catalog.passages
}

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

// ID is the stable id of the passage.
func (h Hit) ID() string { return corpus.Ref{Document: h.Document.ID, Ordinal: h.Ordinal}.String() }

func field(t Term) string {
	if t.Title {
		return titleField + t.Lang
	}
	return termsField + t.Lang
}

// Frequency is the number of passages of a language that have a term in their text, or above it.
func (s *Snapshot) Frequency(ctx context.Context, t Term) (int, error) {
	postings, err := s.reader.TermFieldReader(ctx, []byte(t.Text), field(t), false, false, false)
	if err != nil {
		return 0, fmt.Errorf("cannot count a word in the index: %w", err)
	}
	n := int(postings.Count())
	return n, postings.Close()
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
	id := corpus.Ref{Document: d.ID, Ordinal: ordinal}.String()
	stored, err := s.reader.Document(id)
	if err != nil {
		return corpus.Passage{}, fmt.Errorf("cannot read passage %s: %w", id, err)
	}
	if stored == nil {
		return corpus.Passage{}, fmt.Errorf("cannot read passage %s: the index does not have it; run `bot index`", id)
	}
	p := corpus.Passage{Ordinal: ordinal}
	stored.VisitFields(func(f bleveindex.Field) {
		switch f.Name() {
		case textField:
			p.Text = string(f.Value())
		case headingField:
			p.Heading = string(f.Value())
		case headerField:
			p.Header = string(f.Value())
		case placeField:
			p.Place = string(f.Value())
		case asksField:
			p.Asks = true
		}
	})
	return p, nil
}

// Find looks a passage up by its id; ok is false if the corpus has none of that id.
func (s *Snapshot) Find(id string) (d *Document, ordinal int, ok bool) {
	ref, ok := corpus.ParseRef(id)
	d = s.catalog.byID[ref.Document]
	if !ok || d == nil || ref.Ordinal < 1 || ref.Ordinal > d.Count {
		return nil, 0, false
	}
	return d, ref.Ordinal, true
}
