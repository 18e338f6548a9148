package statements

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/sitrep-bot/sitrep/internal/lang"
)

// subject finds who is the subject of verb i: it stands before it, or after it where a quotation or a clause with a
// comma came first ("It is over, said Diop").
func (how speech) subject(s sentence, i int) (name string, says bool) {
	from, to := s.around(i)
	first := i
	for first > 0 && s.words[first-1].Start >= from && how.between[s.folded[first-1]] {
		first--
	}
	whole := strings.TrimSpace(s.text[from:s.words[first].Start])
	before := trim(whole)
	inverted := before == "" || from == 0 && strings.Index(whole, ",") == len(whole)-1
	if after := trim(s.text[s.words[i].End:to]); inverted && how.names(after, false) {
		return how.plain(trim(how.beforeIn(after)), false), true
	}
	if !how.names(before, from == 0) {
		return "", false
	}
	// In "It is over, Diop said" what was said came first, and its subject is not who said it.
	trails := from == 0 && len(s.words)-i < 5 && !strings.HasSuffix(whole, ",") && !s.leadsTo(i)
	return how.plain(before, trails), true
}

// around is the part of the sentence between the quotations before and after word i.
func (s sentence) around(i int) (from, to int) {
	to = len(s.text)
	for _, q := range s.quotes {
		if q.End <= s.words[i].Start {
			from = q.End
		} else if q.Start < to {
			to = q.Start
		}
	}
	return from, to
}

// names tells whether a part of a sentence has a name in it: a word with a capital letter that it does not have only
// because the sentence begins there; or an office somebody holds.
func (how speech) names(part string, begins bool) bool {
	if how.holdsOffice(part) {
		return true
	}
	several := len(strings.Fields(part)) > 1
	for t := range lang.Tokens(part) {
		w := part[t.Start:t.End]
		elided, rest, found := strings.Cut(strings.ReplaceAll(w, "’", "'"), "'")
		first := begins && t.Start == 0
		if first && (several && !how.hasOffice(part) || how.common(w) || found && how.common(elided)) && !(found && capital(rest)) {
			continue
		}
		if capital(w) || found && capital(rest) {
			return true
		}
	}
	return false
}

func (how speech) common(w string) bool {
	return how.articles[lang.Fold(w)] || how.openings[lang.Fold(w)]
}

func capital(w string) bool {
	r, _ := utf8.DecodeRuneInString(w)
	return unicode.IsUpper(r)
}

// plain is the name a part of a sentence is, or ends with: "In Bamako, Diop" is "Diop". It is empty where that is not
// plain. With trails only what comes after the last comma may be a name.
func (how speech) plain(part string, trails bool) string {
	for _, end := range []string{"\n", ";", " – ", " — "} {
		_, part = cutLast(part, end)
	}
	if part = trim(part); trails {
		_, part = cutLast(part, ",")
		part = trim(part)
	}
	for how.opens(part) {
		opening, rest, found := strings.Cut(part, ",")
		if !found || len(strings.Fields(opening)) > longestOpening || how.some[firstWord(part)] {
			return ""
		}
		part = trim(rest)
	}
	if !how.names(part, false) || !how.mayBegin(part) {
		return ""
	}
	n := 0
	for t := range lang.Tokens(part) {
		w := lang.Fold(part[t.Start:t.End])
		if n++; n > maxName || how.joins[w] || how.auxiliaries[w] {
			return ""
		}
	}
	return part
}

// longestOpening is how many words may stand before the comma in front of a name: "Earlier in June, in New York, Diop".
const longestOpening = 7

// mayBegin tells whether a name may begin as a part of a sentence does: with a capital letter, a definite article or an office.
// "A study" is nobody, "a spokesman of the Council" is somebody; and of "the U.S." the name is yet to come.
func (how speech) mayBegin(part string) bool {
	first, rest, _ := strings.Cut(part, " ")
	folded := lang.Fold(first)
	switch {
	case how.indefinite[folded]:
		return how.hasOffice(rest)
	case isInitials(how.withoutArticle(part)):
		return false
	}
	return capital(first) || how.articles[folded] || how.articles[elidedArticle(first)] || how.hasOffice(part)
}

// isInitials reports whether a name is nothing but letters with dots between them: "U.S".
func isInitials(name string) bool {
	return strings.Contains(name, ".") && strings.Trim(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZ.") == ""
}

func firstWord(part string) string {
	for t := range lang.Tokens(part) {
		first, _, _ := strings.Cut(lang.Fold(part[t.Start:t.End]), "'")
		return first
	}
	return ""
}

// elidedArticle is the article that is written together with a word: "l" of "l’ONU".
func elidedArticle(word string) string {
	before, _, found := strings.Cut(lang.Fold(word), "'")
	if !found {
		return ""
	}
	return before
}

// opens tells whether a part of a sentence begins with a word no name begins with.
func (how speech) opens(part string) bool {
	first := firstWord(part)
	return first == "" || how.openings[first] || unicode.IsDigit(rune(first[0])) || how.adverb != "" && strings.HasSuffix(first, how.adverb) && strings.Index(part, ",") == len(first)
}

// maxName words are room for an office and who holds it. What is longer has more in it than a name.
const maxName = 15

// trim takes the space and the punctuation off a part of a sentence.
func trim(part string) string { return strings.Trim(part, " \t\r\n\u00a0\u202f,;:.!?…–—-*_") }

func cutLast(s, sep string) (before, after string) {
	if i := strings.LastIndex(s, sep); i >= 0 {
		return s[:i], s[i+len(sep):]
	}
	return "", s
}
