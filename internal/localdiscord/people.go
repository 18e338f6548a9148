package localdiscord

import (
	"errors"
	"strings"
)

// A Person is somebody at their Discord client.
type Person struct {
	ID, Name string
	s        *Server
	user     *User

	// Guarded by the world's lock.
	locale    string
	installed bool              // has the app as a user
	read      map[string]string // by channel: the last message taken with Next
}

// AddPerson makes somebody who is in no guild yet, with an English client.
func (s *Server) AddPerson(name string) *Person {
	u := &User{ID: s.id(), Username: strings.ToLower(name), Discriminator: "0", GlobalName: &name}
	p := &Person{ID: u.ID, Name: name, s: s, user: u, locale: "en-US", read: map[string]string{}}
	s.world.Lock()
	defer s.world.Unlock()
	s.world.users[u.ID], s.world.people[u.ID] = u, p
	return p
}

// Person finds somebody by id; nil if there is nobody.
func (s *Server) Person(id string) *Person {
	s.world.Lock()
	defer s.world.Unlock()
	return s.world.people[id]
}

// AddMember makes somebody and lets them join.
func (g *Guild) AddMember(name string, roleIDs ...string) *Person {
	p := g.s.AddPerson(name)
	g.Join(p, roleIDs...)
	return p
}

// Join makes p a member with these roles and no others.
func (g *Guild) Join(p *Person, roleIDs ...string) {
	g.change(func(in *guild) {
		in.members[p.ID] = &member{user: p.user, roles: roleIDs, joined: g.s.now()}
	})
}

// SetLocale changes the language of the person's client, as "fr", which then shows the commands in it.
func (p *Person) SetLocale(locale string) *Person {
	p.s.world.Lock()
	defer p.s.world.Unlock()
	p.locale = locale
	p.s.publish(Event{Kind: CommandsChanged, only: p.ID})
	return p
}

// Locale is the language of the person's client.
func (p *Person) Locale() string {
	p.s.world.Lock()
	defer p.s.world.Unlock()
	return p.locale
}

// InstallApp adds the bot to the person's own account, so that its user-installed commands work everywhere.
func (p *Person) InstallApp() *Person {
	p.s.world.Lock()
	defer p.s.world.Unlock()
	p.installed = true
	return p
}

// Mention is the person as written in a message.
func (p *Person) Mention() string { return "<@" + p.ID + ">" }

// BotMention is the bot as written in a message.
func (s *Server) BotMention() string { return "<@" + s.bot.ID + ">" }

// DM is the person's channel with the bot, opened if need be.
func (p *Person) DM() *Channel {
	p.s.world.Lock()
	defer p.s.world.Unlock()
	return p.s.dm(p).handle(p.s)
}

// dm finds or opens the DM of the bot and p. The world must be locked.
func (s *Server) dm(p *Person) *channel {
	if c := s.world.dms[p.ID]; c != nil {
		return c
	}
	c := newChannel(s.id(), ChannelDM)
	c.recipients[p.ID], c.recipients[s.bot.ID] = true, true
	s.world.dms[p.ID], s.world.channels[c.ID] = c, c
	s.gate.dispatch(event{name: "CHANNEL_CREATE", intent: IntentDirectMessages, data: s.world.channelJSON(c)})
	return c
}

// SayOptions are what else a message may have.
type SayOptions struct {
	ReplyTo    string // message id
	NoPing     bool   // reply with "@ on" switched off
	Components []Component
	Embeds     []Embed
	Files      []Attachment
	Uploads    []File // from the person's disk
	Silent     bool   // @silent
}

// Say writes a message.
func (p *Person) Say(channelID, text string) (*Message, error) {
	return p.SayWith(channelID, text, SayOptions{})
}

// Reply answers a message, pinging its author.
func (p *Person) Reply(to *Message, text string) (*Message, error) {
	return p.SayWith(to.ChannelID, text, SayOptions{ReplyTo: to.ID})
}

// SayWith writes a message that has more than text. Components are taken as they are, of whatever type: the double does
// not judge what other bots can send.
func (p *Person) SayWith(channelID, text string, o SayOptions) (*Message, error) {
	s := p.s
	m := s.newMessage(p.user, TypeDefault)
	m.Content = strings.TrimSpace(text)
	m.Components, m.Embeds = append(m.Components, o.Components...), append(m.Embeds, o.Embeds...)
	m.Attachments = append(m.Attachments, o.Files...)
	m.Attachments = append(m.Attachments, s.uploaded(o.Uploads)...)
	if o.Silent {
		m.Flags |= FlagSuppressNotifications
	}
	if m.empty() {
		return nil, errEmptyMessage()
	}
	if length(m.Content) > maxContent {
		return nil, refuse(400, 50035, "Must be 2000 or fewer in length.")
	}
	s.world.Lock()
	defer s.world.Unlock()
	ch, err := p.channel(channelID)
	if err != nil {
		return nil, err
	}
	may := s.world.permissions(ch, p.ID)
	if ch.Type == ChannelForum || !may.Has(ch.mayWrite()) {
		return nil, errMissingPermissions()
	}
	if err := s.reply(ch, m, &Reference{MessageID: o.ReplyTo}, may); err != nil {
		return nil, err
	}
	allowed := parseAll
	allowed.RepliedUser = !o.NoPing
	s.post(ch, &record{msg: m, pings: s.mention(m, ch, allowed)})
	p.read[ch.ID] = m.ID
	return m, nil
}

// channel finds one the person can see, message a message in it. The world must be locked.
func (p *Person) channel(id string) (*channel, error) {
	c, err := p.s.world.channel(id, p.ID)
	if err != nil {
		return nil, err
	}
	return c, nil
}

func (p *Person) message(channelID, messageID string) (*channel, *record, error) {
	c, r, err := p.s.world.message(channelID, messageID, p.ID)
	if err != nil {
		return nil, nil, err
	}
	return c, r, nil
}

// Edit changes the text of one's own message.
func (p *Person) Edit(channelID, messageID, text string) (*Message, error) {
	s := p.s
	s.world.Lock()
	defer s.world.Unlock()
	ch, r, err := p.message(channelID, messageID)
	if err != nil {
		return nil, err
	}
	if r.msg.Author.ID != p.ID {
		return nil, errNotYourMessage()
	}
	m := r.msg.with(func(m *Message) {
		m.Content = strings.TrimSpace(text)
		m.EditedTimestamp = ptr(s.now().UTC())
	})
	r.pings = s.mention(m, ch, parseAll)
	s.replace(ch, r, m)
	return m, nil
}

// Delete takes a message away: one's own, an ephemeral answer ("Dismiss message"), or as a moderator anybody's.
func (p *Person) Delete(channelID, messageID string) error {
	s := p.s
	s.world.Lock()
	defer s.world.Unlock()
	ch, r, err := p.message(channelID, messageID)
	if err != nil {
		return err
	}
	if r.msg.Author.ID != p.ID && r.only != p.ID && !s.world.permissions(ch, p.ID).Has(ManageMessages) {
		return errMissingPermissions()
	}
	s.erase(ch, r)
	return nil
}

// Pin pins a message and Unpin unpins it, given the permission.
func (p *Person) Pin(channelID, messageID string) error { return p.setPin(channelID, messageID, true) }

// Unpin takes a pin away, given the permission.
func (p *Person) Unpin(channelID, messageID string) error {
	return p.setPin(channelID, messageID, false)
}

func (p *Person) setPin(channelID, messageID string, on bool) error {
	p.s.world.Lock()
	defer p.s.world.Unlock()
	ch, r, err := p.message(channelID, messageID)
	if err != nil {
		return err
	}
	if !p.s.world.permissions(ch, p.ID).Has(PinMessages) {
		return errMissingPermissions()
	}
	if !on {
		p.s.clearPin(ch, r)
	} else if err := p.s.setPin(ch, r, p.user); err != nil {
		return err
	}
	return nil
}

// Code is the number of Discord's error in err; 0 if there is none.
func Code(err error) int {
	var e *apiError
	if errors.As(err, &e) {
		return e.Code
	}
	return 0
}
