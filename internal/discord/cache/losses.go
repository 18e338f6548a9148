package cache

import (
	"log/slog"
	"sync"
	"time"
)

// lossesPace is how often it is said at most that writes are lost: a disk stays full for hours, and each question would say so.
const lossesPace = time.Minute

// losses say in the log what was lost: the first at once, and what follows in a line a minute, with how many.
type losses struct {
	log *slog.Logger
	due *time.Timer // when there is something to tell

	mu     sync.Mutex
	told   time.Time // last; zero: never
	untold int
	what   string // was lost last
	err    error
}

func newLosses(log *slog.Logger) *losses {
	l := &losses{log: log, due: time.NewTimer(lossesPace)}
	l.due.Stop()
	return l
}

func (l *losses) add(what string, err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if left := lossesPace - time.Since(l.told); left > 0 {
		if l.untold == 0 {
			l.due.Reset(left)
		}
		l.untold++
		l.what, l.err = what, err
		return
	}
	l.told = time.Now()
	l.log.Error("lost, as it cannot be written: what follows is counted, and said once a minute", "what", what, "error", err)
}

// tell says how many were lost since the last line, if any were.
func (l *losses) tell() {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.untold == 0 {
		return
	}
	l.log.Error("more is lost, as it cannot be written", "writes", l.untold, "last", l.what, "error", l.err)
	l.told, l.untold = time.Now(), 0
}
