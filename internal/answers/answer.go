// Package answers turns a question into an honest answer: the passage that answers it, word for word, or a refusal.
//
// Start at [Desk.Answer].
package answers

import (
	"time"

	"github.com/sitrep-bot/sitrep/internal/corpus"
)

// A Question is what somebody asked, and what it followed.
type Question struct {
	Text   string   // as typed; mentions and markup included
	Locale string   // the asker's language as their client states it ("fr", "en-GB"); empty if unknown
	After  *Subject // what the conversation was about before; nil for a first question
}

// A Subject is what a question left behind for the next one. It is small and can be kept, sent and restored as JSON.
type Subject struct {
	Text string `json:"text"` // the question with everything it had itself carried over
	Lang string `json:"lang,omitempty"`

	Document string `json:"document,omitempty"` // id of the Document that answered it; empty if none did
}

// An Outcome says what sort of reply an Answer is.
type Outcome int

// The outcomes of a question.
const (
	Refused   Outcome = iota // the corpus does not answer it
	Answered                 // Passage answers it
	SmallTalk                // a greeting or thanks: no question, so help instead of a quote
)

// An Answer is the reply to one Question.
type Answer struct {
	Question   string // as asked
	Outcome    Outcome
	Confidence float64           // calibrated probability, 0 to 1, that Best answers the question; comparable between questions
	Best       *Quote            // nil unless Answered
	Nearest    []Quote           // the best candidates other than Best, best first, at most five; also in a refusal
	Carried    []string          // words taken over from the question before
	Corrected  map[string]string // misspelt word as typed → as it was read
	Subject    Subject           // pass it as After with the next question of the same conversation
	Lang       string            // the question's language, ISO 639-1
	Took       time.Duration
}

// A Quote is a Passage as an answer to a Question.
type Quote struct {
	Ref        corpus.Ref
	Passage    corpus.Passage
	Of         int // passages in its Document
	Source     corpus.Source
	Markdown   bool // its text is Markdown: what is markup in it is its author's
	Confidence float64
	Highlight  Span         // the sentence that answers, within Passage.Text
	Also       []corpus.Ref // other passages that say the same, word for word
}

// A Span is a part of a text in byte offsets, End exclusive.
type Span struct{ Start, End int }
