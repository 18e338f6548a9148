package localdiscord

// followUp posts a further message of an interaction. Right after a deferral it fills that instead, as Discord still does.
func (s rest) followUp(c *call) (any, *apiError) {
	d, err := c.draft()
	if err != nil {
		return nil, err
	}
	s.world.Lock()
	defer s.world.Unlock()
	in, err := s.answered(c)
	if err != nil {
		return nil, err
	}
	var m *Message
	if r := in.channel.find(in.original); r != nil && r.msg.Loading() {
		m, err = s.fill(in, r, d)
	} else {
		m, err = s.furtherAnswer(in, d)
	}
	if err != nil {
		return nil, err
	}
	return m, nil // discordgo always waits; without ?wait=true Discord sends the message for interactions too
}

func (s rest) furtherAnswer(in *Interaction, d draft) (*Message, *apiError) {
	if in.external && in.followups >= userInstallFollowups {
		return nil, refuse(400, 40094, "Maximum number of follow up messages reached for this interaction")
	}
	m, err := s.answerWith(in, d)
	if err == nil {
		in.followups++
		if in.answer == AnswerDeferUpdate && !in.filled && in.further == "" {
			in.further = m.ID
		}
	}
	return m, err
}

// answered finds the interaction of a webhook path. The world must be locked.
func (s rest) answered(c *call) (*Interaction, *apiError) {
	in := s.world.asked[c.PathValue("webhook_token")]
	switch {
	case in == nil || c.PathValue("webhook_id") != s.appID || in.answer == 0:
		return nil, errUnknownWebhook()
	case s.now().Sub(in.created) > tokenValid:
		return nil, errBadWebhookToken()
	}
	return in, nil
}

// answerOf finds the first answer to the interaction. The world must be locked.
func (s rest) answerOf(c *call) (*Interaction, *record, *apiError) {
	in, err := s.answered(c)
	if err != nil {
		return nil, nil, err
	}
	r := in.channel.find(in.original)
	if r == nil {
		return nil, nil, errUnknownMessage()
	}
	return in, r, nil
}

func (s rest) editWebhookMessage(c *call) (any, *apiError) {
	d, err := c.draft()
	if err != nil {
		return nil, err
	}
	s.world.Lock()
	defer s.world.Unlock()
	in, r, err := s.answerOf(c)
	if err != nil {
		return nil, err
	}
	m, err := s.fill(in, r, d)
	if err != nil {
		return nil, err
	}
	return m, nil
}

// fill edits the first answer, which is complete with that.
func (s rest) fill(in *Interaction, r *record, d draft) (*Message, *apiError) {
	filled := in.filled
	in.filled = true // before the edit, which wakes those who wait for it
	m, err := s.edit(in.channel, r, d, parseUsers)
	if err != nil {
		in.filled = filled
	}
	return m, err
}

func (s rest) deleteWebhookMessage(c *call) (any, *apiError) {
	s.world.Lock()
	defer s.world.Unlock()
	in, r, err := s.answerOf(c)
	if err != nil {
		return nil, err
	}
	s.erase(in.channel, r)
	return nil, nil
}
