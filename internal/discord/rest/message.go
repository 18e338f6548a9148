package rest

import (
	"context"
	"net/http"

	"github.com/bwmarrin/discordgo"
)

// A Message is one to be sent, or what a message is to become. Nobody but Ping is notified, whoever the text names.
type Message struct {
	Layouts   []Layout // at least one, the preferred first; where Discord refuses one, the next is sent
	Ping      string   // id of the one member to notify; empty for nobody
	ReplyTo   string   // id of the message it answers; empty if it answers none
	Nonce     string   // at most 25 characters; for some minutes Discord makes one message of those with the same. Empty for none
	Ephemeral bool     // for the user of the interaction alone
	File      *File    // goes along; nil for none
}

// A Layout is one way to show a message.
type Layout struct {
	Content    string // at most 2,000 characters; empty with Components V2
	Components []discordgo.MessageComponent
	V2         bool // the components are of version 2, which show without the permission to embed links
}

// body is a message as Discord takes it. AllowedMentions is never left out: Discord would then ping whoever is named.
type body struct {
	Content         string                       `json:"content,omitempty"`
	Flags           int                          `json:"flags,omitempty"`
	Components      []discordgo.MessageComponent `json:"components"` // empty, not null, to take away what was there
	AllowedMentions allowedMentions              `json:"allowed_mentions"`
	Reference       *reference                   `json:"message_reference,omitempty"`
	Nonce           string                       `json:"nonce,omitempty"`
	EnforceNonce    bool                         `json:"enforce_nonce,omitempty"`
}

type allowedMentions struct {
	Parse       []string `json:"parse"` // empty, not null: nobody
	Users       []string `json:"users,omitempty"`
	RepliedUser bool     `json:"replied_user"`
}

type reference struct {
	Message         string `json:"message_id"`
	FailIfNotExists bool   `json:"fail_if_not_exists"`
}

// FlagEphemeral marks a message that only the user of an interaction sees.
const FlagEphemeral = 1 << 6

const flagComponentsV2 = 1 << 15

// in is the message in one of its layouts.
func (m Message) in(l Layout) body {
	b := body{Content: l.Content, Components: append([]discordgo.MessageComponent{}, l.Components...), Nonce: m.Nonce, EnforceNonce: m.Nonce != "",
		AllowedMentions: allowedMentions{Parse: []string{}}}
	if l.V2 {
		b.Flags |= flagComponentsV2
	}
	if m.Ephemeral {
		b.Flags |= FlagEphemeral
	}
	if m.Ping != "" {
		b.AllowedMentions.Users = []string{m.Ping}
	}
	if m.ReplyTo != "" {
		b.Reference = &reference{Message: m.ReplyTo}
	}
	return b
}

// send makes a call with a message as its body, in the first layout that Discord does not refuse as invalid. wrap makes the
// body of the call out of the message; nil if that is it.
func (c *Client) send(ctx context.Context, out call, m Message, wrap func(body) any) (err error) {
	out.file = m.File
	for _, l := range m.Layouts {
		b := m.in(l)
		out.body = b
		if wrap != nil {
			out.body = wrap(b)
		}
		if err = c.do(ctx, out); !IsStatus(err, http.StatusBadRequest) || !IsCode(err, codeInvalidBody, 0) {
			return err
		}
		c.log.Warn("a layout was refused", "error", err)
	}
	return err
}
