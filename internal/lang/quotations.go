package lang

import (
	"strings"
	"unicode/utf8"
)

// WholeSentences cuts a text into its sentences, but not inside a quotation: "It is over. We leave," she said, is one.
func WholeSentences(text string) []Span {
	quotes := Quotations(text)
	var whole []Span
	for _, s := range Sentences(text) {
		if n := len(whole); n > 0 && Inside(quotes, s.Start) {
			whole[n-1].End = s.End
			continue
		}
		whole = append(whole, s)
	}
	return whole
}

// Inside reports whether a cut in front of a byte goes through one of some spans.
func Inside(spans []Span, at int) bool {
	for _, q := range spans {
		if q.Start < at && at < q.End {
			return true
		}
	}
	return false
}

// Quotations finds the parts of a text between quotation marks, with the marks. A mark without its other half is none.
func Quotations(text string) []Span {
	var found []Span
	for at := 0; at < len(text); {
		r, size := utf8.DecodeRuneInString(text[at:])
		closing := closingMark(r)
		length := -1
		if closing != "" {
			length = strings.Index(text[at+size:], closing)
		}
		if length < 0 {
			at += size
			continue
		}
		end := at + size + length + len(closing)
		found = append(found, Span{at, end})
		at = end
	}
	return found
}

func closingMark(opening rune) string {
	switch opening {
	case '“':
		return "”"
	case '«':
		return "»"
	case '"':
		return `"`
	}
	return ""
}
