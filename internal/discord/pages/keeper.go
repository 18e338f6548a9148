// Package pages keeps the articles of servers that are web pages or entries of feeds what those say: each is looked at every day,
// and moderators are told what changed. Of several processes on one store, one looks at a page at a time.
//
// Start at [Keeper.Run]; [Show] draws what was found.
package pages

import (
	"context"
	"fmt"
	"hash/fnv"
	"log/slog"
	"slices"
	"strconv"
	"time"

	"github.com/sitrep-bot/sitrep/internal/discord/cache"
	"github.com/sitrep-bot/sitrep/internal/discord/locale"
	"github.com/sitrep-bot/sitrep/internal/discord/notices"
	"github.com/sitrep-bot/sitrep/internal/discord/render"
	"github.com/sitrep-bot/sitrep/internal/discord/rounds"
	"github.com/sitrep-bot/sitrep/internal/library"
	"github.com/sitrep-bot/sitrep/internal/store"
)

// A Keeper looks at pages. All of it is needed.
type Keeper struct {
	Library  *library.Library
	Settings *cache.Settings // whether a change waits for moderators
	Notices  notices.Sender
	Render   render.Renderer
	Log      *slog.Logger
}

const (
	betweenRounds = time.Minute
	lookers       = 4 // pages looked at at the same time; each waits for its site, and is then read
)

// Run looks at what is due, until ctx ends.
func (k *Keeper) Run(ctx context.Context) {
	rounds.Every(ctx, betweenRounds, func(ctx context.Context) {
		looked, err := k.Look(ctx)
		if err != nil && ctx.Err() == nil {
			k.Log.Error("cannot look at web pages again", "error", err)
		}
		if looked > 0 {
			k.Log.Debug("looked at web pages again", "count", looked)
		}
	})
}

// Look looks at what is due, and returns how many pages that were.
func (k *Keeper) Look(ctx context.Context) (looked int, err error) {
	due, err := k.Library.DuePages(ctx)
	if err != nil {
		return 0, err
	}
	looked = rounds.Each(k.Log, lookers, slices.Values(due), func(p store.Page) int { return k.look(ctx, p) })
	return looked, ctx.Err()
}

// look looks at one page, and returns how many that were: none where somebody else is at it.
func (k *Keeper) look(ctx context.Context, p store.Page) (looked int) {
	settings, err := k.Settings.Of(ctx, p.Guild)
	if err != nil || ctx.Err() != nil {
		return 0 // it stays due
	}
	found, err := k.Library.LookAgain(ctx, p.Guild, p.ID, library.How{TakeOver: !settings.Wait})
	switch {
	case store.IsNotOurs(err):
		return 0
	case err != nil && ctx.Err() == nil:
		k.Log.Warn("cannot look at a web page again", "guild", p.Guild, "article", p.ID, "error", err)
	}
	if found.Lost != nil || len(found.Changes) > 0 || len(found.New) > 0 {
		k.Notices.Send(ctx, p.Guild, nonce(found), "", func(w *locale.Printer) *render.Page { return Show(k.Render, found, w) })
	}
	for _, entry := range found.Entries {
		k.Notices.Send(ctx, p.Guild, nonce(entry), "", func(w *locale.Printer) *render.Page { return Show(k.Render, entry, w) })
	}
	return 1
}

// nonce tells a finding from any other, in the 25 characters that Discord takes.
func nonce(f library.Finding) string {
	h := fnv.New64a()
	fmt.Fprintln(h, f.Page.Guild, f.Page.ID, f.Version, f.Page.Due)
	return strconv.FormatUint(h.Sum64(), 36)
}
