package localdiscord

import (
	"net/http"
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
