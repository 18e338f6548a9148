package localdiscord

import (
	"slices"
	"time"
)

const maxPins = 250

type pin struct {
	id string
	at time.Time
}

// What follows is what happens in Discord to a message, whoever does it. The world must be locked.

func (s *Server) newMessage(author *User, kind int) *Message {
	return &Message{
		ID: s.id(), Type: kind, Author: author, Timestamp: s.now().UTC(), Mentions: []User{}, MentionRoles: []string{},
		Attachments: []Attachment{}, Embeds: []Embed{}, Components: []Component{},
	}
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

// setPin is what a pin does, by whomever. The world must be locked.
func (s *Server) setPin(ch *channel, r *record, by *User) *apiError {
	switch {
	case r.msg.Pinned:
		return nil
	case len(ch.pins) >= maxPins:
		return errTooManyPins()
	case r.msg.Type == TypePinned:
		return errSystemMessage()
	}
	at := s.now().UTC()
	if len(ch.pins) > 0 && !at.After(ch.pins[0].at) {
		at = ch.pins[0].at.Add(time.Microsecond) // pages end at a time, so no two pins share one
	}
	ch.pins = slices.Insert(ch.pins, 0, pin{r.msg.ID, at})
	s.replace(ch, r, r.msg.with(func(m *Message) { m.Pinned = true }))
	s.pinsChanged(ch)
	note := s.newMessage(by, TypePinned)
	note.Reference = &Reference{MessageID: r.msg.ID, ChannelID: ch.ID, GuildID: ch.GuildID}
	s.post(ch, &record{msg: note})
	return nil
}

func (s *Server) clearPin(ch *channel, r *record) {
	if !r.msg.Pinned {
		return
	}
	ch.pins = slices.DeleteFunc(ch.pins, func(p pin) bool { return p.id == r.msg.ID })
	s.replace(ch, r, r.msg.with(func(m *Message) { m.Pinned = false }))
	s.pinsChanged(ch)
}

func (s *Server) pinsChanged(ch *channel) {
	ch.changed()
	data := map[string]any{"channel_id": ch.ID, "last_pin_timestamp": nil}
	if ch.GuildID != "" {
		data["guild_id"] = ch.GuildID
	}
	if len(ch.pins) > 0 {
		data["last_pin_timestamp"] = ch.pins[0].at
	}
	intent := IntentGuilds
	if ch.Type == ChannelDM {
		intent = IntentDirectMessages
	}
	if s.botSees(ch) {
		s.gate.dispatch(event{name: "CHANNEL_PINS_UPDATE", guild: ch.GuildID, intent: intent, data: data})
	}
	s.publish(Event{Kind: PinsChanged, ChannelID: ch.ID})
}
