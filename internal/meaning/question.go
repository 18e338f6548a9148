package meaning

import (
	"cmp"
	"slices"
	"sync"

	"github.com/sitrep-bot/sitrep/internal/corpus"
	"github.com/sitrep-bot/sitrep/internal/encoder"
	"github.com/sitrep-bot/sitrep/internal/index"
	"github.com/sitrep-bot/sitrep/internal/lang"
)

// A Question is one question as the encoders understand it. One goroutine at a time may use it, but for Read.
type Question struct {
	every   *view
	english *view // nil: the question is in another language, or there is no encoder for English
}

// Question looks at a question in a language, an ISO 639-1 code.
func (l *Library) Question(text, code string) *Question {
	var q Question
	var looking sync.WaitGroup
	for _, s := range l.stores {
		switch {
		case s.lang == "":
			looking.Go(func() { q.every = s.view(text, code) })
		case s.isFor(code):
			looking.Go(func() { q.english = s.view(text, code) })
		}
	}
	looking.Wait()
	return &q
}

// InEnglish reports whether the encoder for English understood the question, too.
func (q *Question) InEnglish() bool { return q.english != nil }

// Nearest are the passages of the snapshot that mean most nearly what the question asks, by either encoder: at most count by
// each of those in the question's language, and as many of the others, the closest first; those of the encoder for every
// language before those that only the other found. They have no Score: cosines of two encoders cannot be compared.
func (q *Question) Nearest(s *index.Snapshot, count int) []index.Hit {
	var hits, inEnglish []index.Hit
	var looking sync.WaitGroup
	looking.Go(func() { hits = q.every.nearest(s, count) })
	if q.english != nil {
		looking.Go(func() { inEnglish = q.english.nearest(s, count) })
	}
	looking.Wait()
	for _, h := range inEnglish {
		if !slices.Contains(hits, h) {
			hits = append(hits, h)
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

// Like compares a passage with the question, by the encoder for every language; ok is false where the passage was not
// glanced at yet.
func (q *Question) Like(d *index.Document, ordinal int) (like Likeness, ok bool) {
	return q.every.like(d, ordinal)
}

// LikeEnglish does the same by the encoder for English; ok is false, too, where question or passage is in another language.
func (q *Question) LikeEnglish(d *index.Document, ordinal int) (like Likeness, ok bool) {
	if q.english == nil {
		return like, false
	}
	return q.english.like(d, ordinal)
}

// Read has a passage of an article read in the light of the question; several goroutines may do so at a time. Sentences are
// spans of its text; of a passage too long to be read whole, what stands around the sentence numbered around is. See
// [encoder.Text.Read]. The encoder for English reads where question and passage are English, else that for every language.
func (q *Question) Read(d *index.Document, p corpus.Passage, sentences []lang.Span, around int) encoder.Reading {
	by := q.every
	if q.english != nil && q.english.isFor(d.Source.Lang) {
		by = q.english
	}
	text := Text(p)
	offset := len(text) - len(p.Text)
	moved := make([]lang.Span, len(sentences))
	for i, s := range sentences {
		moved[i] = lang.Span{Start: s.Start + offset, End: s.End + offset}
	}
	return by.text.Read(by.encoder.PassageAround(text, moved[around]), moved)
}

// A view is a question as one encoder understands it, before what the encoder saw of the passages.
type view struct {
	*vectorStore
	lang    string // of the question
	text    *encoder.Text
	words   []encoder.WordVector
	weight  float32 // of all words together
	probe   *encoder.Probe
	matches []encoder.Match
}

func (s *vectorStore) view(text, code string) *view {
	t := s.encoder.Question(text)
	g := t.Glance()
	v := &view{vectorStore: s, lang: code, text: t, words: g.Words, probe: s.encoder.Probe(g)}
	for _, w := range g.Words {
		v.weight += w.Weight
	}
	return v
}

// glanced is how many passages are compared word by word, of those whose meaning as a whole is closest to the question's.
const glanced = 100

// nearest are the passages of the snapshot whose words are closest to the question's, the closest first: those in its language,
// then those in others. Compared with each other the former would win: closer than what a passage says is its language.
func (v *view) nearest(now *index.Snapshot, count int) (hits []index.Hit) {
	for _, found := range v.vectorStore.nearest(now, v.probe, v.lang, glanced) {
		near := make(map[index.Hit]float32, len(found))
		for _, h := range found {
			if c, err := v.glances.read(v.record(h.Document, h.Ordinal)); err == nil {
				v.matches = v.probe.MaxSim(c, v.matches)
				near[h] = v.probe.Score(v.matches)
			}
		}
		slices.SortStableFunc(found, func(a, b index.Hit) int { return cmp.Compare(near[b], near[a]) })
		hits = append(hits, found[:min(len(found), count)]...)
	}
	return hits
}

func (v *view) like(d *index.Document, ordinal int) (like Likeness, ok bool) {
	r := v.record(d, ordinal)
	if r == 0 || v.weight == 0 {
		return like, false
	}
	c, err := v.glances.read(r)
	if err != nil {
		return like, false
	}
	v.matches = v.probe.MaxSim(c, v.matches)
	for i, m := range v.matches {
		p := Pair{Asked: v.words[i].Span, Cosine: float64(m.Cosine), Weight: float64(v.words[i].Weight / v.weight)}
		if m.Word >= 0 {
			p.Found = c.Word(m.Word)
		}
		like.Words += p.Cosine * p.Weight
		like.Pairs = append(like.Pairs, p)
	}
	like.Whole = v.probe.Cosine(c)
	return like, true
}
