package identify

import (
	"context"
	"time"

	"github.com/sitrep-bot/sitrep/internal/discord/wait"
)

// Turns let shards identify one after the other: of those with the same id modulo max_concurrency, one in each period, over all
// processes that share a store.
type Turns struct {
	Config
	here []*queue // in this process
}

// A queue lets one shard after the other identify.
type queue struct {
	first chan struct{} // has an element while it is somebody's turn
	free  time.Time     // when the next turn may begin, once nobody has one
}

// NewTurns lets as many shards identify at the same time as Discord does.
func NewTurns(c Config) Turns {
	t := Turns{c, make([]*queue, max(c.Starts.Concurrency, 1))}
	for i := range t.here {
		t.here[i] = &queue{first: make(chan struct{}, 1)}
	}
	return t
}

// Wait returns when it is the shard's turn, or the error of ctx. The turn lasts until done is called, which is to be when Discord
// has answered: only then it surely has the IDENTIFY, however long that was on its way, and the period until the next begins.
func (t Turns) Wait(ctx context.Context, shard int) (done func(), err error) {
	turn := shard % len(t.here)
	if t.Store != nil {
		if err := t.waitForOthers(ctx, turn); err != nil {
			return nil, err
		}
	}
	q := t.here[turn]
	select {
	case q.first <- struct{}{}:
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	if err := wait.For(ctx, time.Until(q.free)); err != nil {
		<-q.first
		return nil, err
	}
	return func() {
		q.free = time.Now().Add(t.Period)
		<-q.first
	}, nil
}

// waitForOthers waits for those of other processes. A turn that is told of too late has passed, or the next one would be too soon
// after it; from a store that is always late any turn is taken.
func (t Turns) waitForOthers(ctx context.Context, turn int) error {
	late := max(t.Period/10, 50*time.Millisecond)
	for range 3 {
		at, err := t.take(ctx, turn)
		if err != nil { // it is waited for in this process alone
			if ctx.Err() == nil {
				t.Log.Warn("the turn to identify cannot be taken over all processes", "error", err)
			}
			return ctx.Err()
		}
		if time.Since(at) < late {
			return wait.For(ctx, time.Until(at))
		}
	}
	return ctx.Err()
}

func (t Turns) take(ctx context.Context, turn int) (at time.Time, err error) {
	ctx, cancel := context.WithTimeout(ctx, t.Timeout)
	defer cancel()
	return t.Store.TakeTurn(ctx, turn, time.Now(), t.Period)
}
