package localdiscord

import "strconv"

// asRead blanks what an application without the content intent in its portal does not get over REST either.
func (s rest) asRead(ch *channel, m *Message) *Message {
	if s.cfg.Privileged&IntentContent != 0 {
		return m
	}
	return s.withoutContentIntent(ch, m)
}

// listMessages answers the newest first; before and after are honoured.
func (s rest) listMessages(c *call) (any, *apiError) {
	q, p := c.URL.Query(), &problems{}
	limit := c.limit(100, p)
	if err := p.err(); err != nil {
		return nil, err
	}
	s.world.Lock()
	defer s.world.Unlock()
	ch, err := s.channelOf(c)
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
		if r == nil || !r.seenBy(s.bot.ID) || before != "" && compareIDs(r.msg.ID, before) >= 0 || after != "" && compareIDs(r.msg.ID, after) <= 0 {
			continue
		}
		out = append(out, s.asRead(ch, r.msg))
	}
	return out, nil
}

// getMessage answers one message.
func (s rest) getMessage(c *call) (any, *apiError) {
	s.world.Lock()
	defer s.world.Unlock()
	ch, r, err := s.messageOf(c)
	if err != nil {
		return nil, err
	}
	if !s.world.permissions(ch, s.bot.ID).Has(ReadMessageHistory) {
		return nil, errMissingPermissions()
	}
	return s.asRead(ch, r.msg), nil
}

// limit is how many the request asks for: 50 unless it says otherwise, at most most.
func (c *call) limit(most int, p *problems) int {
	limit := 50
	if n, err := strconv.Atoi(c.URL.Query().Get("limit")); err == nil {
		limit = n
	}
	if limit < 1 || limit > most {
		p.add("limit", "NUMBER_TYPE_COERCE", "int value should be between 1 and %d.", most)
	}
	return limit
}
