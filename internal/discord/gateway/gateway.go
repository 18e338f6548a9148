// Package gateway keeps the bot connected to Discord's gateway. Start at [Run].
//
// The connection is discordgo's: its session speaks the protocol, identifies, resumes and sends heartbeats. It is used for
// nothing else, and nothing else may use it, as its Open can hang for ever, its reconnecting can loop or spend the token's
// IDENTIFYs, and it hides why Discord closed a connection. So each session is opened by a shard (shard.go), which decides
// when to connect again; reads through a socket that sees every frame first (socket.go, frames.go); and is thrown away when
// it hangs. IDENTIFYs are counted (budget.go), and a close code that makes trying again useless says what to do
// (closecodes.go). A session outlives its process (handover.go).
package gateway

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/sitrep-bot/sitrep/internal/store"
)

// A Config says which connections to keep. Token, Client, Shards, Event and Log are needed.
type Config struct {
	Token          string                         // without "Bot "
	Client         *http.Client                   // discordgo asks for the gateway's address with it
	Shards         int                            // over all processes, at least 1
	IDs            []int                          // of this process's shards, each below Shards; nil: all
	MessageContent bool                           // ask for the privileged intent
	Starts         Starts                         // what Discord said of IDENTIFYs
	Store          *store.Store                   // counts IDENTIFYs over all processes and restarts; nil: this process alone counts
	Event          func(kind string, data []byte) // gets every event, those of a shard in order; it must not block
	State          func(shard int, s State)       // hears what shards do; it must not block; nil: nobody wants to know
	Memory         Memory                         // goes to the next process with a session; nil: nothing does
	Timing         Timing                         // the zero value means [DefaultTiming]
	Log            *slog.Logger
}

// A Memory is what Discord tells only when a session begins, and a process that goes on with one must know. What is unmarshalled
// into it is added to what it has.
type Memory interface {
	json.Marshaler
	json.Unmarshaler
}

// A State is what a shard is doing.
type State string

// What shards do.
const (
	Connecting State = "connecting"
	Connected  State = "connected" // and ready
	Pausing    State = "pausing"   // a connection was lost; the next attempt is yet to come
	OutOfTurns State = "limited"   // too many sessions were begun in a day
)

// Starts is how many sessions Discord lets the bot begin, all its processes together; "session_start_limit" of GET
// /gateway/bot. The zero value knows of none that were begun, and lets shards begin one after the other.
// https://discord.com/developers/docs/events/gateway#session-start-limit-object
type Starts struct {
	Total       int   `json:"total"`           // a day
	Remaining   int   `json:"remaining"`       // of Total
	ResetAfter  int64 `json:"reset_after"`     // milliseconds until Remaining is Total again
	Concurrency int   `json:"max_concurrency"` // shards that may identify in one period of 5 seconds
}

// Timing is how long a shard waits for what.
type Timing struct {
	Connect        time.Duration // for a connection to be ready
	Hang           time.Duration // for discordgo to notice that its socket is gone
	Settle         time.Duration // after an end, until discordgo's heartbeat of the old socket has ended too
	Retry          time.Duration // before the second attempt; doubles up to a minute
	InvalidSession time.Duration // at most, after Discord refused a session; at least a fifth of it
	Identify       time.Duration // between two IDENTIFYs; Discord asks for 5 seconds
	Check          time.Duration // between two looks at the acknowledgements
	Count          time.Duration // for the store to count an IDENTIFY
}

// DefaultTiming is right for Discord; tests are less patient.
func DefaultTiming() Timing {
	return Timing{Connect: 30 * time.Second, Hang: 5 * time.Second, Settle: 500 * time.Millisecond, Retry: time.Second,
		InvalidSession: 5 * time.Second, Identify: 5 * time.Second, Check: 5 * time.Second, Count: 2 * time.Second}
}

// Run keeps the connections until ctx ends, and then returns nil: with a store, the next process goes on with their sessions. Or until Discord closes one for good: then it returns a
// [FinalError], which concerns the whole bot. All connections are closed when it returns.
func Run(ctx context.Context, c Config) error {
	if c.Timing == (Timing{}) {
		c.Timing = DefaultTiming()
	}
	if c.State == nil {
		c.State = func(int, State) {}
	}
	if c.IDs == nil {
		for id := range c.Shards {
			c.IDs = append(c.IDs, id)
		}
	}
	for _, id := range c.IDs {
		if id < 0 || id >= c.Shards {
			return fmt.Errorf("SHARD_IDS has %d, but there are %d shards, from 0: leave it out or raise SHARDS", id, c.Shards)
		}
	}
	budget, turns := newBudget(c, time.Now()), newTurns(c.Starts.Concurrency, c.Timing.Identify)
	all, ctx := errgroup.WithContext(ctx)
	for _, id := range c.IDs {
		s := &shard{Config: c, id: id, budget: budget, turns: turns}
		all.Go(func() error { return s.run(ctx) })
	}
	return all.Wait()
}
