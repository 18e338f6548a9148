package answers

import (
	_ "embed"
	"fmt"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/sitrep-bot/sitrep/internal/lang"
)

// A lexicon is what a language's questions and answers are made of.
type lexicon struct {
	typePhrases []typePhrase        // question words, longest first as in the file
	asks        map[string]bool     // the words of these
	marks       map[string]marks    // folded word → what it marks in a passage
	clock       []string            // what makes an hour of the number before it
	smallTalk   map[string]bool     // whole utterances that are no questions
	followUp    map[string]bool     // words that point back at what was said before
	filler      map[string]bool     // words of a question that say nothing of its subject
	chat        map[string][]string // what people type → the words they mean; none if it says nothing
	talk        map[string]bool     // words that may stand beside small talk
	openers     map[string]bool     // first words of a follow-up question
	defines     []definingPhrase    // phrases that ask what something is
	copulas     []string            // words between a thing and what it is
	articles    map[string]bool     // words that may stand before what a thing is
	indefinite  map[string]bool     // those of them that introduce a thing
}

// A typePhrase is a phrase that tells what a question asks for.
type typePhrase struct {
	phrase     string
	answerType answerType
}

//go:embed lexicon.txt
var lexiconText string

var lexicons = sync.OnceValue(readLexicons)

var emptyLexicon = &lexicon{}

// lexiconOf returns the lexicon of a language; a language without one has an empty one.
func lexiconOf(code string) *lexicon {
	if l, ok := lexicons()[code]; ok {
		return l
	}
	return emptyLexicon
}

// readLexicons reads lexicon.txt; its head explains the format. A mistake in it is a mistake in this program.
func readLexicons() map[string]*lexicon {
	all := map[string]*lexicon{}
	var current *lexicon
	for n, line := range strings.Split(lexiconText, "\n") {
		line = strings.TrimSpace(line)
		key, list, ok := strings.Cut(line, ":")
		switch {
		case line == "" || line[0] == '#':
		case line[0] == '[':
			current = &lexicon{asks: map[string]bool{}, marks: map[string]marks{}, smallTalk: map[string]bool{}, followUp: map[string]bool{}, filler: map[string]bool{}, openers: map[string]bool{}, articles: map[string]bool{}, indefinite: map[string]bool{},
				chat: map[string][]string{}, talk: map[string]bool{}}
			all[strings.Trim(line, "[]")] = current
		case !ok || current == nil || !current.add(strings.TrimSpace(key), phrases(list)):
			panic(fmt.Sprintf("answers: lexicon.txt:%d: %q is not `key: phrase, phrase`", n+1, line))
		}
	}
	return all
}

func phrases(list string) []string {
	var found []string
	for _, phrase := range strings.Split(list, ",") {
		if phrase = strings.TrimSpace(phrase); phrase != "" {
			found = append(found, phrase)
		}
	}
	return found
}

// add takes one line of the file; ok is false if it does not know the key.
func (l *lexicon) add(key string, list []string) (ok bool) {
	for i, name := range answerTypes {
		if key == name {
			for _, phrase := range list {
				l.typePhrases = append(l.typePhrases, typePhrase{phrase, answerType(i)})
				for word := range strings.FieldsSeq(phrase) {
					l.asks[word] = true
				}
			}
			return true
		}
	}
	if m, ok := map[string]marks{"numbers": isNumber, "months": isMonth, "times": isTime, "units": isUnit, "because": isReason}[key]; ok {
		for _, word := range list {
			l.marks[word] |= m
		}
		return true
	}
	switch key {
	case "chat":
		return l.addChat(list)
	case "clock":
		l.clock = list
		return true
	case "define":
		return l.addDefining(list)
	case "is":
		l.copulas = append(l.copulas, list...)
		return true
	}
	words, ok := map[string]map[string]bool{"talk": l.talk, "small talk": l.smallTalk, "follow-up": l.followUp, "filler": l.filler, "opens": l.openers,
		"articles": l.articles, "indefinite": l.indefinite}[key]
	for _, phrase := range list {
		words[phrase] = true
	}
	return ok
}

// addChat takes pairs of what is typed and what is meant.
func (l *lexicon) addChat(list []string) (ok bool) {
	for _, pair := range list {
		typed, meant, ok := strings.Cut(pair, "=")
		if !ok {
			return false
		}
		l.chat[typed] = strings.Fields(meant)
	}
	return true
}

// addDefining takes phrases with a star where the thing stands.
func (l *lexicon) addDefining(list []string) bool {
	for _, phrase := range list {
		p, ok := newDefiningPhrase(phrase)
		if !ok {
			return false
		}
		l.defines = append(l.defines, p)
	}
	return true
}

// answerTypeOf tells what a question asks for, by the phrase that stands first in it, the longest of several. The question is
// given as its folded words joined by single spaces, or as written in scripts without them.
func (l *lexicon) answerTypeOf(question string) (asked answerType, phrase string) {
	first := len(question)
	for _, a := range l.typePhrases {
		at := phraseIndex(question, a.phrase)
		if at >= 0 && (at < first || at == first && len(a.phrase) > len(phrase)) {
			first, asked, phrase = at, a.answerType, a.phrase
		}
	}
	return asked, phrase
}

// phraseIndex is where a phrase stands in a text as whole words, or -1.
func phraseIndex(text, phrase string) int {
	if isUnspacedPhrase(phrase) {
		return strings.Index(text, phrase)
	}
	for from := 0; ; {
		at := strings.Index(text[from:], phrase)
		if at < 0 {
			return -1
		}
		at += from
		end := at + len(phrase)
		if (at == 0 || text[at-1] == ' ') && (end == len(text) || text[end] == ' ') {
			return at
		}
		from = end
	}
}

func isUnspacedPhrase(phrase string) bool { return lang.Unspaced(firstRune(phrase)) }

func firstRune(s string) rune {
	r, _ := utf8.DecodeRuneInString(s)
	return r
}
