package answers

import (
	"strings"

	"github.com/sitrep-bot/sitrep/internal/corpus/markup"
)

// highlight is the sentence that answers, or of a table or code in it, which have no full stops, the one row or line that has
// most of the question; the whole where none has more than another.
func (c *candidate) highlight() Span {
	found := c.text.sentences[c.best]
	whole := Span{found.Start, found.End}
	if p := c.text.passage; !c.hit.Document.IsMarkdown() || !strings.Contains(p.Text[whole.Start:whole.End], "\n") || !strings.ContainsAny(p.Text+p.Header, "|`~") {
		return whole
	}
	best, most, next := whole, 0.0, 0.0
	blocks := false
	for _, l := range markup.Read(c.text.passage, true) {
		line, ok := letterSpan(l, whole)
		if !ok {
			continue
		}
		blocks = blocks || l.Block != nil
		switch worth := c.foundIn(line); {
		case worth > most:
			best, most, next = line, worth, most
		case worth > next:
			next = worth
		}
	}
	if !blocks || most == next {
		return whole
	}
	return best
}

// letterSpan is where the letters of a line are in a span of the passage.
func letterSpan(l markup.Line, within Span) (s Span, ok bool) {
	for _, letter := range l.Letters {
		if letter.At < within.Start || letter.At >= within.End {
			continue
		}
		if !ok {
			s.Start, ok = letter.At, true
		}
		s.End = letter.At + len(string(letter.Rune))
	}
	return s, ok
}

// foundIn is how much of the question a part of the passage has: the rarer a word, the more.
func (c *candidate) foundIn(part Span) (sum float64) {
	seen := map[int]bool{}
	for _, m := range c.matches {
		t := c.text.tokens[m.token]
		if int(t.start) >= part.Start && int(t.end) <= part.End && !seen[m.term] {
			seen[m.term] = true
			sum += c.query.terms[m.term].idf
		}
	}
	return sum
}
