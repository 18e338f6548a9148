package gateway

import (
	"slices"
	"sync"
)

// A progress says up to which event of a session all were handled. Whoever goes on with the session of a process that died has
// Discord send what came after that: what was answered and is sent again is answered once, as an answer carries its question's
// id as a nonce, and what was heard and not answered is not lost.
type progress struct {
	mu   sync.Mutex
	last int64      // the latest event that was heard
	open []*atEvent // heard, and not yet all handled before; the oldest first
}

type atEvent struct {
	sequence int64
	handled  bool
}

// begin notes an event that was heard. What it returns is called when it was handled.
func (p *progress) begin(sequence int64) (handled func()) {
	if sequence <= 0 { // not one of the session's events
		return func() {}
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	e := &atEvent{sequence: sequence}
	p.last = max(p.last, sequence)
	p.open = append(p.open, e)
	return func() { p.end(e) }
}

func (p *progress) end(e *atEvent) {
	p.mu.Lock()
	defer p.mu.Unlock()
	e.handled = true
	first := slices.IndexFunc(p.open, func(e *atEvent) bool { return !e.handled })
	if first < 0 {
		first = len(p.open)
	}
	p.open = slices.Delete(p.open, 0, first)
}

// handled is the latest event up to which all were handled.
func (p *progress) handled() int64 {
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(p.open) > 0 {
		return p.open[0].sequence - 1
	}
	return p.last
}
