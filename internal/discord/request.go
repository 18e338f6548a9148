package discord

import (
	"context"
	"time"

	"github.com/sitrep-bot/sitrep/internal/answers"
	"github.com/sitrep-bot/sitrep/internal/discord/direct"
	"github.com/sitrep-bot/sitrep/internal/discord/locale"
	"github.com/sitrep-bot/sitrep/internal/discord/render"
	"github.com/sitrep-bot/sitrep/internal/discord/rest"
)

// A request is what somebody wants, by whichever door. Handlers see nothing else of Discord.
type request struct {
	guild   string        // empty in DMs
	direct  bool          // it is the DM with the bot
	from    direct.Server // in a DM: the server whose articles answer; the zero value where none was chosen
	channel string
	user    string
	parent  string         // of a thread: the channel it is in; empty if it is none, or not known
	may     uint64         // the user's permissions in the channel; 0 where Discord does not say, as with messages
	botMay  uint64         // the bot's, likewise
	roles   []string       // the user's, where Discord says
	absent  bool           // the bot is not a member of the server: the user brought it along
	period  *time.Duration // between two questions, where the server chose one
	plain   bool           // the server wants plain text
	denied  bool           // the bot is to say nothing in the channel that others can see

	unsettled bool   // that is because the server's settings cannot be read
	locale    string // of the user's client; empty where Discord does not say

	text        string                     // the question of a message, or the message a command was used on
	message     string                     // its id; empty if the question was no message
	author      string                     // who wrote the message a command was used on, as they call themselves
	sent        time.Time                  // when
	options     map[string]string          // of a command or a form, by name
	attachments map[string]rest.Attachment // files sent with a command, by id
	sub         string                     // the subcommand; empty if the command has none
	focused     string                     // the option being typed, in autocomplete
	pressed     render.State               // the button or menu, checked
	values      []string                   // chosen from the menu
	shown       string                     // id of the message that has the button
	menu        []render.Option            // other matches on that message
	asking      []string                   // the lines above it that say who asked what
	others      bool                       // it has a button for other matches
	about       string                     // key of the Document that a message of ours, on which a command was used, shows
	private     bool                       // only the user is to see the reply

	interaction *interaction // it came by; nil for a message
	received    time.Time    // when Discord sent it
	ignored     bool         // the server has the user's questions not answered

	unasked  bool // a post in a forum, which does not mention the bot
	casual   bool // a reply to the bot that does not mention it; perhaps a remark
	withheld bool // Discord did not send the text

	repliesTo string // id of somebody else's message that a message replies to; empty for none
	asked     string // link to another message that holds the question
	elsewhere bool   // it is in another channel than the answer
	ping      string // the member to notify
}

// words says things in the language of who asked.
func (r request) words() *locale.Printer { return locale.For(r.locale, "") }

// target is what the pressed button is about; the zero value where it is about something else.
func target[T render.Target](r request) T {
	t, _ := r.pressed.Target.(T)
	return t
}

// A reply is what a handler wants to be seen. The zero value says nothing.
type reply struct {
	page    *render.Page
	replace bool                // show the page in place of what the button is on
	remove  bool                // remove what the button is on
	private bool                // only the user sees it
	spoken  bool                // its text is the bot's own words: the commands it names can be pressed
	ping    string              // the one member to notify; empty for nobody
	form    *render.Form        // to be filled in
	file    *rest.File          // goes along
	choices []render.Suggestion // of an autocomplete

	quoted    string           // the passage it quotes, see quotedAs; empty if it quotes none
	subject   *answers.Subject // what a follow-up follows
	transient bool             // of passing interest: as an answer to a message it goes away by itself
	nonce     string           // as an answer to a message, tells it from an earlier one; empty: the message's id
}

// A handler answers one kind of request.
type handler func(ctx context.Context, r request) (reply, error)

// Permissions. https://discord.com/developers/docs/topics/permissions
const (
	mayViewChannel    = 1 << 10
	maySendMessages   = 1 << 11
	mayAdminister     = rest.MayAdminister
	mayManageServer   = rest.MayManageServer
	mayManageMessages = 1 << 13
	mayReadHistory    = 1 << 16
	maySendInThreads  = 1 << 38
	mayPinMessages    = 1 << 51 // discordgo has no name for it
)

// neededPermissions is what the invite asks for, and no more.
const neededPermissions = mayViewChannel | maySendMessages | maySendInThreads | mayReadHistory | mayPinMessages
