package answers

import (
	"context"
	"time"
)

// An Examination is an Answer with everything that led to it, for people who tune their corpus and for training.
type Examination struct {
	Answer     Answer
	Lang       string // of the question
	Asks       string // the kind of thing it asks for: "person", "date"…
	Words      []Word
	Candidates []Examined // best first
	Evidence   []float64  // that the corpus answers, in the order of EvidenceNames; nil without candidates
	Precision  []float64  // that it is with the first candidate, in the order of PrecisionNames; nil without candidates
	Present    float64    // chance that the corpus answers
	Unknown    string     // a name or year of the question that is nowhere in the corpus
}

// A Word is one word of a question as it was read.
type Word struct {
	Written string
	Read    string // what it was taken for if misspelt
	Term    string // as searched for; empty if it says nothing of the subject
	Found   int    // passages that have it
	Carried bool
}

// An Examined is one candidate.
type Examined struct {
	ID        string
	Score     float64
	Features  []float64 // in the order of RankNames
	Sentences [][]float64
	Spans     []Span // of Sentences; features of each in the order of SentenceNames
	Text      string
}

// RankNames names the features of a passage.
func RankNames() []string { return rankNames[:] }

// SentenceNames names the features of a sentence.
func SentenceNames() []string { return sentenceNames[:] }

// EvidenceNames names the evidence that the corpus answers.
func EvidenceNames() []string { return evidenceNames[:] }

// PrecisionNames names the evidence that it is with the first candidate.
func PrecisionNames() []string { return precisionNames[:] }

// Examine answers a question without regard to what it follows, and shows why. Took is the time of the answer alone.
func (d *Desk) Examine(ctx context.Context, question Question) (Examination, error) {
	start := time.Now()
	s, err := d.index.Snapshot()
	if err != nil {
		return Examination{}, err
	}
	defer s.Close()
	q := read(question.Text, question.Locale, s.Langs())
	if q.isSmallTalk() {
		return Examination{Answer: q.smallTalk(question.Text), Lang: q.lang}, nil
	}
	r, err := d.look(ctx, s, q)
	if err != nil {
		return Examination{}, err
	}
	x := Examination{Answer: r.answer(question.Text), Lang: q.lang, Asks: q.asks.String(), Words: r.words()}
	x.Answer.Took = time.Since(start)
	for i := range r.found {
		x.Candidates = append(x.Candidates, d.examined(&r, i))
	}
	if len(r.found) > 0 {
		x.Evidence, x.Precision = r.evidence[:], r.precision[:]
		x.Present, x.Unknown = r.present, r.unknown
	}
	return x, nil
}

func (r *result) words() (words []Word) {
	for i, w := range r.query.words {
		shown := Word{Written: w.written, Read: w.read, Carried: w.carried}
		if len(r.found) > 0 {
			for _, t := range r.found[0].reading.terms {
				if t.at == i {
					shown.Term, shown.Found = t.text, t.df
				}
			}
		}
		words = append(words, shown)
	}
	return words
}

// examined measures a candidate once more, keeping what each sentence has.
func (d *Desk) examined(r *result, i int) Examined {
	c := r.found[i]
	again := candidate{hit: c.hit, text: c.text, reading: c.reading, matches: c.matches, keepSentences: true}
	var memory scratch
	memory.usual(r.found)
	again.measure(r.query, &d.model.sentence, &memory)
	x := Examined{ID: c.hit.ID(), Score: c.score, Features: c.features[:], Text: c.text.passage.Text}
	for j, span := range c.text.sentences {
		x.Sentences = append(x.Sentences, again.sentences[j][:])
		x.Spans = append(x.Spans, Span{span.Start, span.End})
	}
	return x
}
