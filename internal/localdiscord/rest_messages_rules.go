package localdiscord

// mayPost judges the bot's permissions for m, and resolves what it replies to. The world must be locked.
func (s *Server) mayPost(ch *channel, m *Message, d draft) *apiError {
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
