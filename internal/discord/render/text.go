package render

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/sitrep-bot/sitrep/internal/lang"
)

// Day shows a day in the reader's own way of writing dates. Noon is the same day nearly everywhere.
func Day(t time.Time) string { return fmt.Sprintf("<t:%d:D>", t.Add(12*time.Hour).Unix()) }

// Since shows how long ago something was, counting on.
func Since(t time.Time) string { return fmt.Sprintf("<t:%d:R>", t.Unix()) }

// Inline puts what is known on one line, with dots between.
func Inline(parts ...string) string { return strings.Join(nonEmpty(parts), " · ") }

// Lines puts what is known on a line each.
func Lines(parts ...string) string { return strings.Join(nonEmpty(parts), "\n") }

func nonEmpty(parts []string) []string {
	return slices.DeleteFunc(parts, func(p string) bool { return p == "" })
}

// SmallPrint makes lines of small print of those that are not empty.
func SmallPrint(lines []string) string {
	var b strings.Builder
	for _, l := range nonEmpty(slices.Clone(lines)) {
		if b.Len() > 0 {
			b.WriteByte('\n')
		}
		b.WriteString("-# ")
		b.WriteString(l)
	}
	return b.String()
}

// BlockQuote marks every line as quoted. What is a quotation itself stays one: Discord knows none inside another.
func BlockQuote(text string) string {
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		if !strings.HasPrefix(line, "> ") {
			lines[i] = "> " + line
		}
	}
	return strings.Join(lines, "\n")
}

// Units is the length of a text as Discord may count it: UTF-16 code units, never less than characters.
func Units(text string) int {
	n := 0
	for _, r := range text {
		n += unitsOf(r)
	}
	return n
}

func unitsOf(r rune) int {
	if r >= 0x10000 {
		return 2
	}
	return 1
}

// Shorten cuts a text that is no quotation to n units, as [lang.Shorten] does.
func Shorten(text string, n int) string { return lang.Shorten(text, n, unitsOf) }
