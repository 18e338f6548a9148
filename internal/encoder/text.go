package encoder

import (
	"math"
	"slices"
	"sync"
)

// A Text is a question or a passage as the trunk understood it, and the glance's layers once they were needed. It does not
// change; each of these takes 4 bytes for each of the model's dimensions and tokens (1.5 KB a token), so those of many
// passages are better made again than kept.
type Text struct {
	encoder *Encoder
	kind    *kind
	text    string
	from    int              // where in text it was begun
	pieces  []Piece          // all tokens in order; the prefix and the marks at both ends are empty
	states  []float32        // of the trunk, one row a token
	glanced func() []float32 // the states after the glance's layers, made once
}

// A kind is what a text is to the model: it was trained with a prefix that says so.
type kind struct {
	prefix []int32 // begins with the mark of a beginning
	tokens int     // the most a text may have, all included
}

// room is how many pieces of its own a text may have.
func (k *kind) room() int { return k.tokens - len(k.prefix) - 1 }

func (e *Encoder) kind(prefix string, tokens int) kind {
	k := kind{prefix: []int32{e.config.Begin}, tokens: tokens}
	for _, p := range e.tokenizer.cut(prefix, tokens) {
		k.prefix = append(k.prefix, p.ID)
	}
	return k
}

// Tokens cuts a text of any length into all its pieces, without prefix.
func (e *Encoder) Tokens(text string) []Piece { return e.tokenizer.cut(text, math.MaxInt) }

// Question takes a question through the trunk: its first QuestionTokens tokens.
func (e *Encoder) Question(text string) *Text { return e.text(&e.question, text, 0) }

// Passage takes a passage through the trunk: its first PassageTokens tokens. [Encoder.PassageAround] is for a longer one.
func (e *Encoder) Passage(text string) *Text { return e.text(&e.passage, text, 0) }

// text takes what stands in text after byte from through the trunk, as far as a text of its kind may go.
func (e *Encoder) text(k *kind, text string, from int) *Text {
	t := &Text{encoder: e, kind: k, text: text, from: from}
	t.glanced = sync.OnceValue(t.throughGlance)
	for _, id := range k.prefix {
		t.pieces = append(t.pieces, Piece{ID: id})
	}
	for _, p := range e.tokenizer.cut(text[from:], k.room()) {
		t.pieces = append(t.pieces, Piece{p.ID, p.Start + from, p.End + from})
	}
	t.pieces = append(t.pieces, Piece{ID: e.config.End})
	t.states = e.embed(t.pieces)
	e.forward(e.trunk, t.states)
	return t
}

// throughGlance takes the text through the layers of the glance.
func (t *Text) throughGlance() []float32 {
	states := slices.Clone(t.states)
	t.encoder.forward(t.encoder.glance.layers, states)
	return states
}

// forward takes states through layers, in place.
func (e *Encoder) forward(layers []layer, states []float32) {
	s := e.scratch.Get().(*scratch)
	defer e.scratch.Put(s)
	for i := range layers {
		layers[i].forward(states, s)
	}
}

// embed is where the states of tokens begin: what each piece means by itself and where it stands.
func (e *Encoder) embed(pieces []Piece) []float32 {
	h := e.config.Hidden
	x := make([]float32, len(pieces)*h)
	for i, p := range pieces {
		e.words.row(int(p.ID), x[i*h:(i+1)*h])
	}
	e.norm.addAndNormalize(e.level, x, e.positions[:len(x)])
	return x
}

// Tokens is how many tokens of the text were read.
func (t *Text) Tokens() int { return len(t.pieces) }

// End is where in the text its last token ended; what stands after it was not read.
func (t *Text) End() int { return max(t.from, t.pieces[len(t.pieces)-2].End) }

// state is the row of token i.
func (t *Text) state(states []float32, i int) []float32 {
	h := t.encoder.config.Hidden
	return states[i*h : (i+1)*h]
}
