package localdiscord

import (
	"strconv"
	"time"
)

const (
	nonceRemembered = 5 * time.Minute // "the past few minutes", says the documentation
	editableFreely  = time.Hour
)

// nonce remembers which message an author's nonce made.
type nonce struct {
	message string
	at      time.Time
}

func (s *Server) createMessage(c *call) (any, *apiError) {
	d, err := c.draft()
	if err != nil {
		return nil, err
	}
	m := s.newMessage(s.bot, TypeDefault)
	if err := d.apply(m, true); err != nil {
		return nil, err
	}
	m.Flags &^= FlagEphemeral // only answers to interactions can be
	s.world.Lock()
	defer s.world.Unlock()
	ch, err := s.channelOf(c.Request)
	if err != nil {
		return nil, err
	}
	if known := s.byNonce(ch, d); known != nil {
		return known, nil
	}
	if err := s.mayPost(ch, m, d); err != nil {
		return nil, err
	}
	s.post(ch, &record{msg: m, pings: s.mention(m, ch, d.allowed(parseAll))})
	s.rememberNonce(ch, d, m)
	return m, nil
}

func (s *Server) newMessage(author *User, kind int) *Message {
	return &Message{
		ID: s.id(), Type: kind, Author: author, Timestamp: s.now().UTC(), Mentions: []User{}, MentionRoles: []string{},
		Attachments: []Attachment{}, Embeds: []Embed{}, Components: []Component{},
	}
}

func (d draft) allowed(otherwise allowedMentions) allowedMentions {
	if d.Allowed == nil {
		return otherwise
	}
	return *d.Allowed
}

// mayPost judges the bot's permissions for m, and resolves what it replies to. The world must be locked.
func (s *Server) mayPost(ch *channel, m *Message, d draft) *apiError {
	may := s.world.permissions(ch, s.bot.ID)
	switch {
	case ch.Type == ChannelForum:
		return errNotATextChannel()
	case !may.Has(ch.mayWrite()):
		return errMissingPermissions()
	case len(m.Attachments) > 0 && !may.Has(AttachFiles):
		return errMissingPermissions()
	}
	if !may.Has(EmbedLinks) {
		m.Embeds = []Embed{} // they vanish without a word
		if m.empty() {
			return errEmptyMessage()
		}
	}
	m.Nonce = d.Nonce
	return s.reply(ch, m, d.Reference, may)
}

// reply makes m a reply to what ref names. The world must be locked.
func (s *Server) reply(ch *channel, m *Message, ref *Reference, may Permissions) *apiError {
	if ref == nil || ref.MessageID == "" {
		return nil
	}
	p := &problems{}
	target := ch.find(ref.MessageID)
	switch {
	case !may.Has(ReadMessageHistory):
		return errNoHistory()
	case ref.ChannelID != "" && ref.ChannelID != ch.ID:
		p.add("message_reference", "REPLIES_CANNOT_REFERENCE_OTHER_CHANNEL", "Cannot reply to a message in a different channel")
	case target == nil || target.only != "":
		if ref.FailIfNotExists != nil && !*ref.FailIfNotExists {
			return nil
		}
		p.add("message_reference", "REPLIES_UNKNOWN_MESSAGE", "Unknown message")
	case target.msg.Type == TypePinned:
		p.add("message_reference", "REPLIES_CANNOT_REPLY_TO_SYSTEM_MESSAGE", "Cannot reply to a system message")
	default:
		m.Type = TypeReply
		m.Reference = &Reference{MessageID: target.msg.ID, ChannelID: ch.ID, GuildID: ch.GuildID}
		m.ReferencedMessage = target.msg.with(func(m *Message) { m.ReferencedMessage = nil })
	}
	return p.err()
}

func nonceKey(ch *channel, d draft) string { return ch.ID + " " + string(d.Nonce) }

// byNonce finds the message the same nonce has made already. The world must be locked.
func (s *Server) byNonce(ch *channel, d draft) *Message {
	known, ok := s.world.nonces[nonceKey(ch, d)]
	if !ok || !d.EnforceNonce || !isSet(d.Nonce) || s.now().Sub(known.at) > nonceRemembered {
		return nil
	}
	if r := ch.find(known.message); r != nil {
		return r.msg
	}
	return nil
}

func (s *Server) rememberNonce(ch *channel, d draft, m *Message) {
	if !isSet(d.Nonce) {
		return
	}
	w := s.world
	if len(w.nonces) > s.cfg.Keep {
		for key, n := range w.nonces {
			if s.now().Sub(n.at) > nonceRemembered {
				delete(w.nonces, key)
			}
		}
	}
	w.nonces[nonceKey(ch, d)] = nonce{m.ID, s.now()}
}

// post puts a finished message into the channel and tells everybody. The world must be locked.
func (s *Server) post(ch *channel, r *record) {
	r.msg.ChannelID, r.msg.GuildID = ch.ID, ch.GuildID
	ch.add(r, s.cfg.Keep)
	s.announceMessage("MESSAGE_CREATE", ch, r)
	s.publish(Event{Kind: MessageCreated, ChannelID: ch.ID, MessageID: r.msg.ID, Message: r.msg, only: r.only})
}

// replace puts an edited copy in the place of the message. The world must be locked.
func (s *Server) replace(ch *channel, r *record, m *Message) {
	r.msg = m
	ch.changed()
	s.announceMessage("MESSAGE_UPDATE", ch, r)
	s.publish(Event{Kind: MessageUpdated, ChannelID: ch.ID, MessageID: m.ID, Message: m, only: r.only})
}

// erase takes a message away. The world must be locked.
func (s *Server) erase(ch *channel, r *record) {
	pinned := r.msg.Pinned
	ch.remove(r.msg.ID)
	if r.only == "" && s.botSees(ch) {
		intent := IntentGuildMessages
		if ch.Type == ChannelDM {
			intent = IntentDirectMessages
		}
		data := map[string]string{"id": r.msg.ID, "channel_id": ch.ID}
		if ch.GuildID != "" {
			data["guild_id"] = ch.GuildID
		}
		s.gate.dispatch(event{name: "MESSAGE_DELETE", guild: ch.GuildID, intent: intent, data: data})
	}
	s.publish(Event{Kind: MessageDeleted, ChannelID: ch.ID, MessageID: r.msg.ID, only: r.only})
	if pinned {
		s.pinsChanged(ch)
	}
}

// messageOf finds a message the bot can read. The world must be locked.
func (s *Server) messageOf(c *call) (*channel, *record, *apiError) {
	ch, err := s.channelOf(c.Request)
	if err != nil {
		return nil, nil, err
	}
	r := ch.find(c.PathValue("message_id"))
	if r == nil || r.only != "" {
		return nil, nil, errUnknownMessage()
	}
	return ch, r, nil
}

func (s *Server) getMessage(c *call) (any, *apiError) {
	s.world.Lock()
	defer s.world.Unlock()
	ch, r, err := s.messageOf(c)
	if err != nil {
		return nil, err
	}
	if !s.world.permissions(ch, s.bot.ID).Has(ReadMessageHistory) {
		return nil, errMissingAccess()
	}
	return s.asRead(ch, r.msg), nil
}

// asRead blanks what an application without the content intent in its portal does not get over REST either.
func (s *Server) asRead(ch *channel, m *Message) *Message {
	if s.cfg.Privileged&IntentContent != 0 {
		return m
	}
	return s.withoutContentIntent(ch, m)
}

// listMessages answers the newest first; before and after are honoured.
func (s *Server) listMessages(c *call) (any, *apiError) {
	q := c.URL.Query()
	limit := 50
	if n, err := strconv.Atoi(q.Get("limit")); err == nil {
		limit = n
	}
	if limit < 1 || limit > 100 {
		p := &problems{}
		p.add("limit", "NUMBER_TYPE_COERCE", "int value should be between 1 and 100.")
		return nil, p.err()
	}
	s.world.Lock()
	defer s.world.Unlock()
	ch, err := s.channelOf(c.Request)
	if err != nil {
		return nil, err
	}
	out := []*Message{}
	if !s.world.permissions(ch, s.bot.ID).Has(ReadMessageHistory) {
		return out, nil
	}
	before, after := q.Get("before"), q.Get("after")
	for i := len(ch.ids) - 1; i >= 0 && len(out) < limit; i-- {
		r := ch.messages[ch.ids[i]]
		if r == nil || r.only != "" || before != "" && compareIDs(r.msg.ID, before) >= 0 || after != "" && compareIDs(r.msg.ID, after) <= 0 {
			continue
		}
		out = append(out, s.asRead(ch, r.msg))
	}
	return out, nil
}

func (s *Server) editMessage(c *call) (any, *apiError) {
	d, err := c.draft()
	if err != nil {
		return nil, err
	}
	s.world.Lock()
	defer s.world.Unlock()
	ch, r, err := s.messageOf(c)
	if err != nil {
		return nil, err
	}
	if r.msg.Author.ID != s.bot.ID {
		return nil, errNotYourMessage()
	}
	if s.now().Sub(r.msg.Timestamp) > editableFreely && !s.mayEditOld(ch) {
		return nil, errTooManyOldEdits()
	}
	return s.edit(ch, r, d, parseAll)
}

// edit applies d to the message. The world must be locked.
func (s *Server) edit(ch *channel, r *record, d draft, parse allowedMentions) (*Message, *apiError) {
	m := r.msg.with(func(*Message) {})
	if err := d.apply(m, false); err != nil {
		return nil, err
	}
	if r.in == nil && !s.world.permissions(ch, s.bot.ID).Has(EmbedLinks) {
		m.Embeds = []Embed{}
	}
	m.EditedTimestamp = ptr(s.now().UTC())
	if m.Loading() {
		m.Flags &^= FlagLoading
		m.EditedTimestamp = nil // a filled deferral does not show "(edited)"
	}
	r.pings = s.mention(m, ch, d.allowed(parse))
	s.replace(ch, r, m)
	return m, nil
}

// mayEditOld counts edits of messages older than an hour. The world must be locked.
func (s *Server) mayEditOld(ch *channel) bool {
	if s.cfg.Limits.OldEdits == 0 {
		return true
	}
	recent := ch.oldEdits[:0]
	for _, t := range ch.oldEdits {
		if s.now().Sub(t) < time.Hour {
			recent = append(recent, t)
		}
	}
	ch.oldEdits = append(recent, s.now())
	return len(ch.oldEdits) <= s.cfg.Limits.OldEdits
}

func (s *Server) deleteMessage(c *call) (any, *apiError) {
	s.world.Lock()
	defer s.world.Unlock()
	ch, r, err := s.messageOf(c)
	if err != nil {
		return nil, err
	}
	if r.msg.Author.ID != s.bot.ID {
		if ch.Type == ChannelDM {
			return nil, refuse(403, 50003, "Cannot execute action on a DM channel")
		}
		if !s.world.permissions(ch, s.bot.ID).Has(ManageMessages) {
			return nil, errMissingPermissions()
		}
	}
	s.erase(ch, r)
	return nil, nil
}
