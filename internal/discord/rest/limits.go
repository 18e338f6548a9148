package rest

import (
	"context"
	"maps"
	"net/http"
	"strconv"
	"sync"
	"time"

	"golang.org/x/time/rate"

	"github.com/sitrep-bot/sitrep/internal/discord/wait"
)

// limits remembers how many calls Discord still allows in each bucket, so that few are made in vain.
type limits struct {
	mu      sync.Mutex
	buckets map[string]allowance
	paused  time.Time // no call before, in any bucket

	all *rate.Limiter // of calls in all buckets
}

type allowance struct {
	left  int
	reset time.Time
}

const maxBuckets = 4096

func newLimits() *limits {
	return &limits{buckets: map[string]allowance{}, all: rate.NewLimiter(rate.Inf, 0)}
}

// wait returns when a call in the bucket may be made. Interactions, which have no bucket, are exempt from limits.
func (l *limits) wait(ctx context.Context, bucket string) error {
	if bucket == "" {
		return nil
	}
	for {
		until := l.take(bucket, time.Now())
		if until.IsZero() {
			return l.all.Wait(ctx)
		}
		if err := wait.For(ctx, time.Until(until)); err != nil {
			return err
		}
	}
}

// take uses one call of the bucket, or says when to ask again.
func (l *limits) take(bucket string, now time.Time) (until time.Time) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if now.Before(l.paused) {
		return l.paused
	}
	a, known := l.buckets[bucket]
	if !known || !now.Before(a.reset) {
		return time.Time{}
	}
	if a.left <= 0 {
		return a.reset
	}
	a.left--
	l.buckets[bucket] = a
	return time.Time{}
}

// learn reads what Discord says of the bucket.
func (l *limits) learn(bucket string, h http.Header) {
	left, err := strconv.Atoi(h.Get("X-RateLimit-Remaining"))
	after, err2 := strconv.ParseFloat(h.Get("X-RateLimit-Reset-After"), 64)
	if bucket == "" || err != nil || err2 != nil {
		return
	}
	now := time.Now()
	reset := now.Add(time.Duration(after * float64(time.Second)))
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.buckets) >= maxBuckets {
		l.expire(now)
	}
	if len(l.buckets) >= maxBuckets { // none is
		clear(l.buckets)
	}
	if a := l.buckets[bucket]; now.Before(a.reset) && a.left < left { // others are on their way
		left = a.left
	}
	l.buckets[bucket] = allowance{left, reset}
}

// expire drops buckets that are full again. l.mu must be locked.
func (l *limits) expire(now time.Time) {
	maps.DeleteFunc(l.buckets, func(_ string, a allowance) bool { return !now.Before(a.reset) })
}

func (l *limits) pauseAll(until time.Time) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if until.After(l.paused) {
		l.paused = until
	}
}
