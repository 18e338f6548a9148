package discord

import (
	"context"
	"time"

	lru "github.com/hashicorp/golang-lru/v2"

	"github.com/sitrep-bot/sitrep/internal/store"
)

// settings are what moderators chose for their servers, as the store and other processes know it.
type settings struct {
	store *store.Store // nil: nobody can choose
	db    *database
	known *lru.Cache[string, knownSettings]
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

func newSettings(s *store.Store, db *database) *settings {
	return &settings{store: s, db: db, known: newRecent[knownSettings](settingsKept)}
}

// of returns those of a server. While the store does not answer they are as they were; an error means that they are not
// known, and may be anything.
func (s *settings) of(ctx context.Context, guild string) (store.Settings, error) {
	if guild == "" || s.store == nil {
		return store.Settings{}, nil
	}
	known, ok := s.known.Get(guild)
	if ok && time.Since(known.read) < settingsFor {
		return known.Settings, nil
	}
	now, err := lookUp(ctx, s.db, func(ctx context.Context) (store.Settings, error) { return s.store.Settings(ctx, guild) })
	switch {
	case err == nil:
		return s.keep(guild, now), nil
	case ok:
		return known.Settings, nil
	}
	return store.Settings{}, err
}

func (s *settings) keep(guild string, now store.Settings) store.Settings {
	s.known.Add(guild, knownSettings{now, time.Now()})
	return now
}

// change changes what moderators chose, and returns what that is now.
func (s *settings) change(ctx context.Context, guild string, change func(*store.Settings) error) (store.Settings, error) {
	now, err := s.store.UpdateSettings(ctx, guild, change)
	if err != nil {
		return now, err
	}
	return s.keep(guild, now), nil
}

// forget has them read again.
func (s *settings) forget(guild string) { s.known.Remove(guild) }
