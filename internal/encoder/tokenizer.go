package encoder

import (
	"encoding/binary"
	"fmt"
	"math"
	"slices"
)

// A Piece is one token of a text: a word or a part of one.
type Piece struct {
	ID         int32 // place in the vocabulary
	Start, End int   // bytes of the original text, without the space before it; both 0 for what the encoder adds
}

// A tokenizer cuts a text into pieces of the vocabulary.
type tokenizer interface {
	// cut is the text in pieces, at most limit of them. A text is only looked at as far as these go.
	cut(text string, limit int) []Piece
	// isSpace reports whether a piece is nothing but a space.
	isSpace(id int32) bool
}

// tokenizer is the one that the config names, of as many pieces as there are rows in the table of words:
//
//	vocab      u32 count; for each piece: f32 score, u8 length, its bytes
//	normalize  u32 count; for each letter: u32 codepoint, u8 count, as many u32 codepoints (of "unigram" alone)
func (w *weights) tokenizer(rows int) tokenizer {
	v := w.vocabulary(rows)
	if w.err != nil {
		return nil
	}
	switch w.config.Pieces {
	case "", "unigram":
		return w.unigram(v)
	case "wordpiece":
		return newWordpiece(v)
	}
	w.fail(fmt.Errorf("config %q: wanted %q or %q, found %q", "pieces", "unigram", "wordpiece", w.config.Pieces))
	return nil
}

// A vocabulary is the pieces there are. Special ones have no ids: no text is cut into them.
type vocabulary struct {
	ids     map[string]int32
	scores  []float32
	unknown int32
}

func (w *weights) vocabulary(rows int) *vocabulary {
	v := &vocabulary{ids: make(map[string]int32, rows), unknown: w.config.Unknown}
	special := []int32{w.config.Begin, w.config.End, w.config.Unknown}
	for _, id := range special {
		if id < 0 || int(id) >= rows {
			w.fail(fmt.Errorf("config: wanted the ids of special pieces below %d, found %d", rows, id))
			return v
		}
	}
	if err := v.read(w.bytes("vocab"), rows, special); err != nil {
		w.fail(fmt.Errorf("tensor %q: %w", "vocab", err))
	}
	return v
}

func (v *vocabulary) read(data []byte, rows int, special []int32) error {
	if len(data) < 4 || binary.LittleEndian.Uint32(data) != uint32(rows) {
		return fmt.Errorf("wanted as many pieces as words have rows, %d, found %d bytes that say otherwise", rows, len(data))
	}
	all := string(data) // one copy that every piece is a part of
	at := 4
	v.scores = make([]float32, rows)
	for id := range int32(rows) {
		if len(all) < at+5 || len(all) < at+5+int(all[at+4]) {
			return fmt.Errorf("wanted %d pieces, found the end in piece %d", rows, id)
		}
		v.scores[id] = math.Float32frombits(binary.LittleEndian.Uint32(data[at:]))
		if score := float64(v.scores[id]); math.IsNaN(score) || math.IsInf(score, 0) {
			return fmt.Errorf("wanted a score of piece %d that is a number, found %g", id, score)
		}
		piece := all[at+5 : at+5+int(all[at+4])]
		at += 5 + len(piece)
		if _, taken := v.ids[piece]; !taken && piece != "" && !slices.Contains(special, id) {
			v.ids[piece] = id
		}
	}
	return nil
}
