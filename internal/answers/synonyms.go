package answers

import (
	"cmp"
	"strings"

	"github.com/sitrep-bot/sitrep/internal/index"
	"github.com/sitrep-bot/sitrep/internal/lang"
)

// synonyms are phrases that mean the same: from the corpus's synonyms.yaml and from abbreviations its articles explain.
type synonyms struct {
	groups  map[string][]phraseGroup            // phrase, as its folded words joined by spaces → the groups it is in
	stems   map[string]map[string][]phraseGroup // language → phrase, as the terms of its words → the groups it is in
	longest int                                 // words of the longest phrase
}

// A phraseGroup is a list of phrases that mean the same, each as its folded words. Its phrases share it.
type phraseGroup [][]string

// newSynonyms makes them for questions in some languages. In those a phrase is met in every form of its words: who writes
// "mercenary" in a list means "mercenaries" too.
func newSynonyms(groups [][]string, langs []string) synonyms {
	s := synonyms{groups: map[string][]phraseGroup{}, stems: map[string]map[string][]phraseGroup{}}
	for _, code := range langs {
		s.stems[code] = map[string][]phraseGroup{}
	}
	known := map[string]bool{} // many articles explain the same abbreviation
	for _, group := range groups {
		phrases, keys := foldedPhrases(group)
		all := strings.Join(keys, "\n")
		if known[all] {
			continue
		}
		known[all] = true
		for i, key := range keys {
			s.groups[key] = append(s.groups[key], phrases)
			s.longest = max(s.longest, len(phrases[i]))
			for code, stems := range s.stems {
				stem := stemmed(phrases[i], index.AnalyzerFor(code))
				stems[stem] = append(stems[stem], phrases)
			}
		}
	}
	return s
}

// foldedPhrases are the phrases of a group, each once, and their keys.
func foldedPhrases(group []string) (phrases phraseGroup, keys []string) {
	seen := map[string]bool{}
	for _, phrase := range group {
		words := foldedWords(phrase)
		key := strings.Join(words, " ")
		if len(words) == 0 || seen[key] {
			continue
		}
		seen[key] = true
		phrases, keys = append(phrases, words), append(keys, key)
	}
	return phrases, keys
}

// stemmed is a phrase as the terms of its words. A word that has none stays what it is.
func stemmed(words []string, analyzer *index.Analyzer) string {
	terms := make([]string, len(words))
	for i, word := range words {
		terms[i] = cmp.Or(analyzer.Term(word), word)
	}
	return strings.Join(terms, " ")
}

func foldedWords(text string) (words []string) {
	for tok := range lang.Tokens(text) {
		words = append(words, lang.Fold(text[tok.Start:tok.End]))
	}
	return words
}

// mostSynonyms bounds how many phrases are searched for beside the words of one question: each costs a look into the index.
const mostSynonyms = 300

// extend gives the terms of a query the phrases that mean the same as the part of the question they stand in.
func (s synonyms) extend(q *query, lq *langQuery, analyzer *index.Analyzer) {
	left, own := mostSynonyms, index.AnalyzerFor(q.lang)
	for start := range q.words {
		phrase, stem := "", ""
		for end := start + 1; end <= min(len(q.words), start+s.longest); end++ {
			word := q.words[end-1].form()
			phrase = strings.TrimPrefix(phrase+" "+word, " ")
			stem = strings.TrimPrefix(stem+" "+stemmed([]string{word}, own), " ")
			groups := s.groups[phrase]
			if len(groups) == 0 {
				groups = s.stems[q.lang][stem]
			}
			for _, group := range groups {
				left -= len(group)
				if left < 0 {
					return
				}
				for _, other := range group {
					if strings.Join(other, " ") != phrase && stemmed(other, own) != stem {
						lq.addPhrase(start, end, other, analyzer)
					}
				}
			}
		}
	}
}

// addPhrase lets a phrase stand for every term of the words from start to end.
func (lq *langQuery) addPhrase(start, end int, phrase []string, analyzer *index.Analyzer) {
	var hashes []wordHash
	var terms []string
	for _, word := range phrase {
		if term := analyzer.Term(word); term != "" {
			hashes, terms = append(hashes, hash(term)), append(terms, term)
		}
	}
	if len(hashes) == 0 {
		return
	}
	for i := range lq.terms {
		if t := &lq.terms[i]; t.at >= start && t.at < end && !strings.EqualFold(t.text, terms[0]) {
			t.others = append(t.others, hashes)
			t.search = append(t.search, terms...)
		}
	}
}
