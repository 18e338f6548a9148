package meaning

import (
	"slices"
	"sync"

	"github.com/sitrep-bot/sitrep/internal/corpus"
	"github.com/sitrep-bot/sitrep/internal/encoder"
	"github.com/sitrep-bot/sitrep/internal/index"
	"github.com/sitrep-bot/sitrep/internal/lang"
)

// A vectorStore holds the glances of one encoder.
type vectorStore struct {
	encoder *encoder.Encoder
	lang    string // of the articles it is for; empty: every language
	glances *glances

	mu       sync.RWMutex
	pool     *encoder.Pool
	rows     []passageKey            // of the pool
	articles map[articleKey]*article // what is in the pool
}

// An articleKey tells one state of an article from any other.
type articleKey struct{ id, sum string }

func keyOf(d *index.Document) articleKey { return articleKey{d.ID, d.Sum} }

// An article is where the glances at its passages are.
type article struct {
	first   int      // row of its first passage
	records []record // by ordinal, from 1; of a passage that was not glanced at yet, the zero record
}

// A place is the passage in a row of the pool.
type passageKey struct {
	articleKey
	ordinal int
}

func openVectorStore(e *encoder.Encoder, lang, dir string) (*vectorStore, error) {
	kept, err := openGlances(e, dir)
	if err != nil {
		return nil, err
	}
	return newVectorStore(e, lang, kept), nil
}

func newVectorStore(e *encoder.Encoder, lang string, kept *glances) *vectorStore {
	return &vectorStore{encoder: e, lang: lang, glances: kept, pool: e.NewPool(), articles: map[articleKey]*article{}}
}

// isFor reports whether articles of a language belong here.
func (s *vectorStore) isFor(lang string) bool { return s.lang == "" || s.lang == lang }

// clear begins a new pool when most of the old one is of articles that are gone.
func (s *vectorStore) clear(now *index.Snapshot) {
	s.mu.Lock()
	defer s.mu.Unlock()
	gone := len(s.rows)
	for _, d := range now.Documents() {
		if a := s.articles[keyOf(d)]; a != nil {
			gone -= len(a.records)
		}
	}
	if 2*gone > len(s.rows) {
		s.pool, s.rows, s.articles = s.encoder.NewPool(), nil, map[articleKey]*article{}
	}
}

// record is where the glance at a passage is kept; the zero record if there is none yet.
func (s *vectorStore) record(d *index.Document, ordinal int) record {
	s.mu.RLock()
	defer s.mu.RUnlock()
	a := s.articles[keyOf(d)]
	if a == nil || ordinal < 1 || ordinal > len(a.records) {
		return record{}
	}
	if r := a.records[ordinal-1]; s.glances.has(r) {
		return r
	}
	return record{}
}

// add puts a passage of an article into the store, and reports whether the encoder had to look at it.
func (s *vectorStore) add(d *index.Document, p corpus.Passage) (made bool, err error) {
	text := Text(p)
	key := KeyOf(p)
	r, c, found := s.find(key)
	if !found {
		c = s.glance(text, d.Source.Lang)
		if r, err = s.glances.keep(key, c); err != nil {
			return true, err
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	a := s.article(d)
	a.records[p.Ordinal-1] = r
	s.pool.Set(a.first+p.Ordinal-1, c)
	return !found, nil
}

// article is where an article stands; a new one is given its rows in the pool.
func (s *vectorStore) article(d *index.Document) *article {
	key := keyOf(d)
	if a := s.articles[key]; a != nil {
		return a
	}
	a := &article{first: len(s.rows), records: make([]record, d.Count)}
	s.articles[key] = a
	for i := range a.records {
		s.rows = append(s.rows, passageKey{key, i + 1})
	}
	return a
}

// find is the glance that is kept of a text, if there is one and it is whole.
func (s *vectorStore) find(key textKey) (record, encoder.Compact, bool) {
	r, ok := s.glances.find(key)
	if !ok {
		return r, encoder.Compact{}, false
	}
	c, err := s.glances.read(r)
	return r, c, err == nil
}

// glance has the encoder look at a text.
func (s *vectorStore) glance(text, code string) encoder.Compact {
	return s.encoder.Compact(s.encoder.GlancePassage(text), func(w lang.Span) float32 { return weight(text[w.Start:w.End], code) })
}

// weight is how much a word of a passage matters when not all fit: the rarer, the more.
func weight(word, code string) float32 {
	return float32(1 + lang.FrequenciesOf(code).Band(lang.Fold(word)))
}

// nearest are the passages of the snapshot whose meaning as a whole is closest to a question's: at most count of those in its
// language, and as many of the others.
func (s *vectorStore) nearest(now *index.Snapshot, probe *encoder.Probe, code string, count int) (hits [2][]index.Hit) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	in := make([]*index.Document, len(s.rows)) // nil: the article is gone
	for i, p := range s.rows {
		if i > 0 && p.articleKey == s.rows[i-1].articleKey {
			in[i] = in[i-1]
		} else if d := now.Document(p.id); d != nil && d.Sum == p.sum {
			in[i] = d
		}
	}
	for i, own := range []bool{true, false} {
		is := func(d *index.Document) bool { return d != nil && (d.Source.Lang == code) == own }
		if !slices.ContainsFunc(in, is) {
			continue // of most corpora all passages are in one language
		}
		for _, n := range s.pool.Nearest(probe, count, func(row int) bool { return is(in[row]) }) {
			hits[i] = append(hits[i], index.Hit{Document: in[n.Row], Ordinal: s.rows[n.Row].ordinal})
		}
	}
	return hits
}
