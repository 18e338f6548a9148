package localdiscord

import (
	"encoding/json"
	"strings"
	"time"
)

// Message flags this double knows. https://discord.com/developers/docs/resources/message
const (
	FlagSuppressEmbeds        = 1 << 2
	FlagEphemeral             = 1 << 6
	FlagLoading               = 1 << 7 // a deferred answer: the client shows "thinking…"
	FlagSuppressNotifications = 1 << 12
	FlagComponentsV2          = 1 << 15
)

// Message types this double writes.
const (
	TypeDefault     = 0
	TypePinned      = 6 // the system message that somebody pinned one
	TypeReply       = 19
	TypeSlash       = 20 // the answer to a slash command
	TypeContextMenu = 23 // the answer to a message or user command
)

// A Message is a message as Discord writes it. Values handed out are never changed afterwards: an edit makes a new one.
type Message struct {
	ID                string               `json:"id"`
	ChannelID         string               `json:"channel_id"`
	GuildID           string               `json:"guild_id,omitempty"` // empty in DMs
	Type              int                  `json:"type"`
	Author            *User                `json:"author"`
	Member            *Member              `json:"member,omitempty"`
	Content           string               `json:"content"`
	Timestamp         time.Time            `json:"timestamp"`
	EditedTimestamp   *time.Time           `json:"edited_timestamp"` // nil until the first edit
	TTS               bool                 `json:"tts"`
	MentionEveryone   bool                 `json:"mention_everyone"`
	Mentions          []User               `json:"mentions"`
	MentionRoles      []string             `json:"mention_roles"`
	Attachments       []Attachment         `json:"attachments"`
	Embeds            []Embed              `json:"embeds"`
	Components        []Component          `json:"components"`
	Pinned            bool                 `json:"pinned"`
	Flags             int                  `json:"flags"`
	Nonce             json.RawMessage      `json:"nonce,omitempty"`
	ApplicationID     string               `json:"application_id,omitempty"`
	WebhookID         string               `json:"webhook_id,omitempty"`
	Reference         *Reference           `json:"message_reference,omitempty"`
	ReferencedMessage *Message             `json:"referenced_message,omitempty"`
	Metadata          *InteractionMetadata `json:"interaction_metadata,omitempty"`
	Command           *CommandUse          `json:"interaction,omitempty"` // of the answer to a command
}

// A Reference names the message that another one replies to.
type Reference struct {
	Type            int    `json:"type"` // 0 reply, 1 forward
	MessageID       string `json:"message_id,omitempty"`
	ChannelID       string `json:"channel_id,omitempty"`
	GuildID         string `json:"guild_id,omitempty"`
	FailIfNotExists *bool  `json:"fail_if_not_exists,omitempty"` // nil means true
}

// InteractionMetadata says which interaction a message answers.
type InteractionMetadata struct {
	ID     string            `json:"id"`
	Type   int               `json:"type"`
	User   *User             `json:"user"`
	Owners map[string]string `json:"authorizing_integration_owners"`
}

// A CommandUse says which command a message answers. Discord deprecated it and sends it still; nothing else has the name.
type CommandUse struct {
	ID   string `json:"id"`
	Type int    `json:"type"`
	Name string `json:"name"` // with subcommands, as "briefing post"
	User *User  `json:"user"`
}

// An Attachment is a file on a message; the double keeps its name and size, not its bytes.
type Attachment struct {
	ID       string `json:"id"`
	Filename string `json:"filename"`
	Size     int    `json:"size"` // bytes
	URL      string `json:"url"`
	ProxyURL string `json:"proxy_url"`
}

// Ephemeral reports whether only the asker sees the message.
func (m *Message) Ephemeral() bool { return m.Flags&FlagEphemeral != 0 }

// Loading reports whether the message is a deferral that has not been filled yet.
func (m *Message) Loading() bool { return m.Flags&FlagLoading != 0 }

// RepliesTo is the id of the message this one answers; empty if none.
func (m *Message) RepliesTo() string {
	if m.Reference == nil {
		return ""
	}
	return m.Reference.MessageID
}

// Text is everything readable in the message, un-rendered, one block a line: content, text displays, embeds. Labels of
// buttons and menus are not part of it.
func (m *Message) Text() string {
	var blocks []string
	add := func(texts ...string) {
		for _, t := range texts {
			if t != "" {
				blocks = append(blocks, t)
			}
		}
	}
	add(m.Content)
	for c := range every(m.Components) {
		if c.Type == CompTextDisplay {
			add(c.Content)
		}
	}
	for _, e := range m.Embeds {
		add(e.texts()...)
	}
	return strings.Join(blocks, "\n")
}

// Selects lists the menus of the message in reading order.
func (m *Message) Selects() []Component { return m.find(Component.isSelect) }

// Component finds a button or menu by its custom id, label or placeholder, in that order.
func (m *Message) Component(name string) (Component, bool) {
	for _, field := range []func(Component) string{
		func(c Component) string { return c.CustomID },
		func(c Component) string { return c.Label },
		func(c Component) string { return c.Placeholder },
	} {
		found := m.find(func(c Component) bool { return field(c) == name })
		if len(found) > 0 {
			return found[0], true
		}
	}
	return Component{}, false
}

func (m *Message) find(want func(Component) bool) []Component {
	var out []Component
	for c := range every(m.Components) {
		if want(c) {
			out = append(out, c)
		}
	}
	return out
}

// with returns a copy to change, leaving every Message already handed out as it was.
func (m *Message) with(change func(*Message)) *Message {
	c := *m
	change(&c)
	return &c
}
