package answers

import (
	"unicode"
	"unicode/utf8"

	"github.com/sitrep-bot/sitrep/internal/corpus"
	"github.com/sitrep-bot/sitrep/internal/index"
	"github.com/sitrep-bot/sitrep/internal/lang"
)

// A text is a passage made ready for comparison with questions.
type text struct {
	passage   corpus.Passage
	tokens    []token
	sentences []lang.Span
	starts    []int      // index of the first token of each sentence
	above     []wordHash // hashes of the terms of title, aliases and heading
}

// A token is one word of a text. Words are compared by hash: a passage then takes some 4 KB, and the cache can hold
// thousands.
type token struct {
	start, end int32    // in bytes
	term       wordHash // of the term; 0 for a stop word
	word       wordHash // of the folded word
	head       wordHash // of its first letters, by which words that are alike are found
	marks      marks
}

// marks are what can be seen of a word without knowing the question.
type marks uint8

const (
	isName    marks = 1 << iota // capitalised inside a sentence, or an abbreviation
	isNumber                    // has a digit, or is a number word
	isYear                      // four digits that can be a year
	isMonth                     // name of a month or a weekday
	isUnit                      // of time: "years", "heures"
	isReason                    // "because", "afin"
	isOpening                   // first word of its sentence
)

// A wordHash stands for a word. That one word of a question is taken for another of the thousands in its candidates
// happens once in a million questions.
type wordHash uint32

// hash is FNV-1a, which is the same in every process.
func hash(s string) wordHash {
	const offset, prime = 2166136261, 16777619
	h := wordHash(offset)
	for i := range len(s) {
		h = (h ^ wordHash(s[i])) * prime
	}
	return h
}

// newText analyses a passage in the language of its Document.
func newText(p corpus.Passage, d *index.Document) *text {
	analyzer, known := index.AnalyzerFor(d.Source.Lang), lexiconOf(d.Source.Lang)
	t := &text{passage: p, sentences: lang.Sentences(p.Text), above: termsAbove(p, d, analyzer)}
	t.tokens = make([]token, 0, len(p.Text)/5)
	sentence := 0
	for tok := range lang.Tokens(p.Text) {
		for sentence+1 < len(t.sentences) && tok.Start >= t.sentences[sentence+1].Start {
			sentence++
		}
		for len(t.starts) <= sentence {
			t.starts = append(t.starts, len(t.tokens))
		}
		t.tokens = append(t.tokens, newToken(p.Text, tok, len(t.tokens) == t.starts[sentence], analyzer, known))
	}
	for len(t.starts) <= len(t.sentences) {
		t.starts = append(t.starts, len(t.tokens))
	}
	return t
}

func termsAbove(p corpus.Passage, d *index.Document, analyzer *index.Analyzer) (hashes []wordHash) {
	for _, line := range append([]string{d.Source.Title, p.Heading}, d.Aliases...) {
		for tok := range lang.Tokens(line) {
			if term := analyzer.TokenTerm(line, tok); term != "" {
				hashes = append(hashes, hash(term))
			}
		}
	}
	return hashes
}

func newToken(s string, tok lang.Token, opens bool, analyzer *index.Analyzer, known *lexicon) token {
	written := s[tok.Start:tok.End]
	t := token{start: int32(tok.Start), end: int32(tok.End)}
	if tok.Pair {
		t.term, t.word = hash(written), hash(written)
		return t
	}
	folded := lang.Fold(written)
	t.word, t.head = hash(folded), hash(head(folded))
	if term := analyzer.Term(folded); term != "" {
		t.term = hash(term)
	}
	t.marks = marksOf(written, folded, opens, known)
	return t
}

// shortestAlike is how many letters two words must share at the beginning to be alike.
const shortestAlike = 4

// head is the first letters of a word.
func head(word string) string {
	n := 0
	for i := range word {
		if n == shortestAlike {
			return word[:i]
		}
		n++
	}
	return word
}

func marksOf(written, folded string, opens bool, known *lexicon) (m marks) {
	first, _ := utf8.DecodeRuneInString(written)
	switch {
	case unicode.IsUpper(first) && (!opens || isAbbreviation(written)):
		m |= isName
	case unicode.IsDigit(first):
		m |= isNumber
		if len(folded) == 4 && folded >= "1000" && folded <= "2100" {
			m |= isYear
		}
	}
	if opens {
		m |= isOpening
	}
	return m | known.marks[folded]
}

// isAbbreviation reports whether a word has two capitals or more: "UN", "MINUSMA", "McNamee".
func isAbbreviation(word string) bool {
	n := 0
	for _, r := range word {
		if unicode.IsUpper(r) {
			n++
		}
	}
	return n > 1
}

// sentence returns the tokens of a sentence.
func (t *text) sentence(i int) []token { return t.tokens[t.starts[i]:t.starts[i+1]] }
