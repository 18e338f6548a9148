// Package scope says what a server is answered from: its own articles and everyone's, and nothing else.
//
// Start at [New] and [Scopes.Open]. Each server that has articles has a corpus of its own, brought up to date with the store when the
// first question comes and closed when none has come for a while: an index in memory, or, where the shared one is in a cluster, the
// server's part of one there. A [Scope] holds that one and the shared one. In this process there is no index in which the articles of
// two servers lie side by side, and of what a cluster proposes only what is in the server's own catalog is taken.
package scope

import (
	"cmp"
	"context"
	"errors"
	"log/slog"
	"maps"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/sitrep-bot/sitrep/internal/answers"
	"github.com/sitrep-bot/sitrep/internal/chronicle"
	"github.com/sitrep-bot/sitrep/internal/index"
	"github.com/sitrep-bot/sitrep/internal/meaning"
	"github.com/sitrep-bot/sitrep/internal/store"
)

// A Desk answers questions about one corpus. In production it is an *answers.Desk.
type Desk interface {
	Answer(ctx context.Context, q answers.Question) (answers.Answer, error)
	Look(ctx context.Context, l answers.Lookup) ([]answers.Quote, error)
}

// A Corpus is articles that are searched together.
type Corpus struct {
	Index     *index.Index
	Desk      Desk
	Chronicle *chronicle.Chronicle // made by New for the shared one
}

// Config says what Scopes are made of. Idle and Texts may be left out.
type Config struct {
	Shared Corpus // everyone's
	Store  *store.Store
	Idle   time.Duration // after which a server's corpus is closed; 0: 15 minutes
	Texts  int           // passages of servers that are kept ready for comparison with questions; 0: 32,768, about 50 MB
	Log    *slog.Logger

	// UnderstandShared learns what everyone's passages mean, and returns when all are known or ctx ends. nil: there is nothing to learn.
	UnderstandShared func(ctx context.Context) error

	// Lend opens a library for what the passages of a server mean; false: there are no encoders. nil: words answer alone.
	Lend func(*meaning.Library) bool

	// KeepGlances erases what is kept of the meaning of passages that are not in use, as [meaning.Library.KeepOnly] does. nil: nothing
	// is kept on disk.
	KeepGlances func(used func() (map[meaning.Key]bool, error)) (erased int, err error)
}

const (
	usualIdle  = 15 * time.Minute
	usualTexts = 32_768

	// openPatience is how long an answer waits for a database that may hang: then it comes from the shared articles.
	openPatience = 2 * time.Second
	// openAgain is how long such a database is left alone, and awayAgain a cluster, of which members are told meanwhile.
	openAgain = 5 * time.Second
	awayAgain = time.Second
	// writePatience is how long a question waits until changed articles are written. What is written by then need not be written again.
	writePatience = 20 * time.Second
)

// Scopes opens what servers are answered from. It may be used by many goroutines.
type Scopes struct {
	Config

	wake chan struct{} // there is a server whose passages are to be understood
	left chan string   // a server whose articles have changed, or have all been deleted

	texts atomic.Int64 // that the desks of servers have ready

	mu      sync.Mutex
	servers map[string]*server
}

// New makes Scopes, which hear of changes while [Scopes.Run] runs.
func New(c Config) *Scopes {
	if c.Idle == 0 {
		c.Idle = usualIdle
	}
	c.Texts = cmp.Or(c.Texts, usualTexts)
	if c.Shared.Chronicle == nil {
		c.Shared.Chronicle = chronicle.New()
	}
	return &Scopes{Config: c, servers: map[string]*server{}, wake: make(chan struct{}, 1), left: make(chan string, 256)}
}

// Run closes what is idle and hears of changed articles, until ctx ends; then it closes everything that is not in use.
func (s *Scopes) Run(ctx context.Context) {
	var watching sync.WaitGroup
	watching.Go(func() {
		s.Store.Articles.Watch(ctx, s.markChanged, func(err error) { s.Log.Warn("changes of articles by other processes come late", "error", err) })
	})
	watching.Go(func() { s.understandAll(ctx) })
	watching.Go(func() { s.eraseAll(ctx) })
	defer watching.Wait()
	for tick := time.NewTicker(s.Idle / 4); ; {
		select {
		case <-ctx.Done():
			tick.Stop()
			s.closeIdle(0)
			return
		case <-tick.C:
			s.closeIdle(s.Idle)
		}
	}
}

// markChanged has the corpus of a server read again before its next use; that of all servers if guild is empty.
func (s *Scopes) markChanged(guild string) {
	select {
	case s.left <- guild:
	default: // what is missed now is erased within the hour
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if sv := s.servers[guild]; sv != nil {
		sv.changed.Store(true)
	}
	if guild == "" {
		for _, sv := range s.servers {
			sv.changed.Store(true)
		}
	}
}

func (s *Scopes) closeIdle(idle time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for guild, sv := range s.servers {
		if sv.closeIfIdle(idle) {
			s.texts.Add(-sv.texts.Load())
			delete(s.servers, guild)
		}
	}
}

// Counted is how many corpora of servers are open, with how many passages.
func (s *Scopes) Counted() (open, passages int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, sv := range s.servers {
		if n := sv.passages.Load(); n > 0 {
			open, passages = open+1, passages+int(n)
		}
	}
	return open, passages
}

// shared is the scope of direct messages: everyone's articles.
func (s *Scopes) shared() *Scope { return &Scope{corpora: []Corpus{s.Shared}} }

// SharedRevision counts the changes of everyone's articles.
func (s *Scopes) SharedRevision() (n int, err error) {
	err = s.shared().Read(func(snapshot *index.Snapshot) (bool, error) {
		n = snapshot.Revision()
		return true, nil
	})
	return n, err
}

// An Order says whose articles answer, where a server has articles of its own.
type Order int

// The orders.
const (
	ByConfidence Order = iota // whoever answers with more confidence
	OwnFirst                  // the server's own, unless they do not answer
	SharedFirst               // everyone's, unless they do not answer
	OwnOnly                   // never everyone's
)

// OrderOf is what a server's settings say.
func OrderOf(s store.Settings) Order {
	switch {
	case s.OwnOnly:
		return OwnOnly
	case s.First == store.FirstOwn:
		return OwnFirst
	case s.First == store.FirstShared:
		return SharedFirst
	}
	return ByConfidence
}

// Open opens what a server is answered from. For direct messages, whose guild is empty, it is everyone's articles, as it is for a
// server without articles of its own, and for one whose articles cannot be read. The Scope must be closed.
func (s *Scopes) Open(guild string, o Order) *Scope {
	if guild == "" {
		return s.shared()
	}
	sv := s.use(guild)
	var away error
	if err := sv.bringUpToDate(s, guild); errors.As(err, new(*index.AwayError)) {
		away = err
	} else if err != nil {
		s.Log.Error("cannot read the articles of a server", "guild", guild, "error", err)
	}
	if s.Lend != nil && sv.strange.Load() {
		select {
		case s.wake <- struct{}{}:
		default:
		}
	}
	own, revision := sv.own()
	scope := &Scope{revision: revision, away: away, done: func() { s.leave(sv) }, firstDecides: o == OwnFirst || o == SharedFirst}
	switch has := sv.passages.Load() > 0; {
	case !has:
		scope.corpora = []Corpus{s.Shared}
	case o == OwnOnly:
		scope.corpora = []Corpus{own}
	case o == SharedFirst:
		scope.corpora = []Corpus{s.Shared, own}
	default:
		scope.corpora = []Corpus{own, s.Shared}
	}
	return scope
}

// leave ends the use of a server's corpus. Where the desks have more passages ready than they may, those that were asked longest ago
// let go of theirs.
func (s *Scopes) leave(sv *server) {
	defer sv.using.RUnlock()
	if s.texts.Add(sv.counted()) <= int64(s.Texts) {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	byUse := slices.SortedFunc(maps.Values(s.servers), func(a, b *server) int { return cmp.Compare(a.used.Load(), b.used.Load()) })
	for _, sv := range byUse {
		if s.texts.Load() <= int64(s.Texts)*3/4 { // not again after the next question
			return
		}
		s.texts.Add(sv.forget())
	}
}

// use finds the entry of a server, which is then not closed until using is unlocked.
func (s *Scopes) use(guild string) *server {
	s.mu.Lock()
	defer s.mu.Unlock()
	sv := s.servers[guild]
	if sv == nil {
		sv = &server{}
		sv.changed.Store(true)
		s.servers[guild] = sv
	}
	sv.using.RLock() // never waits: who closes holds s.mu
	sv.used.Store(time.Now().UnixNano())
	return sv
}
