package answers

import "context"

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
	Compared   int        // how many pairs of words and looks into the index it took: what the question cost, whatever the machine
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
	x.Compared = r.query.spelled + r.query.compared
	x.Asks, x.Words = r.query.asks.String(), r.words()
	for i := range r.found {
		x.Candidates = append(x.Candidates, r.found[i].examined())
	}
	if len(r.found) > 0 {
		x.Evidence, x.Precision = r.evidence[:], r.precision[:]
		x.Present, x.Unknown = r.pAnswerable, r.unknown
	}
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

func (c *candidate) examined() Examined {
	x := Examined{ID: c.hit.ID(), Score: c.score, Features: c.features[:], Text: c.text.passage.Text}
	for i, span := range c.text.sentences {
		x.Sentences = append(x.Sentences, c.sentences[i][:])
		x.Spans = append(x.Spans, Span{span.Start, span.End})
	}
	return x
}
