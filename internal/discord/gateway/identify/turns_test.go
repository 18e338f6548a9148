package identify

import (
	"context"
	"testing"
	"testing/synctest"
	"time"
)

// TestATurnBeginsAPeriodAfterTheAnswer: an IDENTIFY that was long on its way reached Discord as late as its answer, and another
// one five seconds after it was sent would be too soon.
func TestATurnBeginsAPeriodAfterTheAnswer(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const period, onItsWay = 5 * time.Second, 3 * time.Second
		turns := NewTurns(Config{Period: period, Starts: Starts{Concurrency: 2}})
		begun := time.Now()
		var sent []time.Duration
		for _, shard := range []int{0, 2, 4, 1} {
			done, err := turns.Wait(t.Context(), shard)
			must(t, err)
			sent = append(sent, time.Since(begun))
			time.Sleep(onItsWay)
			done()
		}
		for i, want := range []time.Duration{0, period + onItsWay, 2 * (period + onItsWay), 2*(period+onItsWay) + onItsWay} {
			if sent[i] != want {
				t.Errorf("the %d. turn began after %s, want %s", i+1, sent[i], want)
			}
		}
	})
}

func TestWhoIsToldToStopHasNoTurn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		turns := NewTurns(Config{Period: time.Second})
		done, err := turns.Wait(t.Context(), 0)
		must(t, err)
		ctx, stop := context.WithTimeout(t.Context(), time.Minute)
		defer stop()
		if _, err := turns.Wait(ctx, 1); err == nil {
			t.Fatal("two have their turn at once")
		}
		done()
		next, err := turns.Wait(t.Context(), 1)
		must(t, err)
		next()
	})
}
