package answers

import "unicode"

// slips yields every string one slip of the pen away from a word: a letter left out, swapped with the next, replaced or
// put in. Of accents only those on the letter that was typed come into question.
func slips(word string, alphabet []rune) func(yield func(string) bool) {
	return func(yield func(string) bool) {
		letters := []rune(word)
		for i := range letters {
			head, tail := string(letters[:i]), letters[i:]
			if !yield(head + string(tail[1:])) {
				return
			}
			if len(tail) > 1 && !yield(head+string(tail[1])+string(tail[0])+string(tail[2:])) {
				return
			}
			for _, r := range alphabet {
				if r != tail[0] && !yield(head+string(r)+string(tail[1:])) || !yield(head+string(r)+string(tail)) {
					return
				}
			}
			for _, r := range accented[tail[0]] {
				if !yield(head + string(r) + string(tail[1:])) {
					return
				}
			}
		}
		for _, r := range alphabet {
			if !yield(word + string(r)) {
				return
			}
		}
	}
}

// accented lists the letters that people without the right keyboard type as another.
var accented = map[rune][]rune{
	'a': []rune("àáâãäåăąā"), 'c': []rune("çćč"), 'd': []rune("đď"), 'e': []rune("èéêëęěē"), 'g': []rune("ğ"),
	'i': []rune("ìíîïıī"), 'l': []rune("ł"), 'n': []rune("ñńň"), 'o': []rune("òóôõöøőō"), 'r': []rune("ř"),
	's': []rune("şșśšß"), 't': []rune("ţțť"), 'u': []rune("ùúûüůűū"), 'y': []rune("ýÿ"), 'z': []rune("žźż"),
	'е': []rune("ё"), 'и': []rune("й"), 'ا': []rune("أإآ"), 'ی': []rune("ي"), 'α': []rune("ά"), 'ε': []rune("έ"), 'ο': []rune("ό"),
}

// alphabets hold the letters a slip may put into a word, by script.
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

// withinTwo reports whether one word becomes the other by at most two slips. A stem lacks its word's ending, so letters
// that the word has beyond the end of the term cost nothing up to three.
func withinTwo(word, term []rune) bool {
	const most, ending = 2, 3
	if len(term) > len(word)+most || len(word) > len(term)+most+ending {
		return false
	}
	row := make([]int, len(term)+1)
	before := make([]int, len(term)+1)
	twice := make([]int, len(term)+1)
	for j := range row {
		row[j] = j
	}
	found := false
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
		if row[len(term)] <= most && len(word)-i <= ending {
			found = true
		}
	}
	return found
}
