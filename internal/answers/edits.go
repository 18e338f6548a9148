package answers

import (
	"iter"
	"slices"
	"unicode"
	"unicode/utf8"
)

// edits yields every string one edit away from a word: a letter left out, swapped with the next, replaced or put in. Of
// accents only those on the letter that was typed come into question. The bytes yielded are used again for the next.
func edits(word string, alphabet []rune) iter.Seq[[]byte] {
	return func(yield func([]byte) bool) {
		e := edit{word: word, made: make([]byte, 0, len(word)+2*utf8.UTFMax), yield: yield}
		for at, letter := range word {
			if !e.at(at, letter, alphabet) {
				return
			}
		}
		for _, r := range alphabet {
			if !e.put(len(word), r, "") {
				return
			}
		}
	}
}

// An edit makes the strings that edits yields.
type edit struct {
	word  string
	made  []byte
	yield func([]byte) bool
}

// at makes those that differ at one letter, and reports whether more are wanted.
func (e *edit) at(at int, letter rune, alphabet []rune) bool {
	here, after := e.word[at:], e.word[at+utf8.RuneLen(letter):]
	if !e.yield(append(append(e.made, e.word[:at]...), after...)) {
		return false
	}
	if next, size := utf8.DecodeRuneInString(after); size > 0 && !e.put(at, next, string(letter)+after[size:]) {
		return false
	}
	for _, r := range alphabet {
		if r != letter && !e.put(at, r, after) || !e.put(at, r, here) {
			return false
		}
	}
	for _, r := range accented[letter] {
		if !e.put(at, r, after) {
			return false
		}
	}
	return true
}

// put yields the word up to a place, then a letter, then the rest.
func (e *edit) put(at int, r rune, rest string) bool {
	return e.yield(append(utf8.AppendRune(append(e.made, e.word[:at]...), r), rest...))
}

// accented lists the letters that people without the right keyboard type as another.
var accented = map[rune][]rune{
	'a': []rune("àáâãäåăąā"), 'c': []rune("çćč"), 'd': []rune("đď"), 'e': []rune("èéêëęěē"), 'g': []rune("ğ"),
	'i': []rune("ìíîïıī"), 'l': []rune("ł"), 'n': []rune("ñńň"), 'o': []rune("òóôõöøőō"), 'r': []rune("ř"),
	's': []rune("şșśšß"), 't': []rune("ţțť"), 'u': []rune("ùúûüůűū"), 'y': []rune("ýÿ"), 'z': []rune("žźż"),
	'е': []rune("ё"), 'и': []rune("й"), 'ا': []rune("أإآ"), 'ی': []rune("ي"), 'α': []rune("ά"), 'ε': []rune("έ"), 'ο': []rune("ό"),
}

// alphabets hold the letters a typing mistake may put into a word, by script.
var alphabets = []struct {
	script  *unicode.RangeTable
	letters []rune
}{
	{unicode.Latin, []rune("abcdefghijklmnopqrstuvwxyz")},
	{unicode.Cyrillic, []rune("абвгдеёжзийклмнопрстуфхцчшщъыьэюяіїєґ")},
	{unicode.Greek, []rune("αβγδεζηθικλμνξοπρσςτυφχψωάέήίόύώ")},
	{unicode.Arabic, []rune("ابتثجحخدذرزسشصضطظعغفقكلمنهويةىأإآءئؤ")},
	{unicode.Hebrew, []rune("אבגדהוזחטיכלמנסעפצקרשתםןףץך")},
	{unicode.Devanagari, []rune("अआइईउऊएऐओऔकखगघचछजझटठडढणतथदधनपफबभमयरलवशषसहािीुूेैोौंँ्")},
}

func alphabetOf(word string) []rune {
	for _, a := range alphabets {
		if unicode.Is(a.script, firstRune(word)) {
			return a.letters
		}
	}
	return nil
}

const (
	mostEdits     = 2 // edits by which a long word may differ from a term
	longestEnding = 3 // letters of a word's ending that its term lacks
)

// withinTwoEdits reports whether one word becomes the other by at most two edits (Damerau-Levenshtein, with swaps of neighbours).
// A stem lacks its word's ending, so letters that the word has beyond the end of the term cost nothing up to three.
func withinTwoEdits(word, term []rune) bool {
	if len(term) > len(word)+mostEdits || len(word) > len(term)+mostEdits+longestEnding {
		return false
	}
	var memory [3][longestWord + mostEdits + 1]int
	row, before, twice := memory[0][:len(term)+1], memory[1][:len(term)+1], memory[2][:len(term)+1]
	for j := range row {
		row[j] = j
	}
	for i := 1; i <= len(word); i++ {
		twice, before, row = before, row, twice
		row[0] = i
		for j := 1; j <= len(term); j++ {
			cost := 1
			if word[i-1] == term[j-1] {
				cost = 0
			}
			row[j] = min(before[j]+1, row[j-1]+1, before[j-1]+cost)
			if i > 1 && j > 1 && word[i-1] == term[j-2] && word[i-2] == term[j-1] {
				row[j] = min(row[j], twice[j-2]+1)
			}
		}
		if row[len(term)] <= mostEdits && len(word)-i <= longestEnding {
			return true
		}
		if slices.Min(row) > mostEdits && slices.Min(before) > mostEdits {
			return false // it only gets worse
		}
	}
	return false
}
