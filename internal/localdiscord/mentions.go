package localdiscord

import (
	"regexp"
	"slices"
)

// Pings is who is notified by a message, as its latest version stands.
type Pings struct {
	Everyone bool     // @everyone or @here
	Users    []string // ids, the author of the message replied to included
	Roles    []string // ids
}

// Nobody reports whether the message notifies no one.
func (p Pings) Nobody() bool { return !p.Everyone && len(p.Users) == 0 && len(p.Roles) == 0 }

type allowedMentions struct {
	Parse       []string `json:"parse"`
	Users       []string `json:"users"`
	Roles       []string `json:"roles"`
	RepliedUser bool     `json:"replied_user"`
}

// What is parsed where allowed_mentions is left out.
var (
	parseAll   = allowedMentions{Parse: []string{"users", "roles", "everyone"}, RepliedUser: true}
	parseUsers = allowedMentions{Parse: []string{"users"}, RepliedUser: true} // interactions and webhooks
)

func (a *allowedMentions) check(p *problems) {
	if a == nil {
		return
	}
	for _, list := range []struct {
		name string
		ids  []string
	}{{"users", a.Users}, {"roles", a.Roles}} {
		if len(list.ids) > 0 && slices.Contains(a.Parse, list.name) {
			p.add("allowed_mentions", "MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE", "parse:[%q] and %s: [ids...] are mutually exclusive.", list.name, list.name)
		}
		if len(list.ids) > 100 {
			p.add("allowed_mentions."+list.name, "BASE_TYPE_MAX_LENGTH", "Must be 100 or fewer in length.")
		}
	}
	for _, kind := range a.Parse {
		if !slices.Contains(parseAll.Parse, kind) {
			p.add("allowed_mentions.parse", "BASE_TYPE_CHOICES", "Value must be one of {'roles', 'users', 'everyone'}.")
		}
	}
}

var (
	userMention     = regexp.MustCompile(`<@!?(\d+)>`)
	roleMention     = regexp.MustCompile(`<@&(\d+)>`)
	everyoneMention = regexp.MustCompile(`@(everyone|here)\b`)
)

// mentionsIn finds whom text pings. Escapes and code blocks do not protect: an escaped mention can still ping at Discord,
// so the double takes the strict view. The world must be locked.
func (s *Server) mentionsIn(text string, c *channel, author string, allowed allowedMentions) Pings {
	var p Pings
	mayAll := s.world.permissions(c, author).Has(MentionEveryone)
	p.Everyone = mayAll && slices.Contains(allowed.Parse, "everyone") && everyoneMention.MatchString(text)
	for _, m := range userMention.FindAllStringSubmatch(text, -1) {
		if s.world.users[m[1]] != nil && (slices.Contains(allowed.Parse, "users") || slices.Contains(allowed.Users, m[1])) {
			p.Users = addOnce(p.Users, m[1])
		}
	}
	g := s.world.guilds[c.GuildID]
	if g == nil {
		p.Everyone = false
		return p
	}
	for _, m := range roleMention.FindAllStringSubmatch(text, -1) {
		r := g.roles[m[1]]
		if r != nil && (mayAll || r.Mentionable) && (slices.Contains(allowed.Parse, "roles") || slices.Contains(allowed.Roles, m[1])) {
			p.Roles = addOnce(p.Roles, m[1])
		}
	}
	return p
}

func addOnce(list []string, id string) []string {
	if slices.Contains(list, id) {
		return list
	}
	return append(list, id)
}

// mention fills in the lists of m and returns whom it pings. The world must be locked.
func (s *Server) mention(m *Message, c *channel, allowed allowedMentions) Pings {
	text := m.Content
	for d := range every(m.Components) {
		if d.Type == CompTextDisplay {
			text += "\n" + d.Content
		}
	}
	p := s.mentionsIn(text, c, m.Author.ID, allowed)
	if ref := m.ReferencedMessage; ref != nil && allowed.RepliedUser && ref.Author.ID != m.Author.ID {
		p.Users = addOnce(p.Users, ref.Author.ID)
	}
	m.MentionEveryone, m.MentionRoles, m.Mentions = p.Everyone, append([]string{}, p.Roles...), []User{}
	for _, id := range p.Users {
		m.Mentions = append(m.Mentions, *s.world.users[id])
	}
	return p
}

// Pings is whom the message notifies; an unknown message notifies nobody.
func (s *Server) Pings(channelID, messageID string) Pings {
	s.world.Lock()
	defer s.world.Unlock()
	if c := s.world.channels[channelID]; c != nil && c.messages[messageID] != nil {
		return c.messages[messageID].pings
	}
	return Pings{}
}
