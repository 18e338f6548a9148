package discord

import (
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
)

func TestAKeyKeepsItsOrderWithinTheLimit(t *testing.T) {
	const limit = 3
	l := newKeyedQueue(limit, 10_000)
	var running, most atomic.Int32
	var mu sync.Mutex
	done := map[string][]int{}
	for i := range 600 {
		key := strconv.Itoa(i % 20)
		l.add(key, func() {
			now := running.Add(1)
			most.Store(max(most.Load(), now))
			mu.Lock()
			done[key] = append(done[key], i)
			mu.Unlock()
			running.Add(-1)
		})
	}
	l.close()
	for key, order := range done {
		for i := 1; i < len(order); i++ {
			if order[i] < order[i-1] {
				t.Fatalf("key %s: %v", key, order)
			}
		}
		if len(order) != 30 {
			t.Errorf("key %s did %d jobs", key, len(order))
		}
	}
	if most.Load() > limit {
		t.Errorf("%d at the same time", most.Load())
	}
	if l.add("x", func() {}) || len(l.jobs) != 0 || l.running != 0 || l.queued != 0 {
		t.Errorf("not empty: %+v", l)
	}
}

func TestAFullBacklogTakesNoMore(t *testing.T) {
	l, hold := newKeyedQueue(1, 2), make(chan struct{})
	started := make(chan struct{})
	l.add("a", func() { close(started); <-hold })
	<-started
	got := []bool{l.add("a", func() {}), l.add("b", func() {}), l.add("c", func() {})}
	close(hold)
	l.close()
	if !got[0] || !got[1] || got[2] {
		t.Errorf("taken: %v", got)
	}
}
