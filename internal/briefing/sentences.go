package briefing

import (
	"strings"
	"unicode/utf8"

	"github.com/sitrep-bot/sitrep/internal/lang"
)

// sentences cuts a text into its sentences, but not inside a quotation: "It is over. We leave," she said, is one.
func sentences(text string) []lang.Span {
	quotes := quotations(text)
	var whole []lang.Span
	for _, s := range lang.Sentences(text) {
		if n := len(whole); n > 0 && cutsOne(quotes, s.Start) {
			whole[n-1].End = s.End
			continue
		}
		whole = append(whole, s)
	}
	return whole
}

// cutsOne reports whether a cut in front of a byte goes through a quotation.
func cutsOne(quotes []lang.Span, at int) bool {
	for _, q := range quotes {
		if q.Start < at && at < q.End {
			return true
		}
	}
	return false
}

// quotations finds the parts of a text between quotation marks, with the marks. A mark without its other half is none.
func quotations(text string) []lang.Span {
	var found []lang.Span
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
		found = append(found, lang.Span{Start: at, End: end})
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
