package localdiscord

func (s rest) createMessage(c *call) (any, *apiError) {
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
	ch, err := s.channelOf(c)
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

// mayPost judges the bot's permissions for m, and resolves what it replies to. The world must be locked.
func (s rest) mayPost(ch *channel, m *Message, d draft) *apiError {
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

func (d draft) allowed(otherwise allowedMentions) allowedMentions {
	if d.Allowed == nil {
		return otherwise
	}
	return *d.Allowed
}

func (s rest) deleteMessage(c *call) (any, *apiError) {
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
