package discord

import (
	"context"
	"time"
)

// Refresh brings briefings up to date after the corpus has changed, and has asked again what had no answer, for which it does not wait.
// Other processes on the same store may do it at the same time; each message is edited by one of them.
func (b *Bot) Refresh(ctx context.Context) error {
	_, _, err := b.refresh(ctx)
	return err
}

// refresh returns how many messages it edited, and the rechecks it began.
func (b *Bot) refresh(ctx context.Context) (briefings int, asked []*recheck, err error) {
	start := time.Now()
	briefings, err = b.pinboard.Refresh(ctx)
	if briefings > 0 {
		b.log.Info("refreshed", "briefings", briefings, "took", time.Since(start))
	}
	if err == nil {
		asked, err = b.gaps.recheckAll(ctx)
	}
	return briefings, asked, err
}
