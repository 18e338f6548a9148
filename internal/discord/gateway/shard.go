package gateway

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net"
	"sync/atomic"
	"time"

	"github.com/bwmarrin/discordgo"

	"github.com/sitrep-bot/sitrep/internal/discord/gateway/identify"
	"github.com/sitrep-bot/sitrep/internal/discord/gateway/wire"
	"github.com/sitrep-bot/sitrep/internal/discord/wait"
)

const (
	maxRetry   = time.Minute
	maxResumes = 5 // attempts to resume a session before it is given up
)

// A shard keeps one connection to Discord's gateway: it opens discordgo sessions, watches their sockets, and reopens them.
type shard struct {
	Config
	id     int
	budget *identify.Budget
	turns  identify.Turns

	session   *discordgo.Session // nil: the next connection starts a new one
	resumable atomic.Bool        // the session has had its READY

	sessionID atomic.Pointer[string] // Discord's name of the session
	sequence  atomic.Int64           // of the last event that was heard
	progress  atomic.Pointer[progress]
	learned   atomic.Bool // something that Memory may have to tell, and is yet to be kept

	mayOpen     func(context.Context) error // waits until a connection may be begun; nil: at any time
	identifying atomic.Bool                 // the connection that is being opened begins a session

	// What the store has of the session, where another process may take over. These are of whoever calls keep and kept.
	keptAt, keeping         position
	keptSession, keptMemory time.Time
	owed                    bool // the memory is yet to be kept

	socket atomic.Pointer[wire.Socket]
	closed chan struct{} // discordgo has closed its socket
}

func newShard(c Config, id int, budget *identify.Budget, turns identify.Turns) *shard {
	s := &shard{Config: c, id: id, budget: budget, turns: turns}
	s.progress.Store(&progress{})
	return s
}

// run stays connected until ctx ends, and then returns nil; or until Discord says that trying again is of no use.
func (s *shard) run(ctx context.Context) error {
	failures := 0
	for {
		lasted, err := s.connect(ctx)
		if ctx.Err() != nil {
			return nil
		}
		if hopeless := finalError(err); hopeless != nil {
			return hopeless
		}
		if lasted {
			failures = 0
		}
		failures++
		s.State(s.id, Pausing)
		pause := s.backOff(err, failures)
		s.Log.Warn("connection lost", "shard", s.id, "because", err, "resume", s.session != nil && s.resumable.Load(), "wait", pause)
		if err := wait.For(ctx, pause); err != nil {
			return nil
		}
	}
}

// backOff drops a session that cannot be resumed, and says how long to wait before the next connection.
func (s *shard) backOff(err error, failures int) time.Duration {
	var refused *wire.InvalidSession
	var closed *wire.CloseError
	switch {
	case errors.As(err, &refused) && !refused.Resumable:
		s.session = nil
		return s.Timing.InvalidSession/5 + rand.N(s.Timing.InvalidSession*4/5)
	case errors.As(err, &closed) && (closed.Code == 4007 || closed.Code == 4009):
		s.session = nil
	case failures > maxResumes && s.resumable.Load():
		s.session = nil
	}
	if failures == 1 {
		return s.Timing.Settle
	}
	return max(s.Timing.Settle, min(maxRetry, s.Timing.Retry<<min(failures-2, 10)))
}

// connect opens a connection and stays until it ends. lasted reports whether it was ever ready.
func (s *shard) connect(ctx context.Context) (lasted bool, err error) {
	s.State(s.id, Connecting)
	identified, err := s.mayConnect(ctx)
	if err != nil {
		return false, err
	}
	if s.session == nil {
		s.session = s.newSession()
	}
	s.identifying.Store(!s.resumable.Load())
	err = s.open(ctx)
	s.identifying.Store(false)
	identified()
	if err != nil {
		return false, err
	}
	in := s.socket.Load()
	in.ExpectHeartbeats()
	s.State(s.id, Connected)
	s.Log.Info("connected", "shard", s.id, "of", s.Shards)
	err = s.watch(ctx, in)
	s.awaitClose(ctx.Err() != nil)
	return true, err
}

// mayConnect waits until a connection may be opened, and its session begun where it has none: then others wait for their turn to do
// so until identified is called.
func (s *shard) mayConnect(ctx context.Context) (identified func(), err error) {
	if s.mayOpen == nil {
		return s.mayIdentify(ctx)
	}
	if err := s.mayOpen(ctx); err != nil {
		return nil, err
	}
	if identified, err = s.mayIdentify(ctx); err != nil {
		return nil, err
	}
	if err := s.mayOpen(ctx); err != nil { // the turn may have been long in coming
		identified()
		return nil, err
	}
	return identified, nil
}

// mayIdentify waits until an IDENTIFY may be sent, if the next connection will send one.
func (s *shard) mayIdentify(ctx context.Context) (identified func(), err error) {
	if s.session != nil && s.resumable.Load() {
		return func() {}, nil
	}
	for {
		free := s.budget.Take(ctx, time.Now())
		if free.IsZero() {
			return s.turns.Wait(ctx, s.id)
		}
		s.State(s.id, OutOfTurns)
		s.Log.Error("too many sessions begun in a day: waiting, or Discord would reset the token", "limit", identify.Limit, "until", free)
		if err := wait.For(ctx, time.Until(free)); err != nil {
			return nil, err
		}
	}
}

func (s *shard) newSession() *discordgo.Session {
	d, _ := discordgo.New("Bot " + s.Token) // never fails
	d.Client = s.Client
	d.Dialer = wire.NewDialer(s.Dial, func(c net.Conn) net.Conn {
		read := wire.New(c, s.Timing.Connect)
		s.socket.Store(read)
		return read
	})
	d.StateEnabled = false           // keeps whole servers, for nobody
	d.ShouldReconnectOnError = false // we do
	d.SyncEvents = true              // in order; what hears them does not block
	d.Compress = false               // a socket reads along
	d.Identify.Intents = s.intents()
	d.ShardID, d.ShardCount = s.id, s.Shards
	closed := make(chan struct{}, 1)
	d.AddHandler(func(_ *discordgo.Session, _ *discordgo.Disconnect) {
		select {
		case closed <- struct{}{}:
		default: // it says so twice at times
		}
	})
	d.AddHandler(func(_ *discordgo.Session, e *discordgo.Event) {
		if e.Type == "READY" {
			s.progress.Store(&progress{})
			s.resumable.Store(true)
		}
		s.Event(e.Type, e.RawData, s.progress.Load().begin(e.Sequence))
		s.heard(e)
	})
	s.closed = closed
	s.resumable.Store(false)
	return d
}

// open connects within a deadline. discordgo may hang in it; a socket that is cut frees it.
func (s *shard) open(ctx context.Context) error {
	s.socket.Store(nil)
	drain(s.closed)
	opened := make(chan error, 1)
	go func(d *discordgo.Session) { opened <- d.Open() }(s.session)
	ctx, cancel := context.WithTimeout(ctx, s.Timing.Connect)
	defer cancel()
	select {
	case err := <-opened:
		return s.causeOf(err)
	case <-ctx.Done():
	}
	why := fmt.Errorf("not connected in time: %w", ctx.Err())
	if in := s.socket.Load(); in != nil {
		in.Cut(why)
	}
	select {
	case <-opened:
	case <-time.After(s.Timing.Hang):
		s.Log.Error("the library hangs while connecting: replacing its session", "shard", s.id)
		s.session = nil
	}
	return why
}

// causeOf prefers what Discord said over what discordgo makes of it.
func (s *shard) causeOf(err error) error {
	if err == nil && s.socket.Load() == nil {
		return errors.New("connected without a socket")
	}
	if err == nil {
		return nil
	}
	if in := s.socket.Load(); in != nil {
		select {
		case <-in.Ended():
			return in.Why()
		default:
		}
	}
	return err
}

// watch returns when the connection is over, and why.
func (s *shard) watch(ctx context.Context, in *wire.Socket) error {
	check := time.NewTicker(s.Timing.Check)
	defer check.Stop()
	for {
		select {
		case <-ctx.Done():
			s.hangUp(ctx.Err(), in)
			return ctx.Err()
		case <-in.Ended():
			return in.Why()
		case now := <-check.C:
			in.CutZombie(now)
		}
	}
}

// hangUp ends the connection as the bot is to stop: without a word where the next process may go on with the session, which
// good-bye would end.
func (s *shard) hangUp(why error, in *wire.Socket) {
	if s.Store != nil {
		in.Cut(why)
		return
	}
	in.SayGoodBye()
	go func(d *discordgo.Session) { _ = d.Close() }(s.session) // tells closed
}

// awaitClose gives discordgo the time to notice the end. A session that does not is replaced.
func (s *shard) awaitClose(leaving bool) {
	select {
	case <-s.closed:
	case <-time.After(s.Timing.Hang):
		s.Log.Error("the library hangs: replacing its session", "shard", s.id)
		s.session = nil
	}
	if leaving {
		s.session = nil
	}
}

// intents name the events we want to hear.
func (s *shard) intents() discordgo.Intent {
	wanted := discordgo.IntentGuilds | discordgo.IntentGuildMessages | discordgo.IntentDirectMessages
	if s.MessageContent {
		wanted |= discordgo.IntentMessageContent
	}
	return wanted
}

func drain(c chan struct{}) {
	select {
	case <-c:
	default:
	}
}
