package store

import (
	"context"
	"time"
)

// Expire removes what has been kept long enough: gaps and votes after KeepFor, exchanges when they said. It returns how
// many rows went. Once an hour is often enough.
func (s *Store) Expire(ctx context.Context, now time.Time) (int64, error) {
	old := millis(now.Add(-KeepFor))
	gaps, err := s.exec(ctx, "expire gaps", `DELETE FROM gaps WHERE last <= $1`, old)
	if err != nil {
		return 0, err
	}
	votes, err := s.exec(ctx, "expire votes", `DELETE FROM votes WHERE voted <= $1`, old)
	if err != nil {
		return gaps, err
	}
	exchanges, err := s.exec(ctx, "expire answers", `DELETE FROM exchanges WHERE expires <= $1`, millis(now))
	return gaps + votes + exchanges, err
}
