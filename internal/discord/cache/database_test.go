package cache

import (
	"context"
	"errors"
	"log/slog"
	"runtime"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// TestAReadEndsThoughTheDatabaseHangs asks a database that answers after an hour, and heeds nobody who gives up.
func TestAReadEndsThoughTheDatabaseHangs(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := NewDatabase(slog.New(slog.DiscardHandler))
		for _, c := range []struct {
			name string
			by   reader[int]
			want time.Duration // until it is given up
		}{
			{"the first waits as long as Discord leaves time for", Read[int], ReadPatience},
			{"the next does not wait in vain as well", Read[int], 0},
			{"who cannot do without waits longer", Await[int], awaitPatience},
		} {
			began := time.Now()
			_, err := c.by(t.Context(), d, func(context.Context) (int, error) { time.Sleep(time.Hour); return 1, nil })
			if took := time.Since(began); !errors.Is(err, errNoAnswer) || took != c.want {
				t.Errorf("%s: after %s: %v; want %v after %s", c.name, took, err, errNoAnswer, c.want)
			}
		}
		time.Sleep(2 * time.Hour) // until the database has answered
	})
}

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
