package discord

import (
	"slices"
	"sync"
	"time"

	"github.com/sitrep-bot/sitrep/internal/answers"
)

// stats count what was answered since the start.
type stats struct {
	since time.Time

	mu                         sync.Mutex
	answered, refused, greeted int
	took                       []time.Duration // the latest, a ring
	next                       int
}

const tookKept = 1024

func newStats(since time.Time) *stats { return &stats{since: since} }

func (s *stats) count(a answers.Answer) {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch a.Outcome {
	case answers.Answered:
		s.answered++
	case answers.Refused:
		s.refused++
	default:
		s.greeted++
		return // which takes no time
	}
	if len(s.took) < tookKept {
		s.took = append(s.took, a.Took)
		return
	}
	s.took[s.next] = a.Took
	s.next = (s.next + 1) % tookKept
}

// A count is what stats say.
type count struct {
	answered, refused int
	half, most        time.Duration // 50 and 99 of 100 answers took no longer
}

func (s *stats) read() count {
	s.mu.Lock()
	defer s.mu.Unlock()
	c := count{answered: s.answered, refused: s.refused}
	if len(s.took) > 0 {
		sorted := slices.Sorted(slices.Values(s.took))
		c.half, c.most = percentile(sorted, 50), percentile(sorted, 99)
	}
	return c
}

// percentile is the smallest of the sorted times that p of 100 do not exceed: the nearest rank.
func percentile(sorted []time.Duration, p int) time.Duration {
	return sorted[(len(sorted)*p+99)/100-1]
}
