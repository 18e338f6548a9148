package localdiscord

import (
	"encoding/json"
	"strings"
	"time"
)

type identify struct {
	Token    string `json:"token"`
	Compress bool   `json:"compress"`
	Intents  *int   `json:"intents"`
	Shard    *[]int `json:"shard"`
}

func (c *conn) identify(raw json.RawMessage) {
	var id identify
	if err := json.Unmarshal(raw, &id); err != nil {
		c.close(closeDecode, "Error while decoding payload.")
		return
	}
	if c.current() != nil {
		c.close(closeIdentified, "Already authenticated.")
		return
	}
	shard, code, why := c.g.check(id)
	if code != 0 {
		c.close(code, why)
		return
	}
	if !c.g.count(c.g.s.now()) {
		c.sendOp(opInvalidSession, false)
		return
	}
	if c.apply(c.g.s.faults.take(AtIdentify)) {
		return
	}
	c.compress.Store(id.Compress)
	c.begin(&session{id: newSessionID(), shard: shard[0], shards: shard[1], intents: *id.Intents, on: c})
	c.apply(c.g.s.faults.take(AfterReady))
}

// check answers with the close code Discord would, or 0.
func (g *gateway) check(id identify) (shard [2]int, code int, why string) {
	shard = [2]int{0, 1}
	if id.Shard != nil {
		if len(*id.Shard) != 2 {
			return shard, closeBadShard, "Invalid shard."
		}
		shard = [2]int{(*id.Shard)[0], (*id.Shard)[1]}
	}
	switch {
	case !g.authentic(id.Token):
		return shard, closeBadToken, "Authentication failed."
	case shard[0] < 0 || shard[1] < 1 || shard[0] >= shard[1]:
		return shard, closeBadShard, "Invalid shard."
	case g.s.world.guildsOf(shard) > guildsPerShard:
		return shard, closeShardsNeeded, "Sharding required."
	case id.Intents == nil || *id.Intents&^knownIntents != 0:
		return shard, closeBadIntents, "Invalid intent(s)."
	case *id.Intents&privilegedIntents&^g.s.cfg.Privileged != 0:
		return shard, closeForbidden, "Disallowed intent(s)."
	}
	return shard, 0, ""
}

func (g *gateway) authentic(token string) bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	return !g.reset && strings.TrimPrefix(token, "Bot ") == g.s.cfg.Token
}

// count books an IDENTIFY and reports whether it may go on. One too many in a day resets the token.
func (g *gateway) count(now time.Time) bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	for len(g.identifies) > 0 && now.Sub(g.identifies[0]) > identifiesRemembers {
		g.identifies = g.identifies[1:]
	}
	limits, recent := g.s.cfg.Limits, 0
	for _, t := range g.identifies {
		if limits.IdentifyWindow > 0 && now.Sub(t) < limits.IdentifyWindow {
			recent++
		}
	}
	g.identifies = append(g.identifies, now)
	g.reset = g.reset || len(g.identifies) > limits.SessionStarts
	return !g.reset && recent < limits.MaxConcurrency
}

// Identifies counts the IDENTIFYs of the last 24 hours, refused ones by the window included.
func (s *Server) Identifies() int {
	s.gate.mu.Lock()
	defer s.gate.mu.Unlock()
	return len(s.gate.identifies)
}

// Sessions counts the sessions that have had their READY and were not given up: whoever has one hears of what happens.
func (s *Server) Sessions() int {
	s.gate.mu.Lock()
	defer s.gate.mu.Unlock()
	return len(s.gate.sessions)
}

// Connected counts the sessions of each shard that have a connection now: more than one hear the same twice.
func (s *Server) Connected() map[int]int {
	s.gate.mu.Lock()
	defer s.gate.mu.Unlock()
	connected := map[int]int{}
	for _, session := range s.gate.sessions {
		if !session.idle() {
			connected[session.shard]++
		}
	}
	return connected
}

// begin sends READY and the guilds, and lets events flow.
func (c *conn) begin(s *session) {
	w := c.g.s.world
	w.Lock()
	defer w.Unlock()
	var guilds []*guild
	unavailable := []map[string]any{}
	for _, g := range w.guilds {
		if g.bot && shardOf(g.id, s.shards) == s.shard {
			guilds = append(guilds, g)
			unavailable = append(unavailable, map[string]any{"id": g.id, "unavailable": true})
		}
	}
	c.attach(s)
	s.push("READY", mustJSON(map[string]any{
		"v": 10, "user": c.g.s.bot, "guilds": unavailable, "session_id": s.id, "resume_gateway_url": c.g.url(c.tls),
		"shard": []int{s.shard, s.shards}, "application": map[string]any{"id": c.g.s.appID, "flags": 0}, "session_type": "normal",
		"private_channels": []any{}, "relationships": []any{}, "presences": []any{}, "user_settings": map[string]any{},
	}))
	if s.intents&IntentGuilds != 0 {
		for _, g := range guilds {
			s.push("GUILD_CREATE", mustJSON(w.guildJSON(g)))
		}
	}
	c.g.admit(s)
	c.signal()
}

func (c *conn) resume(raw json.RawMessage) {
	var r struct {
		Token   string `json:"token"`
		Session string `json:"session_id"`
		Seq     int64  `json:"seq"`
	}
	if err := json.Unmarshal(raw, &r); err != nil {
		c.close(closeDecode, "Error while decoding payload.")
		return
	}
	if !c.g.authentic(r.Token) {
		c.close(closeBadToken, "Authentication failed.")
		return
	}
	fault := c.g.s.faults.take(AtResume)
	if fault.Do != Duplicate && c.apply(fault) {
		return
	}
	c.continueSession(r.Session, r.Seq, fault.Code)
	c.apply(c.g.s.faults.take(AfterResumed))
}

func (c *conn) continueSession(id string, seq int64, again int) {
	w := c.g.s.world
	w.Lock() // no event may slip between the replay and RESUMED
	defer w.Unlock()
	s := c.g.session(id)
	if s == nil || s.over.Load() {
		c.sendOp(opInvalidSession, false)
		return
	}
	if !s.replay(c, seq, again) {
		c.close(closeBadSeq, "Invalid seq.")
		return
	}
	c.attach(s)
	s.push("RESUMED", mustJSON(map[string]any{"_trace": []string{"local"}}))
	c.signal()
}

func (g *gateway) url(tls bool) string {
	if tls {
		return "wss://gateway.discord.gg"
	}
	return "ws://" + g.s.Addr() + "/gateway"
}

// guildsOf counts the bot's guilds of a shard.
func (w *world) guildsOf(shard [2]int) (n int) {
	w.Lock()
	defer w.Unlock()
	for id, g := range w.guilds {
		if g.bot && shardOf(id, shard[1]) == shard[0] {
			n++
		}
	}
	return n
}
