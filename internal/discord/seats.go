package discord

import (
	"context"
	"slices"
	"sync"
)

// seats bound how much is looked up at the same time, and share that among members: each has one seat at most, and where
// none is free, those who wait have one in turn, however much each of them asks for.
type seats struct {
	mu      sync.Mutex
	free    int
	seated  map[string]bool
	waiting map[string][]chan struct{} // by member; closed when the seat is theirs
	turns   []string                   // members who wait and have no seat, the next one first; some may have given up
}

func newSeats(n int) *seats {
	return &seats{free: n, seated: map[string]bool{}, waiting: map[string][]chan struct{}{}}
}

// take waits for a seat, which the caller gives back with leave; or it returns the error of ctx.
func (s *seats) take(ctx context.Context, member string) error {
	turn := make(chan struct{})
	s.mu.Lock()
	s.waiting[member] = append(s.waiting[member], turn)
	s.queue(member)
	s.seat()
	s.mu.Unlock()
	select {
	case <-turn:
		return nil
	case <-ctx.Done():
		s.giveUp(member, turn)
		return ctx.Err()
	}
}

func (s *seats) leave(member string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.free++
	delete(s.seated, member)
	s.queue(member)
	s.seat()
}

// queue puts a member who waits behind the others.
func (s *seats) queue(member string) {
	if !s.seated[member] && len(s.waiting[member]) > 0 && !slices.Contains(s.turns, member) {
		s.turns = append(s.turns, member)
	}
}

// seat gives the free seats to those whose turn it is.
func (s *seats) seat() {
	for s.free > 0 && len(s.turns) > 0 {
		member := s.turns[0]
		s.turns = s.turns[1:]
		if len(s.waiting[member]) == 0 {
			continue
		}
		s.free--
		s.seated[member] = true
		close(s.waiting[member][0])
		s.forget(member, 0)
	}
}

// giveUp ends the wait for a turn, or gives the seat back that came at the last moment.
func (s *seats) giveUp(member string, turn chan struct{}) {
	s.mu.Lock()
	at := slices.Index(s.waiting[member], turn)
	if at >= 0 {
		s.forget(member, at)
	}
	s.mu.Unlock()
	if at < 0 {
		s.leave(member)
	}
}

func (s *seats) forget(member string, at int) {
	s.waiting[member] = slices.Delete(s.waiting[member], at, at+1)
	if len(s.waiting[member]) == 0 {
		delete(s.waiting, member)
	}
}
