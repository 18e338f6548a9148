package answers

import (
	"strings"

	"github.com/sitrep-bot/sitrep/internal/lang"
)

// alternatives returns the queries to try for a question, in order: with the words and the article of what it follows, and
// alone. One that stands by itself is tried alone first.
func (q query) alternatives(after *Subject) []query {
	if after == nil {
		return []query{q}
	}
	with := q.withPrevious(*after)
	with.previousDocument = after.Document
	contentWords, pointsBack := q.contentWords(), q.hasAnaphora(lexiconOf(q.lang))
	if contentWords > mostFollowUpWords && !pointsBack {
		return []query{q}
	}
	q.mayFollowUp, with.mayFollowUp = true, true
	return []query{with, q}
}

// mostFollowUpWords is how many words of content a question may have that still might be a follow-up to the one before. One with more has
// a subject of its own. On club 1 and 3 serve as many as 2.
const mostFollowUpWords = 2

// contentWords counts the words that say something of a subject.
func (q query) contentWords() int {
	n := 0
	for _, w := range q.words {
		if w.hasContent() {
			n++
		}
	}
	return n
}

func (w word) hasContent() bool {
	return !w.ignored && (w.name || w.number || w.band > contentBand)
}

// contentBand is the rarity from which on a word is taken to have content of its own. Of club's 48 follow-ups .71 are served with 33,
// .69 with 25, .54 with 45.
const contentBand = 33

// hasAnaphora reports whether a question points back at what was said: "when did it end?", "and the French?".
func (q query) hasAnaphora(known *lexicon) bool {
	for i, w := range q.words {
		if known.followUp[w.folded] || i == 0 && known.openers[w.folded] {
			return true
		}
	}
	return false
}

// withPrevious is the question with the words of the one before that it lacks.
func (q query) withPrevious(before Subject) query {
	previous := parseQuestion(before.Text, before.Lang, []string{before.Lang})
	has := map[string]bool{}
	for _, w := range q.words {
		has[w.folded] = true
	}
	with := q
	with.words, with.raw = append([]word(nil), q.words...), nil
	for _, w := range previous.words {
		if has[w.folded] || !w.hasContent() || len(with.words) == longestQuestion {
			continue
		}
		w.carried = true
		with.words = append(with.words, w)
	}
	if with.typePhrase == "" {
		with.answerType, with.typePhrase = previous.answerType, previous.typePhrase
	}
	with.hashWords()
	return with
}

// carried lists the words taken over from the question before.
func (q *query) carried() (words []string) {
	for _, w := range q.words {
		if w.carried {
			words = append(words, w.written)
		}
	}
	return words
}

// subject is what the next question may follow up, and what the encoder reads: the question as it was meant, and what it took over.
func (q *query) subject() Subject {
	common := lang.FrequenciesOf(q.lang)
	var text strings.Builder
	at := 0 // what of the question is in text
	for _, w := range q.words {
		switch meant := w.meant(common); {
		case w.carried:
			text.WriteString(q.text[at:] + " " + w.written)
			at = len(q.text)
		case w.start < at: // "whats" is two words
			text.WriteString(" " + meant)
		case meant != lang.Fold(w.written):
			text.WriteString(q.text[at:w.start] + meant)
			at = w.end
		}
	}
	text.WriteString(q.text[at:])
	return Subject{Text: text.String(), Lang: q.lang}
}
