package answers

import (
	"context"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/sitrep-bot/sitrep/internal/index"
	"github.com/sitrep-bot/sitrep/internal/lang"
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
