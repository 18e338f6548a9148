package localdiscord

import (
	"cmp"
	"context"
	"crypto/rand"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"time"
)

// Interaction types.
const (
	kindCommand      = 2
	kindComponent    = 3
	kindAutocomplete = 4
	kindModal        = 5
)

// Callback types: how a bot may answer.
const (
	AnswerPong           = 1
	AnswerMessage        = 4
	AnswerDeferMessage   = 5
	AnswerDeferUpdate    = 6
	AnswerUpdate         = 7
	AnswerAutocomplete   = 8
	AnswerModal          = 9
	tokenValid           = 15 * time.Minute
	userInstallFollowups = 5
)

// ErrNoAnswer is what a person sees as "The application did not respond".
var ErrNoAnswer = errors.New("the application did not respond: no acknowledgement in time")

// An Interaction is something a person did that the bot must acknowledge within 3 s: a command, a click, a choice, an
// autocomplete, a modal.
type Interaction struct {
	ID    string
	Token string // its authority over REST, good for 15 minutes

	s        *Server
	by       *Person
	channel  *channel
	kind     int
	use      int    // the type of command; 0 if it is none
	command  string // its name with subcommands; empty if it is none
	created  time.Time
	source   *record       // the message whose component was used; nil otherwise
	hidden   bool          // answers are ephemeral whatever the bot says
	external bool          // only user-installed: 5 follow-ups at most
	done     chan struct{} // closed when acknowledged or failed
	timer    *time.Timer

	// Guarded by the world's lock.
	answer    int // callback type; 0 while unanswered
	failed    bool
	filled    bool   // the original has its final content
	original  string // message id; empty if there is none
	further   string // the first follow-up to a silent deferral, where the original stayed as it was; empty if there is none
	modal     *Modal
	choices   []Choice
	followups int
	owners    map[string]string
}

// A Choice is one suggestion of an autocomplete.
type Choice struct {
	Name  string `json:"name"`
	Value any    `json:"value"` // string or float64
}

// A Modal is a form the bot opened.
type Modal struct {
	CustomID    string      `json:"custom_id"`
	Title       string      `json:"title"`
	Components  []Component `json:"components"`
	interaction *Interaction
}

// An Ack is the bot's first answer.
type Ack struct {
	Type    int      // one of the Answer constants
	Message *Message // of AnswerMessage, the deferrals and AnswerUpdate, as it stands now; nil otherwise
	Modal   *Modal   // of AnswerModal
	Choices []Choice // of AnswerAutocomplete
}

// Wait is the first acknowledgement, or [ErrNoAnswer] once the deadline has passed.
func (in *Interaction) Wait(ctx context.Context) (Ack, error) {
	select {
	case <-in.done:
	case <-ctx.Done():
		return Ack{}, ctx.Err()
	}
	in.s.world.Lock()
	defer in.s.world.Unlock()
	if in.failed {
		return Ack{}, ErrNoAnswer
	}
	a := Ack{Type: in.answer, Modal: in.modal, Choices: in.choices}
	if r := in.channel.find(in.original); r != nil {
		a.Message = r.msg
	}
	return a, nil
}

// Message is the answer with its final content: it waits until a deferral is filled, and one that shows nothing (AnswerDeferUpdate)
// until the message of the button is edited or followed up.
func (in *Interaction) Message(ctx context.Context) (*Message, error) {
	if _, err := in.Wait(ctx); err != nil {
		return nil, err
	}
	for {
		m, changed := in.look()
		if m != nil {
			return m, nil
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
}

func (in *Interaction) look() (*Message, <-chan struct{}) {
	in.s.world.Lock()
	defer in.s.world.Unlock()
	answer := cmp.Or(in.further, in.original)
	if r := in.channel.find(answer); r != nil && (in.filled || in.further != "") {
		return r.msg, nil
	}
	return nil, in.channel.next()
}

// ask sends the interaction to the bot. The world must be locked.
func (s *Server) ask(in *Interaction, data any) *Interaction {
	in.s, in.ID, in.Token = s, s.id(), newToken()
	in.created, in.done = s.now(), make(chan struct{})
	s.world.asked[in.Token] = in
	s.world.askedIDs = append(s.world.askedIDs, in.Token)
	for len(s.world.askedIDs) > s.cfg.Keep {
		delete(s.world.asked, s.world.askedIDs[0])
		s.world.askedIDs = s.world.askedIDs[1:]
	}
	in.timer = time.AfterFunc(s.cfg.Deadline, func() { s.expire(in) })
	guild := in.channel.GuildID
	s.gate.dispatch(event{name: "INTERACTION_CREATE", guild: guild, data: s.interactionJSON(in, data)})
	return in
}

// expire is the moment a person reads that the application did not respond.
func (s *Server) expire(in *Interaction) {
	s.world.Lock()
	defer s.world.Unlock()
	if in.answer == 0 && !in.failed {
		in.failed = true
		close(in.done)
		s.publish(Event{Kind: Failed, ChannelID: in.channel.ID, Interaction: in.ID, only: in.by.ID})
	}
}

func (s *Server) forgetTimers() {
	s.world.Lock()
	defer s.world.Unlock()
	for _, in := range s.world.asked {
		in.timer.Stop()
	}
}

func newToken() string {
	b := make([]byte, 120)
	_, _ = rand.Read(b) // never fails
	return "aW50ZXJhY3Rpb24" + base64.RawURLEncoding.EncodeToString(b)
}

func newSessionID() string {
	b := make([]byte, 16)
	_, _ = rand.Read(b)
	return hex.EncodeToString(b)
}

func (s *Server) interactionJSON(in *Interaction, data any) map[string]any {
	ch, p := in.channel, in.by
	out := map[string]any{
		"id": in.ID, "application_id": s.appID, "type": in.kind, "data": data, "token": in.Token, "version": 1,
		"channel_id": ch.ID, "channel": s.world.channelJSON(ch), "locale": p.locale, "entitlements": []any{},
		"app_permissions": s.appPermissions(ch).String(), "context": contextOf(ch), "attachment_size_limit": 10 << 20,
		"authorizing_integration_owners": in.owners,
	}
	if in.source != nil {
		out["message"] = in.source.msg
	}
	g := s.world.guilds[ch.GuildID]
	if g == nil {
		out["user"] = p.user
		return out
	}
	m := g.members[p.ID].json(true)
	m.Permissions = s.world.permissions(ch, p.ID).String()
	out["member"], out["guild_id"], out["guild_locale"] = m, g.id, g.locale
	out["guild"] = map[string]any{"id": g.id, "locale": g.locale, "features": []string{}}
	return out
}

// contextOf is the interaction context: 0 guild, 1 the bot's DM.
func contextOf(ch *channel) int {
	if ch.Type == ChannelDM {
		return 1
	}
	return 0
}

// appPermissions is what the bot may do here; where it is not a member, what an external app always may.
func (s *Server) appPermissions(ch *channel) Permissions {
	if g := s.world.guilds[ch.GuildID]; g != nil && !g.bot {
		return EmbedLinks | AttachFiles | MentionEveryone
	}
	return s.world.permissions(ch, s.bot.ID)
}
