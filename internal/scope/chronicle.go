package scope

import (
	"context"
	"slices"

	"github.com/sitrep-bot/sitrep/internal/chronicle"
	"github.com/sitrep-bot/sitrep/internal/index"
)

// Statements lists who said what, the newest articles first, as [chronicle.Chronicle.Statements] does for one corpus.
func (s *Scope) Statements(ctx context.Context, about string) (all []chronicle.Statement, err error) {
	if s.away != nil {
		return nil, s.away
	}
	for _, c := range s.corpora {
		_, err := read(c.Index, func(snapshot *index.Snapshot) (bool, error) {
			found, err := c.Chronicle.Statements(ctx, snapshot, about)
			all = append(all, found...)
			return true, err
		})
		if err != nil {
			return nil, err
		}
	}
	slices.SortStableFunc(all, func(a, b chronicle.Statement) int {
		return b.Document.Source.Published.Compare(a.Document.Source.Published)
	})
	return all, nil
}

// Events lists what was when, as [chronicle.Chronicle.Events] does for one corpus.
func (s *Scope) Events(ctx context.Context, within chronicle.Period, about string) (all []chronicle.Event, err error) {
	if s.away != nil {
		return nil, s.away
	}
	for _, c := range s.corpora {
		_, err := read(c.Index, func(snapshot *index.Snapshot) (bool, error) {
			found, err := c.Chronicle.Events(ctx, snapshot, within, about)
			all = append(all, found...)
			return true, err
		})
		if err != nil {
			return nil, err
		}
	}
	chronicle.SortEvents(all)
	return all, nil
}
