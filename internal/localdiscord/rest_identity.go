package localdiscord

import (
	"cmp"
	"slices"
	"strconv"
	"time"
)

func (s rest) getGateway(c *call) (any, *apiError) {
	return map[string]any{"url": s.gate.url(c.TLS != nil)}, nil
}

func (s rest) getGatewayBot(c *call) (any, *apiError) {
	l := s.cfg.Limits
	left := max(0, l.SessionStarts-s.Identifies())
	return map[string]any{
		"url": s.gate.url(c.TLS != nil), "shards": l.Shards,
		"session_start_limit": map[string]any{
			"total": l.SessionStarts, "remaining": left, "max_concurrency": l.MaxConcurrency,
			"reset_after": (24 * time.Hour).Milliseconds(),
		},
	}, nil
}

func (s rest) selfJSON() any {
	return struct {
		User
		MFA      bool    `json:"mfa_enabled"`
		Locale   string  `json:"locale"`
		Verified bool    `json:"verified"`
		Email    *string `json:"email"`
	}{*s.bot, false, "en-US", true, nil}
}

func (s rest) applicationJSON() any {
	s.world.Lock()
	defer s.world.Unlock()
	owner := &User{ID: "1", Username: "owner", Discriminator: "0"}
	return map[string]any{
		"id": s.appID, "name": s.bot.Username, "icon": nil, "description": "", "type": nil, "bot": s.bot, "owner": owner,
		"bot_public": true, "bot_require_code_grant": false, "verify_key": "0", "flags": applicationFlags(s.cfg.Privileged), "flags_new": strconv.Itoa(applicationFlags(s.cfg.Privileged)),
		"redirect_uris": []string{}, "interactions_endpoint_url": nil, "role_connections_verification_url": nil,
		"approximate_guild_count": len(s.world.guilds), "approximate_user_install_count": 0, "approximate_user_authorization_count": 0,
		"explicit_content_filter": 0, "team": nil, "eligible_oauth2_scopes": []string{},
		"event_webhooks_status": 1, "event_webhooks_url": nil, "event_webhooks_types": []string{},
		"integration_types_config": map[string]any{"0": map[string]any{}, "1": map[string]any{}},
	}
}

// applicationFlags are those of an application whose bot is in fewer than 100 servers, for the intents switched on in the portal.
// https://discord.com/developers/docs/resources/application#application-object-application-flags
func applicationFlags(privileged int) (flags int) {
	for intent, flag := range map[int]int{IntentPresences: 1 << 13, IntentMembers: 1 << 15, IntentContent: 1 << 19} {
		if privileged&intent != 0 {
			flags |= flag
		}
	}
	return flags
}

// listOwnGuilds lists the guilds the bot is in, by id.
func (s rest) listOwnGuilds(c *call) (any, *apiError) {
	p := &problems{}
	limit := c.limit(200, p)
	if err := p.err(); err != nil {
		return nil, err
	}
	after := cmp.Or(c.URL.Query().Get("after"), "0")
	s.world.Lock()
	defer s.world.Unlock()
	found := []*guild{}
	for id, g := range s.world.guilds {
		if g.bot && compareIDs(id, after) > 0 {
			found = append(found, g)
		}
	}
	slices.SortFunc(found, func(a, b *guild) int { return compareIDs(a.id, b.id) })
	page := []map[string]any{}
	for _, g := range found[:min(limit, len(found))] {
		page = append(page, map[string]any{"id": g.id, "name": g.name, "icon": nil, "banner": nil, "owner": g.ownerID == s.bot.ID,
			"permissions": g.base(g.members[s.bot.ID]).String(), "features": []string{}})
	}
	return page, nil
}

// guildOf finds a guild the bot is in. The world must be locked.
func (s rest) guildOf(c *call) (*guild, *apiError) {
	g := s.world.guilds[c.PathValue("guild_id")]
	if g == nil || !g.bot {
		return nil, errUnknownGuild()
	}
	return g, nil
}

func (s rest) getGuild(c *call) (any, *apiError) {
	s.world.Lock()
	defer s.world.Unlock()
	g, err := s.guildOf(c)
	if err != nil {
		return nil, err
	}
	return g.header(), nil
}

// getMember answers one member: unlike a list of them, that takes no privileged intent.
func (s rest) getMember(c *call) (any, *apiError) {
	s.world.Lock()
	defer s.world.Unlock()
	g, err := s.guildOf(c)
	if err != nil {
		return nil, err
	}
	m := g.members[c.PathValue("user_id")]
	if m == nil {
		return nil, errUnknownMember()
	}
	return m.json(true), nil
}

// channelOf finds a channel the bot may view, messageOf a message in it. The world must be locked.
func (s rest) channelOf(c *call) (*channel, *apiError) {
	return s.world.channel(c.PathValue("channel_id"), s.bot.ID)
}

func (s rest) messageOf(c *call) (*channel, *record, *apiError) {
	return s.world.message(c.PathValue("channel_id"), c.PathValue("message_id"), s.bot.ID)
}

func (s rest) typing(c *call) (any, *apiError) {
	s.world.Lock()
	defer s.world.Unlock()
	ch, err := s.channelOf(c)
	if err != nil {
		return nil, err
	}
	if !s.world.permissions(ch, s.bot.ID).Has(ch.mayWrite()) {
		return nil, errMissingPermissions()
	}
	s.publish(Event{Kind: TypingStarted, ChannelID: ch.ID, UserID: s.bot.ID})
	return nil, nil
}

func (s rest) openDM(c *call) (any, *apiError) {
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
