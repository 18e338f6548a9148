package briefing

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
		return how.plain(after, false), true
	}
	if !how.names(before, from == 0) {
		return "", false
	}
	// In "It is over, Diop said" what was said came first, and its subject is not who said it.
	trails := from == 0 && len(s.words)-i < 5 && !strings.HasSuffix(whole, ",")
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
// because the sentence begins there.
func (how speech) names(part string, begins bool) bool {
	for t := range lang.Tokens(part) {
		w := part[t.Start:t.End]
		elided, rest, found := strings.Cut(strings.ReplaceAll(w, "’", "'"), "'")
		first := begins && t.Start == 0
		if first && (how.common(w) || found && how.common(elided) && !capital(rest)) {
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
	if trails || how.opens(part) {
		_, part = cutLast(part, ",")
		part = trim(part)
	}
	if how.opens(part) || !how.names(part, false) {
		return ""
	}
	n := 0
	for t := range lang.Tokens(part) {
		if n++; n > maxName || how.joins[lang.Fold(part[t.Start:t.End])] {
			return ""
		}
	}
	return part
}

// opens tells whether a part of a sentence begins with a word no name begins with.
func (how speech) opens(part string) bool {
	for t := range lang.Tokens(part) {
		first, _, _ := strings.Cut(lang.Fold(part[t.Start:t.End]), "'")
		return how.openings[first]
	}
	return true
}

// maxName words are room for an office and who holds it. What is longer has more in it than a name.
const maxName = 15

// trim takes the space and the punctuation off a part of a sentence.
func trim(part string) string { return strings.Trim(part, " \t\r\n\u00a0\u202f,;:.!?…–—-*_") }
