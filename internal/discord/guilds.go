package discord

import (
	"context"
	"encoding/json"
	"time"

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

// keepGuild notes that the bot is in a server, and which threads there are.
func (b *Bot) keepGuild(guild string, threads []thread) {
	for _, t := range threads {
		b.parents.Add(t.ID, t.Parent)
	}
	b.db.Later("that the data of a server is to be kept", func(ctx context.Context) error {
		return b.store.CancelDeletion(ctx, guild)
	})
}

// onGuildGone schedules the deletion of a server's data when the bot was removed from it. In an outage of Discord servers
// are gone as well, and come back.
func (b *Bot) onGuildGone(data []byte) {
	var g struct {
		ID          string `json:"id"`
		Unavailable bool   `json:"unavailable"`
	}
	if !decode(b.log, "GUILD_DELETE", data, &g) || g.Unavailable {
		return
	}
	b.log.Info("removed from a server: its data will be deleted", "guild", g.ID, "in", deletedAfter)
	due := time.Now().Add(deletedAfter)
	b.db.Later("that the data of a server is to be deleted", func(ctx context.Context) error {
		return b.store.ScheduleDeletion(ctx, g.ID, due)
	})
}

func (b *Bot) onThread(data []byte) {
	var t thread
	if decode(b.log, "THREAD_CREATE", data, &t) {
		b.parents.Add(t.ID, t.Parent)
	}
}

// onChannelGone notes which briefings went with a channel.
func (b *Bot) onChannelGone(kind string, data json.RawMessage, queue func(key string, job func())) {
	var c struct {
		ID    string `json:"id"`
		Guild string `json:"guild_id"`
	}
	if decode(b.log, kind, data, &c) {
		queue(c.ID, func() {
			gone := func(p store.Briefing) bool { return p.Channel == c.ID }
			logError(b.work, b.log, "cannot note that briefings are gone", b.pinboard.MarkGone(b.work, c.Guild, store.ChannelGone, gone))
		})
	}
}

// briefingsDeleted notes which briefings were among deleted messages.
func (b *Bot) briefingsDeleted(guild string, messages []string) {
	if guild == "" {
		return
	}
	gone := map[string]bool{}
	for _, id := range messages {
		gone[id] = id != ""
	}
	is := func(p store.Briefing) bool { return gone[p.Message] }
	logError(b.work, b.log, "cannot note that briefings are gone", b.pinboard.MarkGone(b.work, guild, store.MessageGone, is))
}

// sweep deletes what is due, every hour until ctx ends.
func (b *Bot) sweep(ctx context.Context) {
	for ctx.Err() == nil {
		b.sweepStore(ctx)
		_ = wait.For(ctx, time.Hour)
	}
}

// sweepStore deletes what is due: servers the bot was removed from, and what has been kept long enough.
func (b *Bot) sweepStore(ctx context.Context) {
	deleted, err := b.store.SweepDeletions(ctx, time.Now())
	logError(ctx, b.log, "cannot delete the data of servers", err)
	if len(deleted) > 0 {
		b.log.Info("deleted the data of servers", "guilds", deleted)
	}
	_, err = b.store.Expire(ctx, time.Now())
	logError(ctx, b.log, "cannot remove what has been kept long enough", err)
}
