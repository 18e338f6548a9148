// Package encoder turns texts into numbers that say what they mean, by small transformers in pure Go: one of many languages
// ([Load]) and one of English alone ([LoadEnglish]), which knows more ways to say the same.
//
// Start at [Encoder.Question] and [Encoder.Passage]: each takes one text through the trunk, once. What the trunk made of it
// can be looked at in two ways:
//
//	question ──▶ trunk ──┬─▶ glance ──▶ a vector a word, one for the whole text
//	                     │     ┊ which words mean the same
//	                     ├──▶ reader ──▶ does the passage answer, and with which sentence
//	                     │     ┊
//	passage  ──▶ trunk ──┴─▶ glance ──▶ a vector a word, one for the whole text
//
// A glance ([Text.Glance], [Encoder.GlancePassage]) is of one text alone, so that of a passage is made once, when it is
// indexed, and kept in the few bytes of a [Compact]; a [Probe] compares a question with thousands of them. Reading
// ([Text.Read]) sees both texts together and is for the few passages that matter.
//
// The encoders only read: no word a member sees comes from here. All methods may be called from many goroutines.
package encoder

import (
	"fmt"
	"sync"

	lru "github.com/hashicorp/golang-lru/v2"

	"github.com/sitrep-bot/sitrep/internal/encoder/kernel"
)

// Texts are cut after this many tokens, the prefix and the marks at both ends included. The model was trained on no longer
// ones, and the cost of a text stays bounded. A longer passage is glanced at in so many parts at most.
const (
	QuestionTokens = 64
	PassageTokens  = 256
	PassageParts   = 6
)

// excerptsKept is how many excerpts are kept as the trunk and the glance understood them, where [Encoder.KeepExcerpts] has said nothing
// else: some 0.4 MB each, 0.75 at most.
const excerptsKept = 32

// An Encoder holds the weights.
type Encoder struct {
	config  config
	level   kernel.Level
	version string

	tokenizer tokenizer
	question  kind
	passage   kind

	words     table
	positions []float32
	norm      norm
	trunk     []layer
	glance    glanceHead
	reader    readerHead

	scratch  sync.Pool                  // of *scratch
	excerpts *lru.Cache[excerpt, *Text] // those asked for last
}

// Open reads weights in the format of weights.go for the quickest arithmetic of this processor. It keeps data, which must
// not change.
func Open(data []byte) (*Encoder, error) { return open(data, kernel.Best()) }

func open(data []byte, level kernel.Level) (*Encoder, error) {
	w, err := readWeights(data)
	if err != nil {
		return nil, fmt.Errorf("weights of the encoder: %w", err)
	}
	e := &Encoder{config: w.config, level: level, version: w.version()}
	e.scratch.New = func() any { return new(scratch) }
	if e.excerpts, err = lru.New[excerpt, *Text](excerptsKept); err != nil {
		return nil, err
	}
	e.build(w)
	if w.err != nil {
		return nil, fmt.Errorf("weights of the encoder: %w", w.err)
	}
	return e, nil
}

// build takes every part from the weights; what is missing or misshapen is in w.err afterwards.
func (e *Encoder) build(w *weights) {
	c := e.config
	e.words = w.table("embed.words", c.Hidden)
	e.positions = w.all("embed.positions", c.Positions, c.Hidden)
	e.norm = w.norm("embed.norm", c.Hidden)
	e.tokenizer = w.tokenizer(e.words.rows)
	if w.err != nil {
		return
	}
	question, passage := c.prefixes()
	e.question, e.passage = e.kind(question, QuestionTokens), e.kind(passage, PassageTokens)
	reader := make([]layer, c.Reader)
	glance := make([]layer, c.Glance)
	e.trunk = make([]layer, c.Trunk)
	w.layers(e.level, map[string][]layer{"trunk": e.trunk, "glance": glance, "reader": reader})
	e.glance = w.glanceHead(e.level, glance)
	e.reader = w.readerHead(reader)
}

// Level is the arithmetic in use, for a status.
func (e *Encoder) Level() kernel.Level { return e.level }

// Version is of what makes vectors: those of two versions cannot be compared. Weights that differ in the reader alone have the same, so
// that a reader that has learned more leaves every community's vectors as they are.
func (e *Encoder) Version() string { return e.version }

// Languages are the ISO 639-1 codes of the languages whose pieces were kept, most texts of others being unknown to it.
func (e *Encoder) Languages() []string { return e.config.Languages }

// scratch is the memory of one forward pass.
type scratch struct {
	kernel                                kernel.Scratch
	projected, attended, expanded, change []float32
}

func grow[T any](s []T, n int) []T {
	if cap(s) < n {
		return make([]T, n)
	}
	return s[:n]
}
