package store

import (
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

func TestIdentifiesAreCountedOverADay(t *testing.T) {
	steps := []struct {
		name  string
		after time.Duration
		want  Budget
	}{
		{"the first", 0, Budget{Granted: true, Used: 1}},
		{"the second", time.Hour, Budget{Granted: true, Used: 2}},
		{"the third", 2 * time.Hour, Budget{Granted: true, Used: 3}},
		{"one too many waits for the first to be a day old", 3 * time.Hour, Budget{Used: 3, Free: noon.Add(24 * time.Hour)}},
		{"a moment too early", 24*time.Hour - time.Millisecond, Budget{Used: 3, Free: noon.Add(24 * time.Hour)}},
		{"a day after the first", 24 * time.Hour, Budget{Granted: true, Used: 3}},
		{"and then the second counts", 24 * time.Hour, Budget{Used: 3, Free: noon.Add(25 * time.Hour)}},
		{"two days later all is forgotten", 72 * time.Hour, Budget{Granted: true, Used: 1}},
	}
	onBoth(t, func(t *testing.T, p place) {
		for _, step := range steps { // each by a process of its own
			if got := must(p.open(t).Shards.TakeIdentify(t.Context(), noon.Add(step.after), 3))(t); got != step.want {
				t.Errorf("%s: %+v; want %+v", step.name, got, step.want)
			}
		}
	})
}

func TestALoweredLimitWaitsForTheRightOne(t *testing.T) {
	onBoth(t, func(t *testing.T, p place) {
		s := p.open(t)
		for i := range 3 {
			must(s.Shards.TakeIdentify(t.Context(), noon.Add(time.Duration(i)*time.Hour), 3))(t)
		}
		got := must(s.Shards.TakeIdentify(t.Context(), noon.Add(3*time.Hour), 1))(t)
		if want := (Budget{Used: 3, Free: noon.Add(26 * time.Hour)}); got != want {
			t.Errorf("%+v; want %+v", got, want)
		}
	})
}

func TestIdentifiesTakenAtOnceStayWithinTheLimit(t *testing.T) {
	onBoth(t, func(t *testing.T, p place) {
		stores := []*Store{p.open(t), p.open(t)}
		var granted atomic.Int32
		var all sync.WaitGroup
		for i := range 40 {
			all.Go(func() {
				b, err := stores[i%2].Shards.TakeIdentify(t.Context(), noon, 7)
				if err != nil {
					t.Error(err)
				}
				if b.Granted {
					granted.Add(1)
				}
			})
		}
		all.Wait()
		if granted.Load() != 7 {
			t.Errorf("%d of 40 were granted; want 7", granted.Load())
		}
	})
}
