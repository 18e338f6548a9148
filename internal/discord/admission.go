package discord

import (
	"context"
	"log/slog"

	"github.com/sitrep-bot/sitrep/internal/discord/cache"
	"github.com/sitrep-bot/sitrep/internal/store"
)

// rules are what the settings of servers say of whom the bot answers where.
type rules struct {
	settings *cache.Settings
	direct   *directMessages
	parents  *cache.Recent[string] // thread → its channel
	log      *slog.Logger
}

// admit puts into a request what the server's settings say about it, and tells whether the user's questions are answered.
// Where the settings are not known, they may forbid whatever others can see.
func (rs *rules) admit(ctx context.Context, r *request) bool {
	rs.direct.note(ctx, r)
	settings := rs.settings.AwaitOf
	if r.interaction != nil {
		settings = rs.settings.Of // Discord's clock runs
	}
	s, err := settings(ctx, r.guild)
	if err != nil {
		rs.log.Warn("the settings of a server cannot be read: answering nobody in public", "guild", r.guild, "error", err)
		r.denied, r.unsettled = true, true
		return true
	}
	if s.Language != "" {
		r.locale = s.Language
	}
	r.period, r.plain = s.Cooldown, s.Style == store.Plain
	r.denied = rs.rule(s, *r) == store.Deny
	return !s.Ignores(r.user)
}

// admitMessage is admit for messages, which are answered where all can see it.
func (rs *rules) admitMessage(ctx context.Context, r *request) bool {
	if !rs.admit(ctx, r) || r.denied {
		return false
	}
	s, err := rs.settings.Of(ctx, r.guild)
	return r.mentions() || err == nil && rs.rule(s, *r) != store.Mention
}

// mentions tells whether a message has the bot's name in it, or was sent to it alone.
func (r request) mentions() bool { return !r.casual && !r.withheld && !r.unasked }

// rule is what the bot does in the channel of a request; in a thread, what it does in the channel of that.
func (rs *rules) rule(s store.Settings, r request) store.Rule {
	if r.parent == "" {
		r.parent, _ = rs.parents.Get(r.channel)
	}
	return s.Rule(r.channel, r.parent)
}

// forumPost reads the message that begins a post in a forum as a question, where moderators want that. Discord shows its
// text only to bots with the intent for it.
func (rs *rules) forumPost(ctx context.Context, m message) (r request, ok bool) {
	if m.ID != m.Channel || m.Author.Bot || m.Author.ID == "" || m.Type != messageDefault || m.Content == "" {
		return request{}, false
	}
	parent, _ := rs.parents.Get(m.Channel)
	if s, err := rs.settings.Of(ctx, m.Guild); err != nil || s.Rule(parent) != store.Forum {
		return request{}, false
	}
	return request{guild: m.Guild, channel: m.Channel, parent: parent, user: m.Author.ID, message: m.ID, text: m.Content, unasked: true}, true
}
