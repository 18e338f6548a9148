package answers

import (
	"context"

	"github.com/sitrep-bot/sitrep/internal/meaning"
)

// An Examination is an Answer with everything that led to it, for people who tune their corpus and for training.
type Examination struct {
	Answer     Answer
	Lang       string // of the question
	Asks       string // the kind of thing it asks for: "person", "date"…
	Words      []Word
	Candidates []ExaminedCandidate // the likeliest to answer first
	Compared   int                 // how many pairs of words and looks into the index it took: what the question cost, whatever the machine
	Unknown    string              // a name or year of the question that is nowhere in the corpus
}

// A Word is one word of a question as it was read.
type Word struct {
	Written string
	Read    string // what it was taken for if misspelt
	Term    string // as searched for; empty if it says nothing of the subject
	Found   int    // passages that have it
	Carried bool
}

// A Ranking is how some of the candidates were put into their order.
type Ranking struct {
	Model     string    // "words", "meaning", "english" or "across", see [Weights.Model]
	Uncovered float64   // the part of the question of which even the best of them has no word
	Evidence  []float64 // that the first of them answers, in the order of EvidenceNames
}

// An ExaminedCandidate is what speaks for one candidate.
type ExaminedCandidate struct {
	ID        string
	By        *Ranking // that it stands in; all that one model has ranked have the same one
	Score     float64
	Features  []float64 // in the order of RankNames
	Sentences [][]float64
	Spans     []Span // of Sentences; features of each in the order of SentenceNames
	Text      string
	Read      bool       // by the reader
	Pairs     []WordPair // which word of the question met which of the passage in meaning; none where it was found by words alone
}

// A WordPair is a word of the question and the word of the passage that comes closest to it in meaning.
type WordPair struct {
	Asked, Found string
	Cosine       float64 // of their vectors, -1 to 1
	Weight       float64 // how much the word of the question matters: its share of all of them
}

// RankNames names the features of a passage.
func RankNames() []string { return rankNames[:] }

// SentenceNames names the features of a sentence.
func SentenceNames() []string { return sentenceNames[:] }

// EvidenceNames names the evidence that a candidate answers.
func EvidenceNames() []string { return evidenceNames[:] }

// Examine is [Desk.Answer], and shows what led to the answer. Took is the time of the answer alone.
func (d *Desk) Examine(ctx context.Context, question Question) (Examination, error) {
	var x Examination
	_, err := d.answer(ctx, question, &x)
	return x, err
}

// record fills in what led to an Answer.
func (x *Examination) record(a Answer, r *result) {
	x.Answer, x.Lang = a, r.query.lang
	if r.smallTalk {
		return
	}
	x.Compared = r.query.spellingCost + r.query.comparisons
	x.Asks, x.Words = r.query.answerType.String(), r.words()
	by, read := map[*ranking]*Ranking{}, r.query.asked()
	for i := range r.found {
		c := &r.found[i]
		if by[c.ranking] == nil {
			by[c.ranking] = &Ranking{c.ranking.model.name, c.ranking.uncovered, c.ranking.evidence[:]}
		}
		shown := c.examined(read)
		shown.By = by[c.ranking]
		x.Candidates = append(x.Candidates, shown)
	}
	x.Unknown = r.unknownName
}

func (r *result) words() (words []Word) {
	for i, w := range r.query.words {
		shown := Word{Written: w.written, Read: w.correction, Carried: w.carried}
		if len(r.found) > 0 {
			for _, t := range r.found[0].query.terms {
				if t.at == i {
					shown.Term, shown.Found = t.text, t.df
				}
			}
		}
		words = append(words, shown)
	}
	return words
}

func (c *candidate) examined(question string) ExaminedCandidate {
	x := ExaminedCandidate{ID: c.hit.Ref().String(), Score: c.score, Features: c.features[:], Text: c.text.passage.Text, Read: c.reader != nil}
	for i, span := range c.text.sentences {
		x.Sentences = append(x.Sentences, c.sentences[i][:])
		x.Spans = append(x.Spans, Span{span.Start, span.End})
	}
	if c.likeness == nil {
		return x
	}
	passage := meaning.Text(c.text.passage)
	for _, p := range c.likeness.Pairs {
		x.Pairs = append(x.Pairs, WordPair{question[p.Asked.Start:p.Asked.End], passage[p.Found.Start:p.Found.End], p.Cosine, p.Weight})
	}
	return x
}
