package meaning

import (
	"slices"
	"sort"
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
	articles map[articleKey]*article // what is in the pool
	inOrder  []*article              // the same, by their rows
	rows     int                     // of the pool
}

// An articleKey tells one state of an article from any other.
type articleKey struct{ id, sum string }

func keyOf(d *index.Document) articleKey { return articleKey{d.ID, d.Sum} }

// An article is what the glances at its passages are found by.
type article struct {
	articleKey
	first int        // row of its first passage
	texts []shortKey // by ordinal, from 1; of a passage that was not glanced at yet, zeros
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
	gone := s.rows
	for _, d := range now.Documents() {
		if a := s.articles[keyOf(d)]; a != nil {
			gone -= len(a.texts)
		}
	}
	if 2*gone > s.rows {
		s.pool, s.articles, s.inOrder, s.rows = s.encoder.NewPool(), map[articleKey]*article{}, nil, 0
	}
}

// record is where the glance at a passage is kept; the zero record if there is none yet.
func (s *vectorStore) record(d *index.Document, ordinal int) record {
	s.mu.RLock()
	defer s.mu.RUnlock()
	a := s.articles[keyOf(d)]
	if a == nil || ordinal < 1 || ordinal > len(a.texts) {
		return 0
	}
	return s.glances.find(a.texts[ordinal-1])
}

// add puts a passage of an article into the store, and reports whether the encoder had to look at it.
func (s *vectorStore) add(d *index.Document, p corpus.Passage) (made bool, err error) {
	text := Text(p)
	key := KeyOf(p)
	c, found := s.find(key)
	if !found {
		c = s.glance(text, d.Source.Lang)
		if err := s.glances.keep(key, c); err != nil {
			return true, err
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	a := s.article(d)
	a.texts[p.Ordinal-1] = short(key)
	s.pool.Set(a.first+p.Ordinal-1, c)
	return !found, nil
}

// article is where an article stands; a new one is given its rows in the pool.
func (s *vectorStore) article(d *index.Document) *article {
	key := keyOf(d)
	if a := s.articles[key]; a != nil {
		return a
	}
	a := &article{key, s.rows, make([]shortKey, d.Count)}
	s.articles[key] = a
	s.inOrder = append(s.inOrder, a)
	s.rows += d.Count
	return a
}

// numberOf is the number, in their order, of the article that has a row.
func (s *vectorStore) numberOf(row int) int {
	return sort.Search(len(s.inOrder), func(n int) bool { return s.inOrder[n].first > row }) - 1
}

// find is the glance that is kept of a text, if there is one and it is whole.
func (s *vectorStore) find(key textKey) (encoder.Compact, bool) {
	r := s.glances.find(short(key))
	if r == 0 {
		return encoder.Compact{}, false
	}
	c, err := s.glances.read(r)
	return c, err == nil
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
	documents := make([]*index.Document, len(s.inOrder)) // nil: the article is gone
	for n, a := range s.inOrder {
		if d := now.Document(a.id); d != nil && d.Sum == a.sum {
			documents[n] = d
		}
	}
	for i, own := range []bool{true, false} {
		is := func(d *index.Document) bool { return d != nil && (d.Source.Lang == code) == own }
		if !slices.ContainsFunc(documents, is) {
			continue // of most corpora all passages are in one language
		}
		for _, near := range s.pool.Nearest(probe, count, func(row int) bool { return is(documents[s.numberOf(row)]) }) {
			n := s.numberOf(near.Row)
			hits[i] = append(hits[i], index.Hit{Document: documents[n], Ordinal: near.Row - s.inOrder[n].first + 1})
		}
	}
	return hits
}
