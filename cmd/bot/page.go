package main

import (
	"fmt"
	"io"
	"maps"
	"os"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/term"

	"github.com/sitrep-bot/sitrep/internal/answers"
)

// A page shows answers to a person.
type page struct {
	out   io.Writer
	width int  // columns of the terminal; 0: lines are not wrapped
	bold  bool // the terminal shows escape sequences
}

const widest = 100 // columns that are still easy to read

// newPage makes a page for standard output: wrapped and with bold on a terminal, plain in a pipe or with NO_COLOR.
func newPage(env environment) page {
	p := page{out: env.stdout}
	if f, ok := env.stdout.(*os.File); ok && term.IsTerminal(int(f.Fd())) {
		p.bold = env.getenv("NO_COLOR") == "" && env.getenv("TERM") != "dumb"
		p.width = widest
		if columns, _, err := term.GetSize(int(f.Fd())); err == nil && columns > 0 {
			p.width = min(columns, widest)
		}
	}
	return p
}

func (p page) print(a answers.Answer) {
	switch a.Outcome {
	case answers.SmallTalk:
		p.line("Ask me something about these articles, and I quote the passage that answers.")
	case answers.Answered:
		p.quote(*a.Best)
		p.line(p.sourceLine(*a.Best))
	default:
		p.line("Nothing in this corpus answers that.")
		p.nearest(a.Nearest)
	}
	p.notes(a)
	fmt.Fprintln(p.out)
}

// quote prints the passage below its heading, its answering sentence in bold. An answer says little without the question
// above it.
func (p page) quote(q answers.Quote) {
	if q.Passage.Heading != "" {
		p.line(safe(q.Passage.Heading))
	}
	p.line(p.drawn(q.Passage, q.Markdown, q.Highlight))
}

// safe takes the control characters out of a text: an article must not steer the terminal.
func safe(text string) string {
	return strings.Map(func(r rune) rune {
		if r == '\n' || r == '\t' {
			return r
		}
		if unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) {
			return -1
		}
		return r
	}, text)
}

func (p page) sourceLine(q answers.Quote) string {
	parts := []string{q.Source.Title}
	for _, part := range []string{q.Source.Publisher, isoDate(q.Source.Published), q.Passage.Place,
		fmt.Sprintf("passage %d of %d", q.Passage.Ordinal, q.Of), q.Ref.String(), q.Source.URL} {
		if part != "" {
			parts = append(parts, part)
		}
	}
	return "— " + safe(strings.Join(parts, " · "))
}

const nearestNamed = 2

// nearest names the passages that came closest to an answer.
func (p page) nearest(quotes []answers.Quote) {
	for i, q := range quotes[:min(len(quotes), nearestNamed)] {
		if i == 0 {
			p.line("Nearest in it:")
		}
		heading := q.Passage.Heading
		if heading == "" {
			heading = q.Source.Title
		}
		if q.Passage.Place != "" {
			heading += " · " + q.Passage.Place
		}
		p.line("  " + safe(heading) + " (" + q.Ref.String() + ")")
	}
}

// notes tell what was read otherwise than it was typed.
func (p page) notes(a answers.Answer) {
	for _, from := range slices.Sorted(maps.Keys(a.Corrected)) {
		p.line(fmt.Sprintf("Read %q as %q.", safe(from), safe(a.Corrected[from])))
	}
	if len(a.Carried) > 0 {
		p.line("From the question before: " + safe(strings.Join(a.Carried, ", ")) + ".")
	}
}

// line prints a text, wrapped at spaces to the width of the page.
func (p page) line(text string) {
	for line := range strings.Lines(text) {
		p.wrap(strings.TrimRight(line, "\r\n"))
	}
}

func (p page) wrap(line string) {
	if p.width == 0 {
		fmt.Fprintln(p.out, line)
		return
	}
	column := 0
	for i, word := range strings.Split(line, " ") {
		width := columns(word)
		switch {
		case i == 0:
		case column+1+width > p.width:
			fmt.Fprintln(p.out)
			column = 0
		default:
			fmt.Fprint(p.out, " ")
			column++
		}
		fmt.Fprint(p.out, word)
		column += width
	}
	fmt.Fprintln(p.out)
}

// escapes are the sequences that lookStart writes; no other get through safe.
var escapes = regexp.MustCompile("\x1b\\[[0-9]*m")

// columns is how wide a word is on a terminal; escape sequences take no room, and the letters of unspaced scripts two.
func columns(word string) int {
	n := 0
	for _, r := range escapes.ReplaceAllString(word, "") {
		switch {
		case unicode.Is(unicode.Mn, r):
		case unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul):
			n += 2
		default:
			n++
		}
	}
	return n
}
