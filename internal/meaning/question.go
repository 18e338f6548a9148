package meaning

import (
	"github.com/sitrep-bot/sitrep/internal/corpus"
	"github.com/sitrep-bot/sitrep/internal/encoder"
	"github.com/sitrep-bot/sitrep/internal/index"
	"github.com/sitrep-bot/sitrep/internal/lang"
)

// A Question is one question as the encoder understands it. One goroutine at a time may use it, but for Read.
type Question struct {
	library *Library
	text    *encoder.Text
	words   []encoder.WordVector
	weight  float32 // of all words together
	probe   *encoder.Probe
	matches []encoder.Match
}

// Question looks at a question.
func (l *Library) Question(text string) *Question {
	t := l.encoder.Question(text)
	g := t.Glance()
	q := &Question{library: l, text: t, words: g.Words, probe: l.encoder.Probe(g)}
	for _, w := range g.Words {
		q.weight += w.Weight
	}
	return q
}

// Nearest are the passages of the snapshot whose meaning as a whole is closest to the question's, the closest first, at
// most count. Their Score is a cosine.
func (q *Question) Nearest(s *index.Snapshot, count int) []index.Hit {
	l := q.library
	l.mu.RLock()
	defer l.mu.RUnlock()
	var hits []index.Hit
	for _, n := range l.pool.Nearest(q.probe, 2*count) { // articles that are gone may stand among them
		p := l.rows[n.Row]
		if d := s.Document(p.id); d != nil && d.Sum == p.sum && len(hits) < count {
			hits = append(hits, index.Hit{Document: d, Ordinal: p.ordinal, Score: float64(n.Cosine)})
		}
	}
	return hits
}

// A Likeness is how close a passage is to the question.
type Likeness struct {
	Words float64 // mean cosine of the question's words with the nearest of the passage's, by weight; -1 to 1
	Whole float64 // cosine of the two as wholes, -1 to 1
	Pairs []Pair  // of each word of the question that the encoder saw
}

// A Pair is a word of the question and the word of the passage that is nearest to it.
type Pair struct {
	Asked  lang.Span // in the question
	Found  lang.Span // in Text(passage); empty if there is none
	Cosine float64
	Weight float64 // how much the word of the question matters: its share of all of them
}

// Like compares a passage with the question; ok is false where the passage was not glanced at yet.
func (q *Question) Like(d *index.Document, ordinal int) (like Likeness, ok bool) {
	l := q.library
	l.mu.RLock()
	a := l.articles[keyOf(d)]
	var r record
	if a != nil && ordinal >= 1 && ordinal <= len(a.records) {
		r = a.records[ordinal-1]
	}
	l.mu.RUnlock()
	if r.size == 0 || q.weight == 0 {
		return like, false
	}
	c, err := l.glances.read(r)
	if err != nil {
		return like, false
	}
	q.matches = q.probe.MaxSim(c, q.matches)
	for i, m := range q.matches {
		p := Pair{Asked: q.words[i].Span, Cosine: float64(m.Cosine), Weight: float64(q.words[i].Weight / q.weight)}
		if m.Word >= 0 {
			p.Found = c.Word(m.Word)
		}
		like.Words += p.Cosine * p.Weight
		like.Pairs = append(like.Pairs, p)
	}
	like.Whole = q.probe.Cosine(c)
	return like, true
}

// Read has the passage read in the light of the question; several goroutines may do so at a time. Sentences are spans of its
// text; of a passage too long to be read whole, what stands around the sentence numbered around is. See [encoder.Text.Read].
func (q *Question) Read(p corpus.Passage, sentences []lang.Span, around int) encoder.Reading {
	text := Text(p)
	offset := len(text) - len(p.Text)
	moved := make([]lang.Span, len(sentences))
	for i, s := range sentences {
		moved[i] = lang.Span{Start: s.Start + offset, End: s.End + offset}
	}
	return q.text.Read(q.library.encoder.PassageAround(text, moved[around]), moved)
}
