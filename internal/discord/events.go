package discord

import (
	"encoding/json"
	"log/slog"
	"time"

	"github.com/sitrep-bot/sitrep/internal/discord/cache"
	"github.com/sitrep-bot/sitrep/internal/discord/render"
	"github.com/sitrep-bot/sitrep/internal/discord/rest"
	"github.com/sitrep-bot/sitrep/internal/logging"
)

// What Discord sends, as far as we look at it. discordgo's own types fail as a whole on a component they do not know, and
// its handlers then get empty structs.

type user struct {
	ID       string `json:"id"`
	Bot      bool   `json:"bot"`
	Username string `json:"username"`
	Name     string `json:"global_name"` // as they call themselves; empty if they do not
}

type message struct {
	ID        string    `json:"id"`
	Channel   string    `json:"channel_id"`
	Guild     string    `json:"guild_id"` // empty in DMs
	Type      int       `json:"type"`
	Flags     int       `json:"flags"`
	Author    user      `json:"author"`
	Webhook   string    `json:"webhook_id"`
	Content   string    `json:"content"`
	Roles     []string  `json:"mention_roles"`
	Sent      time.Time `json:"timestamp"`
	Reference *struct {
		Type    int    `json:"type"` // 0 reply, 1 forward
		Message string `json:"message_id"`
	} `json:"message_reference"`
	Referenced *struct {
		ID      string `json:"id"`
		Author  user   `json:"author"`
		Content string `json:"content"` // empty where Discord withholds it
	} `json:"referenced_message"`
	Components  []render.Component `json:"components"`
	Attachments []rest.Attachment  `json:"attachments"`
}

type interaction struct {
	ID      string `json:"id"`
	App     string `json:"application_id"`
	Type    int    `json:"type"`
	Token   string `json:"token"`
	Guild   string `json:"guild_id"`
	Channel string `json:"channel_id"`
	Locale  string `json:"locale"`
	Context int    `json:"context"` // 1: direct messages with the bot
	User    *user  `json:"user"`    // in DMs
	Member  *struct {
		User        user     `json:"user"`
		Nick        string   `json:"nick"` // in the server; empty for none
		Permissions string   `json:"permissions"`
		Roles       []string `json:"roles"` // ids
	} `json:"member"` // in servers
	Place struct {
		Parent string `json:"parent_id"` // of a thread, the channel; of a channel, the category
	} `json:"channel"`
	AppPermissions string            `json:"app_permissions"`
	Owners         map[string]string `json:"authorizing_integration_owners"` // by kind of installation
	Message        *message          `json:"message"`                        // that has the component
	Data           struct {
		Name       string             `json:"name"`
		Type       int                `json:"type"`
		Target     string             `json:"target_id"`
		Options    []option           `json:"options"`
		CustomID   string             `json:"custom_id"`
		Values     []string           `json:"values"`
		Components []render.Component `json:"components"`
		Resolved   struct {
			Messages    map[string]message         `json:"messages"`
			Attachments map[string]rest.Attachment `json:"attachments"`
		} `json:"resolved"`
	} `json:"data"`
}

type option struct {
	Type    int      `json:"type"`
	Name    string   `json:"name"`
	Value   any      `json:"value"`
	Focused bool     `json:"focused"`
	Options []option `json:"options"`
}

// Kinds of interaction.
const (
	interactionCommand      = 2
	interactionComponent    = 3
	interactionAutocomplete = 4
	interactionModal        = 5

	inDirectMessage = 1 // context
)

// hear sorts what arrives into queues. The reader of the socket calls it, so it must not block.
func (b *Bot) hear(kind string, data []byte, handled func()) {
	queued := false
	defer func() {
		if !queued {
			handled()
		}
	}()
	defer recoverPanic(b.log, "hear", kind)
	queue := func(key string, job func()) {
		queued = true
		b.queue(key, job, handled, kind)
	}
	received := time.Now()
	b.observer.Heard(kind)
	switch kind {
	case "MESSAGE_CREATE":
		var m message
		if decode(b.log, kind, data, &m) && cache.FirstTime(b.eventsSeen, m.ID) {
			b.direct.servers.Heard(m.Author.ID, m.Guild)
			queue(m.Channel, func() { b.onMessage(logging.With(b.work, m.ID), m, received) })
		}
	case "MESSAGE_UPDATE":
		var m message
		if decode(b.log, kind, data, &m) {
			queue(m.Channel, func() { b.onEdit(logging.With(b.work, m.ID), m, received) })
		}
	case "MESSAGE_DELETE", "MESSAGE_DELETE_BULK":
		var d struct {
			ID      string   `json:"id"`
			IDs     []string `json:"ids"`
			Channel string   `json:"channel_id"`
			Guild   string   `json:"guild_id"`
		}
		if decode(b.log, kind, data, &d) {
			queue(d.Channel, func() { b.onDelete(d.Guild, d.Channel, append(d.IDs, d.ID)) })
		}
	case "INTERACTION_CREATE":
		var i interaction
		if decode(b.log, kind, data, &i) && cache.FirstTime(b.eventsSeen, i.ID) {
			queue(i.ID, func() { b.onInteraction(logging.With(b.work, i.ID), i, received) })
		}
	case "GUILD_CREATE":
		b.guilds.joined(data)
	case "GUILD_DELETE":
		b.guilds.gone(data)
	case "THREAD_CREATE":
		b.guilds.threadMade(data)
	case "CHANNEL_DELETE", "THREAD_DELETE":
		b.guilds.channelGone(b.work, kind, data, queue)
	}
}

func decode(log *slog.Logger, kind string, data []byte, into any) bool {
	err := json.Unmarshal(data, into)
	if err != nil {
		log.Error("cannot read an event", "event", kind, "error", err)
	}
	return err == nil
}

// queue lets a job wait for those of the same key; what it starts may panic without harm to others.
func (b *Bot) queue(key string, job, handled func(), kind string) {
	queued := time.Now()
	taken := b.queued.add(key, func() {
		defer handled()
		b.observer.Took("queue", time.Since(queued))
		defer recoverPanic(b.log, "handle", kind)
		job()
	})
	if !taken {
		b.log.Warn("too busy: an event is dropped", "event", kind)
		handled()
	}
}
