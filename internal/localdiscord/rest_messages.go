package localdiscord

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
