package localdiscord

// react and unreact keep the bot's own reactions; people's come from [Person.React].
func (s *Server) react(c *call) (any, *apiError)   { return s.setReaction(c, true) }
func (s *Server) unreact(c *call) (any, *apiError) { return s.setReaction(c, false) }

func (s *Server) setReaction(c *call, on bool) (any, *apiError) {
	s.world.Lock()
	defer s.world.Unlock()
	ch, r, err := s.messageOf(c)
	if err != nil {
		return nil, err
	}
	if on && !s.world.permissions(ch, s.bot.ID).Has(AddReactions|ReadMessageHistory) {
		return nil, errMissingPermissions()
	}
	s.reaction(ch, r, s.bot.ID, c.PathValue("emoji_name"), on)
	return nil, nil
}

// reaction adds or takes away one reaction and tells the bot. The world must be locked.
func (s *Server) reaction(ch *channel, r *record, userID, emoji string, on bool) {
	if r.reacted == nil {
		r.reacted = map[string]map[string]bool{}
	}
	if r.reacted[emoji][userID] == on {
		return
	}
	if r.reacted[emoji] == nil {
		r.reacted[emoji] = map[string]bool{}
	}
	name := "MESSAGE_REACTION_ADD"
	r.reacted[emoji][userID] = true
	if !on {
		name = "MESSAGE_REACTION_REMOVE"
		delete(r.reacted[emoji], userID)
	}
	r.msg = r.msg.with(func(m *Message) { m.Reactions = s.count(r) })
	ch.changed()
	data := map[string]any{"user_id": userID, "channel_id": ch.ID, "message_id": r.msg.ID, "message_author_id": r.msg.Author.ID, "emoji": map[string]any{"id": nil, "name": emoji}, "burst": false, "type": 0}
	intent := IntentDirectReactions
	if ch.GuildID != "" {
		data["guild_id"], intent = ch.GuildID, IntentGuildReactions
	}
	if s.botSees(ch) && r.only == "" {
		s.gate.dispatch(event{name: name, guild: ch.GuildID, intent: intent, data: data})
	}
	s.publish(Event{Kind: MessageUpdated, ChannelID: ch.ID, MessageID: r.msg.ID, Message: r.msg, only: r.only})
}

func (s *Server) count(r *record) []Reaction {
	var out []Reaction
	for emoji, by := range r.reacted {
		if len(by) > 0 {
			out = append(out, Reaction{
				Count: len(by), Me: by[s.bot.ID], Emoji: map[string]string{"name": emoji},
				CountDetails: map[string]int{"burst": 0, "normal": len(by)}, BurstColors: []string{},
			})
		}
	}
	return out
}
