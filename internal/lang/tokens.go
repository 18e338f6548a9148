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
// letters and a dot or comma between digits belong to it ("o'clock", "U.S", "1,000"). A number and its unit are two words,
// however they are written ("5km"), and the names of programming languages keep their signs ("C++", ".NET"). Scripts without spaces between
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
			case isWordRune(r) || r == '.' && opensName(text, at):
				end := wordEnd(text, at+size)
				if n := numberBeforeUnit(text[at:end]); n > 0 {
					end = at + n
				}
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

// longestGram is how many neighbouring letters stand for a word in a script of letters without spaces. Two are syllables in
// Chinese and Korean; in Thai nearly any two stand in any text: with two .003 of the questions about other articles were
// refused, with four .934 (bot eval on half of the articles of iapp-wiki-qa).
const longestGram = 4

// yieldPairs yields the overlapping pairs of letters of text[start:end], or its only letter; in a script of letters longer
// runs of them.
func yieldPairs(text string, start, end int, yield func(Token) bool) bool {
	first, _ := utf8.DecodeRuneInString(text[start:])
	n := 2
	if isAlphabetic(first) {
		n = longestGram
	}
	last := start
	for range n {
		_, size := utf8.DecodeRuneInString(text[last:end])
		last += size
	}
	for at := start; ; {
		if !yield(Token{Span{at, last}, true}) {
			return false
		}
		if last == end {
			return true
		}
		_, out := utf8.DecodeRuneInString(text[at:])
		_, in := utf8.DecodeRuneInString(text[last:])
		at, last = at+out, last+in
	}
}

// isAlphabetic reports whether a letter is of a script of some dozens of letters that has no spaces between words.
func isAlphabetic(r rune) bool {
	return unicode.In(r, unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar)
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
			return at + signsAfter(text, at)
		}
		at += size
	}
	return at
}

// Hyphenated reports whether nothing but a hyphen stands between two words that follow each other: "pre-order".
func Hyphenated(text string, first, second Token) bool {
	switch text[first.End:second.Start] {
	case "-", "\u2010", "\u2011": // the hyphens of Unicode, the second one does not break
		return !first.Pair && !second.Pair
	}
	return false
}

// Glued is two words as one, folded: "preorder" for "pre-order".
func Glued(text string, first, second Token) string {
	return Fold(text[first.Start:first.End]) + Fold(text[second.Start:second.End])
}

// signsAfter is how many bytes of signs at a place belong to the name before it: "C++", "Notepad++", "C#".
func signsAfter(text string, at int) int {
	before, width := utf8.DecodeLastRuneInString(text[:at])
	n := 0
	switch rest := text[at:]; {
	case !unicode.IsLetter(before):
	case strings.HasPrefix(rest, "++"):
		n = 2
	case strings.HasPrefix(rest, "#") && initial(text[:at-width]):
		n = 1
	}
	if after, _ := utf8.DecodeRuneInString(text[at+n:]); isWordRune(after) {
		return 0
	}
	return n
}

// opensName reports whether the dot at a place begins a name: ".NET", ".gitignore".
func opensName(text string, at int) bool {
	before, _ := utf8.DecodeLastRuneInString(text[:at])
	after, _ := utf8.DecodeRuneInString(text[at+1:])
	return (at == 0 || unicode.IsSpace(before) || strings.ContainsRune("(\"'“«„`*", before)) && unicode.IsLetter(after) && !Unspaced(after)
}

// nameEndings stand behind a dot inside a name: "node.js".
var nameEndings = map[string]bool{"js": true, "net": true, "io": true, "py": true}

// endsName reports whether what follows a dot is the end of a name.
func endsName(after string) bool {
	n := 0
	for n < len(after) && isWordRune(rune(after[n])) {
		n++
	}
	return nameEndings[strings.ToLower(after[:n])]
}

// units are what numbers are written together with, folded: those of the SI that people use, of data, time and money.
var units = setOf(`mm cm dm m km kmh kph mph ft yd mi mg g kg t lb lbs oz ml cl dl l ms s sec secs min mins h hr hrs
		am pm b kb mb gb tb kib mib gib tib kbps mbps gbps bit bits hz khz mhz ghz v kv w kw mw kwh mwh mah ah db dpi px mp fps rpm
		eur usd gbp chf uhr`)

func setOf(words string) map[string]bool {
	set := map[string]bool{}
	for word := range strings.FieldsSeq(words) {
		set[word] = true
	}
	return set
}

// numberBeforeUnit is the length of the number that a word begins with, if the rest of it is a unit; else 0.
func numberBeforeUnit(word string) int {
	n := 0
	for n < len(word) && (word[n] >= '0' && word[n] <= '9' || word[n] == '.' || word[n] == ',') {
		n++
	}
	if n == 0 || n == len(word) || !units[strings.ToLower(word[n:])] {
		return 0
	}
	return n
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
			unicode.IsUpper(before) && unicode.IsUpper(after) && initial(text[:at-width]) ||
			unicode.IsLetter(before) && endsName(text[at+1:])
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
// initials and names without their dots, a version without its v.
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
	if isVersion(word) {
		word = word[1:]
	}
	return strings.ReplaceAll(word, "’", "'")
}

// isVersion reports whether a word is the number of a version with a v before it: "v6.2.8".
func isVersion(word string) bool {
	return len(word) > 1 && word[0] == 'v' && digits(word[1:]) > 0 && strings.Trim(word[1:], "0123456789.") == "" && strings.Contains(word, ".")
}

// withoutGrouping drops the signs that group digits by three.
func withoutGrouping(r rune) rune {
	if r == ',' || r == '\u00a0' || r == '\u202f' {
		return -1
	}
	return r
}

// elided are the words that French, Italian and their neighbours write together with the next, without their vowel.
var elided = setOf(`l d j m n s t c qu jusqu lorsqu puisqu quoiqu un dell all nell sull dall coll quell quest sant`)

// Unelided is a folded word without the little word before its apostrophe: "arbre" for "l'arbre".
func Unelided(word string) string {
	if before, after, ok := strings.Cut(word, "'"); ok && len(after) > 1 && elided[before] {
		return after
	}
	return word
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
