// Package identify says when a shard may begin a session, which is to send an IDENTIFY: a [Budget] counts them by the day, and [Turns]
// keep them apart, both over all processes of a bot.
package identify

import (
	"context"
	"log/slog"
	"math"
	"sync"
	"time"

	"github.com/sitrep-bot/sitrep/internal/store"
)

// Limit is how many IDENTIFYs are sent in 24 hours. Discord resets the token of a bot that sends more than 1,000,
// over all its shards and processes; the rest is for the person who has to find out why these are gone.
// https://discord.com/developers/docs/events/gateway#identifying
const Limit = 900

const day = 24 * time.Hour

// A Config says how IDENTIFYs are counted.
type Config struct {
	Store   *store.Shards // counts over all processes and restarts; nil: this process alone counts
	Starts  Starts
	Period  time.Duration // between two IDENTIFYs
	Timeout time.Duration // for the store to count one
	Log     *slog.Logger
}

// Starts is how many sessions Discord lets the bot begin, all its processes together; "session_start_limit" of GET
// /gateway/bot. The zero value knows of none that were begun, and lets shards begin one after the other.
// https://discord.com/developers/docs/events/gateway#session-start-limit-object
type Starts struct {
	Total       int   `json:"total"`           // a day
	Remaining   int   `json:"remaining"`       // of Total
	ResetAfter  int64 `json:"reset_after"`     // milliseconds until Remaining is Total again
	Concurrency int   `json:"max_concurrency"` // shards that may identify in one period of 5 seconds
}

// A Budget counts IDENTIFYs: in the store, which other processes share and which outlives this one, and in memory, so that
// a database that is down or a disk that is full keeps nobody from connecting.
type Budget struct {
	Config
	limit int // in 24 hours

	mu       sync.Mutex
	sent     []time.Time // in the 24 hours before, as far as this process knows; the oldest first
	unstored []time.Time // those of them that the store has yet to count
}

// NewBudget begins with what Discord has counted, as the store may not be there to tell.
func NewBudget(c Config, now time.Time) *Budget {
	b := &Budget{Config: c, limit: Limit}
	reset := time.Duration(c.Starts.ResetAfter) * time.Millisecond
	for range c.Starts.Total - c.Starts.Remaining {
		b.sent = append(b.sent, now.Add(reset-day))
	}
	return b
}

// Take counts an IDENTIFY that is about to be sent. If too many were sent it is not counted, and free is when the next may
// be sent; else free is zero.
func (b *Budget) Take(ctx context.Context, now time.Time) (free time.Time) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.Store == nil {
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
		b.Log.Warn("IDENTIFYs are counted in memory until the database can", "error", err)
	}
	return free
}

// takeStored counts in the store, first those it has missed.
func (b *Budget) takeStored(ctx context.Context, now time.Time) (free time.Time, err error) {
	ctx, cancel := context.WithTimeout(ctx, b.Timeout)
	defer cancel()
	for len(b.unstored) > 0 {
		if _, err := b.Store.TakeIdentify(ctx, b.unstored[0], math.MaxInt); err != nil { // it was sent: no limit undoes that
			return time.Time{}, err
		}
		b.unstored = b.unstored[1:]
	}
	counted, err := b.Store.TakeIdentify(ctx, now, b.limit)
	if err == nil && counted.Granted {
		b.sent = append(b.sent, now)
	}
	return counted.Free, err
}

// takeKnown counts in memory.
func (b *Budget) takeKnown(now time.Time) (free time.Time) {
	for len(b.sent) > 0 && now.Sub(b.sent[0]) >= day {
		b.sent = b.sent[1:]
	}
	if len(b.sent) >= b.limit {
		return b.sent[len(b.sent)-b.limit].Add(day)
	}
	b.sent = append(b.sent, now)
	return time.Time{}
}
