package localdiscord

import (
	"net/http"
	"slices"
	"time"
)

func (s *Server) gatewayURL(tls bool) string {
	if tls {
		return "wss://gateway.discord.gg"
	}
	return "ws://" + s.Addr() + "/gateway"
}

func (s *Server) getGateway(c *call) (any, *apiError) {
	return map[string]any{"url": s.gatewayURL(c.TLS != nil)}, nil
}

func (s *Server) getGatewayBot(c *call) (any, *apiError) {
	l := s.cfg.Limits
	left := max(0, l.SessionStarts-s.Identifies())
	return map[string]any{
		"url": s.gatewayURL(c.TLS != nil), "shards": l.Shards,
		"session_start_limit": map[string]any{
			"total": l.SessionStarts, "remaining": left, "max_concurrency": l.MaxConcurrency,
			"reset_after": (24 * time.Hour).Milliseconds(),
		},
	}, nil
}

func (s *Server) selfJSON() any {
	return struct {
		User
		MFA      bool    `json:"mfa_enabled"`
		Locale   string  `json:"locale"`
		Verified bool    `json:"verified"`
		Email    *string `json:"email"`
	}{*s.bot, false, "en-US", true, nil}
}

func (s *Server) applicationJSON() any {
	s.world.Lock()
	defer s.world.Unlock()
	owner := &User{ID: "1", Username: "owner", Discriminator: "0"}
	return map[string]any{
		"id": s.appID, "name": s.bot.Username, "icon": nil, "description": "", "type": nil, "bot": s.bot, "owner": owner,
		"bot_public": true, "bot_require_code_grant": false, "verify_key": "0", "flags": 0, "flags_new": "0",
		"redirect_uris": []string{}, "interactions_endpoint_url": nil, "role_connections_verification_url": nil,
		"approximate_guild_count": len(s.world.guilds), "approximate_user_install_count": 0, "approximate_user_authorization_count": 0,
		"explicit_content_filter": 0, "team": nil, "eligible_oauth2_scopes": []string{},
		"event_webhooks_status": 1, "event_webhooks_url": nil, "event_webhooks_types": []string{},
		"integration_types_config": map[string]any{"0": map[string]any{}, "1": map[string]any{}},
	}
}

// guildOf finds a guild the bot is in. The world must be locked.
func (s *Server) guildOf(r *http.Request) (*guild, *apiError) {
	g := s.world.guilds[r.PathValue("guild_id")]
	switch {
	case g == nil:
		return nil, errUnknownGuild()
	case !g.bot:
		return nil, errMissingAccess()
	}
	return g, nil
}

func (s *Server) getGuild(c *call) (any, *apiError) {
	s.world.Lock()
	defer s.world.Unlock()
	g, err := s.guildOf(c.Request)
	if err != nil {
		return nil, err
	}
	return g.header(), nil
}

func (s *Server) getGuildRoles(c *call) (any, *apiError) {
	s.world.Lock()
	defer s.world.Unlock()
	g, err := s.guildOf(c.Request)
	if err != nil {
		return nil, err
	}
	return g.roleList(), nil
}

func (s *Server) getGuildChannels(c *call) (any, *apiError) {
	s.world.Lock()
	defer s.world.Unlock()
	g, err := s.guildOf(c.Request)
	if err != nil {
		return nil, err
	}
	out := []any{}
	for _, id := range g.channels {
		if ch := s.world.channels[id]; !ch.isThread() {
			out = append(out, s.world.channelJSON(ch))
		}
	}
	return out, nil
}

func (s *Server) getMember(c *call) (any, *apiError) {
	s.world.Lock()
	defer s.world.Unlock()
	g, err := s.guildOf(c.Request)
	if err != nil {
		return nil, err
	}
	m := g.members[c.PathValue("user_id")]
	if m == nil {
		return nil, refuse(404, 10007, "Unknown Member")
	}
	return m.json(true), nil
}

// channelOf finds a channel the bot may view. The world must be locked.
func (s *Server) channelOf(r *http.Request) (*channel, *apiError) {
	c := s.world.channels[r.PathValue("channel_id")]
	switch {
	case c == nil:
		return nil, errUnknownChannel()
	case !s.botSees(c):
		return nil, errMissingAccess()
	}
	return c, nil
}

func (s *Server) getChannel(c *call) (any, *apiError) {
	s.world.Lock()
	defer s.world.Unlock()
	ch, err := s.channelOf(c.Request)
	if err != nil {
		return nil, err
	}
	return s.world.channelJSON(ch), nil
}

func (s *Server) typing(c *call) (any, *apiError) {
	s.world.Lock()
	defer s.world.Unlock()
	ch, err := s.channelOf(c.Request)
	if err != nil {
		return nil, err
	}
	if !s.world.permissions(ch, s.bot.ID).Has(ch.mayWrite()) {
		return nil, errMissingPermissions()
	}
	s.publish(Event{Kind: TypingStarted, ChannelID: ch.ID, UserID: s.bot.ID})
	return nil, nil
}

func (s *Server) openDM(c *call) (any, *apiError) {
	var body struct {
		Recipient string `json:"recipient_id"`
	}
	if err := c.decode(&body); err != nil {
		return nil, err
	}
	s.world.Lock()
	defer s.world.Unlock()
	p := s.world.people[body.Recipient]
	if p == nil {
		return nil, errUnknownUser()
	}
	return s.world.channelJSON(s.dm(p)), nil
}

// guildsOf counts the bot's guilds of a shard.
func (s *Server) guildsOf(shard [2]int) (n int) {
	s.world.Lock()
	defer s.world.Unlock()
	for id, g := range s.world.guilds {
		if g.bot && shardOf(id, shard[1]) == shard[0] {
			n++
		}
	}
	return n
}

func (g *guild) roleList() []*Role {
	out := make([]*Role, 0, len(g.roles))
	for _, r := range g.roles {
		out = append(out, r)
	}
	slices.SortFunc(out, func(a, b *Role) int { return a.Position - b.Position })
	return out
}

// header is a guild without its channels and members.
func (g *guild) header() map[string]any {
	return map[string]any{
		"id": g.id, "name": g.name, "icon": nil, "splash": nil, "owner_id": g.ownerID, "preferred_locale": g.locale,
		"roles": g.roleList(), "emojis": []any{}, "stickers": []any{}, "features": []string{}, "verification_level": 0,
		"default_message_notifications": 0, "explicit_content_filter": 0, "mfa_level": 0, "nsfw_level": 0, "premium_tier": 0,
		"afk_timeout": 300, "system_channel_flags": 0, "premium_progress_bar_enabled": false,
	}
}

// guildJSON is what GUILD_CREATE carries: without the members intent only the bot's own member.
func (w *world) guildJSON(g *guild) map[string]any {
	out := g.header()
	channels, threads := []any{}, []any{}
	for _, id := range g.channels {
		if c := w.channels[id]; c.isThread() {
			threads = append(threads, w.channelJSON(c))
		} else {
			channels = append(channels, w.channelJSON(c))
		}
	}
	var members []*Member
	for _, m := range g.members {
		if m.user.Bot {
			members = append(members, m.json(true))
		}
	}
	out["channels"], out["threads"], out["members"] = channels, threads, members
	out["member_count"], out["large"], out["unavailable"] = len(g.members), len(g.members) > 250, false
	out["joined_at"] = g.joined.UTC().Format(time.RFC3339)
	out["voice_states"], out["presences"] = []any{}, []any{}
	return out
}

func (w *world) channelJSON(c *channel) map[string]any {
	out := map[string]any{"id": c.ID, "type": c.Type, "flags": 0, "last_message_id": nil}
	if len(c.ids) > 0 {
		out["last_message_id"] = c.ids[len(c.ids)-1]
	}
	if c.Type == ChannelDM {
		to := []*User{}
		for id := range c.recipients {
			if u := w.users[id]; u != nil && !u.Bot {
				to = append(to, u)
			}
		}
		out["recipients"] = to
		return out
	}
	overwrites := []Overwrite{}
	for _, o := range c.overwrites {
		overwrites = append(overwrites, o)
	}
	out["guild_id"], out["name"], out["position"], out["permission_overwrites"] = c.GuildID, c.Name, c.Position, overwrites
	out["parent_id"], out["nsfw"] = nil, false
	if c.ParentID != "" {
		out["parent_id"] = c.ParentID
	}
	if c.isThread() {
		out["owner_id"] = c.OwnerID
		out["thread_metadata"] = map[string]any{"archived": false, "auto_archive_duration": 1440, "locked": false, "archive_timestamp": "2026-01-01T00:00:00Z"}
	}
	return out
}
