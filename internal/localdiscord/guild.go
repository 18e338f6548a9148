package localdiscord

import (
	"cmp"
	"maps"
	"slices"
)

// BotPermissions is what the bot's own role has in a guild unless said otherwise: what an invite of this bot would ask for.
const BotPermissions = ViewChannel | SendMessages | SendMessagesInThreads | ReadMessageHistory | EmbedLinks | PinMessages

// A Guild is a server of Discord.
type Guild struct {
	ID, Name  string
	BotRoleID string // the managed role that came with the bot; mentioned as <@&id>
	s         *Server
}

// GuildOptions say how a guild differs from an ordinary one with the bot in it.
type GuildOptions struct {
	Locale         string      // preferred locale; empty means en-US
	WithoutBot     bool        // the bot is not a member: only user installs reach it
	BotPermissions Permissions // of the bot's role; 0 means [BotPermissions]
	Owner          *Person     // may do everything; nil means somebody who never appears
}

// A Channel is a channel, a thread or a DM.
type Channel struct {
	ID, Name, GuildID string // GuildID is empty for DMs
	Type              int    // one of the Channel constants
	s                 *Server
}

// AddGuild makes a guild with the bot in it, and no channels.
func (s *Server) AddGuild(name string) *Guild { return s.AddGuildWith(name, GuildOptions{}) }

// AddGuildWith makes a guild, and no channels.
func (s *Server) AddGuildWith(name string, o GuildOptions) *Guild {
	s.world.Lock()
	defer s.world.Unlock()
	// Discord's shards count ids by their milliseconds; guilds made in the same one would all be of one shard.
	s.ids.skip()
	id, role := s.id(), s.id()
	g := &guild{id: id, name: name, locale: cmp.Or(o.Locale, "en-US"), members: map[string]*member{}, joined: s.now(), botRole: role}
	g.roles = map[string]*Role{
		id:   {ID: id, Name: "@everyone", Permissions: MemberPermissions},
		role: {ID: role, Name: s.bot.Username, Permissions: cmp.Or(o.BotPermissions, BotPermissions), Managed: true, Position: 1, Tags: map[string]string{"bot_id": s.bot.ID}},
	}
	if o.Owner != nil {
		g.ownerID = o.Owner.ID
		g.members[o.Owner.ID] = &member{user: o.Owner.user, joined: s.now()}
	} else {
		g.ownerID = s.id()
	}
	s.world.guilds[id] = g
	handle := &Guild{ID: id, Name: name, BotRoleID: role, s: s}
	if !o.WithoutBot {
		handle.addBot(g)
	}
	return handle
}

// AddBot lets the bot join.
func (g *Guild) AddBot() { g.change(g.addBot) }

func (g *Guild) addBot(in *guild) {
	in.bot, in.joined = true, g.s.now()
	in.members[g.s.bot.ID] = &member{user: g.s.bot, roles: []string{in.botRole}, joined: in.joined}
	g.s.gate.dispatch(event{name: "GUILD_CREATE", guild: g.ID, intent: IntentGuilds, data: g.s.world.guildJSON(in)})
}

// RemoveBot kicks the bot.
func (g *Guild) RemoveBot() {
	g.change(func(in *guild) {
		in.bot = false
		delete(in.members, g.s.bot.ID)
		g.s.gate.dispatch(event{name: "GUILD_DELETE", guild: g.ID, intent: IntentGuilds, data: map[string]any{"id": g.ID}})
	})
}

// Outage makes the guild unavailable to the bot, as a failing Discord does, or available again.
func (g *Guild) Outage(on bool) {
	g.change(func(in *guild) {
		if on {
			g.s.gate.dispatch(event{name: "GUILD_DELETE", guild: g.ID, intent: IntentGuilds, data: map[string]any{"id": g.ID, "unavailable": true}})
		} else {
			g.s.gate.dispatch(event{name: "GUILD_CREATE", guild: g.ID, intent: IntentGuilds, data: g.s.world.guildJSON(in)})
		}
	})
}

func (g *Guild) change(do func(*guild)) {
	g.s.world.Lock()
	defer g.s.world.Unlock()
	do(g.s.world.guilds[g.ID])
}

// AddRole makes a role that nobody has yet.
func (g *Guild) AddRole(name string, may Permissions) *Role { return g.addRole(name, may, false) }

// AddMentionableRole makes a role that everybody may mention.
func (g *Guild) AddMentionableRole(name string, may Permissions) *Role {
	return g.addRole(name, may, true)
}

func (g *Guild) addRole(name string, may Permissions, mentionable bool) *Role {
	r := &Role{ID: g.s.id(), Name: name, Permissions: may, Mentionable: mentionable}
	g.change(func(in *guild) {
		r.Position = len(in.roles)
		in.roles[r.ID] = r
		g.tellRole("GUILD_ROLE_CREATE", r)
	})
	return r
}

func (g *Guild) tellRole(name string, r *Role) {
	g.s.gate.dispatch(event{name: name, guild: g.ID, intent: IntentGuilds, data: map[string]any{"guild_id": g.ID, "role": r}})
}

// AddChannel makes a text channel.
func (g *Guild) AddChannel(name string) *Channel { return g.AddChannelOf(ChannelText, name, "") }

// AddChannelOf makes a channel of any type; parent is the forum or text channel of a thread, empty otherwise.
func (g *Guild) AddChannelOf(kind int, name, parent string) *Channel {
	c := newChannel(g.s.id(), kind)
	c.GuildID, c.Name, c.ParentID = g.ID, name, parent
	g.change(func(in *guild) {
		c.Position = len(in.channels)
		in.channels = append(in.channels, c.ID)
		g.s.world.channels[c.ID] = c
		g.s.tellChannel("CREATE", c)
	})
	return c.handle(g.s)
}

func newChannel(id string, kind int) *channel {
	return &channel{ID: id, Type: kind, recipients: map[string]bool{}, overwrites: map[string]Overwrite{}, messages: map[string]*record{}}
}

func (c *channel) handle(s *Server) *Channel {
	return &Channel{ID: c.ID, Name: c.Name, GuildID: c.GuildID, Type: c.Type, s: s}
}

// tellChannel announces that a channel or thread came, changed or went. The world must be locked.
func (s *Server) tellChannel(what string, c *channel) {
	name := "CHANNEL_" + what
	if c.isThread() {
		name = "THREAD_" + what
	}
	if s.botSees(c) {
		s.gate.dispatch(event{name: name, guild: c.GuildID, intent: IntentGuilds, data: s.world.channelJSON(c)})
	}
	s.publish(Event{Kind: ChannelChanged, ChannelID: c.ID})
}

// Allow lets a role (by id) or member (by user id) do what it otherwise could not, in this channel.
func (c *Channel) Allow(id string, may Permissions) { c.overwrite(id, may, 0) }

// Deny forbids a role (by id) or member (by user id) something in this channel. The guild's id stands for @everyone.
func (c *Channel) Deny(id string, may Permissions) { c.overwrite(id, 0, may) }

func (c *Channel) overwrite(id string, allow, deny Permissions) {
	s := c.s
	s.world.Lock()
	defer s.world.Unlock()
	ch := s.world.channels[c.ID]
	o := ch.overwrites[id]
	o.ID, o.Allow, o.Deny = id, o.Allow&^deny|allow, o.Deny&^allow|deny
	if s.world.users[id] != nil {
		o.Type = 1
	}
	seen := s.botSees(ch)
	ch.overwrites[id] = o
	ch.changed()
	if seen && !s.botSees(ch) { // the change itself is still told
		s.gate.dispatch(event{name: "CHANNEL_UPDATE", guild: ch.GuildID, intent: IntentGuilds, data: s.world.channelJSON(ch)})
		return
	}
	s.tellChannel("UPDATE", ch)
}

// Delete takes the channel away with everything in it.
func (c *Channel) Delete() {
	s := c.s
	s.world.Lock()
	defer s.world.Unlock()
	ch := s.world.channels[c.ID]
	if ch == nil {
		return
	}
	s.tellChannel("DELETE", ch)
	delete(s.world.channels, c.ID)
	if g := s.world.guilds[c.GuildID]; g != nil {
		g.channels = slices.DeleteFunc(g.channels, func(id string) bool { return id == c.ID })
	}
	ch.changed()
}

// Guilds lists every guild, the oldest first.
func (s *Server) Guilds() []*Guild {
	s.world.Lock()
	defer s.world.Unlock()
	var out []*Guild
	for _, id := range slices.SortedFunc(maps.Keys(s.world.guilds), compareIDs) {
		g := s.world.guilds[id]
		out = append(out, &Guild{ID: id, Name: g.name, BotRoleID: g.botRole, s: s})
	}
	return out
}

// Channels lists the channels of the guild, the oldest first.
func (g *Guild) Channels() []*Channel {
	var out []*Channel
	g.change(func(in *guild) {
		for _, id := range in.channels {
			out = append(out, g.s.world.channels[id].handle(g.s))
		}
	})
	return out
}
