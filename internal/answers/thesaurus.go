package answers

import (
	"slices"
	"strings"

	"github.com/sitrep-bot/sitrep/internal/index"
	"github.com/sitrep-bot/sitrep/internal/lang"
)

// A thesaurus knows phrases that mean the same: from the corpus's synonyms.yaml and from abbreviations its articles
// explain. It is asked by the first word of a phrase.
type thesaurus map[string][]sense

// A sense is a phrase and the phrases that mean the same. All are folded words.
type sense struct {
	phrase []string
	others [][]string
}

func newThesaurus(groups [][]string) thesaurus {
	t := thesaurus{}
	for _, group := range groups {
		var phrases [][]string
		for _, phrase := range group {
			if words := foldedWords(phrase); len(words) > 0 {
				phrases = append(phrases, words)
			}
		}
		for i, phrase := range phrases {
			others := slices.Concat(phrases[:i:i], phrases[i+1:])
			t[phrase[0]] = append(t[phrase[0]], sense{phrase, others})
		}
	}
	return t
}

func foldedWords(text string) (words []string) {
	for tok := range lang.Tokens(text) {
		words = append(words, lang.Fold(text[tok.Start:tok.End]))
	}
	return words
}

// extend gives the terms of a reading the phrases that mean the same as the part of the question they stand in.
func (t thesaurus) extend(q *query, r *reading, analyzer *index.Analyzer) {
	for i, w := range q.words {
		for _, sense := range t[w.form()] {
			if !q.has(sense.phrase, i) {
				continue
			}
			for _, other := range sense.others {
				r.addPhrase(i, i+len(sense.phrase), other, analyzer)
			}
		}
	}
}

// has reports whether a phrase stands in the question at a word.
func (q *query) has(phrase []string, at int) bool {
	if at+len(phrase) > len(q.words) {
		return false
	}
	for i, word := range phrase {
		if q.words[at+i].form() != word {
			return false
		}
	}
	return true
}

// addPhrase lets a phrase stand for every term of the words from start to end.
func (r *reading) addPhrase(start, end int, phrase []string, analyzer *index.Analyzer) {
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
	for i := range r.terms {
		if t := &r.terms[i]; t.at >= start && t.at < end && !strings.EqualFold(t.text, terms[0]) {
			t.others = append(t.others, hashes)
			t.search = append(t.search, terms...)
		}
	}
}
