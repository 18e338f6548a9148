package index

import (
	_ "embed"
	"strings"
	"sync"
	"unicode"

	"github.com/blevesearch/bleve/v2/analysis"
	_ "github.com/blevesearch/bleve/v2/analysis/analyzer/custom"
	_ "github.com/blevesearch/bleve/v2/analysis/lang/ar" // each makes its analyzer known to bleve's registry
	_ "github.com/blevesearch/bleve/v2/analysis/lang/ckb"
	_ "github.com/blevesearch/bleve/v2/analysis/lang/da"
	_ "github.com/blevesearch/bleve/v2/analysis/lang/de"
	_ "github.com/blevesearch/bleve/v2/analysis/lang/en"
	_ "github.com/blevesearch/bleve/v2/analysis/lang/es"
	_ "github.com/blevesearch/bleve/v2/analysis/lang/fa"
	_ "github.com/blevesearch/bleve/v2/analysis/lang/fi"
	_ "github.com/blevesearch/bleve/v2/analysis/lang/fr"
	_ "github.com/blevesearch/bleve/v2/analysis/lang/hi"
	_ "github.com/blevesearch/bleve/v2/analysis/lang/hr"
	_ "github.com/blevesearch/bleve/v2/analysis/lang/hu"
	_ "github.com/blevesearch/bleve/v2/analysis/lang/it"
	_ "github.com/blevesearch/bleve/v2/analysis/lang/nl"
	_ "github.com/blevesearch/bleve/v2/analysis/lang/no"
	_ "github.com/blevesearch/bleve/v2/analysis/lang/pl"
	_ "github.com/blevesearch/bleve/v2/analysis/lang/pt"
	_ "github.com/blevesearch/bleve/v2/analysis/lang/ro"
	_ "github.com/blevesearch/bleve/v2/analysis/lang/ru"
	_ "github.com/blevesearch/bleve/v2/analysis/lang/sv"
	_ "github.com/blevesearch/bleve/v2/analysis/lang/tr"
	"github.com/blevesearch/bleve/v2/registry"
	"golang.org/x/text/unicode/norm"

	"github.com/sitrep-bot/sitrep/internal/lang"
)

// An Analyzer turns the words of one language into terms: the form in which they are indexed and compared. Where bleve
// has an analyzer for the language that is its, word by word; the index and the ranking share it, so that what one finds
// the other recognises.
type Analyzer struct {
	stem     func(word string) string
	compound *compounds // nil: the language writes its compounds apart

	mu    sync.RWMutex
	words map[string]analyzed // a language has few words, and texts repeat them
}

// An analyzed word is its term, and the terms of its parts.
type analyzed struct {
	term  string
	parts Parts
}

// Parts are terms by which a word is found too, empty if there are none: both halves of a compound ("Datenbank" and
// "Replikation"), the shorter numbers of a version ("6.2" of "6.2.8").
type Parts [2]string

// cachedTerms and longestCached bound the memory of an Analyzer: past so many words the cache starts anew, and longer words,
// in bytes, are not kept.
const (
	cachedTerms   = 100_000
	longestCached = 64
)

var analyzers sync.Map // language code → *Analyzer

// AnalyzerFor returns the analyzer of a language. One without an analyzer of its own gets one that ignores accents and
// the ends of long words.
func AnalyzerFor(code string) *Analyzer {
	if a, ok := analyzers.Load(code); ok {
		return a.(*Analyzer)
	}
	stem := truncate
	if b, err := bleveAnalyzer(code); err == nil {
		stem = bleveStem(b)
	}
	if code == "en" {
		stem = withBases(stem, irregularEnglish)
	}
	a, _ := analyzers.LoadOrStore(code, &Analyzer{stem: keepingSigns(stem), compound: compoundsOf(code), words: map[string]analyzed{}})
	return a.(*Analyzer)
}

// keepingSigns leaves names with signs as they are: a stemmer would make "c" of "c++".
func keepingSigns(stem func(string) string) func(string) string {
	return func(word string) string {
		if strings.HasPrefix(word, ".") || strings.HasSuffix(word, "+") || strings.HasSuffix(word, "#") {
			return word
		}
		return stem(word)
	}
}

// Term is the term of a folded word ([lang.Fold]); it is empty for a stop word.
func (a *Analyzer) Term(word string) string {
	term, _ := a.Word(word)
	return term
}

// Word is the term of a folded word and its parts.
func (a *Analyzer) Word(word string) (term string, parts Parts) {
	a.mu.RLock()
	w, ok := a.words[word]
	a.mu.RUnlock()
	if ok {
		return w.term, w.parts
	}
	w = analyzed{a.stem(word), a.parts(word)}
	if len(word) > longestCached {
		return w.term, w.parts
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	if len(a.words) >= cachedTerms {
		clear(a.words)
	}
	a.words[strings.Clone(word)] = w
	return w.term, w.parts
}

func (a *Analyzer) parts(word string) (parts Parts) {
	if a.compound != nil {
		if first, second, ok := a.compound.split(word); ok {
			return Parts{a.stem(first), a.stem(second)}
		}
	}
	if word == "" || word[0] < '0' || word[0] > '9' {
		return parts
	}
	for i := range parts { // a version: all but its last number, all but its last two
		at := strings.LastIndexByte(word, '.')
		if at < 0 || !strings.Contains(word[:at], ".") {
			break
		}
		word = word[:at]
		parts[i] = word
	}
	return parts
}

// Stem is Term for words that are not worth keeping, such as guesses at a misspelt one.
func (a *Analyzer) Stem(word string) string { return a.stem(word) }

// TokenTerm is the term of a token of a text.
func (a *Analyzer) TokenTerm(text string, token lang.Token) string {
	word := text[token.Start:token.End]
	if token.Pair {
		return word
	}
	return a.Term(lang.Fold(word))
}

// count is the number of terms of a text.
func (a *Analyzer) count(text string) (n int) {
	for token := range lang.Tokens(text) {
		if a.TokenTerm(text, token) != "" {
			n++
		}
	}
	return n
}

// Analyze implements bleve's analysis.Analyzer, so that an index holds the very terms that [Analyzer.Word] makes. Parts stand
// where their word does, and so does what two words with a hyphen are without it ("preorder").
func (a *Analyzer) Analyze(text []byte) analysis.TokenStream {
	var stream analysis.TokenStream
	whole := string(text)
	at, before := 0, lang.Token{}
	add := func(term string, token lang.Token) {
		if term != "" {
			stream = append(stream, &analysis.Token{Term: []byte(term), Start: token.Start, End: token.End, Position: at})
		}
	}
	for token := range lang.Tokens(whole) {
		at++
		if token.Pair {
			add(whole[token.Start:token.End], token)
			continue
		}
		term, parts := a.Word(lang.Fold(whole[token.Start:token.End]))
		add(term, token)
		add(parts[0], token)
		add(parts[1], token)
		if at > 1 && lang.Hyphenated(whole, before, token) {
			add(a.Term(lang.Glued(whole, before, token)), token)
		}
		before = token
	}
	return stream
}

// snowballFilters lists, for the languages whose bleve analyzer only takes plurals and the like off a word, the filters of one
// that brings all forms of a verb together too ("créée", "créé").
var snowballFilters = map[string][]any{
	"es": {"to_lower", "normalize_es", "stop_es", "stemmer_es_snowball"},
	"fr": {"elision_fr", "to_lower", "stop_fr", "stemmer_fr_snowball"},
	"it": {"elision_it", "to_lower", "stop_it", "stemmer_it_snowball"},
}

func bleveAnalyzer(code string) (analysis.Analyzer, error) {
	cache := registry.NewCache()
	if filters := snowballFilters[code]; filters != nil {
		return cache.DefineAnalyzer(code+"_thorough", map[string]any{"type": "custom", "tokenizer": "unicode", "token_filters": filters})
	}
	return cache.AnalyzerNamed(code)
}

//go:embed irregular_en.txt
var irregularEnglish string

// withBases stems the irregular forms of a language as their base.
func withBases(stem func(string) string, list string) func(string) string {
	bases := map[string]string{}
	for line := range strings.Lines(list) {
		if words := strings.Fields(line); len(words) > 0 && words[0] != "#" {
			for _, form := range words[1:] {
				bases[form] = words[0]
			}
		}
	}
	return func(word string) string {
		if base, ok := bases[word]; ok {
			word = base
		}
		return stem(word)
	}
}

func bleveStem(b analysis.Analyzer) func(string) string {
	return func(word string) string {
		stream := b.Analyze([]byte(word))
		if len(stream) == 0 {
			return ""
		}
		return string(stream[0].Term)
	}
}

// truncatedLetters is how many letters of a word count where no stemmer knows the language. Cutting words at five or six
// letters is nearly as good as a stemmer in European languages (McNamee and Mayfield, 2004).
const truncatedLetters = 6

func truncate(word string) string {
	n := 0
	return strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Mn, r) || n == truncatedLetters {
			return -1
		}
		n++
		return r
	}, norm.NFD.String(word))
}
