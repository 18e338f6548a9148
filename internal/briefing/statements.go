package briefing

import (
	"strings"

	"github.com/sitrep-bot/sitrep/internal/corpus"
	"github.com/sitrep-bot/sitrep/internal/lang"
)

// statementsOf finds the sentences of a Document in which somebody with a name says something.
func statementsOf(d *corpus.Document) []Line {
	how, known := speechOf(d.Source.Lang)
	if !known {
		return nil
	}
	var lines []Line
	for _, p := range d.Passages {
		for _, s := range sentences(p.Text) {
			text := p.Text[s.Start:s.End]
			if speaker, says := how.speaker(text); says {
				lines = append(lines, Line{Kind: Statement, Passage: corpus.Ref{Document: d.ID, Ordinal: p.Ordinal}.String(),
					Heading: p.Heading, Speaker: speaker, Text: text})
			}
		}
	}
	return lines
}

// A sentence is read once to look for the words of speech in it.
type sentence struct {
	text   string
	quotes []lang.Span
	words  []lang.Span // outside quotations
	folded []string    // the words as they are compared
}

func read(text string) sentence {
	s := sentence{text: text, quotes: quotations(text)}
	for t := range lang.Tokens(text) {
		if !cutsOne(s.quotes, t.Start) {
			s.words = append(s.words, t.Span)
			s.folded = append(s.folded, lang.Fold(text[t.Start:t.End]))
		}
	}
	return s
}

// speaker tells whether somebody with a name says something in a sentence, and who. The name is empty where it is not
// plain from where to where it goes.
func (how speech) speaker(text string) (name string, says bool) {
	s := read(text)
	for i := range s.words {
		switch {
		case how.reports(s, i):
			name, says = how.subject(s, i)
		case how.cites(s, i):
			name, says = how.cited(s, i)
		}
		if says {
			return name, true
		}
	}
	return "", false
}

// reports tells whether word i is a verb that reports speech here.
func (how speech) reports(s sentence, i int) bool {
	verb, before, after := s.folded[i], s.folded[max(0, i-2):i], s.folded[i+1:min(len(s.folded), i+7)]
	if !how.says[verb] && !how.clause[verb] || i > 0 && how.never[s.folded[i-1]] {
		return false
	}
	quoted, clause := s.quotesAt(i), anyOf(after, how.that)
	if how.auxiliary != nil && !quoted && !anyOf(before, how.auxiliary) {
		return false
	}
	joined := i > 0 && how.joins[s.folded[i-1]] // "captured the city and condemned it": what is the subject?
	return quoted || clause || how.says[verb] && !joined
}

// quotesAt tells whether a quotation of some length goes with word i: it is somewhere before it or begins right after.
func (s sentence) quotesAt(i int) bool {
	for _, q := range s.quotes {
		long := len(strings.Fields(s.text[q.Start:q.End])) > 2
		near := q.Start < s.words[i].End || len(strings.Fields(s.text[s.words[i].End:q.Start])) < 4
		if long && near {
			return true
		}
	}
	return false
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
	name = trim(name)
	return how.plain(name, false), how.names(name, false)
}
