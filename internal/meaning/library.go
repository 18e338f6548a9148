// Package meaning knows what every passage of an index means, as the encoder glances at it, and compares questions with it.
//
// Start at [Open], bring the [Library] up to date with [Library.Update] in the background, and take [Library.Question] for
// each question. A passage that was not glanced at yet is simply not found by meaning: words answer meanwhile.
package meaning

import (
	"context"
	"crypto/sha256"
	"sync"
	"sync/atomic"

	"github.com/sitrep-bot/sitrep/internal/corpus"
	"github.com/sitrep-bot/sitrep/internal/encoder"
	"github.com/sitrep-bot/sitrep/internal/index"
	"github.com/sitrep-bot/sitrep/internal/lang"
)

// A Library holds a glance at each passage. Any number of goroutines may use it; one at a time may call Update.
type Library struct {
	encoder *encoder.Encoder
	glances *glances

	mu       sync.RWMutex
	pool     *encoder.Pool
	rows     []place                 // of the pool
	articles map[articleKey]*article // what is in the pool

	known, total atomic.Int64 // passages of the index when it was last looked at, and how many of them have a glance
	kept, made   atomic.Int64 // glances that were there when they were wanted, and those the encoder had to make
}

// An articleKey tells one state of an article from any other.
type articleKey struct{ id, sum string }

// An article is where the glances at its passages are.
type article struct {
	first   int      // row of its first passage
	records []record // by ordinal, from 1; of a passage that was not glanced at yet, the zero record
}

// known is how many of its passages have a glance.
func (a *article) known() (n int) {
	for _, r := range a.records {
		if r.size > 0 {
			n++
		}
	}
	return n
}

// A place is the passage in a row of the pool.
type place struct {
	articleKey
	ordinal int
}

// Open makes a Library whose glances are kept in the folder dir, or in memory where dir is empty. Glances of another
// version of the encoder, and what was written last before a crash, are made again.
func Open(e *encoder.Encoder, dir string) (*Library, error) {
	kept, err := openGlances(e, dir)
	if err != nil {
		return nil, err
	}
	return &Library{encoder: e, glances: kept, pool: e.NewPool(), articles: map[articleKey]*article{}}, nil
}

// Close lets go of the files.
func (l *Library) Close() error { return l.glances.close() }

// ready is the share of the passages from which on questions are compared by meaning: what is missing is then one article or
// another that has just changed.
const ready = 0.9

// Ready reports whether most passages were glanced at.
func (l *Library) Ready() bool {
	known, total := l.Progress()
	return total > 0 && float64(known) >= ready*float64(total)
}

// Progress is how many of the index's passages were glanced at, and how many it has. Both are 0 before the first Update.
func (l *Library) Progress() (known, total int) {
	return int(l.known.Load()), int(l.total.Load())
}

// Glances is how many were there when they were wanted since the start, and how many the encoder had to make.
func (l *Library) Glances() (kept, made int) { return int(l.kept.Load()), int(l.made.Load()) }

// Update glances at the passages of a snapshot that are new, and forgets those that are gone. When ctx ends, what was done
// so far stays. Glances are kept by what the passage says: an article that changed in one paragraph costs one glance.
func (l *Library) Update(ctx context.Context, s *index.Snapshot) error {
	l.begin(s)
	for _, d := range s.Documents() {
		if err := l.add(ctx, s, d); err != nil {
			return err
		}
	}
	return nil
}

// begin counts what is known already, and begins a new pool when most of the old one is of articles that are gone.
func (l *Library) begin(s *index.Snapshot) {
	l.mu.Lock()
	defer l.mu.Unlock()
	gone, known := len(l.rows), 0
	for _, d := range s.Documents() {
		if a := l.articles[keyOf(d)]; a != nil {
			gone -= len(a.records)
			known += a.known()
		}
	}
	if 2*gone > len(l.rows) {
		l.pool, l.rows, l.articles, known = l.encoder.NewPool(), nil, map[articleKey]*article{}, 0
	}
	l.total.Store(int64(s.Passages()))
	l.known.Store(int64(known))
}

func keyOf(d *index.Document) articleKey { return articleKey{d.ID, d.Sum} }

// add glances at the passages of one Document.
func (l *Library) add(ctx context.Context, s *index.Snapshot, d *index.Document) error {
	a := l.article(d)
	for i := range a.records {
		if a.records[i].size > 0 {
			continue
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		p, err := s.Passage(d, i+1)
		if err != nil {
			return err
		}
		r, c, err := l.glance(p, d.Source.Lang)
		if err != nil {
			return err
		}
		l.mu.Lock()
		a.records[i] = r
		l.pool.Set(a.first+i, c)
		l.mu.Unlock()
		l.known.Add(1)
	}
	return nil
}

// article gives a Document its rows in the pool.
func (l *Library) article(d *index.Document) *article {
	l.mu.Lock()
	defer l.mu.Unlock()
	key := keyOf(d)
	if a := l.articles[key]; a != nil {
		return a
	}
	a := &article{first: len(l.rows), records: make([]record, d.Count)}
	l.articles[key] = a
	for i := range a.records {
		l.rows = append(l.rows, place{key, i + 1})
	}
	return a
}

// glance looks up what a passage means, or has the encoder look at it.
func (l *Library) glance(p corpus.Passage, code string) (record, encoder.Compact, error) {
	text := Text(p)
	key := sha256.Sum256([]byte(text))
	if r, ok := l.glances.find(key); ok {
		if c, err := l.glances.read(r); err == nil {
			l.kept.Add(1)
			return r, c, nil
		}
	}
	l.made.Add(1)
	c := l.encoder.Compact(l.encoder.GlancePassage(text), func(w lang.Span) float32 { return weight(text[w.Start:w.End], code) })
	r, err := l.glances.keep(key, c)
	return r, c, err
}

// Text is what the encoder is shown of a passage: its heading, which often says what "it" is, and the passage.
func Text(p corpus.Passage) string {
	if p.Heading == "" {
		return p.Text
	}
	return p.Heading + "\n" + p.Text
}

// weight is how much a word of a passage matters when not all fit: the rarer, the more.
func weight(word, code string) float32 {
	return float32(1 + lang.FrequenciesOf(code).Band(lang.Fold(word)))
}
