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
	stem func(word string) string

	mu    sync.RWMutex
	terms map[string]string // word → term: a language has few words, and texts repeat them
}

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
	stem := cutWord
	if b, err := bleveAnalyzer(code); err == nil {
		stem = bleveStem(b)
	}
	if code == "en" {
		stem = withBases(stem, irregularEnglish)
	}
	a, _ := analyzers.LoadOrStore(code, &Analyzer{stem: stem, terms: map[string]string{}})
	return a.(*Analyzer)
}

// Term is the term of a folded word ([lang.Fold]); it is empty for a stop word.
func (a *Analyzer) Term(word string) string {
	a.mu.RLock()
	term, ok := a.terms[word]
	a.mu.RUnlock()
	if ok {
		return term
	}
	term = a.stem(word)
	if len(word) > longestCached {
		return term
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	if len(a.terms) >= cachedTerms {
		clear(a.terms)
	}
	a.terms[strings.Clone(word)] = term
	return term
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

// Analyze implements bleve's analysis.Analyzer, so that an index holds the very terms that [Analyzer.Term] makes.
func (a *Analyzer) Analyze(text []byte) analysis.TokenStream {
	var stream analysis.TokenStream
	whole := string(text)
	for token := range lang.Tokens(whole) {
		if term := a.TokenTerm(whole, token); term != "" {
			stream = append(stream, &analysis.Token{
				Term: []byte(term), Start: token.Start, End: token.End, Position: len(stream) + 1,
			})
		}
	}
	return stream
}

// thorough lists, for the languages whose bleve analyzer only takes plurals and the like off a word, the filters of one
// that brings all forms of a verb together too ("créée", "créé").
var thorough = map[string][]any{
	"es": {"to_lower", "normalize_es", "stop_es", "stemmer_es_snowball"},
	"fr": {"elision_fr", "to_lower", "stop_fr", "stemmer_fr_snowball"},
	"it": {"elision_it", "to_lower", "stop_it", "stemmer_it_snowball"},
}

func bleveAnalyzer(code string) (analysis.Analyzer, error) {
	cache := registry.NewCache()
	if filters := thorough[code]; filters != nil {
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

// cutLength is how many letters of a word count where no stemmer knows the language. Cutting words at five or six
// letters is nearly as good as a stemmer in European languages (McNamee and Mayfield, 2004).
const cutLength = 6

func cutWord(word string) string {
	n := 0
	return strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Mn, r) || n == cutLength {
			return -1
		}
		n++
		return r
	}, norm.NFD.String(word))
}
