package rest

import (
	"context"
	"net/http"
	"strconv"
	"time"

	"github.com/bwmarrin/discordgo"

	"github.com/sitrep-bot/sitrep/internal/discord/gateway/identify"
)

// A User is who a token belongs to.
type User struct {
	ID   string `json:"id"`
	Name string `json:"username"`
}

// Me asks whose token this is.
func (c *Client) Me(ctx context.Context) (me User, err error) {
	err = c.do(ctx, call{method: http.MethodGet, path: "users/@me", bucket: "users/@me", into: &me, repeatable: true})
	return me, err
}

// An Application is what a bot belongs to, as it was set up in the Developer Portal.
type Application struct {
	ID              string `json:"id"`
	Flags           int64  `json:"flags"`
	InteractionsURL string `json:"interactions_endpoint_url"` // where interactions go in place of the gateway; empty: nowhere
	CodeGrant       bool   `json:"bot_require_code_grant"`
}

// Application asks for the application the bot belongs to.
func (c *Client) Application(ctx context.Context) (app Application, err error) {
	err = c.do(ctx, call{method: http.MethodGet, path: "applications/@me", bucket: "applications/@me", into: &app, repeatable: true})
	return app, err
}

// Time asks what time it is, in whole seconds.
func (c *Client) Time(ctx context.Context) (now time.Time, err error) {
	var date string
	read := func(h http.Header) { date = h.Get("Date") }
	if err := c.do(ctx, call{method: http.MethodGet, path: "gateway", bucket: "gateway", header: read, repeatable: true}); err != nil {
		return time.Time{}, err
	}
	return http.ParseTime(date)
}

// A Guild is a server the bot is in.
type Guild struct {
	ID          string `json:"id"`
	Name        string `json:"name"`
	Permissions uint64 `json:"permissions,string"` // of the bot's roles, whatever single channels say; where servers are listed

	Owner string `json:"owner_id"` // id of a member; known of one server alone
	Roles []Role `json:"roles"`    // likewise
}

// A Role of a server; that of everyone has the server's id.
type Role struct {
	ID          string `json:"id"`
	Permissions uint64 `json:"permissions,string"`
}

// Permissions that a [Role] may give. https://discord.com/developers/docs/topics/permissions
const (
	MayAdminister   = 1 << 3 // which includes all others
	MayManageServer = 1 << 5
)

// Guild tells of one server the bot is in.
func (c *Client) Guild(ctx context.Context, id string) (g Guild, err error) {
	err = c.do(ctx, call{method: http.MethodGet, path: "guilds/" + id, bucket: "guilds/" + id, into: &g, repeatable: true})
	return g, err
}

// MemberRoles lists the roles of a member of a server. [CodeUnknownMember] says that the user is none.
func (c *Client) MemberRoles(ctx context.Context, guild, user string) ([]string, error) {
	var member struct {
		Roles []string `json:"roles"`
	}
	err := c.do(ctx, call{method: http.MethodGet, path: "guilds/" + guild + "/members/" + user, bucket: "members " + guild, into: &member, repeatable: true})
	return member.Roles, err
}

// Guilds lists the servers the bot is in.
func (c *Client) Guilds(ctx context.Context) (all []Guild, err error) {
	const most = 200 // a page
	for after := "0"; ; {
		var page []Guild
		path := "users/@me/guilds?limit=" + strconv.Itoa(most) + "&after=" + after
		if err := c.do(ctx, call{method: http.MethodGet, path: path, bucket: "users/@me/guilds", into: &page, repeatable: true}); err != nil {
			return nil, err
		}
		all = append(all, page...)
		if len(page) < most {
			return all, nil
		}
		after = page[len(page)-1].ID
	}
}

// Gateway asks how many shards Discord advises, and how many sessions may be begun.
func (c *Client) Gateway(ctx context.Context) (shards int, starts identify.Starts, err error) {
	var advice struct {
		Shards int             `json:"shards"`
		Starts identify.Starts `json:"session_start_limit"`
	}
	err = c.do(ctx, call{method: http.MethodGet, path: "gateway/bot", bucket: "gateway/bot", into: &advice, repeatable: true})
	return advice.Shards, advice.Starts, err
}

// Commands lists the commands of an application, in all languages.
func (c *Client) Commands(ctx context.Context, app string) (all []*discordgo.ApplicationCommand, err error) {
	path := "applications/" + app + "/commands?with_localizations=true"
	err = c.do(ctx, call{method: http.MethodGet, path: path, bucket: "commands", into: &all, repeatable: true})
	return all, err
}

// SetCommands makes these all commands of an application, and returns them with their ids.
func (c *Client) SetCommands(ctx context.Context, app string, all []*discordgo.ApplicationCommand) (set []*discordgo.ApplicationCommand, err error) {
	err = c.do(ctx, call{method: http.MethodPut, path: "applications/" + app + "/commands", bucket: "commands", body: all, into: &set, repeatable: true})
	return set, err
}

// created is what we look at of what was made.
type created struct {
	ID string `json:"id"`
}

// OpenDM returns the id of the channel for direct messages with a user, which is made if it is not there.
func (c *Client) OpenDM(ctx context.Context, user string) (channel string, err error) {
	var dm created
	err = c.do(ctx, call{method: http.MethodPost, path: "users/@me/channels", bucket: "users/@me/channels",
		body: map[string]string{"recipient_id": user}, into: &dm, repeatable: true})
	return dm.ID, err
}

func messagesPath(channel string) string    { return "channels/" + channel + "/messages" }
func messagePath(channel, id string) string { return messagesPath(channel) + "/" + id }
func pinPath(channel, message string) string {
	return messagesPath(channel) + "/pins/" + message
}

// CreateMessage posts a message and returns its id. Where the bot may not read the channel's history, which is needed to
// reply, it is posted as no reply.
func (c *Client) CreateMessage(ctx context.Context, channel string, m Message) (id string, err error) {
	var made created
	out := call{method: http.MethodPost, path: messagesPath(channel), bucket: "post " + channel, into: &made, repeatable: m.Nonce != ""}
	err = c.send(ctx, out, m, nil)
	if m.ReplyTo != "" && IsCode(err, codeNoHistory) {
		m.ReplyTo = ""
		err = c.send(ctx, out, m, nil)
	}
	return made.ID, err
}

// EditMessage makes a message of ours another one.
func (c *Client) EditMessage(ctx context.Context, channel, id string, m Message) error {
	return c.send(ctx, call{method: http.MethodPatch, path: messagePath(channel, id), bucket: "edit " + channel, repeatable: true}, m, nil)
}

// DeleteMessage deletes a message. That it is gone is no error.
func (c *Client) DeleteMessage(ctx context.Context, channel, id string) error {
	return unlessGone(c.do(ctx, call{method: http.MethodDelete, path: messagePath(channel, id), bucket: "delete " + channel, repeatable: true}))
}

// MessagesSince reads the first hundred messages of a channel since a time into a pointer to a slice.
func (c *Client) MessagesSince(ctx context.Context, channel string, since time.Time, into any) error {
	path := messagesPath(channel) + "?limit=100&after=" + snowflake(since)
	return c.do(ctx, call{method: http.MethodGet, path: path, bucket: "read " + channel, into: into, repeatable: true})
}

// Message reads one message of a channel.
func (c *Client) Message(ctx context.Context, channel, id string, into any) error {
	return c.do(ctx, call{method: http.MethodGet, path: messagePath(channel, id), bucket: "read " + channel, into: into, repeatable: true})
}

// snowflake is the smallest id Discord gives at a time. https://discord.com/developers/docs/reference#snowflakes
func snowflake(t time.Time) string {
	const discordEpoch = 1420070400000 // milliseconds
	return strconv.FormatInt((t.UnixMilli()-discordEpoch)<<22, 10)
}

// Pin pins a message.
func (c *Client) Pin(ctx context.Context, channel, message string) error {
	return c.do(ctx, call{method: http.MethodPut, path: pinPath(channel, message), bucket: "pin " + channel, repeatable: true})
}

// Unpin unpins a message. That it is gone is no error.
func (c *Client) Unpin(ctx context.Context, channel, message string) error {
	return unlessGone(c.do(ctx, call{method: http.MethodDelete, path: pinPath(channel, message), bucket: "pin " + channel, repeatable: true}))
}

// An Interaction is what is needed to answer one. Its calls are exempt from rate limits, and so have no bucket.
type Interaction struct{ ID, App, Token string }

func (i Interaction) callbackPath() string {
	return "interactions/" + i.ID + "/" + i.Token + "/callback?with_response=true"
}
func (i Interaction) webhookPath() string  { return "webhooks/" + i.App + "/" + i.Token }
func (i Interaction) originalPath() string { return i.webhookPath() + "/messages/@original" }

// A ResponseType says what the first answer to an interaction is.
// https://discord.com/developers/docs/interactions/receiving-and-responding#interaction-response-object
type ResponseType int

// What the bot answers with.
const (
	NewMessage    ResponseType = 4
	Deferred      ResponseType = 5 // "thinking…", until [Client.EditResponse]
	DeferredEdit  ResponseType = 6 // nothing to be seen
	EditedMessage ResponseType = 7 // the message the button is on becomes another one
	Suggestions   ResponseType = 8
	Form          ResponseType = 9
)

// A response is the first answer to an interaction.
type response struct {
	Type ResponseType `json:"type"`
	Data any          `json:"data,omitempty"`
}

// Respond gives the first answer to an interaction, one that is no message. data may be nil.
func (c *Client) Respond(ctx context.Context, i Interaction, kind ResponseType, data any) error {
	out := call{method: http.MethodPost, path: i.callbackPath(), body: response{kind, data}, repeatable: true}
	return unlessAcknowledged(c.do(ctx, out))
}

// RespondMessage gives the first answer to an interaction, a NewMessage or an EditedMessage, and returns the message's id;
// empty if a first attempt had arrived.
func (c *Client) RespondMessage(ctx context.Context, i Interaction, kind ResponseType, m Message) (id string, err error) {
	var made struct {
		Resource struct {
			Message created `json:"message"`
		} `json:"resource"`
	}
	out := call{method: http.MethodPost, path: i.callbackPath(), into: &made, repeatable: true}
	err = c.send(ctx, out, m, func(b body) any { return response{kind, b} })
	return made.Resource.Message.ID, unlessAcknowledged(err)
}

// EditResponse completes a deferred answer, and returns the message's id.
func (c *Client) EditResponse(ctx context.Context, i Interaction, m Message) (id string, err error) {
	var made created
	err = c.send(ctx, call{method: http.MethodPatch, path: i.originalPath(), into: &made, repeatable: true}, m, nil)
	return made.ID, err
}

// DeleteResponse deletes the answer to an interaction or, for a button, the message it is on. That it is gone is no error.
func (c *Client) DeleteResponse(ctx context.Context, i Interaction) error {
	return unlessGone(c.do(ctx, call{method: http.MethodDelete, path: i.originalPath(), repeatable: true}))
}

// FollowUp answers an interaction with one more message, and returns its id.
func (c *Client) FollowUp(ctx context.Context, i Interaction, m Message) (id string, err error) {
	var made created
	err = c.send(ctx, call{method: http.MethodPost, path: i.webhookPath() + "?wait=true", into: &made}, m, nil)
	return made.ID, err
}

func unlessGone(err error) error {
	if IsCode(err, CodeUnknownMessage) {
		return nil
	}
	return err
}

// unlessAcknowledged takes it for no error that a first attempt, whose answer was lost, had arrived.
func unlessAcknowledged(err error) error {
	if IsCode(err, codeAlreadyAcknowledged) {
		return nil
	}
	return err
}
