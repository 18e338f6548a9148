package answers

import (
	"slices"
	"strings"
	"unicode"

	"github.com/sitrep-bot/sitrep/internal/lang"
)

// longestDefined is how many words a question may have between "what is" and its end that still asks what a thing is, and
// not for one of its properties.
const longestDefined = 4

// A span of words of the question: from the first to before the end.
type wordSpan struct{ from, to int }

// findDefined finds what is to be defined: the words in the place of the star, where the question is one of the phrases in
// which a language asks what something is. The rest of the phrase says nothing of the subject.
func (q *query) findDefined(known *lexicon) {
	q.defined = wordSpan{}
	first, end := 0, q.secondQuestion(known)
	for first < end && known.filler[q.words[first].folded] {
		first++
	}
	for first < end && (known.filler[q.words[end-1].folded] || q.words[end-1].carried) {
		end--
	}
	longest := 0
	for _, phrase := range known.defines {
		before, after := len(phrase.before), len(phrase.after)
		from, to := first+before, end-after
		if before+after <= longest || from >= to || to-from > longestDefined ||
			!q.says(first, phrase.before) || !q.says(to, phrase.after) {
			continue
		}
		q.defined, longest = wordSpan{from, to}, before+after
	}
	if longest == 0 {
		return
	}
	for i := range q.words[first:end] {
		if at := first + i; at < q.defined.from || at >= q.defined.to {
			q.words[at].ignored = true
		}
	}
}

// says reports whether the question has some words from word at on.
func (q *query) says(at int, words []string) bool {
	for i, w := range words {
		if at+i >= len(q.words) || q.words[at+i].form() != w && q.words[at+i].folded != w {
			return false
		}
	}
	return true
}

// A definingPhrase is how a language asks what something is: "what does", "stand for".
type definingPhrase struct{ before, after []string }

func newDefiningPhrase(phrase string) (p definingPhrase, ok bool) {
	before, after, ok := strings.Cut(phrase, "*")
	return definingPhrase{strings.Fields(before), strings.Fields(after)}, ok
}

// How surely a passage introduces what is asked for: it says what that is ("X is a …", "the Long Name (X)", "X: …"), or may
// do so ("X is …", "X, head of …", "a new X …").
const (
	surelyDefines = 1.0
	maybeDefines  = 0.5
)

// measureDefinition fills in how surely the passage says what the thing is that the question wants defined, and where. As with
// the kind, everything is there where nothing is asked for.
func (c *candidate) measureDefinition(q *query) {
	c.features[fDefines], c.defining = 1, -1
	wanted := c.definedTerms(q)
	if len(wanted) == 0 {
		return
	}
	best, known := 0.0, lexiconOf(c.query.lang)
	for i, m := range c.matches {
		if m.term != wanted[0] {
			continue
		}
		last, ok := c.runOf(i, wanted)
		if !ok {
			continue
		}
		sure := c.text.defines(m.token, last, known)
		if sure == surelyDefines && best < surelyDefines {
			c.defining = m.token
		}
		best = max(best, sure)
	}
	c.features[fDefines] = best
}

// definedTerms are the terms of the query that the question wants defined.
func (c *candidate) definedTerms(q *query) (terms []int) {
	for i := range c.query.terms {
		if at := c.query.terms[i].at; at >= q.defined.from && at < q.defined.to {
			terms = append(terms, i)
		}
	}
	return terms
}

// runOf is the last token of the place where some terms stand together, the first of them at match i.
func (c *candidate) runOf(i int, terms []int) (last int, ok bool) {
	first := c.matches[i].token
	last, next := first, 1
	for _, m := range c.matches[i+1:] {
		if next == len(terms) || m.token > first+2*len(terms) {
			break
		}
		if m.term == terms[next] {
			last, next = m.token, next+1
		}
	}
	return last, next == len(terms)
}

// defines is how surely the text says what the words from token first to last mean.
func (t *text) defines(first, last int, known *lexicon) float64 {
	before, after := t.passage.Text[:t.tokens[first].start], t.passage.Text[t.tokens[last].end:]
	before, after = strings.TrimRight(before, "*_\"“”«»„'"), strings.TrimLeft(after, "*_\"“”«»'")
	start := t.tokens[first].marks&isOpening != 0 || first > 0 && t.tokens[first-1].marks&isOpening != 0 && t.isArticle(first-1, known)
	switch {
	case (strings.HasSuffix(before, "(") || strings.HasSuffix(before, "（")) && t.isShortFor(first, last, first-1, -1):
		return surelyDefines
	case (strings.HasPrefix(after, " (") || strings.HasPrefix(after, "（")) && t.isShortFor(first, last, last+1, 1):
		return surelyDefines
	case start && strings.IndexFunc(after, isDefiningSign) == 0, start && isSpacedDash(after):
		return surelyDefines
	}
	next := t.skipBracket(last + 1)
	switch {
	case t.isUnspaced(last) && slices.ContainsFunc(known.copulas, func(is string) bool { return strings.HasPrefix(after, is) }):
		return surelyDefines
	case start && t.isCopula(next, known) && t.isArticle(next+1, known):
		return surelyDefines
	case start && t.isCopula(next, known), t.isApposition(before, after, first, last+1, known), t.opensWithArticle(first, known), t.hasTitle(first):
		return maybeDefines
	}
	return 0
}

// isDefiningSign reports whether a character stands between a thing and what it is.
func isDefiningSign(r rune) bool { return r == ':' || r == '=' || r == '：' }

func isSpacedDash(after string) bool {
	after, ok := strings.CutPrefix(after, " ")
	return ok && (strings.HasPrefix(after, "– ") || strings.HasPrefix(after, "— ") || strings.HasPrefix(after, "- ") || strings.HasPrefix(after, "= "))
}

// isShortFor reports whether the words from first to last are the beginnings of those from token from on, in direction step: two of three
// letters are, and of five words up to the last of them three begin so. "The UN mission in Mali (MINUSMA)" does not say what the letters mean.
func (t *text) isShortFor(first, last, from, step int) bool {
	letters := map[rune]int{}
	n := 0
	for i := first; i <= last; i++ {
		for _, r := range t.word(i) {
			letters[r]++
			n++
		}
	}
	found, words, long := 0, 0, 0
	for i := from; i >= 0 && i < len(t.tokens) && words < n+3; i += step {
		if r := firstRune(t.word(i)); letters[r] > 0 {
			letters[r]--
			found++
			long = words + 1
		}
		words++
		if step > 0 && strings.ContainsAny(t.gap(i), ")）") || step < 0 && i > 0 && strings.ContainsAny(t.gap(i-1), ".(;:,") {
			break
		}
	}
	return n > 1 && words > 1 && 3*found >= 2*n && 5*found >= 3*long
}

// word is a token as a folded word.
func (t *text) word(i int) string {
	return lang.Unelided(lang.Fold(t.passage.Text[t.tokens[i].start:t.tokens[i].end]))
}

// gap is what stands between token i and the next.
func (t *text) gap(i int) string {
	if i+1 >= len(t.tokens) {
		return t.passage.Text[t.tokens[i].end:]
	}
	return t.passage.Text[t.tokens[i].end:max(t.tokens[i].end, t.tokens[i+1].start)]
}

// skipBracket is the token behind the bracket that begins before token i; i itself where none does.
func (t *text) skipBracket(i int) int {
	if i == 0 || i >= len(t.tokens) || !strings.HasSuffix(t.gap(i-1), "(") {
		return i
	}
	for ; i < len(t.tokens); i++ {
		if strings.Contains(t.gap(i), ")") {
			return i + 1
		}
	}
	return i
}

func (t *text) isUnspaced(i int) bool {
	return lang.Unspaced(firstRune(t.passage.Text[t.tokens[i].start:]))
}

func (t *text) isCopula(i int, known *lexicon) bool {
	return i < len(t.tokens) && slices.Contains(known.copulas, t.word(i))
}

func (t *text) isArticle(i int, known *lexicon) bool {
	return i < len(t.tokens) && known.articles[t.word(i)]
}

// isApposition reports whether a comma and what somebody or something is follow: "Tine, the expert", "Kirby, spokesman for".
// Without an article the name must open its sentence or stand between two commas, since lists have commas too.
func (t *text) isApposition(before, after string, first, next int, known *lexicon) bool {
	if !strings.HasPrefix(after, ",") || next >= len(t.tokens) {
		return false
	}
	if t.isArticle(next, known) {
		return true
	}
	lower := unicode.IsLower(firstRune(t.passage.Text[t.tokens[next].start:]))
	opens := t.tokens[first].marks&isOpening != 0
	return opens && lower && t.tokens[next].term != 0 || strings.HasSuffix(strings.TrimRight(before, " "), ",") && t.tokens[first].marks&isName != 0
}

// hasTitle reports whether a name follows another capital: "Foreign Minister Diop".
func (t *text) hasTitle(first int) bool {
	return first > 0 && t.tokens[first].marks&isName != 0 && t.tokens[first-1].marks&isName != 0 && t.gap(first-1) == " "
}

// opensWithArticle reports whether the sentence opens with an indefinite article and, at most two words on, the thing.
func (t *text) opensWithArticle(first int, known *lexicon) bool {
	for i := max(0, first-3); i < first; i++ {
		if t.tokens[i].marks&isOpening != 0 && known.indefinite[t.word(i)] {
			return true
		}
	}
	return false
}
