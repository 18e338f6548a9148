package locale

import (
	"regexp"
	"strings"
)

// noBreak is a space at which no line ends.
const noBreak = "\u00a0"

var (
	beforeNumber = regexp.MustCompile(`(\p{L}) (%(?:\[\d\])?d)`)
	afterNumber  = regexp.MustCompile(`(%(?:\[\d\])?d) (\p{L}|%s|×)`)
	spacedSign   = regexp.MustCompile(` ([:;?!»])`)
)

// set writes a text as it is set in a language: a number stays with the words beside it, so that no line ends in "passage 3 of", and
// a sign of French with the word before it. Translators write plain spaces.
func set(text, code string) string {
	text = beforeNumber.ReplaceAllString(text, "$1"+noBreak+"$2")
	text = afterNumber.ReplaceAllString(text, "$1"+noBreak+"$2")
	if code == "fr" {
		text = spacedSign.ReplaceAllString(text, noBreak+"$1")
		text = strings.ReplaceAll(text, "« ", "«"+noBreak)
	}
	return text
}
