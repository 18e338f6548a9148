// Package rounds does what keepers do again and again: [Every] makes the rounds, and [Each] goes through what one finds.
package rounds

import (
	"context"
	"iter"
	"log/slog"
	"runtime/debug"
	"sync/atomic"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/sitrep-bot/sitrep/internal/discord/wait"
)

// Every makes a round at once, and one more each time pause has passed since the last, until ctx ends.
func Every(ctx context.Context, pause time.Duration, round func(context.Context)) {
	for ctx.Err() == nil {
		round(ctx)
		_ = wait.For(ctx, pause)
	}
}

// Each has work do all, at most limit at the same time, and returns the sum of what it says it did. What fails is for work to tell;
// where it panics, that is logged, and the others are done all the same.
func Each[T any](log *slog.Logger, limit int, all iter.Seq[T], work func(T) int) (done int) {
	var workers errgroup.Group
	workers.SetLimit(limit)
	var sum atomic.Int64
	for one := range all {
		workers.Go(func() error {
			defer func() {
				if p := recover(); p != nil {
					log.Error("a refresh panicked", "error", p, "stack", string(debug.Stack()))
				}
			}()
			sum.Add(int64(work(one)))
			return nil
		})
	}
	_ = workers.Wait() // none returns an error
	return int(sum.Load())
}
