package discord

import (
	"context"
	"log/slog"
	"slices"
	"sync"
	"time"
)

// A rechecker asks again what had no answer, after articles have changed: the questions of one server at a time, and once for all who
// wanted that before it began. Hundreds of questions take minutes on a busy machine, so nobody has to wait for it.
type rechecker struct {
	ask func(ctx context.Context, guild string) (answered int, err error)
	log *slog.Logger

	mu     sync.Mutex
	wanted map[string]*recheck // by server; those that have not begun
	turns  []string            // servers, the next one first; one that was moved forward is in it twice
	asking string              // server; empty: none
	wake   chan struct{}       // holds a token after something was wanted
}

// A recheck asks the questions of one server again.
type recheck struct {
	over     chan struct{} // closed when they were asked
	answered int           // how many have an answer; to be read once it is over
}

func newRechecker(ask func(ctx context.Context, guild string) (answered int, err error), log *slog.Logger) *rechecker {
	return &rechecker{ask: ask, log: log, wanted: map[string]*recheck{}, wake: make(chan struct{}, 1)}
}

// want has the questions of a server asked again: before those of others where somebody waits for it.
func (r *rechecker) want(guild string, awaited bool) *recheck {
	r.mu.Lock()
	defer r.mu.Unlock()
	c, known := r.wanted[guild]
	if !known {
		c = &recheck{over: make(chan struct{})}
		r.wanted[guild] = c
	}
	switch {
	case awaited:
		r.turns = slices.Insert(r.turns, 0, guild)
	case !known:
		r.turns = append(r.turns, guild)
	}
	select {
	case r.wake <- struct{}{}:
	default:
	}
	return c
}

// run asks until ctx ends.
func (r *rechecker) run(ctx context.Context) {
	for ctx.Err() == nil {
		guild, c := r.next()
		if c == nil {
			select {
			case <-r.wake:
			case <-ctx.Done():
			}
			continue
		}
		begun := time.Now()
		answered, err := r.ask(ctx, guild)
		if ctx.Err() == nil {
			logError(ctx, r.log, "cannot ask again what had no answer", err)
		}
		if answered > 0 {
			r.log.Info("questions have an answer now", "guild", guild, "count", answered, "took", time.Since(begun))
		}
		r.end(c, answered)
	}
}

// end says that the questions of the server whose turn it was were asked.
func (r *rechecker) end(c *recheck, answered int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.asking = ""
	c.answered = answered
	close(c.over)
}

// next takes the server whose turn it is; nil where none is wanted.
func (r *rechecker) next() (guild string, c *recheck) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for c == nil && len(r.turns) > 0 {
		guild, r.turns = r.turns[0], r.turns[1:]
		c = r.wanted[guild]
	}
	if c == nil {
		guild = ""
	}
	delete(r.wanted, guild)
	r.asking = guild
	return guild, c
}

// left is how many servers have questions that are to be asked again, or are being asked.
func (r *rechecker) left() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.asking == "" || r.wanted[r.asking] != nil {
		return len(r.wanted)
	}
	return len(r.wanted) + 1
}
