package gateway

import (
	"context"
	"log/slog"
	"math"
	"sync"
	"time"

	"golang.org/x/time/rate"

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
	store   *store.Store // nil: memory alone
	limit   int          // in 24 hours
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

// turns let shards identify one after the other: of those with the same id modulo max_concurrency, one in each period.
type turns []*rate.Limiter

func newTurns(concurrency int, period time.Duration) turns {
	t := make(turns, max(concurrency, 1))
	for i := range t {
		t[i] = rate.NewLimiter(rate.Every(period), 1)
	}
	return t
}

// wait returns when it is the shard's turn, or the error of ctx.
func (t turns) wait(ctx context.Context, shard int) error { return t[shard%len(t)].Wait(ctx) }
