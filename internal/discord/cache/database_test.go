package cache

import (
	"context"
	"log/slog"
	"runtime"
	"sync"
	"testing"
	"time"
)

// TestAnAnswerIsNoOutage: on a busy machine an answer may be there before the one who asked looks for it.
func TestAnAnswerIsNoOutage(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(16)) // more than most machines have
	d := NewDatabase(slog.New(slog.DiscardHandler))
	d.Patience = time.Hour
	var busy sync.WaitGroup
	for range 100 {
		busy.Go(func() {
			for n := range 2000 {
				got, err := Read(t.Context(), d, func(context.Context) (int, error) { return n, nil })
				if err != nil || got != n {
					t.Errorf("read %d, %v", got, err)
					return
				}
			}
		})
	}
	busy.Wait()
}
