package encoder

import (
	"encoding/binary"
	"fmt"
	"math"
	"slices"
	"strings"
	"unicode/utf8"
)

// A Piece is one token of a text: a word or a part of one.
type Piece struct {
	ID         int32 // place in the vocabulary
	Start, End int   // bytes of the original text, without the space before it; both 0 for what the encoder adds
}

const (
	// space stands for a space, and is only ever the first letter of a piece.
	space = "▁"
	// longestRun is how many bytes without a space are cut at once. Nobody writes such a word, but a text may be made
	// of one; and scripts without spaces can be cut anywhere.
	longestRun = 1024
	// unknownPenalty is how much worse than the worst piece an unknown letter is: sentencepiece's kUnkPenalty.
	unknownPenalty = 10
)

// A tokenizer cuts a text as sentencepiece's unigram model does (Kudo 2018): into the pieces whose scores add up to most.
// Where it differs: letters are normalised one at a time, and a run of more than longestRun bytes is cut in parts.
type tokenizer struct {
	ids          map[string]int32
	scores       []float32
	longest      int // bytes of the longest piece
	unknown      int32
	space        int32 // the piece that is nothing but a space; -1 without one
	unknownScore float64
	normal       map[rune]string // letters that stand for others
}

// tokenizer reads the vocabulary, of as many pieces as there are rows in the table of words, and the normalisation:
//
//	vocab      u32 count; for each piece: f32 score, u8 length, its bytes
//	normalize  u32 count; for each letter: u32 codepoint, u8 count, as many u32 codepoints
func (w *weights) tokenizer(rows int) *tokenizer {
	t := &tokenizer{ids: make(map[string]int32, rows), unknown: w.config.Unknown, normal: map[rune]string{}}
	special := []int32{w.config.Begin, w.config.End, w.config.Unknown}
	for _, id := range special {
		if id < 0 || int(id) >= rows {
			w.fail(fmt.Errorf("config: wanted the ids of special pieces below %d, found %d", rows, id))
			return t
		}
	}
	if err := t.readPieces(w.bytes("vocab"), rows, special); err != nil {
		w.fail(fmt.Errorf("tensor %q: %w", "vocab", err))
	}
	if err := t.readNormal(w.bytes("normalize")); err != nil {
		w.fail(fmt.Errorf("tensor %q: %w", "normalize", err))
	}
	return t
}

func (t *tokenizer) readPieces(data []byte, rows int, special []int32) error {
	if len(data) < 4 || binary.LittleEndian.Uint32(data) != uint32(rows) {
		return fmt.Errorf("wanted as many pieces as words have rows, %d, found %d bytes that say otherwise", rows, len(data))
	}
	all := string(data) // one copy that every piece is a part of
	at, worst := 4, float32(math.Inf(1))
	t.scores = make([]float32, rows)
	for id := range int32(rows) {
		if len(all) < at+5 || len(all) < at+5+int(all[at+4]) {
			return fmt.Errorf("wanted %d pieces, found the end in piece %d", rows, id)
		}
		t.scores[id] = math.Float32frombits(binary.LittleEndian.Uint32(data[at:]))
		if score := float64(t.scores[id]); math.IsNaN(score) || math.IsInf(score, 0) {
			return fmt.Errorf("wanted a score of piece %d that is a number, found %g", id, score)
		}
		worst = min(worst, t.scores[id])
		piece := all[at+5 : at+5+int(all[at+4])]
		at += 5 + len(piece)
		if _, taken := t.ids[piece]; !taken && piece != "" && !slices.Contains(special, id) {
			t.ids[piece] = id
			t.longest = max(t.longest, len(piece))
		}
	}
	t.unknownScore = float64(worst) - unknownPenalty
	t.space = -1
	if id, known := t.ids[space]; known {
		t.space = id
	}
	return nil
}

func (t *tokenizer) readNormal(data []byte) error {
	const number = 4
	if len(data) < number {
		return fmt.Errorf("wanted a count, found %d bytes", len(data))
	}
	count := binary.LittleEndian.Uint32(data)
	data = data[number:]
	for i := range count {
		if len(data) < number+1 || len(data) < number+1+number*int(data[number]) {
			return fmt.Errorf("wanted %d letters, found the end in letter %d", count, i)
		}
		from, n := rune(binary.LittleEndian.Uint32(data)), int(data[number])
		data = data[number+1:]
		var to strings.Builder
		for ; n > 0; n-- {
			to.WriteRune(rune(binary.LittleEndian.Uint32(data)))
			data = data[number:]
		}
		t.normal[from] = to.String()
	}
	return nil
}

// cut is the text in pieces, at most limit of them. A text is only looked at as far as these go.
func (t *tokenizer) cut(text string, limit int) []Piece {
	c := cutting{tokenizer: t, limit: limit, between: true}
	for at, r := range text {
		if len(c.pieces) >= limit {
			break
		}
		c.add(at, r, text)
	}
	c.cutRun()
	return c.pieces[:min(len(c.pieces), max(limit, 0))]
}

// cutting is a text being cut: a run without spaces is gathered letter by letter and cut when it ends.
type cutting struct {
	tokenizer *tokenizer
	limit     int
	pieces    []Piece

	between bool   // a space came before
	run     []byte // normalised, a space first
	from    []int  // for each byte of the run: where in the text its letter begins
	until   []int  // and ends

	best []float64 // for each place in the run: the score of the best way there
	back []step    // and its last piece
}

type step struct {
	start int
	id    int32
}

func (c *cutting) add(at int, r rune, text string) {
	size := utf8.RuneLen(r)
	if r == utf8.RuneError {
		_, size = utf8.DecodeRuneInString(text[at:]) // one byte if it is none of UTF-8
	}
	to, changed := c.tokenizer.normal[r]
	if !changed {
		c.letter(r, at, at+size)
		return
	}
	for _, r := range to {
		c.letter(r, at, at+size)
	}
}

func (c *cutting) letter(r rune, from, until int) {
	if r == ' ' {
		c.cutRun()
		c.between = true
		return
	}
	if len(c.run) > longestRun {
		c.cutRun()
	}
	if c.between {
		c.between = false
		c.append('▁', from, until)
	}
	c.append(r, from, until)
}

func (c *cutting) append(r rune, from, until int) {
	before := len(c.run)
	c.run = utf8.AppendRune(c.run, r)
	for range len(c.run) - before {
		c.from, c.until = append(c.from, from), append(c.until, until)
	}
}

// cutRun finds the best way through the run (Viterbi) and adds its pieces. Its cost grows with the length of the run times
// that of the longest piece.
func (c *cutting) cutRun() {
	if len(c.run) == 0 {
		return
	}
	c.findBest()
	first := len(c.pieces)
	for end := len(c.run); end > 0; end = c.back[end].start {
		c.pieces = append(c.pieces, c.piece(c.back[end], end))
	}
	slices.Reverse(c.pieces[first:])
	c.pieces = append(c.pieces[:first], c.joined(c.pieces[first:])...)
	c.run, c.from, c.until = c.run[:0], c.from[:0], c.until[:0]
}

func (c *cutting) findBest() {
	t, n := c.tokenizer, len(c.run)
	c.best, c.back = grow(c.best, n+1), grow(c.back, n+1)
	for i := range c.best {
		c.best[i] = math.Inf(-1)
	}
	c.best[0] = 0
	for start := 0; start < n; {
		_, size := utf8.DecodeRune(c.run[start:])
		for end := start + size; end-start <= t.longest; {
			if id, known := t.ids[string(c.run[start:end])]; known {
				c.offer(start, end, id, float64(t.scores[id]))
			}
			if end == n {
				break
			}
			_, next := utf8.DecodeRune(c.run[end:])
			end += next
		}
		c.offer(start, start+size, t.unknown, t.unknownScore)
		start += size
	}
}

// offer takes a piece as the best way to its end, if it is.
func (c *cutting) offer(start, end int, id int32, score float64) {
	if score += c.best[start]; score > c.best[end] {
		c.best[end], c.back[end] = score, step{start, id}
	}
}

// piece is a step as bytes of the text. A space alone takes the place of the letter after it.
func (c *cutting) piece(s step, end int) Piece {
	start := s.start
	if strings.HasPrefix(string(c.run[start:end]), space) && end > start+len(space) {
		start += len(space)
	}
	return Piece{ID: s.id, Start: c.from[start], End: c.until[end-1]}
}

// joined makes one of neighbouring unknown pieces, as sentencepiece does.
func (c *cutting) joined(pieces []Piece) []Piece {
	kept := pieces[:0]
	for _, p := range pieces {
		if last := len(kept) - 1; last >= 0 && p.ID == c.tokenizer.unknown && kept[last].ID == p.ID {
			kept[last].End = p.End
			continue
		}
		kept = append(kept, p)
	}
	return kept
}
