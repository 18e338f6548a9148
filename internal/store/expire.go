package store

import (
	"context"
	"time"
)

// Expire removes what has been kept long enough: gaps, votes and chosen servers after KeepFor, removed articles and feeds after UndoFor, changes that wait
// after DecideFor, exchanges and
// uploads when they said. It returns how many rows went. Once an hour is often enough.
func (s *Store) Expire(ctx context.Context, now time.Time) (gone int64, err error) {
	old := millis(now.Add(-KeepFor))
	for _, e := range []struct {
		what, statement string
		at              int64
	}{
		{"expire gaps", `DELETE FROM gaps WHERE last <= $1`, old},
		{"expire votes", `DELETE FROM votes WHERE voted <= $1`, old},
		{"expire chosen servers", `DELETE FROM choices WHERE chosen <= $1`, old},
		{"forget the oldest of too many chosen servers", `DELETE FROM choices WHERE chosen <= (SELECT chosen FROM choices ORDER BY chosen DESC LIMIT 1 OFFSET $1)`, choicesKept},
		{"expire answers", `DELETE FROM exchanges WHERE expires <= $1`, millis(now)},
		{"expire uploads", `DELETE FROM uploads WHERE expires <= $1`, millis(now)},
		{"expire changes that nobody decided about", `DELETE FROM articles WHERE removed = -1 AND added <= $1`, millis(now.Add(-DecideFor))},
		{"expire removed feeds", `DELETE FROM pages WHERE removed > 0 AND removed <= $1`, millis(now.Add(-UndoFor))},
		{"expire removed articles", `DELETE FROM articles WHERE removed > 0 AND removed <= $1`, millis(now.Add(-UndoFor))},
		{"expire pages of removed articles", `DELETE FROM pages WHERE due <= $1 AND feed = '' AND NOT EXISTS
			(SELECT 1 FROM articles a WHERE a.guild = pages.guild AND a.id = pages.id)`, millis(now)},
	} {
		n, err := s.db.exec(ctx, e.what, e.statement, e.at)
		if err != nil {
			return gone, err
		}
		gone += n
	}
	if gone > 0 {
		s.db.emptyLog(ctx)
	}
	return gone, nil
}
