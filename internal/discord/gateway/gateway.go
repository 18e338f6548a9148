// Package gateway keeps the bot connected to Discord's gateway. Start at [Run].
//
// The connection is discordgo's: its session speaks the protocol, identifies, resumes and sends heartbeats. It is used for
// nothing else, and nothing else may use it, as its Open can hang for ever, its reconnecting can loop or spend the token's
// IDENTIFYs, and it hides why Discord closed a connection. So each session is opened by a shard (shard.go), which decides
// when to connect again; reads through a socket that sees every frame first (package wire); and is thrown away when
// it hangs. IDENTIFYs are counted (package identify), and a close code that makes trying again useless says what to do
// (closecodes.go). A session outlives its process (handover.go), and processes share the shards among themselves (share.go,
// balance.go).
package gateway

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/sitrep-bot/sitrep/internal/discord/gateway/identify"
	"github.com/sitrep-bot/sitrep/internal/discord/gateway/wire"
	"github.com/sitrep-bot/sitrep/internal/store"
)

// A Config says which connections to keep. Token, Client, Shards, Event and Log are needed.
type Config struct {
	Token          string          // without "Bot "
	Client         *http.Client    // discordgo asks for the gateway's address with it
	Dial           wire.Dial       // opens sockets without TLS; nil: the machine does
	Shards         int             // over all processes, at least 1
	IDs            []int           // of this process's shards, each below Shards; nil: all
	Share          bool            // share the shards with other processes through Store, in place of IDs (share.go)
	Shared         func(Sharing)   // hears how the shards are shared; it must not block; nil: nobody wants to know
	MessageContent bool            // ask for the privileged intent
	Starts         identify.Starts // what Discord said of IDENTIFYs
	Store          *store.Shards   // counts IDENTIFYs over all processes and restarts; nil: this process alone counts
	Event          Event
	State          func(shard int, s State) // hears what shards do; it must not block; nil: nobody wants to know
	Memory         Memory                   // goes to the next process with a session; nil: nothing does
	Timing         Timing                   // the zero value means [DefaultTiming]
	Log            *slog.Logger
}

// An Event gets every event, those of a shard in order. It must not block, and call handled once the event need not be sent
// again, should this process die.
type Event func(kind string, data []byte, handled func())

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
	Unsure     State = "unsure"    // the database is away, and another process may have the shard by now
	Given      State = "given"     // to other processes
)

// Timing is how long a shard waits for what.
type Timing struct {
	Connect        time.Duration // for a connection to be ready
	Hang           time.Duration // for discordgo to notice that its socket is gone
	Settle         time.Duration // after an end, until discordgo's heartbeat of the old socket has ended too
	Retry          time.Duration // before the second attempt; doubles up to a minute
	InvalidSession time.Duration // at most, after Discord refused a session; at least a fifth of it
	Identify       time.Duration // between two IDENTIFYs; Discord asks for 5 seconds, and the way there takes one longer than another
	Check          time.Duration // between two looks at the acknowledgements
	Count          time.Duration // for the store to count an IDENTIFY, or to tell who has which shards
	Beat           time.Duration // between two times that a process says that it lives
	Lease          time.Duration // that is not said, until others take over its shards
}

// DefaultTiming is right for Discord; tests are less patient.
func DefaultTiming() Timing {
	return Timing{Connect: 30 * time.Second, Hang: 5 * time.Second, Settle: 500 * time.Millisecond, Retry: time.Second,
		InvalidSession: 5 * time.Second, Identify: 5500 * time.Millisecond, Check: 5 * time.Second, Count: 2 * time.Second,
		Beat: time.Second, Lease: 5 * time.Second}
}

// Run keeps the connections until ctx ends, and then returns nil: with a store, the next process goes on with their sessions. Or
// until Discord closes one for good: then it returns a [FinalError], which concerns the whole bot. All connections are closed when
// it returns.
func Run(ctx context.Context, c Config) error {
	if c.Timing == (Timing{}) {
		c.Timing = DefaultTiming()
	}
	if c.State == nil {
		c.State = func(int, State) {}
	}
	if c.IDs == nil && !c.Share {
		for id := range c.Shards {
			c.IDs = append(c.IDs, id)
		}
	}
	for _, id := range c.IDs {
		if id < 0 || id >= c.Shards {
			return fmt.Errorf("SHARD_IDS has %d, but there are %d shards, from 0: leave it out or raise SHARDS", id, c.Shards)
		}
	}
	identifies := identify.Config{Store: c.Store, Starts: c.Starts, Period: c.Timing.Identify, Timeout: c.Timing.Count, Log: c.Log}
	budget, turns := identify.NewBudget(identifies, time.Now()), identify.NewTurns(identifies)
	if c.Share {
		return newShare(c, rand.Text(), budget, turns).run(ctx)
	}
	c.forgetOthers(ctx)
	all, ctx := errgroup.WithContext(ctx)
	for _, id := range c.IDs {
		s := newShard(c, id, budget, turns)
		all.Go(func() error {
			s.inherit(ctx)
			defer s.leave()
			return s.run(ctx)
		})
	}
	return all.Wait()
}

// forgetOthers has the store forget what was left for another number of shards: it would be there for ever.
func (c Config) forgetOthers(ctx context.Context) {
	if c.Store == nil {
		return
	}
	within, cancel := context.WithTimeout(ctx, c.Timing.Count)
	defer cancel()
	if err := c.Store.ForgetOthers(within, c.Shards); err != nil {
		c.Log.Warn("what was left for another number of shards is still kept", "error", err)
	}
}
