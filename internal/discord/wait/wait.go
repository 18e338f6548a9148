// Package wait pauses what runs under a context.
package wait

import (
	"context"
	"time"
)

// For returns nil once d has passed, or the error of ctx as soon as that ends. A d of 0 or less does not wait.
func For(ctx context.Context, d time.Duration) error {
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

// Longer returns a context that ends d after ctx does, or when cancel is called, which frees what it holds.
func Longer(ctx context.Context, d time.Duration) (longer context.Context, cancel context.CancelFunc) {
	longer, end := context.WithCancel(context.WithoutCancel(ctx))
	unwatch := context.AfterFunc(ctx, func() {
		_ = For(longer, d)
		end()
	})
	return longer, func() {
		unwatch()
		end()
	}
}
