package discord

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/sitrep-bot/sitrep/internal/discord/wait"
	"github.com/sitrep-bot/sitrep/internal/store"
)

// Refreshed says what followed from a change of the corpus.
type Refreshed struct {
	Briefings int // messages that were edited
	Gaps      int // questions that have an answer by now
}

// Refresh brings briefings and gaps up to date after the corpus has changed. Other processes on the same store may do it at
// the same time; each message is edited by one of them.
func (b *Bot) Refresh(ctx context.Context) (r Refreshed, err error) {
	if b.care.store == nil {
		return r, nil
	}
	start := time.Now()
	if r.Briefings, err = b.refreshBriefings(ctx); err == nil {
		r.Gaps, err = b.recheckGaps(ctx)
	}
	if r != (Refreshed{}) {
		b.log.Info("refreshed", "briefings", r.Briefings, "gaps", r.Gaps, "took", time.Since(start))
	}
	return r, err
}

// tendAll looks at all briefings until ctx ends: at those another process left half done, those Discord asked patience
// for, and, after a start, all.
func (b *Bot) tendAll(ctx context.Context) {
	if b.care.store == nil {
		return
	}
	const hourly = time.Hour
	var swept time.Time
	for ctx.Err() == nil {
		if time.Since(swept) >= hourly {
			b.sweepStore(ctx)
			swept = time.Now()
		}
		if _, err := b.refreshBriefings(ctx); err != nil && ctx.Err() == nil {
			b.log.Error("cannot refresh briefings", "error", err)
		}
		_ = wait.For(ctx, b.care.pace.sweep)
	}
}

// refreshWorkers work on briefings at the same time, each in a channel of its own: Discord limits edits by channel.
const refreshWorkers = 16

// refreshBriefings tends all briefings that nobody works on and that need something.
func (b *Bot) refreshBriefings(ctx context.Context) (edited int, err error) {
	b.care.refreshing.Lock()
	defer b.care.refreshing.Unlock()
	revision, err := b.shelf.revision()
	if err != nil {
		return 0, err
	}
	channels, err := b.needy(ctx, revision)
	if err != nil {
		return 0, err
	}
	work := make(chan []store.Briefing)
	var workers sync.WaitGroup
	var mu sync.Mutex
	for range min(refreshWorkers, len(channels)) {
		workers.Go(func() {
			for all := range work {
				n := b.tendEach(ctx, all, revision)
				mu.Lock()
				edited += n
				mu.Unlock()
			}
		})
	}
	for _, all := range channels {
		work <- all
	}
	close(work)
	workers.Wait()
	return edited, ctx.Err()
}

// needy lists the briefings that need something, by channel.
func (b *Bot) needy(ctx context.Context, revision int) (map[string][]store.Briefing, error) {
	free, err := b.care.store.FreeBriefings(ctx, time.Now())
	err = b.db.reads.note(ctx, err)
	if err != nil {
		return nil, err
	}
	channels, there := map[string][]store.Briefing{}, map[string]bool{}
	for _, p := range free {
		there[p.ID] = true
		unfinished := p.State == store.Pending || p.State == store.Removing || !p.Due.IsZero() || p.Pin && !p.Pinned
		if unfinished || !b.care.isCurrent(p.ID, revision) {
			channels[p.Channel] = append(channels[p.Channel], p)
		}
	}
	b.care.keepOnly(there)
	return channels, nil
}

// tendEach tends briefings one after the other.
func (b *Bot) tendEach(ctx context.Context, all []store.Briefing, revision int) (edited int) {
	defer b.recover("refresh", "briefing")
	for _, p := range all {
		if ctx.Err() != nil {
			return edited
		}
		t, err := b.tend(ctx, p.Guild, p.ID, nil)
		switch {
		case errors.Is(err, store.ErrHeld), errors.Is(err, store.ErrNotFound), errors.Is(err, store.ErrLost):
			continue // somebody else is at it, or it is gone
		case err != nil:
			b.log.Warn("cannot refresh a briefing: it will be tried again", "briefing", p.ID, "channel", p.Channel, "error", err)
			continue
		case t.edited:
			edited++
		}
		if t.briefing.Due.IsZero() {
			b.care.markCurrent(p.ID, max(t.revision, revision))
		}
	}
	return edited
}
