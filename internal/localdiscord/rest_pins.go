package localdiscord

import (
	"slices"
	"strconv"
	"time"
)

const maxPins = 250

type pin struct {
	id string
	at time.Time
}

// pin pins a message. Since 2026-02-23 it takes PIN_MESSAGES; MANAGE_MESSAGES is no longer enough.
func (s *Server) pin(c *call) (any, *apiError) {
	s.world.Lock()
	defer s.world.Unlock()
	ch, r, err := s.pinnable(c)
	if err != nil {
		return nil, err
	}
	return nil, s.setPin(ch, r, s.bot)
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

func (s *Server) unpin(c *call) (any, *apiError) {
	s.world.Lock()
	defer s.world.Unlock()
	ch, r, err := s.pinnable(c)
	if err != nil {
		return nil, err
	}
	s.clearPin(ch, r)
	return nil, nil
}

func (s *Server) clearPin(ch *channel, r *record) {
	if !r.msg.Pinned {
		return
	}
	ch.pins = slices.DeleteFunc(ch.pins, func(p pin) bool { return p.id == r.msg.ID })
	s.replace(ch, r, r.msg.with(func(m *Message) { m.Pinned = false }))
	s.pinsChanged(ch)
}

func (s *Server) pinnable(c *call) (*channel, *record, *apiError) {
	ch, err := s.channelOf(c.Request)
	if err != nil {
		return nil, nil, err
	}
	if !s.world.permissions(ch, s.bot.ID).Has(PinMessages) {
		return nil, nil, errMissingPermissions()
	}
	id := c.PathValue("message_id")
	if r := ch.find(id); r != nil && r.only == "" {
		return ch, r, nil
	}
	for _, other := range s.world.channels {
		if r := other.find(id); r != nil && r.only == "" {
			return nil, nil, errPinElsewhere()
		}
	}
	return nil, nil, errUnknownMessage()
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

type pinnedMessage struct {
	At      time.Time `json:"pinned_at"`
	Message *Message  `json:"message"`
}

// listPins answers a page, the latest pin first; before is the pinned_at where the last page ended.
func (s *Server) listPins(c *call) (any, *apiError) {
	q := c.URL.Query()
	limit := 50
	if n, err := strconv.Atoi(q.Get("limit")); err == nil {
		limit = n
	}
	before, timeErr := time.Parse(time.RFC3339, q.Get("before"))
	p := &problems{}
	if limit < 1 || limit > 50 {
		p.add("limit", "NUMBER_TYPE_COERCE", "int value should be between 1 and 50.")
	}
	if q.Get("before") != "" && timeErr != nil {
		p.add("before", "DATE_TIME_TYPE_PARSE", "Could not parse %s. Should be ISO8601.", q.Get("before"))
	}
	if err := p.err(); err != nil {
		return nil, err
	}
	s.world.Lock()
	defer s.world.Unlock()
	ch, err := s.channelOf(c.Request)
	if err != nil {
		return nil, err
	}
	return s.pinPage(ch, limit, before), nil
}

func (s *Server) pinPage(ch *channel, limit int, before time.Time) any {
	items, more := []pinnedMessage{}, false
	if s.world.permissions(ch, s.bot.ID).Has(ReadMessageHistory) {
		for _, pin := range ch.pins {
			if !before.IsZero() && !pin.at.Before(before) {
				continue
			}
			if more = len(items) == limit; more {
				break
			}
			items = append(items, pinnedMessage{pin.at, s.asRead(ch, ch.messages[pin.id].msg)})
		}
	}
	return map[string]any{"items": items, "has_more": more}
}
