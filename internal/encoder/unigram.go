package encoder

import (
	"encoding/binary"
	"fmt"
	"math"
	"slices"
	"strings"
	"unicode/utf8"
)

const (
	// space stands for a space, and is only ever the first letter of a piece.
	space = "▁"
	// longestRun is how many bytes without a space are cut at once. Nobody writes such a word, but a text may be made
	// of one; and scripts without spaces can be cut anywhere.
	longestRun = 1024
	// unknownPenalty is how much worse than the worst piece an unknown letter is: sentencepiece's kUnkPenalty.
	unknownPenalty = 10
)

// unigram cuts a text as sentencepiece's unigram model does (Kudo 2018): into the pieces whose scores add up to most.
// Where it differs: letters are normalised one at a time, and a run of more than longestRun bytes is cut in parts.
type unigram struct {
	*vocabulary
	longest      int   // bytes of the longest piece
	space        int32 // the piece that is nothing but a space; -1 without one
	unknownScore float64
	normal       map[rune]string // letters that stand for others
}

func (w *weights) unigram(v *vocabulary) *unigram {
	t := &unigram{vocabulary: v, space: -1, normal: map[rune]string{}}
	worst := float32(0)
	for _, score := range v.scores {
		worst = min(worst, score)
	}
	t.unknownScore = float64(worst) - unknownPenalty
	for piece := range v.ids {
		t.longest = max(t.longest, len(piece))
	}
	if id, known := v.ids[space]; known {
		t.space = id
	}
	if err := t.readNormal(w.bytes("normalize")); err != nil {
		w.fail(fmt.Errorf("tensor %q: %w", "normalize", err))
	}
	return t
}

func (t *unigram) isSpace(id int32) bool { return id == t.space }

func (t *unigram) readNormal(data []byte) error {
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

func (t *unigram) cut(text string, limit int) []Piece {
	c := unigramCutter{unigram: t, limit: limit, afterSpace: true}
	for at, r := range text {
		if len(c.pieces) >= limit {
			break
		}
		c.add(at, r, text)
	}
	c.cutRun()
	return c.pieces[:min(len(c.pieces), max(limit, 0))]
}

// unigramCutter is a text being cut: a run without spaces is gathered letter by letter and cut when it ends.
type unigramCutter struct {
	*unigram
	limit  int
	pieces []Piece

	afterSpace bool   // a space came before
	run        []byte // normalised, a space first
	from       []int  // for each byte of the run: where in the text its letter begins
	until      []int  // and ends

	best     []float64 // for each place in the run: the score of the best way there
	lastStep []step    // and its last piece
}

type step struct {
	start int
	id    int32
}

func (c *unigramCutter) add(at int, r rune, text string) {
	size := utf8.RuneLen(r)
	if r == utf8.RuneError {
		_, size = utf8.DecodeRuneInString(text[at:]) // one byte if it is none of UTF-8
	}
	to, changed := c.normal[r]
	if !changed {
		c.letter(r, at, at+size)
		return
	}
	for _, r := range to {
		c.letter(r, at, at+size)
	}
}

func (c *unigramCutter) letter(r rune, from, until int) {
	if r == ' ' {
		c.cutRun()
		c.afterSpace = true
		return
	}
	if len(c.run) > longestRun {
		c.cutRun()
	}
	if c.afterSpace {
		c.afterSpace = false
		c.append('▁', from, until)
	}
	c.append(r, from, until)
}

func (c *unigramCutter) append(r rune, from, until int) {
	before := len(c.run)
	c.run = utf8.AppendRune(c.run, r)
	for range len(c.run) - before {
		c.from, c.until = append(c.from, from), append(c.until, until)
	}
}

// cutRun finds the best way through the run (Viterbi) and adds its pieces. Its cost grows with the length of the run times
// that of the longest piece.
func (c *unigramCutter) cutRun() {
	if len(c.run) == 0 {
		return
	}
	c.findBest()
	first := len(c.pieces)
	for end := len(c.run); end > 0; end = c.lastStep[end].start {
		c.pieces = append(c.pieces, c.piece(c.lastStep[end], end))
	}
	slices.Reverse(c.pieces[first:])
	c.pieces = append(c.pieces[:first], c.joined(c.pieces[first:])...)
	c.run, c.from, c.until = c.run[:0], c.from[:0], c.until[:0]
}

func (c *unigramCutter) findBest() {
	t, n := c.unigram, len(c.run)
	c.best, c.lastStep = grow(c.best, n+1), grow(c.lastStep, n+1)
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
func (c *unigramCutter) offer(start, end int, id int32, score float64) {
	if score += c.best[start]; score > c.best[end] {
		c.best[end], c.lastStep[end] = score, step{start, id}
	}
}

// piece is a step as bytes of the text. A space alone takes the place of the letter after it.
func (c *unigramCutter) piece(s step, end int) Piece {
	start := s.start
	if strings.HasPrefix(string(c.run[start:end]), space) && end > start+len(space) {
		start += len(space)
	}
	return Piece{ID: s.id, Start: c.from[start], End: c.until[end-1]}
}

// joined makes one of neighbouring unknown pieces, as sentencepiece does.
func (c *unigramCutter) joined(pieces []Piece) []Piece {
	kept := pieces[:0]
	for _, p := range pieces {
		if last := len(kept) - 1; last >= 0 && p.ID == c.unknown && kept[last].ID == p.ID {
			kept[last].End = p.End
			continue
		}
		kept = append(kept, p)
	}
	return kept
}
