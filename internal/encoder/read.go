package encoder

import (
	"math"
	"slices"

	"github.com/sitrep-bot/sitrep/internal/lang"
)

// A Reading is what a question and a passage are to one another.
type Reading struct {
	Answers   float32   // log-odds that the passage answers the question
	Sentences []float32 // of each sentence: the larger, the more of the answer is in it; a softmax makes them shares
}

// readerHead is what leads from the states of two texts to a Reading.
type readerHead struct {
	layers     []layer
	segment    []float32 // what is added to a state of the question, then to one of the passage
	meanState  []float32 // the mean state after the glance's layers
	similarity []float32 // what is added, as in segment, times how near the token is to the nearest of the other text
	answer     linear
	sentence   linear
}

// linear is a weighted sum of a state.
type linear struct {
	weight []float32
	bias   float32
}

func (l linear) of(state []float32) float32 { return product(state, l.weight) + l.bias }

func (w *weights) linear(name string, n int) linear {
	l := linear{weight: w.floats(name+".weight", 1, n)}
	if bias := w.floats(name+".bias", 1); bias != nil {
		l.bias = bias[0]
	}
	return l
}

func (w *weights) readerHead(layers []layer) readerHead {
	h := w.config.Hidden
	return readerHead{layers, w.floats("reader.segment", 2, h), w.floats("reader.usual", h), w.floats("reader.met", 2, h),
		w.linear("reader.answer", h), w.linear("reader.sentence", h)}
}

// Read looks at the passage in the light of the question t. Both texts go on from
// the trunk, and what the glance saw in them says which of their words mean the same. Sentences are spans of the passage's text; one that was not
// read, or has no token, has a log-odds of -∞. That the passage answers is what the question's first token says of it plus
// the evidence of all the passage's tokens.
func (t *Text) Read(passage *Text, sentences []lang.Span) Reading {
	e := t.encoder
	h := e.config.Hidden
	states := slices.Concat(t.states, passage.states)
	ofQuestion, ofPassage := states[:len(t.states)], states[len(t.states):]
	questionSimilarity, passageSimilarity := t.similarities(passage)
	addToRows(ofQuestion, e.reader.segment[:h], e.reader.similarity[:h], questionSimilarity)
	addToRows(ofPassage, e.reader.segment[h:], e.reader.similarity[h:], passageSimilarity)
	e.forward(e.reader.layers, states)

	evidence := make([]float32, len(passage.pieces))
	for i := range evidence {
		evidence[i] = e.reader.sentence.of(passage.state(ofPassage, i))
	}
	found := Reading{Answers: e.reader.answer.of(states[:h]) + logSumExp(evidence), Sentences: make([]float32, len(sentences))}
	for i, span := range sentences {
		found.Sentences[i] = passage.meanOver(span, evidence)
	}
	return found
}

// logSumExp is the logarithm of the sum of the exponentials, which is near the largest.
func logSumExp(values []float32) float32 {
	most, sum := slices.Max(values), 0.0
	for _, v := range values {
		sum += math.Exp(float64(v - most))
	}
	return most + float32(math.Log(sum))
}

// meanOver is the mean of the values of the tokens that stand in a span, -∞ without any.
func (t *Text) meanOver(span lang.Span, values []float32) float32 {
	var sum, count float32
	for i := len(t.kind.prefix); i < len(t.pieces)-1; i++ {
		if p := t.pieces[i]; p.Start < span.End && p.End > span.Start {
			sum += values[i]
			count++
		}
	}
	if count == 0 {
		return float32(math.Inf(-1))
	}
	return sum / count
}

// similarities are for each token the cosine with the nearest of the other text, as the glance sees them, as far as their states differ
// from the usual one: what meets what need not be learned (compare the aligned embeddings of Chen et al. 2017, DrQA). Tokens
// that the encoder added meet nothing.
func (t *Text) similarities(other *Text) (own, others []float32) {
	own, others = make([]float32, len(t.pieces)), make([]float32, len(other.pieces))
	a, b := t.directions(), other.directions()
	first, last := len(t.kind.prefix), len(t.pieces)-1
	for i := first; i < last; i++ {
		for j := len(other.kind.prefix); j < len(other.pieces)-1; j++ {
			near := product(t.state(a, i), other.state(b, j))
			own[i], others[j] = max(own[i], near), max(others[j], near)
		}
	}
	return own, others
}

// directions are the states, less the usual one, of length 1.
func (t *Text) directions() []float32 {
	usual := t.encoder.reader.meanState
	x := slices.Clone(t.glanced())
	for i := range t.pieces {
		row := t.state(x, i)
		subtract(row, usual)
		unit(row)
	}
	return x
}

// addToRows adds to each row of x one vector, and another times the row's factor.
func addToRows(x, vector, scaled, factors []float32) {
	for i := range x {
		at := i % len(vector)
		x[i] += vector[at] + scaled[at]*factors[i/len(vector)]
	}
}
