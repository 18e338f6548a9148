package discord

import (
	"context"
	"sync"
	"time"
)

// A Budget counts IDENTIFYs. Discord resets the token of a bot that sends more than 1,000 in a day, over all its shards
// and processes, so the count should survive restarts.
type Budget interface {
	// TakeIdentify counts one more, unless limit were counted in the 24 hours before now; then free is when the next may
	// be sent.
	TakeIdentify(ctx context.Context, now time.Time, limit int) (granted bool, free time.Time, err error)
}

// identifiesADay keeps some of Discord's 1,000 for the person who has to find out why the others are gone.
const identifiesADay = 900

// A dailyBudget is a Budget for as long as the process lives.
type dailyBudget struct {
	mu   sync.Mutex
	made []time.Time
}

func (b *dailyBudget) TakeIdentify(_ context.Context, now time.Time, limit int) (bool, time.Time, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for len(b.made) > 0 && now.Sub(b.made[0]) >= 24*time.Hour {
		b.made = b.made[1:]
	}
	if len(b.made) < limit {
		b.made = append(b.made, now)
		return true, time.Time{}, nil
	}
	return false, b.made[len(b.made)-limit].Add(24 * time.Hour), nil
}

// A turnstile lets shards identify one after the other: of those with the same id modulo max_concurrency, one in each
// period.
type turnstile struct {
	concurrency int
	period      time.Duration

	mu   sync.Mutex
	next map[int]time.Time
}

func newTurnstile(concurrency int, period time.Duration) *turnstile {
	return &turnstile{concurrency: max(concurrency, 1), period: period, next: map[int]time.Time{}}
}

// pass waits for the shard's turn.
func (t *turnstile) pass(ctx context.Context, shard int) error {
	t.mu.Lock()
	key, now := shard%t.concurrency, time.Now()
	turn := t.next[key]
	if turn.Before(now) {
		turn = now
	}
	t.next[key] = turn.Add(t.period)
	t.mu.Unlock()
	return sleep(ctx, time.Until(turn))
}

// sleep waits, or returns the error of ctx once that ends.
func sleep(ctx context.Context, d time.Duration) error {
	if d <= 0 {
		return ctx.Err()
	}
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
