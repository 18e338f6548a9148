package discord

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
)

// A Library is what can be read on from an answer. In production it is an *index.Index.
type Library interface {
	Snapshot() (*index.Snapshot, error)
}

// A shelf reads passages and Documents from a Library, each call from one state of the corpus.
type shelf struct{ library Library }

// read hands a Snapshot to use.
func (s shelf) read(use func(*index.Snapshot) error) error {
	snapshot, err := s.library.Snapshot()
	if err != nil {
		return err
	}
	defer snapshot.Close()
	return use(snapshot)
}

// passage finds a passage by the key of its Document; ok is false if there is none (any more).
func (s shelf) passage(p render.Place) (q answers.Quote, ok bool, err error) {
	err = s.read(func(snapshot *index.Snapshot) error {
		for _, d := range snapshot.Documents() {
			if render.DocumentKey(d.ID) == p.Document && p.Ordinal >= 1 && p.Ordinal <= d.Count {
				ok = true
				q, err = quoteOf(snapshot, d, p.Ordinal)
				q.Highlight = within(p.Highlight, q.Passage.Text)
				return err
			}
		}
		return nil
	})
	return q, ok, err
}

// byID finds a passage by its id.
func (s shelf) byID(id string) (q answers.Quote, ok bool, err error) {
	err = s.read(func(snapshot *index.Snapshot) error {
		d, ordinal, found := snapshot.Find(strings.TrimSpace(id))
		if !found {
			return nil
		}
		ok = true
		q, err = quoteOf(snapshot, d, ordinal)
		return err
	})
	return q, ok, err
}

func quoteOf(s *index.Snapshot, d *index.Document, ordinal int) (answers.Quote, error) {
	p, err := s.Passage(d, ordinal)
	return answers.Quote{ID: corpus.PassageID(d.ID, ordinal), Document: d.ID, Passage: p, Of: d.Count, Source: d.Source}, err
}

// within is a span that can be cut out of a text; the zero span where it cannot.
func within(s answers.Span, text string) answers.Span {
	at := func(i int) bool { return i == len(text) || i < len(text) && utf8.RuneStart(text[i]) }
	if s.Start < 0 || s.Start >= s.End || !at(s.Start) || !at(s.End) {
		return answers.Span{}
	}
	return s
}

// A volume is a Document in a list.
type volume struct {
	id, title, publisher string
	document             *index.Document
}

// volumes lists the Documents, the newest first.
func (s shelf) volumes() (all []volume, passages int, err error) {
	err = s.read(func(snapshot *index.Snapshot) error {
		passages = snapshot.Passages()
		for _, d := range snapshot.Documents() {
			all = append(all, volume{d.ID, d.Source.Title, d.Source.Publisher, d})
		}
		return nil
	})
	slices.SortStableFunc(all, func(a, b volume) int { return b.document.Source.Published.Compare(a.document.Source.Published) })
	return all, passages, err
}

// matching lists the Documents whose title, publisher or other names have every word of text, the newest first.
func (s shelf) matching(text string) ([]volume, error) {
	all, _, err := s.volumes()
	wanted := strings.Fields(lang.Fold(text))
	return slices.DeleteFunc(all, func(v volume) bool {
		name := lang.Fold(strings.Join(append([]string{v.title, v.publisher, v.id}, v.document.Aliases...), " "))
		return slices.ContainsFunc(wanted, func(word string) bool { return !strings.Contains(name, word) })
	}), err
}

// find is the Document a member means: by the key of a suggestion, its id, its title, or words of it.
func (s shelf) find(text string) (v volume, ok bool, err error) {
	all, _, err := s.volumes()
	if err != nil {
		return volume{}, false, err
	}
	for _, v := range all {
		if render.DocumentKey(v.id) == text || v.id == text || strings.EqualFold(v.title, text) {
			return v, true, nil
		}
	}
	some, err := s.matching(text)
	if err != nil || len(some) == 0 || strings.TrimSpace(text) == "" {
		return volume{}, false, err
	}
	return some[0], true, nil
}

// topic says what the corpus is about: the titles of its newest Documents. It is empty where there are none.
func (s shelf) topic(w *locale.Printer) (string, error) {
	all, _, err := s.volumes()
	if err != nil || len(all) == 0 {
		return "", err
	}
	const named = 3
	var titles []string
	for _, v := range all[:min(named, len(all))] {
		titles = append(titles, "*"+render.EscapeLine(render.Shorten(v.title, render.LongestTitle))+"*")
	}
	return w.Enumerate(titles, len(all)-len(titles)), nil
}

// revision counts the changes of the corpus.
func (s shelf) revision() (n int, err error) {
	err = s.read(func(snapshot *index.Snapshot) error {
		n = snapshot.Revision()
		return nil
	})
	return n, err
}

// tags lists the tags of all Documents, by name.
func (s shelf) tags() (all []string, err error) {
	err = s.read(func(snapshot *index.Snapshot) error {
		for _, d := range snapshot.Documents() {
			all = append(all, d.Tags...)
		}
		return nil
	})
	slices.Sort(all)
	return slices.Compact(all), err
}
