package discord

import (
	"context"
	"time"
)

// Refreshed says what followed from a change of the corpus.
type Refreshed struct {
	Briefings int // messages that were edited
	Gaps      int // questions that have an answer by now
}

// Refresh brings briefings and gaps up to date after the corpus has changed. Other processes on the same store may do it at
// the same time; each message is edited by one of them.
func (b *Bot) Refresh(ctx context.Context) (r Refreshed, err error) {
	start := time.Now()
	if r.Briefings, err = b.pinboard.Refresh(ctx); err == nil {
		r.Gaps, err = b.gaps.recheck(ctx)
	}
	if r != (Refreshed{}) {
		b.log.Info("refreshed", "briefings", r.Briefings, "gaps", r.Gaps, "took", time.Since(start))
	}
	return r, err
}
