package cache

import (
	"context"
	"time"

	"github.com/sitrep-bot/sitrep/internal/store"
)

// Settings are what moderators chose for their servers, as the store and other processes know it.
type Settings struct {
	store *store.Store
	db    *Database
	known *Recent[knownSettings] // also when old: the store may be away
}

// A knownSettings is what was read from the store a moment ago.
type knownSettings struct {
	store.Settings
	read time.Time
}

const (
	settingsKept = 4096
	settingsFor  = 10 * time.Second // how long another process's change may go unnoticed here
)

// NewSettings reads them from a store.
func NewSettings(s *store.Store, db *Database) *Settings {
	return &Settings{store: s, db: db, known: NewRecent[knownSettings](settingsKept, 0)}
}

// Of returns those of a server. While the store does not answer they are as they were; an error means that they are not
// known, and may be anything.
func (s *Settings) Of(ctx context.Context, guild string) (store.Settings, error) {
	return s.of(ctx, guild, Read)
}

// AwaitOf is Of for who has no clock to heed: what was never known is waited for, see [Await].
func (s *Settings) AwaitOf(ctx context.Context, guild string) (store.Settings, error) {
	if _, ok := s.known.Get(guild); ok {
		return s.Of(ctx, guild)
	}
	return s.of(ctx, guild, Await)
}

func (s *Settings) of(ctx context.Context, guild string, by reader[store.Settings]) (store.Settings, error) {
	if guild == "" {
		return store.Settings{}, nil
	}
	known, ok := s.known.Get(guild)
	if ok && time.Since(known.read) < settingsFor {
		return known.Settings, nil
	}
	now, err := by(ctx, s.db, func(ctx context.Context) (store.Settings, error) { return s.store.Settings(ctx, guild) })
	switch {
	case err == nil:
		return s.keep(guild, now), nil
	case ok:
		return known.Settings, nil
	}
	return store.Settings{}, err
}

func (s *Settings) keep(guild string, now store.Settings) store.Settings {
	s.known.Add(guild, knownSettings{now, time.Now()})
	return now
}

// Change changes what moderators chose, and returns what that is now.
func (s *Settings) Change(ctx context.Context, guild string, change func(*store.Settings) error) (store.Settings, error) {
	now, err := s.store.UpdateSettings(ctx, guild, change)
	if err != nil {
		return now, err
	}
	return s.keep(guild, now), nil
}

// Forget has them read again.
func (s *Settings) Forget(guild string) { s.known.Remove(guild) }
