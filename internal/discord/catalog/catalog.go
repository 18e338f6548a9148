// Package catalog is what can be read on from an answer: the articles and their passages, as members name them. Start at
// [Catalog].
package catalog

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/sitrep-bot/sitrep/internal/answers"
	"github.com/sitrep-bot/sitrep/internal/corpus"
	"github.com/sitrep-bot/sitrep/internal/discord/locale"
	"github.com/sitrep-bot/sitrep/internal/discord/render"
	"github.com/sitrep-bot/sitrep/internal/index"
	"github.com/sitrep-bot/sitrep/internal/lang"
	"github.com/sitrep-bot/sitrep/internal/scope"
)

// A Catalog reads passages and Documents of what one server is answered from, each call from one state of it. Where an id or a
// title is in two corpora, the one that comes first has it.
type Catalog struct {
	Scopes *scope.Scopes
	Guild  string // empty: everyone's articles alone
	Order  scope.Order
}

// Open opens what the Catalog reads. It must be closed.
func (c Catalog) Open() *scope.Scope { return c.Scopes.Open(c.Guild, c.Order) }

// Each hands a Snapshot of each corpus to use, until it is done.
func (c Catalog) Each(use func(*index.Snapshot) (done bool, err error)) error {
	opened := c.Open()
	defer opened.Close()
	return opened.Read(use)
}

// Passage finds a passage by the key of its Document; ok is false if there is none (any more).
func (c Catalog) Passage(p render.Place) (q answers.Quote, ok bool, err error) {
	err = c.Each(func(snapshot *index.Snapshot) (bool, error) {
		for _, d := range snapshot.Documents() {
			if render.DocumentKey(d.ID) == p.Document && p.Ordinal >= 1 && p.Ordinal <= d.Count {
				ok = true
				q, err = Quote(snapshot, d, p.Ordinal)
				q.Highlight = within(p.Highlight, q.Passage.Text)
				return true, err
			}
		}
		return false, nil
	})
	return q, ok, err
}

// ByID finds a passage by its id as it was written or typed.
func (c Catalog) ByID(id string) (q answers.Quote, ok bool, err error) {
	ref, ok := corpus.ParseRef(strings.TrimSpace(id))
	if !ok {
		return q, false, nil
	}
	return c.ByRef(ref)
}

// ByRef finds a passage.
func (c Catalog) ByRef(ref corpus.Ref) (q answers.Quote, ok bool, err error) {
	err = c.Each(func(snapshot *index.Snapshot) (done bool, err error) {
		d, found := snapshot.Find(ref)
		if found {
			ok = true
			q, err = Quote(snapshot, d, ref.Ordinal)
		}
		return found, err
	})
	return q, ok, err
}

// Quote is a passage with its Document, as it is shown.
func Quote(s *index.Snapshot, d *index.Document, ordinal int) (answers.Quote, error) {
	p, err := s.Passage(d, ordinal)
	return answers.Quote{Ref: d.Ref(ordinal), Passage: p, Of: d.Count, Source: d.Source,
		Markdown: d.IsMarkdown()}, err
}

// within is a span that can be cut out of a text; the zero span where it cannot.
func within(s answers.Span, text string) answers.Span {
	at := func(i int) bool { return i == len(text) || i < len(text) && utf8.RuneStart(text[i]) }
	if s.Start < 0 || s.Start >= s.End || !at(s.Start) || !at(s.End) {
		return answers.Span{}
	}
	return s
}

// Documents lists what is in the corpus, the newest first.
func (c Catalog) Documents() (all []*index.Document, passages int, err error) {
	err = c.Each(func(snapshot *index.Snapshot) (bool, error) {
		passages += snapshot.Passages()
		all = append(all, snapshot.Documents()...)
		return false, nil
	})
	slices.SortStableFunc(all, func(a, b *index.Document) int { return b.Source.Published.Compare(a.Source.Published) })
	return all, passages, err
}

// Prefer puts the Documents in a language before the others, which all stay in their order.
func Prefer(all []*index.Document, code string) {
	slices.SortStableFunc(all, func(a, b *index.Document) int {
		switch mine := a.Source.Lang == code; {
		case mine == (b.Source.Lang == code):
			return 0
		case mine:
			return -1
		}
		return 1
	})
}

// Matching lists the Documents whose title, publisher or other names have every word of text, the newest first.
func (c Catalog) Matching(text string) ([]*index.Document, error) {
	all, _, err := c.Documents()
	wanted := strings.Fields(lang.Fold(text))
	return slices.DeleteFunc(all, func(d *index.Document) bool {
		name := lang.Fold(strings.Join(append([]string{d.Source.Title, d.Source.Publisher, d.ID}, d.Aliases...), " "))
		return slices.ContainsFunc(wanted, func(word string) bool { return !strings.Contains(name, word) })
	}), err
}

// Find is the Document a member means: by the key of a suggestion, its id, its title, or words of it.
func (c Catalog) Find(text string) (d *index.Document, ok bool, err error) {
	all, _, err := c.Documents()
	if err != nil {
		return nil, false, err
	}
	for _, d := range all {
		if render.DocumentKey(d.ID) == text || d.ID == text || strings.EqualFold(d.Source.Title, text) {
			return d, true, nil
		}
	}
	some, err := c.Matching(text)
	if err != nil || len(some) == 0 || strings.TrimSpace(text) == "" {
		return nil, false, err
	}
	return some[0], true, nil
}

// Topic says what the corpus is about: the titles of its newest Documents, those in the reader's language first. It is empty where there are none.
func (c Catalog) Topic(w *locale.Printer) (string, error) {
	all, _, err := c.Documents()
	if err != nil || len(all) == 0 {
		return "", err
	}
	Prefer(all, w.Language())
	const named = 3
	var titles []string
	for _, d := range all[:min(named, len(all))] {
		titles = append(titles, "*"+render.EscapeLine(render.Shorten(d.Source.Title, render.LongestTitle))+"*")
	}
	return w.Enumerate(titles, len(all)-len(titles)), nil
}

// Titles are those of the articles that passages are from, each once, at most so many; passages that are gone are left out.
func (c Catalog) Titles(of []corpus.Ref, most int) (titles []string, err error) {
	if len(of) == 0 {
		return nil, nil
	}
	err = c.Each(func(snapshot *index.Snapshot) (bool, error) {
		for _, ref := range of {
			if d, ok := snapshot.Find(ref); ok && len(titles) < most && !slices.Contains(titles, d.Source.Title) {
				titles = append(titles, d.Source.Title)
			}
		}
		return false, nil
	})
	return titles, err
}

// Languages are the codes of the languages that the articles are in, in order.
func (c Catalog) Languages() (codes []string, err error) {
	all, _, err := c.Documents()
	for _, d := range all {
		codes = append(codes, d.Source.Lang)
	}
	slices.Sort(codes)
	return slices.Compact(codes), err
}

// Tags lists the tags of all Documents, by name.
func (c Catalog) Tags() (all []string, err error) {
	err = c.Each(func(snapshot *index.Snapshot) (bool, error) {
		for _, d := range snapshot.Documents() {
			all = append(all, d.Tags...)
		}
		return false, nil
	})
	slices.Sort(all)
	return slices.Compact(all), err
}
