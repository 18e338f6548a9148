package localdiscord

import (
	"cmp"
	"log/slog"
	"time"
)

// Config says what kind of Discord to be. The zero value is a good one: everything Discord always enforces is enforced,
// rate limits stand so high that nothing meets them.
type Config struct {
	Token      string   // what the bot must show, without "Bot "; empty means [DefaultToken]
	BotName    string   // empty means "sitrep"
	Addr       string   // where to listen; empty means a free port on loopback
	Network    *Network // where to listen in place of Addr; nil: on the machine's
	OpenAPI    string   // path of Discord's openapi.json; empty or absent: request bodies are not checked against it
	Privileged int      // privileged intents switched on in the portal: a sum of [IntentMembers], [IntentPresences], [IntentContent]

	// RoleMentionShowsContent lets the bot read messages that mention only its role. Discord documents content for
	// mentions of the app and says nothing about its role, so the default is the strict reading.
	RoleMentionShowsContent bool

	// CompressFrom is the size in bytes from which gateway frames are compressed, once IDENTIFY asked for it. Discord
	// does not document when it compresses. 0 means 4096, 1 compresses everything, negative nothing.
	CompressFrom int

	Heartbeat time.Duration    // interval told in HELLO; 0 means 41.25 s
	Deadline  time.Duration    // to acknowledge an interaction; 0 means Discord's 3 s
	Latency   time.Duration    // added to every REST answer
	Limits    Limits           // of REST and IDENTIFY
	Keep      int              // messages a channel, interactions and logged requests remembered; 0 means 20,000
	Now       func() time.Time // the clock of ids, tokens and edits; nil means time.Now
	Log       *slog.Logger     // nil discards
}

// DefaultToken is the bot token when Config names none.
const DefaultToken = "bG9jYWw.ZGlzY29yZA.bm90LWEtcmVhbC10b2tlbg"

// Limits are Discord's allowances. Zero values are as if there were none, except where a number is given.
type Limits struct {
	Global         int              // REST requests a second over all routes; interactions are exempt, as at Discord
	Routes         map[string]Limit // by route, as "POST /channels/{channel_id}/messages"; each channel or token counts alone
	MaxConcurrency int              // IDENTIFYs allowed per IdentifyWindow; 0 means 1
	IdentifyWindow time.Duration    // 5 s at Discord; 0 counts but never refuses
	SessionStarts  int              // IDENTIFYs in 24 h; 0 means 1000. Beyond it the token is reset, as at Discord
	OldEdits       int              // edits an hour of messages older than an hour (30046); 0 means no limit
	CommandCreates int              // command creations a day and guild; 0 means 200
	Shards         int              // how many /gateway/bot recommends; 0 means 1
}

// A Limit allows N requests in each Window.
type Limit struct {
	N      int
	Window time.Duration
}

func (c Config) withDefaults() Config {
	c.Token = cmp.Or(c.Token, DefaultToken)
	c.BotName = cmp.Or(c.BotName, "sitrep")
	c.Addr = cmp.Or(c.Addr, "127.0.0.1:0")
	c.CompressFrom = cmp.Or(c.CompressFrom, 4096)
	c.Heartbeat = cmp.Or(c.Heartbeat, 41250*time.Millisecond)
	c.Deadline = cmp.Or(c.Deadline, 3*time.Second)
	c.Keep = cmp.Or(c.Keep, 20_000)
	c.Limits.MaxConcurrency = cmp.Or(c.Limits.MaxConcurrency, 1)
	c.Limits.SessionStarts = cmp.Or(c.Limits.SessionStarts, 1000)
	c.Limits.CommandCreates = cmp.Or(c.Limits.CommandCreates, 200)
	c.Limits.Shards = cmp.Or(c.Limits.Shards, 1)
	if c.Now == nil {
		c.Now = time.Now
	}
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	return c
}
