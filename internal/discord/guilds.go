package discord

import (
	"context"
	"encoding/json"
	"time"

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
		b.care.parents.Add(t.ID, t.Parent)
	}
	if b.care.store != nil {
		b.db.later("that the data of a server is to be kept", func(ctx context.Context) error {
			return b.care.store.CancelDeletion(ctx, guild)
		})
	}
}

// onGuildGone schedules the deletion of a server's data when the bot was removed from it. In an outage of Discord servers
// are gone as well, and come back.
func (b *Bot) onGuildGone(data []byte) {
	var g struct {
		ID          string `json:"id"`
		Unavailable bool   `json:"unavailable"`
	}
	if !b.decode("GUILD_DELETE", data, &g) || g.Unavailable || b.care.store == nil {
		return
	}
	b.log.Info("removed from a server: its data will be deleted", "guild", g.ID, "in", deletedAfter)
	due := time.Now().Add(deletedAfter)
	b.db.later("that the data of a server is to be deleted", func(ctx context.Context) error {
		return b.care.store.ScheduleDeletion(ctx, g.ID, due)
	})
}

func (b *Bot) onThread(data []byte) {
	var t thread
	if b.decode("THREAD_CREATE", data, &t) {
		b.care.parents.Add(t.ID, t.Parent)
	}
}

// onChannelGone notes which briefings went with a channel.
func (b *Bot) onChannelGone(kind string, data json.RawMessage) {
	var c struct {
		ID    string `json:"id"`
		Guild string `json:"guild_id"`
	}
	if b.care.store != nil && b.decode(kind, data, &c) {
		b.queue(c.ID, func() {
			b.lose(c.Guild, store.ChannelGone, func(p store.Briefing) bool { return p.Channel == c.ID })
		}, kind)
	}
}

// briefingsDeleted notes which briefings were among deleted messages.
func (b *Bot) briefingsDeleted(guild string, messages []string) {
	if b.care.store == nil || guild == "" {
		return
	}
	gone := map[string]bool{}
	for _, id := range messages {
		gone[id] = id != ""
	}
	b.lose(guild, store.MessageGone, func(p store.Briefing) bool { return gone[p.Message] })
}

// lose notes what became of briefings, and tells the moderators.
func (b *Bot) lose(guild string, state store.State, is func(store.Briefing) bool) {
	all, err := lookUp(b.work, b.db, func(ctx context.Context) ([]store.Briefing, error) { return b.care.store.Briefings(ctx, guild) })
	b.logError("cannot look up briefings", err)
	for _, p := range all {
		if !is(p) || p.State != store.Live && p.State != store.Forbidden {
			continue
		}
		_, err := b.tendNow(b.work, guild, p.ID, func(p *store.Briefing) {
			if p.State == store.Live || p.State == store.Forbidden {
				p.State = state
			}
		})
		b.logError("cannot note that a briefing is gone", err)
	}
}

// sweepStore deletes what is due: servers the bot was removed from, and what has been kept long enough.
func (b *Bot) sweepStore(ctx context.Context) {
	deleted, err := b.care.store.SweepDeletions(ctx, time.Now())
	b.logError("cannot delete the data of servers", err)
	if len(deleted) > 0 {
		b.log.Info("deleted the data of servers", "guilds", deleted)
	}
	_, err = b.care.store.Expire(ctx, time.Now())
	b.logError("cannot remove what has been kept long enough", err)
}
