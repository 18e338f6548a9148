package statements

import (
	"strings"

	"github.com/sitrep-bot/sitrep/internal/lang"
)

// An attribution is what a sentence tells of who says something in it.
type attribution struct {
	says    bool
	by      string // a part of the sentence; empty if it is not plain where the name goes to
	carried bool   // by is a pronoun
}

// A sentence is read once to look for the words of speech in it.
type sentence struct {
	text   string
	quotes []lang.Span
	words  []lang.Span // outside quotations
	folded []string    // the words as they are compared
}

func read(text string) sentence {
	s := sentence{text: text, quotes: lang.Quotations(text)}
	for t := range lang.Tokens(text) {
		if !lang.Inside(s.quotes, t.Start) {
			s.words = append(s.words, t.Span)
			s.folded = append(s.folded, lang.Fold(text[t.Start:t.End]))
		}
	}
	return s
}

// attribution tells whether somebody says something in a sentence, and who.
func (how speech) attribution(text string) attribution {
	s := read(text)
	for i := range s.words {
		var by string
		var says bool
		switch {
		case how.reports(s, i):
			by, says = how.subject(s, i)
		case how.cites(s, i):
			by, says = how.cited(s, i)
		}
		if says {
			return attribution{says: true, by: by}
		}
		if word := how.pronoun(s, i); word != "" {
			return attribution{says: true, by: word, carried: true}
		}
	}
	if by := how.labelled(s); by != "" {
		return attribution{says: true, by: by}
	}
	return attribution{}
}

// A reporting is how surely a verb reports speech where it stands.
type reporting int

const (
	isNone     reporting = iota
	isJoinable           // if its subject stands right before it
	isSure               // whatever stands before
)

// reports tells whether word i is a verb that reports speech here.
func (how speech) reports(s sentence, i int) bool {
	joined := i > 0 && how.joins[s.folded[i-1]] // "captured the city and condemned it": what is the subject?
	r := how.reporting(s, i)
	return r == isSure || r == isJoinable && !joined
}

func (how speech) reporting(s sentence, i int) reporting {
	verb, before, after := s.folded[i], s.folded[max(0, i-2):i], s.folded[i+1:min(len(s.folded), i+7)]
	if i > 0 && how.never[s.folded[i-1]] || i > 1 && how.never[s.folded[i-2]] && how.between[s.folded[i-1]] {
		return isNone
	}
	if how.present[verb] && (anyOf(after[:min(len(after), 1)], how.that) || s.quotesAt(i)) && !possessive(s, i) {
		return isSure
	}
	wish := how.wishes[verb] && anyOf(after, how.to) || len(after) > 0 && how.calls[verb][after[0]]
	if !how.says[verb] && !how.clause[verb] && !wish {
		return isNone
	}
	quoted, clause := s.quotesAt(i), anyOf(after, how.that)
	switch {
	case how.auxiliary != nil && !quoted && !anyOf(before, how.auxiliary):
		return isNone
	case quoted || clause:
		return isSure
	case how.says[verb] || wish:
		return isJoinable
	}
	return isNone
}

// possessive reports whether somebody's claims, notes or states stand at word i.
func possessive(s sentence, i int) bool {
	return i > 0 && (strings.HasSuffix(s.folded[i-1], "'s") || strings.HasPrefix(s.text[s.words[i-1].End:], "'") ||
		strings.HasPrefix(s.text[s.words[i-1].End:], "’"))
}

// pronoun is the word for a speaker named before if it is the subject of verb i: "he said", "a-t-il dit", "selon elle". It is
// empty if that is not so.
func (how speech) pronoun(s sentence, i int) string {
	if how.cites(s, i) && i+1 < len(s.words) && how.him[s.folded[i+1]] {
		return s.text[s.words[i+1].Start:s.words[i+1].End]
	}
	if !how.says[s.folded[i]] && !how.clause[s.folded[i]] && !how.present[s.folded[i]] {
		return ""
	}
	first := i
	for first > 0 && (how.between[s.folded[first-1]] || s.folded[first-1] == "t") {
		first--
	}
	for _, at := range []int{i - 1, first - 1, i + 1, i + 2} {
		if at < 0 || at >= len(s.words) || !how.pronouns[s.folded[at]] || at > i && !s.hyphened(i, at) {
			continue
		}
		if how.says[s.folded[i]] || how.reporting(s, i) == isSure {
			return s.text[s.words[at].Start:s.words[at].End]
		}
	}
	return ""
}

// hyphened reports whether a word belongs to verb i before it: "dit-il", "ajoute-t-elle", or stands right after a quotation's verb.
func (s sentence) hyphened(i, at int) bool {
	return strings.Trim(s.text[s.words[i].End:s.words[at].Start], "-t") == ""
}

// quotesAt tells whether a quotation of some length goes with word i: it is somewhere before it or begins right after.
func (s sentence) quotesAt(i int) bool {
	for _, q := range s.quotes {
		if s.isLong(q) && (q.Start < s.words[i].End || s.near(i, q)) {
			return true
		}
	}
	return false
}

// leadsTo tells whether a quotation of some length begins right after word i, or after a colon.
func (s sentence) leadsTo(i int) bool {
	for _, q := range s.quotes {
		if q.Start >= s.words[i].End {
			return s.isLong(q) && s.near(i, q)
		}
	}
	return false
}

// near tells whether a quotation after word i goes with it.
func (s sentence) near(i int, quote lang.Span) bool {
	between := strings.Fields(s.text[s.words[i].End:quote.Start])
	return len(between) < 4 || len(between) < 12 && strings.HasSuffix(between[len(between)-1], ":")
}

// isLong tells a quotation from a name or a word in marks.
func (s sentence) isLong(quote lang.Span) bool {
	return len(strings.Fields(s.text[quote.Start:quote.End])) > 2
}

func anyOf(some []string, set map[string]bool) bool {
	for _, w := range some {
		elided, _, found := strings.Cut(w, "'") // "qu'ils" counts as "que"
		if set[w] || found && set[elided+"e"] {
			return true
		}
	}
	return false
}

// cites tells whether whoever comes after word i is cited: "according to", "selon".
func (how speech) cites(s sentence, i int) bool {
	before, found := how.source[s.folded[i]]
	return found && (before == "" || i > 0 && s.folded[i-1] == before)
}

func (how speech) cited(s sentence, i int) (name string, says bool) {
	name = s.text[s.words[i].End:]
	if end := strings.IndexAny(name, ",;(“«\""); end >= 0 {
		name = name[:end]
	}
	return how.plain(trim(how.beforeIn(name)), false), how.names(name, false)
}

// beforeIn is a name without where and when it was said: "John Kirby in a letter" is John Kirby.
func (how speech) beforeIn(name string) string {
	n := 0
	for t := range lang.Tokens(name) {
		w := lang.Fold(name[t.Start:t.End])
		if n++; n > 1 && (how.in[w] || how.calendar[w]) {
			return strings.TrimSuffix(trim(name[:t.Start]), " on")
		}
	}
	return name
}

// labelled is who stands with a colon before the quotation that makes the rest of a sentence: “Diop: “We leave in peace.””
func (how speech) labelled(s sentence) string {
	if len(s.quotes) == 0 {
		return ""
	}
	q := s.quotes[0]
	label, _, found := strings.Cut(s.text[:q.Start], ":")
	if !found || !s.isLong(q) || strings.Trim(s.text[len(label)+1:q.Start], " *_\u00a0\u202f") != "" {
		return ""
	}
	if label = trim(label); how.opens(label) || !how.names(label, true) {
		return ""
	}
	by := how.plain(label, false)
	name := how.speaker(by).Name
	if how.isPerson(name) && (strings.HasSuffix(by, name) || strings.Contains(by, name+",")) {
		return by
	}
	return ""
}
