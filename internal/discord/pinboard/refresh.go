package pinboard

import (
	"cmp"
	"context"
	"maps"
	"time"

	"github.com/sitrep-bot/sitrep/internal/discord/rounds"
	"github.com/sitrep-bot/sitrep/internal/store"
)

// Run refreshes all briefings until ctx ends: those another process left half done, those Discord asked patience for, and,
// after a start, all.
func (k *Keeper) Run(ctx context.Context) {
	rounds.Every(ctx, betweenRefreshes, func(ctx context.Context) {
		if _, err := k.Refresh(ctx); err != nil && ctx.Err() == nil {
			k.Log.Error("cannot refresh briefings", "error", err)
		}
	})
}

// refreshWorkers work on briefings at the same time, each in a channel of its own: Discord limits edits by channel.
const refreshWorkers = 16

// Refresh brings the briefings up to date that nobody works on, and returns how many messages it edited.
func (k *Keeper) Refresh(ctx context.Context) (edited int, err error) {
	k.refreshing.Lock()
	defer k.refreshing.Unlock()
	channels, revisions, err := k.due(ctx)
	if err != nil {
		return 0, err
	}
	edited = rounds.Each(k.Log, refreshWorkers, maps.Values(channels), func(all []store.Briefing) int { return k.refreshEach(ctx, all, revisions) })
	return edited, ctx.Err()
}

// due lists the briefings that need something, by channel, and the revisions of the articles they show, by briefing.
func (k *Keeper) due(ctx context.Context) (channels map[string][]store.Briefing, revisions map[string]string, err error) {
	free, err := k.Store.Briefings.Free(ctx, time.Now())
	if k.Database.NoteRead(ctx, err) != nil {
		return nil, nil, err
	}
	own, err := k.Store.Articles.BriefingRevisions(ctx)
	if err != nil {
		return nil, nil, err
	}
	shared, err := k.Scopes.SharedRevision()
	if err != nil {
		return nil, nil, err
	}
	channels, revisions = map[string][]store.Briefing{}, map[string]string{}
	unfinished := map[string]bool{}
	for _, p := range free {
		revisions[p.ID] = revisionOf(shared, own[p.Guild])
		begun := p.State == store.Pending || p.State == store.Removing || !p.Due.IsZero() || p.Pin && !p.Pinned
		if begun || !k.isCurrent(p.ID, revisions[p.ID]) {
			unfinished[p.ID] = true
			channels[p.Channel] = append(channels[p.Channel], p)
		}
	}
	k.keepOnly(revisions)
	k.markBehind(unfinished)
	return channels, revisions, nil
}

// refreshEach does what briefings need, one after the other.
func (k *Keeper) refreshEach(ctx context.Context, all []store.Briefing, revisions map[string]string) (edited int) {
	for _, p := range all {
		if ctx.Err() != nil {
			return edited
		}
		r, err := k.claimAndApply(ctx, p.Guild, p.ID, nil)
		switch {
		case store.IsNotOurs(err):
			continue
		case err != nil:
			k.Log.Warn("cannot refresh a briefing: it will be tried again", "briefing", p.ID, "channel", p.Channel, "error", err)
			continue
		case r.Edited:
			edited++
		}
		if r.Briefing.Due.IsZero() {
			k.markCurrent(p.ID, cmp.Or(r.revision, revisions[p.ID]))
		} else {
			k.markPostponed(p.ID, r.Briefing.Due)
		}
	}
	return edited
}

// isCurrent tells whether a briefing was compared with that revision of the corpus by this process.
func (k *Keeper) isCurrent(id, revision string) bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	known, ok := k.checked[id]
	return ok && known == revision
}

func (k *Keeper) markCurrent(id, revision string) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.checked[id] = revision
	delete(k.behind, id)
}

// markBehind notes which briefings need something, and forgets the others, but for those that are to be tried later.
func (k *Keeper) markBehind(those map[string]bool) {
	k.mu.Lock()
	defer k.mu.Unlock()
	now := time.Now()
	maps.DeleteFunc(k.behind, func(id string, o overdue) bool { return !those[id] && now.After(o.again) })
	for id := range those {
		if _, known := k.behind[id]; !known {
			k.behind[id] = overdue{since: now}
		}
	}
}

// markPostponed notes until when a briefing that needs something is left alone.
func (k *Keeper) markPostponed(id string, until time.Time) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if o, known := k.behind[id]; known {
		k.behind[id] = overdue{o.since, until}
	}
}

// keepOnly forgets all briefings but those that are there.
func (k *Keeper) keepOnly(there map[string]string) {
	k.mu.Lock()
	defer k.mu.Unlock()
	for id := range k.checked {
		if there[id] == "" {
			delete(k.checked, id)
		}
	}
}
