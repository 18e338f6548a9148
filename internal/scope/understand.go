package scope

import (
	"context"

	"github.com/sitrep-bot/sitrep/internal/meaning"
)

// Understand returns when the passages that a server is answered from are known by their meaning, or ctx ends.
func (s *Scopes) Understand(ctx context.Context, guild string) error {
	if s.UnderstandShared != nil {
		if err := s.UnderstandShared(ctx); err != nil {
			return err
		}
	}
	if s.Lend == nil {
		return nil
	}
	sv := s.use(guild)
	defer sv.using.RUnlock()
	if err := sv.bringUpToDate(s, guild); err != nil {
		return err
	}
	return sv.understand(ctx, s.Lend)
}

// understandAll learns what the passages of servers mean, one server at a time, until ctx ends. Meanwhile words answer.
func (s *Scopes) understandAll(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-s.wake:
		}
		for guild, sv := s.strange(); sv != nil && ctx.Err() == nil; guild, sv = s.strange() {
			err := sv.understand(ctx, s.Lend)
			sv.using.RUnlock()
			if err != nil && ctx.Err() == nil {
				s.Log.Error("the meaning of some passages of a server is not known: they are found by their words", "guild", guild, "error", err)
			}
		}
	}
}

// strange is a server with passages whose meaning is not known, which is not closed until using is unlocked; nil if there is none.
func (s *Scopes) strange() (guild string, sv *server) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for guild, sv := range s.servers {
		if sv.strange.Swap(false) {
			sv.using.RLock() // never waits: who closes holds s.mu
			return guild, sv
		}
	}
	return "", nil
}

// understand learns what the passages mean that the corpus has now. One that finds another at it waits.
func (sv *server) understand(ctx context.Context, lend func(*meaning.Library) bool) error {
	sv.looking.Lock()
	defer sv.looking.Unlock()
	own, _ := sv.own()
	if own.Index == nil {
		return nil
	}
	if sv.lent = sv.lent || lend(&sv.library); !sv.lent {
		return nil
	}
	snapshot, err := own.Index.Snapshot()
	if err != nil {
		return err
	}
	defer snapshot.Close()
	return sv.library.Update(ctx, snapshot)
}
