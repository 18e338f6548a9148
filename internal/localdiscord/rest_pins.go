package localdiscord

import (
	"time"
)

// pin pins a message. Since 2026-02-23 it takes PIN_MESSAGES; MANAGE_MESSAGES is no longer enough.
func (s rest) pin(c *call) (any, *apiError) {
	s.world.Lock()
	defer s.world.Unlock()
	ch, r, err := s.pinnable(c)
	if err != nil {
		return nil, err
	}
	return nil, s.setPin(ch, r, s.bot)
}

func (s rest) unpin(c *call) (any, *apiError) {
	s.world.Lock()
	defer s.world.Unlock()
	ch, r, err := s.pinnable(c)
	if err != nil {
		return nil, err
	}
	s.clearPin(ch, r)
	return nil, nil
}

func (s rest) pinnable(c *call) (*channel, *record, *apiError) {
	ch, err := s.channelOf(c)
	if err != nil {
		return nil, nil, err
	}
	if !s.world.permissions(ch, s.bot.ID).Has(PinMessages) {
		return nil, nil, errMissingPermissions()
	}
	id := c.PathValue("message_id")
	if r := ch.find(id); r != nil && r.seenBy(s.bot.ID) {
		return ch, r, nil
	}
	for _, other := range s.world.channels {
		if r := other.find(id); r != nil && r.seenBy(s.bot.ID) {
			return nil, nil, errPinElsewhere()
		}
	}
	return nil, nil, errUnknownMessage()
}

type pinnedMessage struct {
	At      time.Time `json:"pinned_at"`
	Message *Message  `json:"message"`
}

// listPins answers a page, the latest pin first; before is the pinned_at where the last page ended.
func (s rest) listPins(c *call) (any, *apiError) {
	q := c.URL.Query()
	before, timeErr := time.Parse(time.RFC3339, q.Get("before"))
	p := &problems{}
	limit := c.limit(50, p)
	if q.Get("before") != "" && timeErr != nil {
		p.add("before", "DATE_TIME_TYPE_PARSE", "Could not parse %s. Should be ISO8601.", q.Get("before"))
	}
	if err := p.err(); err != nil {
		return nil, err
	}
	s.world.Lock()
	defer s.world.Unlock()
	ch, err := s.channelOf(c)
	if err != nil {
		return nil, err
	}
	return s.pinPage(ch, limit, before), nil
}

func (s rest) pinPage(ch *channel, limit int, before time.Time) any {
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
