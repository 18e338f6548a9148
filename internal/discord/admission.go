package discord

import (
	"context"
	"time"

	"github.com/sitrep-bot/sitrep/internal/store"
)

// settingsFor is how long another process's change of a server's settings may go unnoticed here.
const settingsFor = 10 * time.Second

// A knownSettings is what was read from the store a moment ago.
type knownSettings struct {
	store.Settings
	read time.Time
}

// settings returns what moderators chose for a server. Where they cannot be read, nothing was chosen.
func (b *Bot) settings(ctx context.Context, guild string) store.Settings {
	if guild == "" || b.care.store == nil {
		return store.Settings{}
	}
	if known, ok := b.care.settings.Get(guild); ok && time.Since(known.read) < settingsFor {
		return known.Settings
	}
	now, err := b.care.store.Settings(ctx, guild)
	if err != nil {
		b.logError("cannot read the settings of a server", err)
		return store.Settings{}
	}
	b.care.settings.Add(guild, knownSettings{now, time.Now()})
	return now
}

// changeSettings changes what moderators chose.
func (b *Bot) changeSettings(ctx context.Context, guild string, change func(*store.Settings) error) (store.Settings, error) {
	now, err := b.care.store.UpdateSettings(ctx, guild, change)
	if err == nil {
		b.care.settings.Add(guild, knownSettings{now, time.Now()})
	}
	return now, err
}

// admit puts into a request what the server's settings say about it, and tells whether the user's questions are answered.
func (b *Bot) admit(r *request) bool {
	s := b.settings(b.work, r.guild)
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
	mentioned := !r.casual && !r.withheld && !r.unasked
	return mentioned || b.rule(b.settings(b.work, r.guild), *r) != store.Mention
}

// rule is what the bot does in the channel of a request; in a thread, what it does in the channel of that.
func (b *Bot) rule(s store.Settings, r request) store.Rule {
	if r.parent == "" {
		r.parent, _ = b.care.parents.Get(r.channel)
	}
	return s.Rule(r.channel, r.parent)
}

// ignored is the answer to commands of those whose questions are not answered.
func ignored(_ context.Context, r request) (reply, error) {
	return telling(in(r.locale, "").ignored), nil
}

// forumPost reads the message that begins a post in a forum as a question, where moderators want that. Discord shows its
// text only to bots with the intent for it.
func (b *Bot) forumPost(m message) (r request, ok bool) {
	if m.ID != m.Channel || m.Author.Bot || m.Author.ID == "" || m.Type != messageDefault || m.Content == "" {
		return request{}, false
	}
	parent, _ := b.care.parents.Get(m.Channel)
	if b.settings(b.work, m.Guild).Rule(parent) != store.Forum {
		return request{}, false
	}
	return request{guild: m.Guild, channel: m.Channel, parent: parent, user: m.Author.ID, message: m.ID, text: m.Content, unasked: true}, true
}
