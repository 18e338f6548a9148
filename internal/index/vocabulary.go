package index

import (
	"fmt"
	"slices"
	"strings"
	"sync"
)

// A Vocabulary holds every term of one language of the corpus.
type Vocabulary struct {
	Count      map[string]int  // term → number of passages that have it
	terms      []string        // sorted
	beginnings map[string]bool // the first letters of all terms
}

// beginningLetters is how many first letters of a word tell whether the corpus may have it.
const beginningLetters = 3

// MayHave reports whether any term begins as a word does. It is quick, and true for a few words that are not there.
func (v *Vocabulary) MayHave(word []byte) bool {
	return v.beginnings[string(word[:beginningLength(word)])]
}

// longestEnding is how many letters a stemmer may take off a word for [Vocabulary.MayHaveForm].
const longestEnding = 5

// MayHaveForm reports whether a term may be that of a word: the word without up to five letters at its end, or with
// another letter there ("happi" for "happy"). It is far quicker than stemming the word, and misses forms with a long ending.
func (v *Vocabulary) MayHaveForm(word []byte) bool {
	for end := len(word); end > 0 && end >= len(word)-longestEnding; end-- {
		if v.Count[string(word[:end])] > 0 {
			return true
		}
	}
	if len(word) == 0 || word[len(word)-1] != 'y' {
		return false
	}
	word[len(word)-1] = 'i'
	_, found := v.Count[string(word)]
	word[len(word)-1] = 'y'
	return found
}

// beginningLength is the length in bytes of the first letters of a word, all of a short one.
func beginningLength[T string | []byte](word T) int {
	n := 0
	for i := range string(word) {
		if n == beginningLetters {
			return i
		}
		n++
	}
	return len(word)
}

// vocabularies keeps the Vocabulary of each language for as long as the corpus does not change: reading one takes
// milliseconds, and only misspelt questions need it.
type vocabularies struct {
	mu      sync.Mutex
	catalog *catalog // of the state of the corpus that they belong to
	byLang  map[string]*Vocabulary
}

// Vocabulary returns the terms of one language. It must not be changed.
func (s *Snapshot) Vocabulary(code string) (*Vocabulary, error) {
	v := &s.index.words
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.catalog != s.catalog {
		v.catalog, v.byLang = s.catalog, map[string]*Vocabulary{}
	}
	if words, ok := v.byLang[code]; ok {
		return words, nil
	}
	words := &Vocabulary{Count: map[string]int{}, beginnings: map[string]bool{}}
	err := s.reader.counts(code, func(term string, passages int) {
		words.Count[term] = passages
		words.beginnings[term[:beginningLength(term)]] = true
		words.terms = append(words.terms, term)
	})
	if err != nil {
		return nil, fmt.Errorf("cannot read the words of the index: %w", err)
	}
	slices.Sort(words.terms)
	v.byLang[code] = words
	return words, nil
}

// Beginning lists the terms that begin with a prefix, in the order of the alphabet. The list must not be changed.
func (v *Vocabulary) Beginning(prefix string) []string {
	from, _ := slices.BinarySearch(v.terms, prefix)
	n, _ := slices.BinarySearchFunc(v.terms[from:], prefix, func(term, prefix string) int {
		if strings.HasPrefix(term, prefix) {
			return -1
		}
		return 1
	})
	return v.terms[from : from+n]
}

// Commonest lists the terms that begin with a prefix, those in the most passages first, at most limit.
func (v *Vocabulary) Commonest(prefix string, limit int) []string {
	found := slices.Clone(v.Beginning(prefix))
	slices.SortStableFunc(found, func(a, b string) int { return v.Count[b] - v.Count[a] })
	return found[:min(limit, len(found))]
}
