package discord

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"net"
	"net/http"
	"sync/atomic"
	"time"

	"github.com/bwmarrin/discordgo"
)

// A pace is how long the supervisor of a connection waits for what.
type pace struct {
	open     time.Duration // for a connection to be ready
	stuck    time.Duration // for discordgo to notice that its socket is gone
	settle   time.Duration // after an end, until discordgo's heartbeat of the old socket has ended too
	retry    time.Duration // before the second attempt; doubles up to maxRetry
	refused  time.Duration // at most, after Discord refused a session; at least a fifth of it
	identify time.Duration // between two IDENTIFYs
	watch    time.Duration // between two looks at the acknowledgements
}

func usualPace() pace {
	return pace{open: 30 * time.Second, stuck: 5 * time.Second, settle: 500 * time.Millisecond, retry: time.Second,
		refused: 5 * time.Second, identify: 5 * time.Second, watch: 5 * time.Second}
}

const (
	maxRetry   = time.Minute
	maxResumes = 5 // attempts to resume a session before it is given up
)

// A shard keeps one connection to Discord's gateway: it opens discordgo sessions, watches their wires, and reopens them,
// as discordgo's own reconnecting can hang, loop, or spend the token's IDENTIFYs.
type shard struct {
	id, count int
	token     string
	intents   discordgo.Intent
	client    *http.Client
	budget    Budget
	turns     *turnstile
	pace      pace
	hear      func(kind string, data []byte) // must not block
	log       *slog.Logger

	session *discordgo.Session // nil: the next connection starts a new one
	begun   atomic.Bool        // the session has had its READY, and can be resumed
	wire    atomic.Pointer[wire]
	closed  chan struct{} // discordgo has closed its socket
}

// run stays connected until ctx ends, and then returns nil; or until Discord says that trying again is of no use.
func (s *shard) run(ctx context.Context) error {
	failures := 0
	for {
		lasted, err := s.connect(ctx)
		if ctx.Err() != nil {
			return nil
		}
		if hopeless := final(err); hopeless != nil {
			return hopeless
		}
		if lasted {
			failures = 0
		}
		failures++
		wait := s.reconsider(err, failures)
		s.log.Warn("connection lost", "shard", s.id, "because", err, "resume", s.session != nil && s.begun.Load(), "wait", wait)
		if err := sleep(ctx, wait); err != nil {
			return nil
		}
	}
}

// reconsider drops a session that cannot be resumed, and says how long to wait before the next connection.
func (s *shard) reconsider(err error, failures int) time.Duration {
	var refused *invalidSession
	var closed *closeError
	switch {
	case errors.As(err, &refused) && !refused.resumable:
		s.session = nil
		return s.pace.refused/5 + rand.N(s.pace.refused*4/5)
	case errors.As(err, &closed) && (closed.code == 4007 || closed.code == 4009):
		s.session = nil
	case failures > maxResumes && s.begun.Load():
		s.session = nil
	}
	if failures == 1 {
		return s.pace.settle
	}
	return max(s.pace.settle, min(maxRetry, s.pace.retry<<min(failures-2, 10)))
}

// connect opens a connection and stays until it ends. lasted reports whether it was ever ready.
func (s *shard) connect(ctx context.Context) (lasted bool, err error) {
	if err := s.mayIdentify(ctx); err != nil {
		return false, err
	}
	if s.session == nil {
		s.session = s.newSession()
	}
	if err := s.open(ctx); err != nil {
		return false, err
	}
	w := s.wire.Load()
	w.settle()
	s.log.Info("connected", "shard", s.id, "of", s.count)
	err = s.stay(ctx, w)
	s.await(ctx.Err() != nil)
	return true, err
}

// mayIdentify waits until an IDENTIFY may be sent, if the next connection will send one.
func (s *shard) mayIdentify(ctx context.Context) error {
	if s.session != nil && s.begun.Load() {
		return nil
	}
	for {
		granted, free, err := s.budget.TakeIdentify(ctx, time.Now(), identifiesADay)
		if err != nil {
			return fmt.Errorf("cannot count this IDENTIFY: %w", err)
		}
		if granted {
			return s.turns.pass(ctx, s.id)
		}
		s.log.Error("too many sessions begun in a day: waiting, or Discord would reset the token", "limit", identifiesADay, "until", free)
		if err := sleep(ctx, time.Until(free)); err != nil {
			return err
		}
	}
}

func (s *shard) newSession() *discordgo.Session {
	d, _ := discordgo.New("Bot " + s.token) // never fails
	d.Client = s.client
	d.Dialer = newDialer(func(c net.Conn) net.Conn {
		w := newWire(c, s.pace.open)
		s.wire.Store(w)
		return w
	})
	d.StateEnabled = false           // keeps whole servers, for nobody
	d.ShouldReconnectOnError = false // we do
	d.SyncEvents = true              // in order; what hears them does not block
	d.Compress = false               // a wire reads along
	d.Identify.Intents = s.intents
	d.ShardID, d.ShardCount = s.id, s.count
	closed := make(chan struct{}, 1)
	d.AddHandler(func(_ *discordgo.Session, _ *discordgo.Disconnect) {
		select {
		case closed <- struct{}{}:
		default: // it says so twice at times
		}
	})
	d.AddHandler(func(_ *discordgo.Session, e *discordgo.Event) {
		if e.Type == "READY" {
			s.begun.Store(true)
		}
		s.hear(e.Type, e.RawData)
	})
	s.closed = closed
	s.begun.Store(false)
	return d
}

// open connects within a deadline. discordgo may hang in it; a cut wire frees it.
func (s *shard) open(ctx context.Context) error {
	s.wire.Store(nil)
	drain(s.closed)
	opened := make(chan error, 1)
	go func(d *discordgo.Session) { opened <- d.Open() }(s.session)
	ctx, cancel := context.WithTimeout(ctx, s.pace.open)
	defer cancel()
	select {
	case err := <-opened:
		return s.blame(err)
	case <-ctx.Done():
	}
	why := fmt.Errorf("not connected in time: %w", ctx.Err())
	if w := s.wire.Load(); w != nil {
		w.cut(why)
	}
	select {
	case <-opened:
	case <-time.After(s.pace.stuck):
		s.log.Error("the library hangs while connecting: replacing its session", "shard", s.id)
		s.session = nil
	}
	return why
}

// blame prefers what Discord said over what discordgo makes of it.
func (s *shard) blame(err error) error {
	if err == nil && s.wire.Load() == nil {
		return errors.New("connected without a socket")
	}
	if err == nil {
		return nil
	}
	if w := s.wire.Load(); w != nil {
		select {
		case <-w.ended:
			return w.why
		default:
		}
	}
	return err
}

// stay returns when the connection is over, and why.
func (s *shard) stay(ctx context.Context, w *wire) error {
	watch := time.NewTicker(s.pace.watch)
	defer watch.Stop()
	for {
		select {
		case <-ctx.Done():
			w.leaving.Store(true)
			go func(d *discordgo.Session) { _ = d.Close() }(s.session) // tells closed
			return ctx.Err()
		case <-w.ended:
			return w.why
		case now := <-watch.C:
			if w.isZombie(now) {
				w.cut(errZombie)
			}
		}
	}
}

// await gives discordgo the time to notice the end. A session that does not is replaced.
func (s *shard) await(leaving bool) {
	select {
	case <-s.closed:
	case <-time.After(s.pace.stuck):
		s.log.Error("the library hangs: replacing its session", "shard", s.id)
		s.session = nil
	}
	if leaving {
		s.session = nil
	}
}

func drain(c chan struct{}) {
	select {
	case <-c:
	default:
	}
}
