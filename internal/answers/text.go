package answers

import (
	"crypto/sha256"
	"slices"
	"strings"
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
	starts    []int // index of the first token of each sentence
	above     heading
	sum       [sha256.Size]byte // equal for texts that say the same, see [corpus.Passage.Sum]
}

// A heading is what stands above a passage: aliases and title of its Document, header of its table, its heading.
type heading struct {
	tokens []token
	rarity []float64 // of each token, see [word.rarity]
	last   int       // index of the first token of the innermost heading, or of the title where there is none
}

// A token is one word of a text. Words are compared by hash: a passage then takes some 4 KB, and the cache can hold
// thousands.
type token struct {
	start, end   int32       // in bytes
	term         wordHash    // of the term; 0 for a stop word
	word         wordHash    // of the folded word
	firstLetters wordHash    // of its first letters, by which words with the same beginning are found
	parts        [2]wordHash // terms by which it is found too; 0: none
	marks        marks
}

// marks are what can be seen of a word without knowing the question.
type marks uint8

const (
	isName    marks = 1 << iota // capitalised inside a sentence, or an abbreviation
	isNumber                    // has a digit, or is a number word
	isYear                      // four digits that can be a year
	isMonth                     // name of a month, or a century
	isTime                      // an hour, a part of the day, the week or the year
	isUnit                      // of time: "years", "heures"
	isReason                    // "because", "afin"
	isOpening                   // first word of its sentence, or after a colon
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
	t := &text{passage: p, sentences: lang.Sentences(p.Text), above: newHeading(p, d, analyzer, known), sum: p.Sum()}
	t.tokens = make([]token, 0, len(p.Text)/5)
	sentence := 0
	for tok := range lang.Tokens(p.Text) {
		for sentence+1 < len(t.sentences) && tok.Start >= t.sentences[sentence+1].Start {
			sentence++
		}
		for len(t.starts) <= sentence {
			t.starts = append(t.starts, len(t.tokens))
		}
		opens := len(t.tokens) == t.starts[sentence] || strings.Contains(between(p.Text, t.tokens[len(t.tokens)-1], tok), ":")
		t.tokens = appendToken(t.tokens, p.Text, tok, opens, analyzer, known)
	}
	for len(t.starts) <= len(t.sentences) {
		t.starts = append(t.starts, len(t.tokens))
	}
	return t
}

// between is what stands between two words; nothing where they overlap, as pairs of letters do.
func between(s string, before token, tok lang.Token) string {
	return s[min(int(before.end), tok.Start):tok.Start]
}

func newHeading(p corpus.Passage, d *index.Document, analyzer *index.Analyzer, known *lexicon) (h heading) {
	common := lang.FrequenciesOf(d.Source.Lang)
	for _, line := range append(slices.Clone(d.Aliases), p.Header, d.Source.Title, p.Heading) {
		if line == "" || line == ">" {
			continue
		}
		inner := strings.LastIndex(line, " > ") + 1
		h.last = len(h.tokens)
		var words []token
		for tok := range lang.Tokens(line) {
			if tok.Start < inner {
				h.last++
			}
			words = appendToken(words, line, tok, len(words) == 0, analyzer, known)
			h.rarity = append(h.rarity, rarityOf(line, tok, common))
		}
		h.tokens = append(h.tokens, words...)
	}
	return h
}

// rarityOf is the rarity of a word of a text.
func rarityOf(s string, tok lang.Token, common *lang.Frequencies) float64 {
	folded := lang.Fold(s[tok.Start:tok.End])
	return word{band: common.Band(folded), nonWord: isNonWord(tok, folded, common)}.rarity()
}

// appendToken adds a word of s to the words before it.
func appendToken(tokens []token, s string, tok lang.Token, opens bool, analyzer *index.Analyzer, known *lexicon) []token {
	t := newToken(s, tok, opens, analyzer, known)
	if len(tokens) > 0 && !tok.Pair {
		before := &tokens[len(tokens)-1]
		span := lang.Token{Span: lang.Span{Start: int(before.start), End: int(before.end)}}
		if before.firstLetters != 0 && int(before.end) < tok.Start && lang.Hyphenated(s, span, tok) {
			before.parts[1] = hash(analyzer.Term(lang.Glued(s, span, tok)))
		}
	}
	return append(tokens, t)
}

func newToken(s string, tok lang.Token, opens bool, analyzer *index.Analyzer, known *lexicon) token {
	written := s[tok.Start:tok.End]
	t := token{start: int32(tok.Start), end: int32(tok.End)}
	if tok.Pair {
		t.term, t.word = hash(written), hash(written)
		return t
	}
	folded := lang.Fold(written)
	bare := lang.Unelided(folded)
	t.word, t.firstLetters = hash(bare), hash(firstLetters(folded))
	term, parts := analyzer.Word(folded)
	if term != "" {
		t.term = hash(term)
	}
	for i, part := range parts {
		if part != "" {
			t.parts[i] = hash(part)
		}
	}
	t.marks = marksOf(written, bare, opens, known)
	if t.marks&isNumber != 0 && known.isHour(written, s[tok.End:]) {
		t.marks |= isTime
	}
	return t
}

// prefixLetters is how many letters two words must share at the beginning to be compared.
const prefixLetters = 4

// firstLetters is the first letters of a word.
func firstLetters(word string) string {
	n := 0
	for i := range word {
		if n == prefixLetters {
			return word[:i]
		}
		n++
	}
	return word
}

// marksOf are the marks of a word as written and as folded without the little word before its apostrophe.
func marksOf(written, bare string, opens bool, known *lexicon) (m marks) {
	first, _ := utf8.DecodeRuneInString(written)
	switch {
	case unicode.IsUpper(first) && (!opens || isAbbreviation(written)):
		m |= isName
	case unicode.IsDigit(first):
		m |= isNumber
		if len(bare) == 4 && bare >= "1000" && bare <= "2100" {
			m |= isYear
		}
	}
	if opens {
		m |= isOpening
	}
	return m | known.marks[bare]
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
