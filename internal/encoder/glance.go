package encoder

import (
	"math"

	"github.com/sitrep-bot/sitrep/internal/encoder/kernel"
	"github.com/sitrep-bot/sitrep/internal/lang"
)

// A Glance is what a text means, seen by itself.
type Glance struct {
	Words  []WordVector
	Pooled []float32 // the whole text, of length 1: the product of two is their cosine
}

// A WordVector is what a word means where it stands.
type WordVector struct {
	lang.Span           // bytes of the original text
	Weight    float32   // how much a question's word matters, 0 to 1; 1 in a passage
	Vector    []float32 // of length 1
}

// glanceHead is what leads from the states of the trunk to a Glance.
type glanceHead struct {
	layers       []layer
	mean         []float32 // of all words, which says nothing of any
	project      *kernel.Matrix
	pooledMean   []float32
	poolProject  *kernel.Matrix
	weigh        []float32 // nil if the model does not weigh
	weighedAbove float32
}

func (w *weights) glanceHead(level kernel.Level, layers []layer) glanceHead {
	c := w.config
	g := glanceHead{
		layers:      layers,
		mean:        w.floats("glance.mean", c.Hidden),
		project:     w.matrix(level, "glance.project", c.GlanceDim, c.Hidden, nil),
		pooledMean:  w.floats("pooled.mean", c.Hidden),
		poolProject: w.matrix(level, "pooled.project", c.PooledDim, c.Hidden, nil),
	}
	if _, weighs := w.tensors["glance.weight.weight"]; weighs {
		g.weigh = w.floats("glance.weight.weight", 1, c.Hidden)
		if bias := w.floats("glance.weight.bias", 1); bias != nil {
			g.weighedAbove = bias[0]
		}
	}
	return g
}

// Glance is the text by itself. Words are those of [lang.Tokens]; in scripts without spaces a word is a piece. Words after
// the last token that was read have no vector.
func (t *Text) Glance() Glance {
	states := t.glanced()
	s := t.encoder.scratch.Get().(*scratch)
	defer t.encoder.scratch.Put(s)
	return Glance{Words: t.wordVectors(states, s), Pooled: t.pooled(states, s)}
}

func (t *Text) wordVectors(states []float32, s *scratch) []WordVector {
	head, h, dim := &t.encoder.glance, t.encoder.config.Hidden, t.encoder.config.GlanceDim
	words := t.words()
	means := make([]float32, len(words)*h)
	found := make([]WordVector, len(words))
	vectors := make([]float32, len(words)*dim)
	for i, w := range words {
		mean := means[i*h : (i+1)*h]
		t.addStates(mean, states, w.first, w.last)
		found[i] = WordVector{Span: w.Span, Weight: t.weight(mean), Vector: vectors[i*dim : (i+1)*dim : (i+1)*dim]}
		subtract(mean, head.mean)
	}
	head.project.Multiply(vectors, means, &s.kernel)
	for _, w := range found {
		unit(w.Vector)
	}
	return found
}

func (t *Text) pooled(states []float32, s *scratch) []float32 {
	e := t.encoder
	mean, pooled := make([]float32, e.config.Hidden), make([]float32, e.config.PooledDim)
	t.addStates(mean, states, 0, len(t.pieces))
	subtract(mean, e.glance.pooledMean)
	e.glance.poolProject.Multiply(pooled, mean, &s.kernel)
	unit(pooled)
	return pooled
}

// weight is how much a word with this mean state matters.
func (t *Text) weight(mean []float32) float32 {
	head := &t.encoder.glance
	if t.kind != &t.encoder.question || head.weigh == nil {
		return 1
	}
	return float32(1 / (1 + math.Exp(-float64(product(mean, head.weigh)+head.weighedAbove))))
}

// addStates adds the mean state of the pieces first to last, exclusive, to mean.
func (t *Text) addStates(mean, states []float32, first, last int) {
	share := 1 / float32(last-first)
	for i := first; i < last; i++ {
		for j, v := range t.state(states, i) {
			mean[j] += share * v
		}
	}
}

// A word is a part of the text and the pieces it is made of, the last exclusive.
type word struct {
	lang.Span
	first, last int
}

// words are the words of the text that was read. A piece may belong to two of them, where no space stands between.
func (t *Text) words() []word {
	var words []word
	first := len(t.kind.prefix)
	end := len(t.pieces) - 1
	for token := range lang.Tokens(t.text[t.from:]) {
		token.Start, token.End = token.Start+t.from, token.End+t.from
		if token.Start >= t.End() {
			break
		}
		for first < end && t.pieces[first].End <= token.Start {
			first++
		}
		last := first
		for last < end && t.pieces[last].Start < token.End {
			last++
		}
		switch {
		case last == first:
		case !token.Pair:
			words = append(words, word{token.Span, first, last})
		default:
			for ; first < last; first++ {
				if p := t.pieces[first]; !t.encoder.tokenizer.isSpace(p.ID) {
					words = append(words, word{lang.Span{Start: max(p.Start, token.Start), End: p.End}, first, first + 1})
				}
			}
		}
	}
	return words
}

// subtract is x - y, in place.
func subtract(x, y []float32) {
	for i := range x {
		x[i] -= y[i]
	}
}

func product(x, y []float32) (sum float32) {
	for i := range x {
		sum += x[i] * y[i]
	}
	return sum
}

// unit makes the length of x 1, unless it is 0.
func unit(x []float32) {
	var squares float64
	for _, v := range x {
		squares += float64(v) * float64(v)
	}
	if !(squares > 0) {
		return
	}
	by := float32(1 / math.Sqrt(squares))
	for i := range x {
		x[i] *= by
	}
}
