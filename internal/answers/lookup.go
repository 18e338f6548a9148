package answers

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/sitrep-bot/sitrep/internal/index"
	"github.com/sitrep-bot/sitrep/internal/lang"
)

// A Lookup is a search by somebody who wants to choose: no question, no refusal.
type Lookup struct {
	Text     string    // as typed so far; empty lists the opening passages of the newest Documents
	Typing   bool      // the last word may be unfinished
	Document string    // only in the Document with this id; empty: all
	From, To time.Time // only in Documents published on these days or between them; zero: no bound
	Limit    int       // how many to return at most
}

// Look finds the passages a Lookup may mean, best first. Their Confidence is zero: nobody asked a question.
func (d *Desk) Look(ctx context.Context, l Lookup) ([]Quote, error) {
	s, err := d.index.Snapshot()
	if err != nil {
		return nil, err
	}
	defer s.Close()
	var found []candidate
	if strings.TrimSpace(l.Text) == "" {
		found, err = d.openings(s, l)
	} else {
		found, err = d.lookFor(ctx, s, l)
	}
	if err != nil {
		return nil, fmt.Errorf("cannot look up what was typed: %w", err)
	}
	quotes := make([]Quote, 0, len(found))
	for i := range found[:min(len(found), l.Limit)] {
		quotes = append(quotes, found[i].quote(0))
	}
	return quotes, nil
}

// openings are the first passages of the Documents, the newest first.
func (d *Desk) openings(s *index.Snapshot, l Lookup) (found []candidate, err error) {
	documents := slices.Clone(s.Documents())
	slices.SortStableFunc(documents, func(a, b *index.Document) int { return b.Source.Published.Compare(a.Source.Published) })
	for _, document := range documents {
		if len(found) == l.Limit {
			break
		}
		if document.Count == 0 || !l.allows(document) {
			continue
		}
		t, err := d.text(s, document, 1)
		if err != nil {
			return nil, err
		}
		found = append(found, candidate{hit: index.Hit{Document: document, Ordinal: 1}, text: t})
	}
	return found, nil
}

func (l Lookup) allows(d *index.Document) bool {
	published := d.Source.Published
	return (l.Document == "" || l.Document == d.ID) &&
		(l.From.IsZero() || !published.IsZero() && !published.Before(l.From)) &&
		(l.To.IsZero() || !published.IsZero() && !published.After(l.To))
}

// lookFor searches for what was typed.
func (d *Desk) lookFor(ctx context.Context, s *index.Snapshot, l Lookup) ([]candidate, error) {
	if s.Passages() == 0 {
		return nil, nil
	}
	q := read(l.Text, "", s.Langs())
	unfinished := ""
	if l.Typing && len(q.words) > 0 && endsInWord(l.Text) {
		unfinished = q.words[len(q.words)-1].folded
		q.words = q.words[:len(q.words)-1]
	}
	if _, err := q.repair(ctx, s); err != nil {
		return nil, err
	}
	readings, err := q.readings(ctx, s, d.thesaurus(s))
	if err != nil {
		return nil, err
	}
	if err := finish(readings, unfinished, s); err != nil {
		return nil, err
	}
	hits, err := s.Search(ctx, searchTerms(readings), lookedThrough)
	if err != nil {
		return nil, err
	}
	hits = slices.DeleteFunc(hits, func(h index.Hit) bool { return !l.allows(h.Document) })
	found, err := d.prepare(s, readings, hits[:min(len(hits), wanted)])
	if err != nil || len(found) == 0 {
		return nil, err
	}
	return found, d.rank(s, &q, readings, found, false)
}

// lookedThrough is how many hits are looked through for those within the bounds of a Lookup.
const lookedThrough = 2000

func endsInWord(text string) bool {
	r, _ := utf8.DecodeLastRuneInString(text)
	return unicode.IsLetter(r) || unicode.IsDigit(r)
}

// completions is how many words an unfinished one may become.
const completions = 12

// finish adds to each reading the words of the corpus that an unfinished word may become, the commonest ones.
func finish(readings []reading, unfinished string, s *index.Snapshot) error {
	if unfinished == "" {
		return nil
	}
	for i := range readings {
		r := &readings[i]
		vocabulary, err := s.Vocabulary(r.lang)
		if err != nil {
			return err
		}
		t := newTerm(word{folded: unfinished, band: lang.Rare}, len(readings), unfinished, vocabulary.Count[unfinished], s.PassagesIn(r.lang))
		for _, full := range vocabulary.Beginning(unfinished, completions) {
			t.others = append(t.others, []wordHash{hash(full)})
			t.search = append(t.search, full)
		}
		if stem := index.AnalyzerFor(r.lang).Term(unfinished); stem != "" && stem != unfinished {
			t.others = append(t.others, []wordHash{hash(stem)})
			t.search = append(t.search, stem)
		}
		r.add(t)
	}
	return nil
}
