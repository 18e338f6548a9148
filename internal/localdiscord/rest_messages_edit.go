package localdiscord

import "time"

// editableFreely is the age from which edits have a limit of their own.
const editableFreely = time.Hour

func (s rest) editMessage(c *call) (any, *apiError) {
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
func (s rest) edit(ch *channel, r *record, d draft, parse allowedMentions) (*Message, *apiError) {
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
func (s rest) mayEditOld(ch *channel) bool {
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
