package scope

import (
	"context"
	"time"

	"github.com/sitrep-bot/sitrep/internal/index"
	"github.com/sitrep-bot/sitrep/internal/library"
	"github.com/sitrep-bot/sitrep/internal/meaning"
)

// eraseEvery is how long what a passage meant stays after the last article that had it was removed for good.
const eraseEvery = time.Hour

// eraseAll erases what passages meant that no article has any more: at the start, as another process may have removed them, every
// hour, and when a server has nothing left.
func (s *Scopes) eraseAll(ctx context.Context) {
	tick := time.NewTicker(eraseEvery)
	defer tick.Stop()
	for ctx.Err() == nil {
		if err := s.erase(ctx); err != nil && ctx.Err() == nil {
			s.Log.Error("what removed passages meant is still on disk", "error", err)
		}
		for waiting := true; waiting; {
			select {
			case <-ctx.Done():
				waiting = false
			case <-tick.C:
				waiting = false
			case guild := <-s.left:
				revision, err := s.Store.Articles.Revision(ctx, guild)
				waiting = err == nil && revision != ""
			}
		}
	}
}

func (s *Scopes) erase(ctx context.Context) error {
	erased, err := s.KeepGlances(func() (map[meaning.Key]bool, error) { return s.used(ctx) })
	if erased > 0 {
		s.Log.Info("erased what passages meant that are gone", "glances", erased)
	}
	return err
}

// used are the passages that there are: everyone's, and those of all servers, in every version that can be brought back.
func (s *Scopes) used(ctx context.Context) (map[meaning.Key]bool, error) {
	keys := map[meaning.Key]bool{}
	_, err := read(s.Shared.Index, func(snapshot *index.Snapshot) (bool, error) {
		for _, d := range snapshot.Documents() {
			for i := range d.Count {
				p, err := snapshot.Passage(d, i+1)
				if err != nil {
					return false, err
				}
				keys[meaning.KeyOf(p)] = true
			}
		}
		return true, ctx.Err()
	})
	if err != nil {
		return nil, err
	}
	guilds, err := s.Store.Articles.Servers(ctx)
	if err != nil {
		return nil, err
	}
	for _, guild := range guilds {
		versions, err := s.Store.Articles.Versions(ctx, guild)
		if err != nil {
			return nil, err
		}
		for _, a := range versions {
			d, err := library.Document(a)
			if err != nil {
				return nil, err
			}
			for _, p := range d.Passages {
				keys[meaning.KeyOf(p)] = true
			}
		}
	}
	return keys, nil
}
