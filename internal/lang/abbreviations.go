package lang

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// An Abbreviation is a short form that a text explains.
type Abbreviation struct{ Short, Long string }

// Abbreviations finds the short forms a text explains in brackets: "World Health Organization (WHO)" or "WHO (World
// Health Organization)". The letters of the short form must appear in the long one, in order, the first at the beginning
// of a word (Schwartz and Hearst, 2003); or the long one is a name of three words or more right before the brackets, since
// names are often abbreviated in another language than they are written in.
func Abbreviations(text string) (found []Abbreviation) {
	for from := 0; ; {
		open := strings.IndexByte(text[from:], '(')
		if open < 0 {
			return found
		}
		open += from
		length := strings.IndexByte(text[open:], ')')
		if length < 0 {
			return found
		}
		inside, before := text[open+1:open+length], strings.TrimRight(text[:open], " \u00a0")
		if isShortForm(inside) {
			long := lastWords(before, 2*utf8.RuneCountInString(inside)+1)
			if explained := appendLongForm(found, inside, long); len(explained) > len(found) {
				found = explained
			} else if name := nameAtEnd(long); name != "" {
				found = append(found, Abbreviation{inside, name})
			}
		} else if short := lastWords(before, 1); isShortForm(short) {
			found = appendLongForm(found, short, inside)
		}
		from = open + length
	}
}

func isShortForm(s string) bool {
	letters := 0
	for _, r := range s {
		switch {
		case unicode.IsUpper(r):
			letters++
		case unicode.IsSpace(r):
			return false
		}
	}
	return letters > 1 && len(s) <= 12 && unicode.IsLetter(firstRune(s))
}

// lastWords is the end of a text from its nth last word on, within its last sentence.
func lastWords(text string, n int) string {
	if stop := strings.LastIndexAny(text, ".;:()\n"); stop >= 0 {
		text = text[stop+1:]
	}
	at := len(text)
	for ; n > 0 && at > 0; n-- {
		at = strings.LastIndexAny(text[:at], " \u00a0")
		if at < 0 {
			return text
		}
	}
	return strings.TrimSpace(text[at:])
}

// appendLongForm adds the abbreviation if long explains short, without the words before the explanation.
func appendLongForm(found []Abbreviation, short, long string) []Abbreviation {
	s, l := []rune(strings.ToLower(short)), []rune(strings.ToLower(long))
	at := len(l)
	for i := len(s) - 1; i >= 0; i-- {
		if !unicode.IsLetter(s[i]) && !unicode.IsDigit(s[i]) {
			continue
		}
		at--
		for at >= 0 && (l[at] != s[i] || i == 0 && at > 0 && isWordRune(l[at-1])) {
			at--
		}
		if at < 0 {
			return found
		}
	}
	long = strings.TrimSpace(string([]rune(long)[at:]))
	if len(strings.Fields(long)) < 2 || strings.Contains(long, short) {
		return found
	}
	return append(found, Abbreviation{short, long})
}

// nameAtEnd is the name of at least three capitalised words that a text ends in, with the small words between them; empty
// if there is none.
func nameAtEnd(text string) string {
	words := strings.Fields(text)
	capitals, start := 0, len(words)
	for i := len(words) - 1; i >= 0; i-- {
		switch {
		case unicode.IsUpper(firstRune(words[i])):
			capitals++
			start = i
		case len(words[i]) > 3:
			i = 0
		}
	}
	for start < len(words) && len(words[start]) <= 3 { // "The", at the beginning of its sentence
		start, capitals = start+1, capitals-1
	}
	if capitals < 3 || start == len(words) || !unicode.IsUpper(firstRune(words[len(words)-1])) {
		return ""
	}
	return strings.Join(words[start:], " ")
}

func firstRune(s string) rune {
	r, _ := utf8.DecodeRuneInString(s)
	return r
}
