package discord

import (
	"slices"
	"sync"
	"time"

	"github.com/sitrep-bot/sitrep/internal/answers"
)

// A tally counts what was answered since the start.
type tally struct {
	since time.Time

	mu                         sync.Mutex
	answered, refused, greeted int
	took                       []time.Duration // the latest, a ring
	next                       int
}

const tookKept = 1024

func newTally(since time.Time) *tally { return &tally{since: since} }

func (t *tally) count(a answers.Answer) {
	t.mu.Lock()
	defer t.mu.Unlock()
	switch a.Outcome {
	case answers.Answered:
		t.answered++
	case answers.Refused:
		t.refused++
	default:
		t.greeted++
		return // which takes no time
	}
	if len(t.took) < tookKept {
		t.took = append(t.took, a.Took)
		return
	}
	t.took[t.next] = a.Took
	t.next = (t.next + 1) % tookKept
}

// A count is what a tally says.
type count struct {
	answered, refused int
	half, most        time.Duration // 50 and 99 of 100 answers took no longer
}

func (t *tally) read() count {
	t.mu.Lock()
	defer t.mu.Unlock()
	c := count{answered: t.answered, refused: t.refused}
	if len(t.took) > 0 {
		sorted := slices.Sorted(slices.Values(t.took))
		c.half, c.most = percentile(sorted, 50), percentile(sorted, 99)
	}
	return c
}

// percentile is the smallest of the sorted times that p of 100 do not exceed: the nearest rank.
func percentile(sorted []time.Duration, p int) time.Duration {
	return sorted[(len(sorted)*p+99)/100-1]
}
