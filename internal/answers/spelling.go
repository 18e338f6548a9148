package answers

import (
	"context"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"sitrep/internal/index"
	"sitrep/internal/lang"
)

const (
	shortestRepaired = 4  // letters; shorter words have too many neighbours
	longRepaired     = 8  // letters from which two slips are believed, if no table has the word
	wellKnown        = 55 // band up to which a word the corpus lacks is a word of its own, not a slip
	wellKnownName    = 65 // the same for a word that is written as a name
)

// repair reads the words that no Document has as the nearest word that some do, if they look like slips of the pen. A
// word its language knows well is left alone: it is not in the corpus, and that says something.
func (q *query) repair(ctx context.Context, s *index.Snapshot) (corrected map[string]string, err error) {
	code := q.repairLang(s)
	analyzer, common := index.AnalyzerFor(code), lang.FrequenciesOf(q.lang)
	for i := range q.words {
		w := &q.words[i]
		term := analyzer.Term(w.folded)
		if !w.mayBeSlip() || term == "" {
			continue
		}
		if df, err := s.Frequency(ctx, code, term); err != nil || df > 0 {
			if err != nil {
				return nil, err
			}
			continue
		}
		vocabulary, err := s.Vocabulary(code)
		if err != nil {
			return nil, err
		}
		if read := w.nearest(vocabulary, analyzer, common); read != "" {
			if corrected == nil {
				corrected = map[string]string{}
			}
			corrected[w.written], w.read = read, read
			w.band = common.Band(read)
		}
	}
	if corrected != nil {
		q.hashWords()
	}
	return corrected, nil
}

// repairLang is the language of the corpus whose words the question's are compared with.
func (q *query) repairLang(s *index.Snapshot) string {
	for _, code := range s.Langs() {
		if code == q.lang {
			return code
		}
	}
	return s.Langs()[0]
}

// mayBeSlip reports whether a word is long enough to be repaired, and not one its language knows well.
func (w word) mayBeSlip() bool {
	known := w.band <= wellKnown || w.name && w.band <= wellKnownName
	return !known && !w.asking && !w.pair && !w.number && utf8.RuneCountInString(w.folded) >= shortestRepaired
}

// nearest is the word of the corpus that a misspelt word most likely stands for: one slip away, or two for a long word. Of
// several the commonest in the corpus wins, one with the same first letter before all others. It is empty if none is near.
func (w word) nearest(vocabulary *index.Vocabulary, analyzer *index.Analyzer, common *lang.Frequencies) string {
	best, most := "", 0
	for variant := range slips(w.folded, alphabetOf(w.folded)) {
		if len(variant) == len(w.folded) && isAcronym(w.written) && !isAnagram(variant, w.folded) {
			continue // one letter makes another organisation of it
		}
		if !vocabulary.MayHave(variant) {
			continue
		}
		count := vocabulary.Count[analyzer.Stem(variant)]
		if count == 0 {
			continue
		}
		count *= 2
		if common.Has(variant) {
			count *= 8 // a form people use, not one that merely has the stem of a word
		}
		if firstRune(variant) == firstRune(w.folded) {
			count *= 16
		}
		if count > most || count == most && longer(variant, best) {
			best, most = variant, count
		}
	}
	if best == "" && utf8.RuneCountInString(w.folded) >= longRepaired && !common.Has(w.folded) && !isAcronym(w.written) {
		return nearestByTwo(w.folded, vocabulary)
	}
	return best
}

// isAcronym reports whether a word is written in capitals only.
func isAcronym(word string) bool {
	return strings.ToUpper(word) == word && strings.ToLower(word) != word
}

// isAnagram reports whether two words have the same letters.
func isAnagram(a, b string) bool {
	return slices.Equal(slices.Sorted(slices.Values([]rune(a))), slices.Sorted(slices.Values([]rune(b))))
}

// longer puts the longer of two words first, since letters are left out more often than put in; then the alphabet.
func longer(a, b string) bool { return len(a) > len(b) || len(a) == len(b) && a < b }

// nearestByTwo looks through the terms that begin as the word does for the commonest one two slips away.
func nearestByTwo(word string, vocabulary *index.Vocabulary) string {
	best, most := "", 0
	letters := []rune(word)
	for _, term := range vocabulary.ByFirst[letters[0]] {
		if n := vocabulary.Count[term]; n > most && len(term) >= shortestStem && withinTwo(letters, []rune(term)) {
			best, most = term, n
		}
	}
	return best
}

// shortestStem is how many bytes a term has at least that a word two slips away may stand for.
const shortestStem = 6

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

// spellOut shows corrections as the words of a text where they are only known as terms: "chesapeake" for "chesapeak".
func spellOut(corrected map[string]string, found []candidate, common *lang.Frequencies) {
	for typed, read := range corrected {
		if common.Has(read) {
			continue
		}
		for i := range found {
			if word := found[i].wordFor(read); word != "" {
				corrected[typed] = word
				break
			}
		}
	}
}

// wordFor is the first word of the passage that has the term of a word; empty if there is none.
func (c *candidate) wordFor(read string) string {
	term := hash(index.AnalyzerFor(c.reading.lang).Term(read))
	stem := hash(read)
	found := ""
	for _, tok := range c.text.tokens {
		switch word := lang.Fold(c.text.passage.Text[tok.start:tok.end]); {
		case word == read:
			return word
		case found == "" && (tok.term == term || tok.term == stem):
			found = word
		}
	}
	return found
}
