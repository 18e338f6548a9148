package discord

import (
	"github.com/sitrep-bot/sitrep/internal/store"
)

// admit puts into a request what the server's settings say about it, and tells whether the user's questions are answered.
// Where the settings are not known, they may forbid whatever others can see.
func (b *Bot) admit(r *request) bool {
	b.direct.note(b.work, r)
	settings := b.settings.AwaitOf
	if r.interaction != nil {
		settings = b.settings.Of // Discord's clock runs
	}
	s, err := settings(b.work, r.guild)
	if err != nil {
		b.log.Warn("the settings of a server cannot be read: answering nobody in public", "guild", r.guild, "error", err)
		r.denied, r.unsettled = true, true
		return true
	}
	if s.Language != "" {
		r.locale = s.Language
	}
	r.period, r.plain = s.Cooldown, s.Style == store.Plain
	r.denied = b.rule(s, *r) == store.Deny
	return !s.Ignores(r.user)
}

// admitMessage is admit for messages, which are answered where all can see it.
func (b *Bot) admitMessage(r *request) bool {
	if !b.admit(r) || r.denied {
		return false
	}
	s, err := b.settings.Of(b.work, r.guild)
	return r.mentions() || err == nil && b.rule(s, *r) != store.Mention
}

// mentions tells whether a message has the bot's name in it, or was sent to it alone.
func (r request) mentions() bool { return !r.casual && !r.withheld && !r.unasked }

// rule is what the bot does in the channel of a request; in a thread, what it does in the channel of that.
func (b *Bot) rule(s store.Settings, r request) store.Rule {
	if r.parent == "" {
		r.parent, _ = b.parents.Get(r.channel)
	}
	return s.Rule(r.channel, r.parent)
}

// forumPost reads the message that begins a post in a forum as a question, where moderators want that. Discord shows its
// text only to bots with the intent for it.
func (b *Bot) forumPost(m message) (r request, ok bool) {
	if m.ID != m.Channel || m.Author.Bot || m.Author.ID == "" || m.Type != messageDefault || m.Content == "" {
		return request{}, false
	}
	parent, _ := b.parents.Get(m.Channel)
	if s, err := b.settings.Of(b.work, m.Guild); err != nil || s.Rule(parent) != store.Forum {
		return request{}, false
	}
	return request{guild: m.Guild, channel: m.Channel, parent: parent, user: m.Author.ID, message: m.ID, text: m.Content, unasked: true}, true
}
