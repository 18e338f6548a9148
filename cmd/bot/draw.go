package main

import (
	"strings"

	"github.com/sitrep-bot/sitrep/internal/answers"
	"github.com/sitrep-bot/sitrep/internal/corpus"
	"github.com/sitrep-bot/sitrep/internal/corpus/markup"
)

// drawn is a passage as its author formatted it, in the escape sequences of a terminal, some bytes of its text in bold. Where
// the terminal shows none, it is the passage as it is written.
func (p page) drawn(passage corpus.Passage, markdown bool, strong answers.Span) string {
	if !p.bold {
		text, _ := passage.Drawn()
		return safe(text)
	}
	var b strings.Builder
	for i, l := range markup.Read(passage, markdown) {
		if i > 0 {
			b.WriteByte('\n')
		}
		if l.Quoted {
			b.WriteString("│ ")
		}
		b.WriteString(l.Lead)
		b.WriteString(drawnLetters(l.Letters, strong))
	}
	return b.String()
}

// drawnLetters begins and ends what it draws, so that lines can be wrapped and shown alone.
func drawnLetters(letters []markup.Letter, strong answers.Span) string {
	var b strings.Builder
	before := ""
	for _, l := range letters {
		if now := lookStart(l, l.At >= strong.Start && l.At < strong.End); now != before {
			if before != "" {
				b.WriteString(lookEnd)
			}
			b.WriteString(now)
			before = now
		}
		b.WriteString(safe(string(l.Rune)))
	}
	if before != "" {
		b.WriteString(lookEnd)
	}
	return b.String()
}

// Escape sequences for the looks of letters. ECMA-48, Select Graphic Rendition.
const (
	boldStart      = "\x1b[1m"
	italicStart    = "\x1b[3m"
	underlineStart = "\x1b[4m"
	struckStart    = "\x1b[9m"
	codeStart      = "\x1b[36m"
	lookEnd        = "\x1b[0m"
)

// lookStart is what begins the look of a letter; empty for plain text. A link is underlined: markup takes none whose words lie.
func lookStart(l markup.Letter, strong bool) string {
	var b strings.Builder
	for _, look := range []struct {
		has   bool
		start string
	}{{l.Bold || strong, boldStart}, {l.Italic, italicStart}, {l.Link != "", underlineStart}, {l.Struck, struckStart}, {l.Code, codeStart}} {
		if look.has {
			b.WriteString(look.start)
		}
	}
	return b.String()
}
