package discord

import (
	"context"
	"encoding/json"
	"log/slog"
	"time"

	"github.com/sitrep-bot/sitrep/internal/discord/cache"
	"github.com/sitrep-bot/sitrep/internal/discord/direct"
	"github.com/sitrep-bot/sitrep/internal/discord/pinboard"
	"github.com/sitrep-bot/sitrep/internal/discord/wait"
	"github.com/sitrep-bot/sitrep/internal/store"
)

// deletedAfter is how long the data of a server is kept once the bot was removed from it: removing a bot and inviting it
// anew is how people try to mend permissions.
const deletedAfter = 7 * 24 * time.Hour

// A thread is a thread or forum post, as far as we look at it.
type thread struct {
	ID     string `json:"id"`
	Parent string `json:"parent_id"`
}

// guilds are the servers that the bot is in: what Discord tells of them, and what becomes of their data.
type guilds struct {
	identity      *identity
	store         *store.Store
	db            *cache.Database
	pinboard      *pinboard.Keeper
	servers       *direct.Servers
	settings      *cache.Settings
	conversations *cache.Conversations
	parents       *cache.Recent[string] // thread → its channel
	aging         []aging               // what is kept in memory for a while
	log           *slog.Logger
}

// What is aging is kept in memory for a while; Expire forgets what has been there long enough.
type aging interface{ Expire(now time.Time) }

// joined notes that the bot is in a server, and learns the role that came with the bot: who mentions it means the bot.
func (g *guilds) joined(data []byte) {
	var joined struct {
		ID    string `json:"id"`
		Roles []struct {
			ID   string `json:"id"`
			Tags struct {
				Bot string `json:"bot_id"`
			} `json:"tags"`
		} `json:"roles"`
		Threads []thread `json:"threads"`
	}
	if !decode(g.log, "GUILD_CREATE", data, &joined) {
		return
	}
	g.keep(joined.ID, joined.Threads)
	for _, r := range joined.Roles {
		if r.Tags.Bot == g.identity.user {
			g.identity.roles.Store(r.ID, struct{}{})
		}
	}
}

// keep notes that the bot is in a server, and which threads there are.
func (g *guilds) keep(guild string, threads []thread) {
	for _, t := range threads {
		g.parents.Add(t.ID, t.Parent)
	}
	g.db.Later("that the data of a server is to be kept", func(ctx context.Context) error {
		return g.store.CancelDeletion(ctx, guild)
	})
}

// gone schedules the deletion of a server's data when the bot was removed from it. In an outage of Discord servers
// are gone as well, and come back.
func (g *guilds) gone(data []byte) {
	var left struct {
		ID          string `json:"id"`
		Unavailable bool   `json:"unavailable"`
	}
	if !decode(g.log, "GUILD_DELETE", data, &left) || left.Unavailable {
		return
	}
	g.log.Info("removed from a server: its data will be deleted", "guild", left.ID, "in", deletedAfter)
	due := time.Now().Add(deletedAfter)
	g.db.Later("that the data of a server is to be deleted", func(ctx context.Context) error {
		return g.store.ScheduleDeletion(ctx, left.ID, due)
	})
}

// threadMade notes which channel a thread is in.
func (g *guilds) threadMade(data []byte) {
	var t thread
	if decode(g.log, "THREAD_CREATE", data, &t) {
		g.parents.Add(t.ID, t.Parent)
	}
}

// channelGone notes which briefings went with a channel.
func (g *guilds) channelGone(ctx context.Context, kind string, data json.RawMessage, queue func(key string, job func())) {
	var c struct {
		ID    string `json:"id"`
		Guild string `json:"guild_id"`
	}
	if decode(g.log, kind, data, &c) {
		queue(c.ID, func() {
			gone := func(p store.Briefing) bool { return p.Channel == c.ID }
			logError(ctx, g.log, "cannot note that briefings are gone", g.pinboard.MarkGone(ctx, c.Guild, store.ChannelGone, gone))
		})
	}
}

// messagesDeleted notes which briefings were among deleted messages.
func (g *guilds) messagesDeleted(ctx context.Context, guild string, messages []string) {
	if guild == "" {
		return
	}
	gone := map[string]bool{}
	for _, id := range messages {
		gone[id] = id != ""
	}
	is := func(p store.Briefing) bool { return gone[p.Message] }
	logError(ctx, g.log, "cannot note that briefings are gone", g.pinboard.MarkGone(ctx, guild, store.MessageGone, is))
}

// sweep deletes what is due, every hour until ctx ends.
func (g *guilds) sweep(ctx context.Context) {
	for ctx.Err() == nil {
		g.sweepMemory()
		g.sweepStore(ctx)
		_ = wait.For(ctx, time.Hour)
	}
}

// sweepMemory forgets what has been kept in memory long enough.
func (g *guilds) sweepMemory() {
	for _, kept := range g.aging {
		kept.Expire(time.Now())
	}
}

// sweepStore deletes what is due: servers the bot was removed from, and what has been kept long enough.
func (g *guilds) sweepStore(ctx context.Context) {
	deleted, err := g.store.SweepDeletions(ctx, time.Now())
	logError(ctx, g.log, "cannot delete the data of servers", err)
	for _, guild := range deleted {
		g.settings.Forget(guild)
		g.servers.Forget(guild)
		g.conversations.ForgetServer(guild)
	}
	if len(deleted) > 0 {
		g.log.Info("deleted the data of servers", "guilds", deleted)
	}
	_, err = g.store.Expire(ctx, time.Now())
	logError(ctx, g.log, "cannot remove what has been kept long enough", err)
}
