// Package statements finds who says what in an article: the sentences of quotation and reported speech, in English and
// French, and which of the names in them are one speaker.
//
// Start at [Of].
package statements

import (
	"strings"

	"github.com/sitrep-bot/sitrep/internal/corpus"
	"github.com/sitrep-bot/sitrep/internal/lang"
)

// A Statement is a sentence in which somebody says something.
type Statement struct {
	Ordinal int       // of the passage it stands in
	Span    lang.Span // the sentence, within the text of the passage; more than one where a quotation holds them together
	By      string    // who says it: a part of the sentence, "he" if Carried; empty if it is not plain where the name goes to
	Carried bool      // the speaker is known from the sentence before
	Speaker Speaker   // who By is, as far as the article tells; the zero Speaker if By is empty
}

// Of finds the statements in the passages of one article, whose language is code. In a language whose words of speech are
// not known there are none.
func Of(code string, passages []corpus.Passage) []Statement {
	how, known := speechOf(code)
	if !known {
		return nil
	}
	var found []Statement
	before := "" // who spoke in the sentence before; empty if nobody did
	heading := ""
	for _, p := range passages {
		if p.Heading != heading {
			before, heading = "", p.Heading
		}
		for _, span := range lang.WholeSentences(p.Text) {
			a := how.attribution(p.Text[span.Start:span.End])
			s := Statement{Ordinal: p.Ordinal, Span: span, By: a.by}
			switch {
			case a.carried && before != "":
				s.Carried, s.Speaker = true, how.speaker(before)
			case a.says && !a.carried:
				before = a.by
				if a.by != "" {
					s.Speaker = how.speaker(a.by)
				}
			default:
				before = ""
				continue
			}
			found = append(found, s)
		}
	}
	how.dropCommonWords(found, passages)
	how.unite(found, passages)
	return found
}

// dropCommonWords forgets speakers that are no name but the word a sentence begins with, "Evidence suggests that": the article
// has it elsewhere in small letters.
func (how speech) dropCommonWords(found []Statement, passages []corpus.Passage) {
	var small map[string]bool
	for i := range found {
		name := found[i].Speaker.Name
		if name == "" || strings.Contains(name, " ") || name != found[i].By || found[i].Speaker.Office != "" {
			continue
		}
		if small == nil {
			small = smallWords(passages)
		}
		if small[lang.Fold(name)] {
			found[i].By, found[i].Speaker = "", Speaker{}
		}
	}
}

// smallWords are those an article has in small letters.
func smallWords(passages []corpus.Passage) map[string]bool {
	small := map[string]bool{}
	for _, p := range passages {
		for t := range lang.Tokens(p.Text) {
			if w := p.Text[t.Start:t.End]; !capital(w) {
				small[lang.Fold(w)] = true
			}
		}
	}
	return small
}
