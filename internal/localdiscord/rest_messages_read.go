package localdiscord

import "strconv"

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
