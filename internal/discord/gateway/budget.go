package gateway

import (
	"context"
	"log/slog"
	"math"
	"sync"
	"time"

	"golang.org/x/time/rate"

	"github.com/sitrep-bot/sitrep/internal/discord/wait"
	"github.com/sitrep-bot/sitrep/internal/store"
)

// identifyLimit is how many IDENTIFYs are sent in 24 hours. Discord resets the token of a bot that sends more than 1,000,
// over all its shards and processes; the rest is for the person who has to find out why these are gone.
// https://discord.com/developers/docs/events/gateway#identifying
const identifyLimit = 900

const day = 24 * time.Hour

// A budget counts IDENTIFYs: in the store, which other processes share and which outlives this one, and in memory, so that
// a database that is down or a disk that is full keeps nobody from connecting.
type budget struct {
	store   *store.Shards // nil: memory alone
	limit   int           // in 24 hours
	timeout time.Duration
	log     *slog.Logger

	mu       sync.Mutex
	sent     []time.Time // in the 24 hours before, as far as this process knows; the oldest first
	unstored []time.Time // those of them that the store has yet to count
}

// newBudget begins with what Discord has counted, as the store may not be there to tell.
func newBudget(c Config, now time.Time) *budget {
	b := &budget{store: c.Store, limit: identifyLimit, timeout: c.Timing.Count, log: c.Log}
	reset := time.Duration(c.Starts.ResetAfter) * time.Millisecond
	for range c.Starts.Total - c.Starts.Remaining {
		b.sent = append(b.sent, now.Add(reset-day))
	}
	return b
}

// take counts an IDENTIFY that is about to be sent. If too many were sent it is not counted, and free is when the next may
// be sent; else free is zero.
func (b *budget) take(ctx context.Context, now time.Time) (free time.Time) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.store == nil {
		return b.takeKnown(now)
	}
	free, err := b.takeStored(ctx, now)
	if err == nil {
		return free
	}
	if free = b.takeKnown(now); free.IsZero() {
		b.unstored = append(b.unstored, now)
	}
	if ctx.Err() == nil {
		b.log.Warn("IDENTIFYs are counted in memory until the database can", "error", err)
	}
	return free
}

// takeStored counts in the store, first those it has missed.
func (b *budget) takeStored(ctx context.Context, now time.Time) (free time.Time, err error) {
	ctx, cancel := context.WithTimeout(ctx, b.timeout)
	defer cancel()
	for len(b.unstored) > 0 {
		if _, err := b.store.TakeIdentify(ctx, b.unstored[0], math.MaxInt); err != nil { // it was sent: no limit undoes that
			return time.Time{}, err
		}
		b.unstored = b.unstored[1:]
	}
	counted, err := b.store.TakeIdentify(ctx, now, b.limit)
	if err == nil && counted.Granted {
		b.sent = append(b.sent, now)
	}
	return counted.Free, err
}

// takeKnown counts in memory.
func (b *budget) takeKnown(now time.Time) (free time.Time) {
	for len(b.sent) > 0 && now.Sub(b.sent[0]) >= day {
		b.sent = b.sent[1:]
	}
	if len(b.sent) >= b.limit {
		return b.sent[len(b.sent)-b.limit].Add(day)
	}
	b.sent = append(b.sent, now)
	return time.Time{}
}

// turns let shards identify one after the other: of those with the same id modulo max_concurrency, one in each period, over all
// processes that share a store.
type turns struct {
	store   *store.Shards // nil: this process alone
	period  time.Duration
	timeout time.Duration
	log     *slog.Logger
	here    []*rate.Limiter // for this process
}

func newTurns(c Config) turns {
	t := turns{c.Store, c.Timing.Identify, c.Timing.Count, c.Log, make([]*rate.Limiter, max(c.Starts.Concurrency, 1))}
	for i := range t.here {
		t.here[i] = rate.NewLimiter(rate.Every(t.period), 1)
	}
	return t
}

// wait returns when it is the shard's turn, or the error of ctx.
func (t turns) wait(ctx context.Context, shard int) error {
	turn := shard % len(t.here)
	if t.store != nil {
		if err := t.waitForOthers(ctx, turn); err != nil {
			return err
		}
	}
	return t.here[turn].Wait(ctx)
}

// waitForOthers waits for those of other processes. A turn that is told of too late has passed, or the next one would be too soon
// after it; from a store that is always late any turn is taken.
func (t turns) waitForOthers(ctx context.Context, turn int) error {
	late := max(t.period/10, 50*time.Millisecond)
	for range 3 {
		at, err := t.take(ctx, turn)
		if err != nil { // it is waited for in this process alone
			if ctx.Err() == nil {
				t.log.Warn("the turn to identify cannot be taken over all processes", "error", err)
			}
			return ctx.Err()
		}
		if time.Since(at) < late {
			return wait.For(ctx, time.Until(at))
		}
	}
	return ctx.Err()
}

func (t turns) take(ctx context.Context, turn int) (at time.Time, err error) {
	ctx, cancel := context.WithTimeout(ctx, t.timeout)
	defer cancel()
	return t.store.TakeTurn(ctx, turn, time.Now(), t.period)
}
