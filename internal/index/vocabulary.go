package index

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"
)

// A Vocabulary holds every term of one language of the corpus.
type Vocabulary struct {
	Count   map[string]int    // term → number of passages that have it
	ByFirst map[rune][]string // first letter → terms
	heads   map[string]bool   // the first letters of all terms
}

// headLetters is how many first letters of a word tell whether the corpus may have it.
const headLetters = 3

// MayHave reports whether any term begins as a word does. It is quick, and true for a few words that are not there.
func (v *Vocabulary) MayHave(word string) bool { return v.heads[head(word)] }

// head is the first letters of a word, all of a short one.
func head(word string) string {
	n := 0
	for i := range word {
		if n == headLetters {
			return word[:i]
		}
		n++
	}
	return word
}

// vocabularies keeps the Vocabulary of each language for as long as the corpus does not change: reading one takes
// milliseconds, and only misspelt questions need it.
type vocabularies struct {
	mu      sync.Mutex
	catalog *catalog // whose they are
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
	words, err := s.readVocabulary(code)
	if err != nil {
		return nil, fmt.Errorf("cannot read the words of the index: %w", err)
	}
	v.byLang[code] = words
	return words, nil
}

func (s *Snapshot) readVocabulary(code string) (*Vocabulary, error) {
	dictionary, err := s.reader.FieldDict(termsField + code)
	if err != nil {
		return nil, err
	}
	defer dictionary.Close()
	words := &Vocabulary{Count: map[string]int{}, ByFirst: map[rune][]string{}, heads: map[string]bool{}}
	for {
		entry, err := dictionary.Next()
		if err != nil {
			return nil, err
		}
		if entry == nil {
			return words, nil
		}
		first, _ := utf8.DecodeRuneInString(entry.Term)
		words.Count[entry.Term] = int(entry.Count)
		words.heads[head(entry.Term)] = true
		words.ByFirst[first] = append(words.ByFirst[first], entry.Term)
	}
}

// Beginning lists the terms that begin with a prefix, those in the most passages first, at most limit.
func (v *Vocabulary) Beginning(prefix string, limit int) []string {
	first, _ := utf8.DecodeRuneInString(prefix)
	var found []string
	for _, term := range v.ByFirst[first] {
		if strings.HasPrefix(term, prefix) {
			found = append(found, term)
		}
	}
	slices.SortStableFunc(found, func(a, b string) int { return v.Count[b] - v.Count[a] })
	return found[:min(limit, len(found))]
}
