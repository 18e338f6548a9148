package answers

import (
	"context"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/sitrep-bot/sitrep/internal/index"
	"github.com/sitrep-bot/sitrep/internal/lang"
)

// Of 800 misspelt questions of newwiki .7525 are served with these, and .9465 of the answers are right. shortestCorrected: 3 serves
// .7600 with .9456 right, and is to be tried when weights are learned next; 5 serves .7175. knownBand: 45 and 65 have .001 fewer right
// first. knownNameBand: 55 serves .7538, 75 .6250. shortestTwoEdits: with 9 .9480 are right. One more or less of any
// other gives the same; shared/cases has what needs the swaps.
const (
	shortestFunctionTypo = 3  // letters of a misspelt function word
	longestFunctionTypo  = 10 // letters up to which one may stand where one is missing; few are longer
	shortestCorrected    = 4  // letters; shorter words have too many neighbours
	shortestTwoEdits     = 8  // letters from which two edits are believed, if no table has the word
	shortestTwoSwaps     = 6  // letters from which two swaps are believed, likewise
	shortestSwapAndEdit  = 7  // letters from which a swap and another edit are believed, likewise
	knownBand            = 55 // band up to which a word the corpus lacks is a word of its own, not a misspelt one
	knownNameBand        = 65 // the same for a word that is written as a name

	// longestWord is how many letters of a word are compared with others. The longest in the tables of common words have 22
	// in English, 24 in German and 24 in Russian.
	longestWord = 32

	// mostSpellingCost bounds what the spelling of one question may cost: so many strings and terms are compared with its words. A
	// misspelt word of ten letters takes some 700 on a corpus of 2,000 passages, so this is enough for ten.
	mostSpellingCost = 7_000
	// stemCost is how many looks into a table take as long as one stem: 3.4 µs beside some .2 µs (BenchmarkHostile).
	stemCost = 15
)

// correctSpelling reads the words that no Document has as the nearest word that some do, if they look misspelt. A
// word its language knows well is left alone: it is not in the corpus, and that says something. So is a word of the corpus's
// other languages. A misspelt function word ("wiht", "tehre") is read as that word, which is no correction.
func (q *query) correctSpelling(ctx context.Context, s *index.Snapshot) (corrected map[string]string, err error) {
	code := q.spellingLang(s)
	analyzer, common, words := index.AnalyzerFor(code), lang.FrequenciesOf(q.lang), lexiconOf(q.lang)
	for i := range q.words {
		w := &q.words[i]
		letter := w.isChatLetter(words)
		if !letter && (!w.mayBeMisspelt() || analyzer.Term(w.folded) == "") {
			continue
		}
		if known, err := isKnown(ctx, s, w.folded); err != nil || known {
			if err != nil {
				return nil, err
			}
			continue
		}
		if letter {
			w.ignored, w.correction = true, strings.Join(words.chat[w.folded], " ")
			continue
		}
		if w.correction = w.functionWord(q.lang, common); w.correction != "" || utf8.RuneCountInString(w.folded) < shortestCorrected {
			continue
		}
		v, err := s.Vocabulary(code)
		if err != nil {
			return nil, err
		}
		if w.correction = w.nearest(v, analyzer, common, &q.spellingCost); w.correction != "" {
			if corrected == nil {
				corrected = map[string]string{}
			}
			corrected[w.written] = w.correction
			w.band = common.Band(w.correction)
		}
	}
	q.findAnswerType()
	return corrected, nil
}

// isChatLetter reports whether a word is one letter that stands for a word: "r u there".
func (w word) isChatLetter(known *lexicon) bool {
	_, ok := known.chat[w.folded]
	return ok && !w.name && len(w.folded) == 1
}

// functionTypoBand is the rarity from which on a word may be a misspelt function word: the tables have mistakes that people
// often make ("teh" has 60, "becuase" 64). On all sets 45 and 64 serve as many; without these .0007 fewer of newwiki's misspelt
// questions are, whose mistakes are in other words.
const functionTypoBand = 56

// functionWordBand is the rarity up to which a word may be what such a mistake stands for: one in 3,000 words. 45 serves as many, 25 as few as
// without such corrections.
const functionWordBand = 35

// functionWord is the commonest function word, or word that asks, that becomes a word when two letters are swapped, or, where no
// table has it, when one is left out or typed twice: "hwo", "mny", "whhen". It is empty if there is none.
func (w word) functionWord(code string, common *lang.Frequencies) (small string) {
	analyzer, asks, best := index.AnalyzerFor(code), lexiconOf(code).asks, functionWordBand+1
	if w.band < functionTypoBand {
		return ""
	}
	var alphabet []rune
	slips := !w.name && !common.Has(w.folded) && utf8.RuneCountInString(w.folded) <= longestFunctionTypo
	if slips {
		alphabet = alphabetOf(w.folded)
	}
	for made := range edits(w.folded, alphabet) {
		if !common.HasBytes(made) {
			continue
		}
		word := string(made)
		band := common.Band(word)
		if band >= best || analyzer.Term(word) != "" && !asks[word] {
			continue
		}
		if isAnagram(w.folded, word) || slips && isSlip(w.folded, word) {
			best, small = band, word
		}
	}
	return small
}

// isSlip reports whether a word is another with one letter left out, or with one typed twice.
func isSlip(word, other string) bool {
	switch missing, more := missingLetters(other, word), missingLetters(word, other); {
	case missing == 1:
		return more == 0
	case missing == 0:
		return slices.Equal(slices.Compact([]rune(word)), slices.Compact([]rune(other)))
	}
	return false
}

// farCommoner is by how many bands what a word was read as must be commoner than the word, where a table has that, for the word to be
// taken for a mistake that people often make: a hundred times.
const farCommoner = 20

// meant is the word as it was meant. One that its language has stands as it was typed: it may be right, and the corpus lack it.
func (w word) meant(common *lang.Frequencies) string {
	if w.correction != "" && (!common.Has(w.folded) || common.Band(w.correction)+farCommoner <= common.Band(w.folded)) {
		return w.correction
	}
	return w.folded
}

// isKnown reports whether the corpus has a word, in any of its languages, in a text or above one.
func isKnown(ctx context.Context, s *index.Snapshot, word string) (bool, error) {
	for _, code := range s.Langs() {
		if term := index.AnalyzerFor(code).Term(word); term != "" {
			if known, err := s.Has(ctx, code, term); err != nil || known {
				return known, err
			}
		}
	}
	return false, nil
}

// spellingLang is the language of the corpus whose words the question's are compared with.
func (q *query) spellingLang(s *index.Snapshot) string {
	for _, code := range s.Langs() {
		if code == q.lang {
			return code
		}
	}
	return s.Langs()[0]
}

// mayBeMisspelt reports whether a word is of a kind and a length that can be corrected.
func (w word) mayBeMisspelt() bool {
	letters := utf8.RuneCountInString(w.folded)
	return !w.ignored && !w.pair && !w.number && letters >= shortestFunctionTypo && letters <= longestWord && !w.isKnownToLanguage()
}

// isKnownToLanguage reports whether a word is one of its language, whatever the corpus has.
func (w word) isKnownToLanguage() bool {
	return w.band <= knownBand || w.name && w.band <= knownNameBand
}

// nearest is the word of the corpus that a misspelt word most likely stands for: one edit away, or two for a long word. Of
// several the commonest in the corpus wins, one with the same first letter before all others. It is empty if none is near,
// or if spelled, which counts what is compared, has reached its end.
func (w word) nearest(v *index.Vocabulary, analyzer *index.Analyzer, common *lang.Frequencies, spelled *int) string {
	best, most := "", 0
	for made := range edits(w.folded, alphabetOf(w.folded)) {
		if len(made) == len(w.folded) && isAcronym(w.written) && !isAnagram(string(made), w.folded) {
			continue // one letter makes another organisation of it
		}
		if !v.MayHave(made) {
			continue
		}
		if *spelled++; *spelled > mostSpellingCost {
			return best
		}
		used := common.HasBytes(made)
		if !used && !v.MayHaveForm(made) {
			continue
		}
		*spelled += stemCost
		variant := string(made)
		count := v.Count[analyzer.Stem(variant)]
		if count == 0 {
			continue
		}
		count *= 2
		if used {
			count *= 8 // a form people use, not one that merely has the stem of a word; 64 gives the same, 1 serves .0025 fewer
		}
		if firstRune(variant) == firstRune(w.folded) {
			count *= 16 // 64 gives the same, 1 serves .0025 fewer
		}
		if count > most || count == most && isLongerOrFirst(variant, best) {
			best, most = variant, count
		}
	}
	letters := utf8.RuneCountInString(w.folded)
	if best == "" && letters >= shortestTwoSwaps && !common.Has(w.folded) && !isAcronym(w.written) {
		return nearestByTwo(w.folded, v, spelled, func(term string) bool {
			return letters >= shortestTwoEdits || isAnagram(w.folded, term) || letters >= shortestSwapAndEdit && missingLetters(term, w.folded) <= 1
		})
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

// missingLetters counts the letters of a word that another lacks.
func missingLetters(word, other string) (n int) {
	left := []rune(other)
	for _, r := range word {
		if at := slices.Index(left, r); at >= 0 {
			left = slices.Delete(left, at, at+1)
		} else {
			n++
		}
	}
	return n
}

// isLongerOrFirst puts the longer of two words first, since letters are left out more often than put in; then the alphabet.
func isLongerOrFirst(a, b string) bool { return len(a) > len(b) || len(a) == len(b) && a < b }

// nearestByTwo looks through the terms that begin as the word does for the commonest one two edits away that is believed.
func nearestByTwo(word string, v *index.Vocabulary, spelled *int, believed func(term string) bool) string {
	best, most := "", 0
	letters := []rune(word)
	for _, term := range v.Beginning(string(letters[:1])) {
		n := v.Count[term]
		if n <= most || len(term) < shortestStem {
			continue
		}
		if *spelled++; *spelled > mostSpellingCost {
			return best
		}
		if withinTwoEdits(letters, []rune(term)) && believed(term) {
			best, most = term, n
		}
	}
	return best
}

// shortestStem is how many bytes a term has at least that a word two edits away may stand for. 4 serves as many misspelt questions, 8
// .0025 fewer.
const shortestStem = 6

// spellCorrections shows corrections as the words of a text where they are only known as terms: "chesapeake" for "chesapeak".
func spellCorrections(corrected map[string]string, found []candidate, common *lang.Frequencies) {
	for typed, read := range corrected {
		if common.Has(read) {
			continue
		}
		for i := range found {
			if word := found[i].wordOfTerm(read); word != "" {
				corrected[typed] = word
				break
			}
		}
	}
}

// wordOfTerm is the first word of the passage that has the term of a word; empty if there is none.
func (c *candidate) wordOfTerm(read string) string {
	term := hash(index.AnalyzerFor(c.query.lang).Term(read))
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
