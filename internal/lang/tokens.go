package lang

import (
	"iter"
	"strings"
	"unicode"
	"unicode/utf8"
)

// A Span is a part of a text in byte offsets, End exclusive.
type Span struct{ Start, End int }

// A Token is one word of a text, or a pair of letters where a script has no spaces between words.
type Token struct {
	Span
	Pair bool // two neighbouring letters of an unspaced script, overlapping the next pair
}

// Tokens walks over the words of a text. A word is a run of letters, marks and digits; an apostrophe or a dot between
// letters and a dot or comma between digits belong to it ("o'clock", "U.S", "1,000"). Scripts without spaces between
// words yield overlapping pairs of letters, which is what a search in them needs.
func Tokens(text string) iter.Seq[Token] {
	return func(yield func(Token) bool) {
		for at := 0; at < len(text); {
			r, size := rune(text[at]), 1
			if r >= utf8.RuneSelf {
				r, size = utf8.DecodeRuneInString(text[at:])
			}
			switch {
			case Unspaced(r):
				end := runEnd(text, at)
				if !yieldPairs(text, at, end, yield) {
					return
				}
				at = end
			case isWordRune(r):
				end := wordEnd(text, at+size)
				if !yield(Token{Span: Span{at, end}}) {
					return
				}
				at = end
			default:
				at += size
			}
		}
	}
}

// yieldPairs yields the overlapping pairs of letters of text[start:end], or its only letter.
func yieldPairs(text string, start, end int, yield func(Token) bool) bool {
	_, first := utf8.DecodeRuneInString(text[start:])
	if start+first == end {
		return yield(Token{Span{start, end}, true})
	}
	for at := start; at+first < end; {
		_, second := utf8.DecodeRuneInString(text[at+first:])
		if !yield(Token{Span{at, at + first + second}, true}) {
			return false
		}
		at, first = at+first, second
	}
	return true
}

// runEnd is where the run of unspaced letters and their marks that starts at start ends.
func runEnd(text string, start int) int {
	for i, r := range text[start:] {
		if !Unspaced(r) && !unicode.Is(unicode.M, r) {
			return start + i
		}
	}
	return len(text)
}

// wordEnd is where the word goes on to, from a place inside it.
func wordEnd(text string, at int) int {
	for at < len(text) {
		r, size := utf8.DecodeRuneInString(text[at:])
		if !isWordRune(r) && !joins(text, at, r, size) {
			return at
		}
		at += size
	}
	return at
}

// joins reports whether the sign r at text[at:] holds the letters or digits on both sides of it together.
func joins(text string, at int, r rune, size int) bool {
	if r != '\'' && r != '’' && r != '.' && r != ',' && r != '\u00a0' && r != '\u202f' {
		return false
	}
	before, width := utf8.DecodeLastRuneInString(text[:at])
	after, _ := utf8.DecodeRuneInString(text[at+size:])
	switch r {
	case '\'', '’':
		return unicode.IsLetter(before) && unicode.IsLetter(after)
	case '.':
		return unicode.IsDigit(before) && unicode.IsDigit(after) ||
			unicode.IsUpper(before) && unicode.IsUpper(after) && initial(text[:at-width])
	default: // a comma or a narrow space groups digits by three
		return unicode.IsDigit(before) && digits(text[at+size:]) == 3
	}
}

// initial reports whether a single letter may start after text, as the U of "U.S." does.
func initial(text string) bool {
	r, _ := utf8.DecodeLastRuneInString(text)
	return text == "" || !unicode.IsLetter(r)
}

// digits counts the ASCII digits text starts with.
func digits(text string) int {
	n := 0
	for n < len(text) && text[n] >= '0' && text[n] <= '9' {
		n++
	}
	return n
}

func isWordRune(r rune) bool {
	if r < utf8.RuneSelf {
		return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9'
	}
	return !Unspaced(r) && (unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.Is(unicode.M, r))
}

// Fold is a word in the form words are compared in: lower case, a straight apostrophe, digits without their grouping,
// initials without their dots.
func Fold(word string) string {
	if isPlain(word) {
		return word
	}
	word = strings.ToLower(word)
	if strings.IndexByte(word, '.') > 0 && !strings.ContainsAny(word, "0123456789") {
		word = strings.ReplaceAll(word, ".", "")
	}
	if digits(word) > 0 {
		word = strings.Map(withoutGrouping, word)
	}
	return strings.ReplaceAll(word, "’", "'")
}

// withoutGrouping drops the signs that group digits by three.
func withoutGrouping(r rune) rune {
	if r == ',' || r == '\u00a0' || r == '\u202f' {
		return -1
	}
	return r
}

// isPlain reports whether a word is nothing but lower-case ASCII letters, as most words are.
func isPlain(word string) bool {
	for i := range len(word) {
		if word[i] < 'a' || word[i] > 'z' {
			return false
		}
	}
	return true
}
