// Package chronicle lists what the articles of an index say sentence by sentence: who said what, and what was when.
//
// Start at [New]. [Chronicle.Statements] and [Chronicle.Events] list; [Speakers] and [Find] tell whose statements there are.
package chronicle

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/sitrep-bot/sitrep/internal/answers"
	"github.com/sitrep-bot/sitrep/internal/corpus"
	"github.com/sitrep-bot/sitrep/internal/dates"
	"github.com/sitrep-bot/sitrep/internal/index"
	"github.com/sitrep-bot/sitrep/internal/lang"
	"github.com/sitrep-bot/sitrep/internal/statements"
)

// A Chronicle reads the articles of one index and keeps what it found in each as long as the article stays the same. Many
// goroutines may use it.
type Chronicle struct {
	said  kept[Statement]
	dated kept[Event]
}

// New makes a Chronicle. It reads nothing before it is asked.
func New() *Chronicle { return &Chronicle{} }

// A Sentence is one of an article, word for word.
type Sentence struct {
	Document *index.Document
	Passage  corpus.Passage // it stands in
	Span     lang.Span      // it is, within the text of the passage
}

// ID is the id of its passage.
func (s Sentence) Ref() corpus.Ref {
	return s.Document.Ref(s.Passage.Ordinal)
}

// Text is the sentence.
func (s Sentence) Text() string { return s.Passage.Text[s.Span.Start:s.Span.End] }

// A Statement is a sentence in which somebody says something.
type Statement struct {
	Sentence
	Speaker statements.Speaker
	Key     string // of the Speaker: statements with the same are of one speaker
}

// An Event is a sentence that names a date. One that names two is two Events.
type Event struct {
	Sentence
	Date dates.Date // whose Span is within the text of the passage
}

// Statements lists the statements of known speakers in a state of the index, those of the newest articles first. about, which
// may be empty, leaves those that a question in these words is about.
func (c *Chronicle) Statements(ctx context.Context, s *index.Snapshot, about string) ([]Statement, error) {
	all, err := c.said.of(ctx, s, statementsOf)
	if err != nil {
		return nil, fmt.Errorf("cannot list who said what: %w", err)
	}
	slices.SortStableFunc(all, func(a, b Statement) int {
		return b.Document.Source.Published.Compare(a.Document.Source.Published)
	})
	return narrowed(ctx, s, about, all, func(s Statement) Sentence { return s.Sentence })
}

// A Period is from one day to another. A zero bound is none.
type Period struct{ From, To time.Time }

// includes reports whether any day of a date is in the Period.
func (p Period) includes(d dates.Date) bool {
	return (p.From.IsZero() || !d.To.Before(p.From)) && (p.To.IsZero() || !d.From.After(p.To))
}

// Events lists what was, is or will be within a Period by a state of the index, the earliest first; what takes longer stands
// before what begins on the same day. about is as in [Chronicle.Statements].
func (c *Chronicle) Events(ctx context.Context, s *index.Snapshot, within Period, about string) ([]Event, error) {
	all, err := c.dated.of(ctx, s, eventsOf)
	if err != nil {
		return nil, fmt.Errorf("cannot list what was when: %w", err)
	}
	all = slices.DeleteFunc(all, func(e Event) bool { return !within.includes(e.Date) })
	SortEvents(all)
	return narrowed(ctx, s, about, all, func(e Event) Sentence { return e.Sentence })
}

// SortEvents puts Events in order.
func SortEvents(all []Event) {
	slices.SortStableFunc(all, func(a, b Event) int {
		return cmp.Or(a.Date.From.Compare(b.Date.From), b.Date.To.Compare(a.Date.To))
	})
}

// enough is the share of a question's words, weighed by how rare they are, from which on a sentence is about it.
const enough = 0.5

func narrowed[T any](ctx context.Context, s *index.Snapshot, about string, all []T, sentence func(T) Sentence) ([]T, error) {
	if strings.TrimSpace(about) == "" {
		return all, nil
	}
	sieve, err := answers.NewCoverage(ctx, s, about)
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(all, func(t T) bool {
		from := sentence(t)
		return sieve.Share(from.Document, corpus.Passage{Heading: from.Passage.Heading, Text: from.Text()}) < enough
	}), nil
}

func statementsOf(d *index.Document, passages []corpus.Passage) (found []Statement) {
	for _, s := range statements.Of(d.Source.Lang, passages) {
		if s.Speaker.IsKnown() {
			found = append(found, Statement{Sentence{d, passages[s.Ordinal-1], s.Span}, s.Speaker, statements.Key(d.Source.Lang, d.ID, s.Speaker)})
		}
	}
	return found
}

func eventsOf(d *index.Document, passages []corpus.Passage) (found []Event) {
	for _, p := range passages {
		for _, s := range dates.Read(d.Source.Lang, p.Text, d.Source.Published) {
			for _, date := range s.Dates {
				found = append(found, Event{Sentence{d, p, s.Span}, date})
			}
		}
	}
	return found
}

// kept is what was found in articles. An article is known by its pointer, which is another one whenever the article is.
type kept[T any] struct {
	mu    sync.Mutex
	found map[*index.Document][]T
}

// of lists what is found in the articles of a state of the index that no other article replaces.
func (k *kept[T]) of(ctx context.Context, s *index.Snapshot, find func(*index.Document, []corpus.Passage) []T) (all []T, err error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	replaced := map[string]bool{}
	for _, d := range s.Documents() {
		if d.Supersedes != d.ID {
			replaced[d.Supersedes] = true
		}
	}
	now := map[*index.Document][]T{}
	for _, d := range s.Documents() {
		if replaced[d.ID] {
			continue
		}
		found, known := k.found[d]
		if !known {
			if err := ctx.Err(); err != nil {
				return nil, err
			}
			passages, err := passagesOf(s, d)
			if err != nil {
				return nil, err
			}
			found = find(d, passages)
			if k.found == nil {
				k.found = map[*index.Document][]T{}
			}
			k.found[d] = found // what was read is not read again, even if this goes no further
		}
		now[d] = found
		all = append(all, found...)
	}
	k.found = now
	return all, nil
}

func passagesOf(s *index.Snapshot, d *index.Document) (all []corpus.Passage, err error) {
	for ordinal := 1; ordinal <= d.Count; ordinal++ {
		p, err := s.Passage(d, ordinal)
		if err != nil {
			return nil, err
		}
		all = append(all, p)
	}
	return all, nil
}
