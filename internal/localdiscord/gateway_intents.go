package localdiscord

import "slices"

// Gateway intents. https://discord.com/developers/docs/events/gateway#gateway-intents
const (
	IntentGuilds          = 1 << 0
	IntentMembers         = 1 << 1 // privileged
	IntentPresences       = 1 << 8 // privileged
	IntentGuildMessages   = 1 << 9
	IntentGuildReactions  = 1 << 10
	IntentDirectMessages  = 1 << 12
	IntentDirectReactions = 1 << 13
	IntentContent         = 1 << 15 // privileged
	privilegedIntents     = IntentMembers | IntentPresences | IntentContent
	knownIntents          = 1<<17 - 1 | 1<<20 | 1<<21 | 1<<24 | 1<<25
)

// announceMessage tells the bot of a message, with its content only where Discord shows it. The world must be locked.
func (s *Server) announceMessage(name string, c *channel, r *record) {
	if r.only != "" || !s.botSees(c) {
		return
	}
	m := r.msg
	if g := s.world.guilds[c.GuildID]; g != nil && g.members[m.Author.ID] != nil {
		m = m.with(func(m *Message) { m.Member = g.members[m.Author.ID].json(false) })
	}
	e := event{name: name, guild: c.GuildID, intent: IntentGuildMessages, data: m}
	if c.Type == ChannelDM {
		e.intent = IntentDirectMessages
	}
	if b := s.withoutContentIntent(c, m); b != m {
		e.blanked = b
	}
	s.gate.dispatch(e)
}

// withoutContentIntent is m as a bot without that intent gets it; m itself where nothing is hidden. The message it
// replies to is judged for itself.
func (s *Server) withoutContentIntent(c *channel, m *Message) *Message {
	ref := m.ReferencedMessage
	if ref != nil && !s.contentShown(c, ref) {
		ref = blanked(ref)
	}
	if !s.contentShown(c, m) {
		m = blanked(m)
	}
	if ref != m.ReferencedMessage {
		m = m.with(func(m *Message) { m.ReferencedMessage = ref })
	}
	return m
}

// contentShown: own messages, DMs, mentions of the app, and replies that ping it (which are among the mentions).
// https://discord.com/developers/docs/events/gateway#message-content-intent
func (s *Server) contentShown(c *channel, m *Message) bool {
	if c.Type == ChannelDM || m.Author.ID == s.bot.ID {
		return true
	}
	if slices.ContainsFunc(m.Mentions, func(u User) bool { return u.ID == s.bot.ID }) {
		return true
	}
	g := s.world.guilds[c.GuildID]
	return g != nil && s.cfg.RoleMentionShowsContent && slices.Contains(m.MentionRoles, g.botRole)
}

func blanked(m *Message) *Message {
	return m.with(func(m *Message) {
		m.Content, m.Embeds, m.Attachments, m.Components = "", []Embed{}, []Attachment{}, []Component{}
	})
}

// botSees reports whether the bot is where c is and may view it. The world must be locked.
func (s *Server) botSees(c *channel) bool {
	return s.world.permissions(c, s.bot.ID).Has(ViewChannel)
}
