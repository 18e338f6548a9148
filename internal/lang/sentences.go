package lang

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Sentences cuts a text into its sentences, without the space around them. Line breaks inside a paragraph do not end a
// sentence, but the start of a list item does.
func Sentences(text string) []Span {
	var found []Span
	start := 0
	for at, r := range text {
		end := at + utf8.RuneLen(r)
		switch {
		case r == '\n' && startsItem(text[end:]):
		case isFullStop(r) && endsSentence(text, at, r):
			end += closers(text[end:])
		default:
			continue
		}
		if end > start {
			found = appendSpan(found, text, start, end)
			start = end
		}
	}
	return appendSpan(found, text, start, len(text))
}

// appendSpan adds text[start:end] without the space around it, if anything is left.
func appendSpan(spans []Span, text string, start, end int) []Span {
	part := strings.TrimRightFunc(text[start:end], unicode.IsSpace)
	end = start + len(part)
	start = end - len(strings.TrimLeftFunc(part, unicode.IsSpace))
	if start == end {
		return spans
	}
	return append(spans, Span{start, end})
}

func isFullStop(r rune) bool {
	if r < utf8.RuneSelf {
		return r == '.' || r == '!' || r == '?'
	}
	return strings.ContainsRune(".!?…。！？؟۔।॥．｡", r)
}

// endsSentence reports whether the stop r at text[at:] ends a sentence.
func endsSentence(text string, at int, r rune) bool {
	rest := text[at+utf8.RuneLen(r):]
	if r > 0x7f && r != '…' && r != '؟' { // 。 and its like need no space after them
		next, _ := utf8.DecodeRuneInString(rest)
		return !isFullStop(next)
	}
	after := rest[closers(rest):]
	if after == "" {
		return false // the end of the text ends it anyway
	}
	next, _ := utf8.DecodeRuneInString(after)
	if !unicode.IsSpace(next) {
		return len(after) < len(rest) && unicode.IsUpper(next) || isNote(after)
	}
	opening, _ := utf8.DecodeRuneInString(strings.TrimLeftFunc(after, isOpening))
	if r == '.' && abbreviates(text[:at], opening) {
		return false
	}
	return !unicode.IsLower(opening)
}

// isNote reports whether a footnote mark of an encyclopedia, "[12]", follows.
func isNote(text string) bool {
	return len(text) > 2 && text[0] == '[' && text[1] >= '0' && text[1] <= '9'
}

// isOpening reports whether a sign may stand between two sentences before the first letter of the second.
func isOpening(r rune) bool {
	return unicode.IsSpace(r) || strings.ContainsRune(`"'“‘«„(—–-¿¡`, r)
}

// closers is the length of the quotation marks, brackets and notes that still belong to the sentence that ends before them.
func closers(text string) int {
	n := 0
	for {
		rest := text[n:]
		if isNote(rest) {
			if end := strings.IndexByte(rest, ']'); end > 0 && end < 6 {
				n += end + 1
				continue
			}
		}
		r, size := utf8.DecodeRuneInString(rest)
		switch {
		case size > 0 && strings.ContainsRune(`"'”’»)]」』）!?`, r) && r != utf8.RuneError:
			n += size
		case (r == ' ' || r == '\u00a0' || r == '\u202f') && strings.HasPrefix(rest[size:], "»"):
			n += size
		default:
			return n
		}
	}
}

// startsItem reports whether a line of a list begins here.
func startsItem(line string) bool {
	line = strings.TrimLeft(line, " \t")
	if len(line) > 1 && strings.IndexByte("-*+", line[0]) >= 0 && line[1] == ' ' || strings.HasPrefix(line, "• ") {
		return true
	}
	n := digits(line)
	return n > 0 && n < 4 && len(line) > n+1 && (line[n] == '.' || line[n] == ')') && line[n+1] == ' '
}

// abbreviates reports whether the full stop after text marks an abbreviation, given the first letter after it.
func abbreviates(text string, next rune) bool {
	word := text[strings.LastIndexFunc(text, func(r rune) bool { return !unicode.IsLetter(r) && r != '.' })+1:]
	if word == "" {
		return false
	}
	if utf8.RuneCountInString(word) == 1 || strings.Contains(word, ".") {
		return utf8.RuneCountInString(word) == 1 && unicode.IsUpper([]rune(word)[0]) || !unicode.IsUpper(next)
	}
	return titles[strings.ToLower(word)] || mayAbbreviate[strings.ToLower(word)] && !unicode.IsUpper(next)
}

// titles stand before a name, so that a capital letter after them does not begin a sentence.
var titles = set("mr mrs ms dr prof st gen col lt sgt capt sen rep gov hon rev fr msgr adm maj cmdr mt ft mme mlle sr sra srta dra hr fig vs nr art")

// mayAbbreviate end with a full stop inside a sentence, and sometimes at its end.
var mayAbbreviate = set("no vol ed eds pp etc inc ltd co corp jr approx ca cf al dept est jan feb mar apr jun jul aug sep sept oct nov dec bzw usw env av apr op trans rev")

func set(words string) map[string]bool {
	found := map[string]bool{}
	for word := range strings.FieldsSeq(words) {
		found[word] = true
	}
	return found
}
