// Package markup reads a passage as its author formatted it: lines of letters that are bold, in code, behind a link. What shows
// passages draws these, in Discord's markdown or on a terminal; what an author did not format is letters and nothing else.
//
// Start at [Read].
package markup

import (
	"strings"

	"github.com/sitrep-bot/sitrep/internal/corpus"
)

// A Line is one line of a passage as it is drawn.
type Line struct {
	Lead    string // what begins it, "- " or "  2. ", or the room of that under it; empty outside lists
	Quoted  bool   // it stands in a quotation of the author's
	Block   *Block // what it is a line of; nil for prose
	Letters []Letter
}

// A Block is code, or a table drawn with spaces between its columns.
type Block struct {
	Lang string // as the author named it, "go"; empty for a table and for code without
	Head []Line // of a table: the rows above those with content, drawn again wherever the table goes on
}

// A Letter is one character and how it looks.
type Letter struct {
	Rune rune
	At   int // its byte in the text of the passage; negative where it is not of it: a space between columns, a header row
	Look
}

// A Look is how a letter looks.
type Look struct {
	Bold, Italic, Struck, Code bool

	Link string // the web address it leads to; empty for none
	Bare bool   // the letters are that address
}

// Read reads a passage. Where it is no Markdown, nothing in it is markup.
func Read(p corpus.Passage, markdown bool) []Line {
	if !markdown {
		return plain(p.Text)
	}
	drawn, start := p.Drawn()
	if goesOnQuoted(drawn) {
		drawn, start = "> "+drawn, start+len("> ")
	}
	return readMarkdown(drawn, start, len(p.Text))
}

// goesOnQuoted tells whether a passage is a quotation whose first mark is not of it: all its other lines have theirs.
func goesOnQuoted(text string) bool {
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		if strings.HasPrefix(strings.TrimLeft(line, " "), ">") != (i > 0) {
			return false
		}
	}
	return len(lines) > 1
}

// plain is a text line by line.
func plain(text string) (lines []Line) {
	at := 0
	for line := range strings.SplitSeq(text, "\n") {
		lines = append(lines, Line{Letters: letters(line, at, Look{})})
		at += len(line) + 1
	}
	return lines
}

// letters are those of a text that begins at a byte of the passage.
func letters(text string, at int, look Look) (all []Letter) {
	for i, r := range text {
		all = append(all, Letter{r, at + i, look})
	}
	return all
}

// nowhere makes letters of what is not of the passage.
func nowhere(text string) (all []Letter) {
	for _, r := range text {
		all = append(all, Letter{Rune: r, At: -1})
	}
	return all
}

// Text is the letters of a line without their looks, and without what begins it.
func (l Line) Text() string {
	var b strings.Builder
	for _, letter := range l.Letters {
		b.WriteRune(letter.Rune)
	}
	return b.String()
}

// Text is a passage as its reader sees it, line by line, its formatting taken away.
func Text(p corpus.Passage, markdown bool) string {
	if !markdown {
		return p.Text
	}
	return joined(Read(p, true), func(Letter) bool { return true })
}

// Excerpt is what a reader sees of the bytes of a passage from one to before another.
func Excerpt(p corpus.Passage, markdown bool, start, end int) string {
	return strings.TrimSpace(joined(Read(p, markdown), func(l Letter) bool { return l.At >= start && l.At < end }))
}

// joined is some of the letters of lines, each behind what begins its line.
func joined(lines []Line, some func(Letter) bool) string {
	var b strings.Builder
	for i, l := range lines {
		if i > 0 {
			b.WriteByte('\n')
		}
		for n, letter := range l.Letters {
			if some(letter) {
				if n == 0 {
					b.WriteString(l.Lead)
				}
				b.WriteRune(letter.Rune)
			}
		}
		if len(l.Letters) == 0 {
			b.WriteString(l.Lead)
		}
	}
	return b.String()
}
