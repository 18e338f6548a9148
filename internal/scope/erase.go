package scope

import (
	"context"
	"slices"
	"time"

	"github.com/sitrep-bot/sitrep/internal/index"
	"github.com/sitrep-bot/sitrep/internal/library"
	"github.com/sitrep-bot/sitrep/internal/meaning"
)

// eraseEvery is how long what a passage meant stays after the last article that had it was removed for good.
const eraseEvery = time.Hour

// eraseAll erases what is kept of passages that no article has any more, in a cluster and of what they meant: at the start, as another
// process may have removed them, every hour, and when a server has nothing left.
func (s *Scopes) eraseAll(ctx context.Context) {
	tick := time.NewTicker(eraseEvery)
	defer tick.Stop()
	for ctx.Err() == nil {
		if err := s.erase(ctx); err != nil && ctx.Err() == nil {
			s.Log.Error("what removed passages said or meant is still kept", "error", err)
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
	servers, err := s.eraseOwn(ctx)
	if servers > 0 {
		s.Log.Info("erased the passages of servers that have no articles any more", "servers", servers)
	}
	if s.KeepGlances == nil || err != nil {
		return err
	}
	erased, err := s.KeepGlances(func() (map[meaning.Key]bool, error) { return s.used(ctx) })
	if erased > 0 {
		s.Log.Info("erased what passages meant that are gone", "glances", erased)
	}
	return err
}

// eraseOwn erases what a cluster has of servers without articles.
func (s *Scopes) eraseOwn(ctx context.Context) (servers int, err error) {
	guilds, err := s.Store.Articles.Servers(ctx)
	if err != nil {
		return 0, err
	}
	return s.Shared.Index.EraseOwn(ctx, func(guild string) (bool, error) {
		if slices.Contains(guilds, guild) {
			return true, nil
		}
		articles, _, err := s.Store.Articles.List(ctx, guild) // it may have got some meanwhile
		return len(articles) > 0, err
	})
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
