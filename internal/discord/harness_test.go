package discord

import (
	"cmp"
	"context"
	testflag "flag"
	"fmt"
	"log/slog"
	"os"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/sitrep-bot/sitrep/internal/answers"
	"github.com/sitrep-bot/sitrep/internal/corpus"
	"github.com/sitrep-bot/sitrep/internal/discord/discordtest"
	"github.com/sitrep-bot/sitrep/internal/discord/gateway"
	"github.com/sitrep-bot/sitrep/internal/index"
	"github.com/sitrep-bot/sitrep/internal/localdiscord"
	"github.com/sitrep-bot/sitrep/internal/localdiscord/localdiscordtest"
	"github.com/sitrep-bot/sitrep/internal/logging/loggingtest"
	"github.com/sitrep-bot/sitrep/internal/scope"
	"github.com/sitrep-bot/sitrep/internal/store"
)

// TestMain lets many tests run at the same time, as they wait more than they compute, and looks whether all bots have ended.
func TestMain(m *testing.M) {
	gateway.RouteLibraryLog(slog.New(slog.DiscardHandler))
	testflag.Parse()
	if runtime.GOMAXPROCS(0) < 8 && testflag.Lookup("test.parallel").Value.String() == testflag.Lookup("test.parallel").DefValue {
		_ = testflag.Set("test.parallel", "8")
	}
	code := m.Run()
	if left := goroutinesLeft(); left != "" {
		fmt.Fprintln(os.Stderr, "goroutines left:\n"+left)
		code = 1
	}
	os.Exit(code)
}

// A harness is a server of Discord with the bot in it, a real index and a real desk.
type harness struct {
	*testing.T
	d        *localdiscord.Server
	guild    *localdiscord.Guild
	general  *localdiscord.Channel
	ana      *localdiscord.Person
	bot      *Bot
	ix       *index.Index
	store    *store.Store
	desk     changingDesk // the bot's
	ended    chan error
	patience time.Duration // with the database; 0: so long that a loaded machine is no outage; negative: what members meet
	inBubble bool          // where time costs nothing, the bot is no quicker than anywhere
	stop     func()
}

// A changingDesk is one that a test may exchange while the bot runs.
type changingDesk struct{ now atomic.Pointer[scope.Desk] }

func (d *changingDesk) use(desk scope.Desk) { d.now.Store(&desk) }

func (d *changingDesk) Answer(ctx context.Context, q answers.Question) (answers.Answer, error) {
	return (*d.now.Load()).Answer(ctx, q)
}

func (d *changingDesk) Look(ctx context.Context, l answers.Lookup) ([]answers.Quote, error) {
	return (*d.now.Load()).Look(ctx, l)
}

func quickTiming() gateway.Timing {
	return gateway.Timing{Connect: 10 * time.Second, Hang: 10 * time.Second, Settle: 50 * time.Millisecond, Retry: 50 * time.Millisecond,
		InvalidSession: 100 * time.Millisecond, Check: 100 * time.Millisecond, Count: time.Second}
}

// newHarness starts a harness of a test that may run beside others.
func newHarness(t *testing.T, cfg localdiscord.Config, change func(*Options), documents ...corpus.Document) *harness {
	t.Helper()
	t.Parallel()
	cfg.OpenAPI = cmp.Or(cfg.OpenAPI, os.Getenv("DISCORD_OPENAPI"))
	s := &harness{T: t, d: localdiscordtest.New(t, cfg)}
	s.guild = s.d.AddGuild("Watchers")
	s.general, s.ana = s.guild.AddChannel("general"), s.guild.AddMember("Ana")
	if documents == nil {
		documents = discordtest.Mali()
	}
	s.ix, s.store = discordtest.Index(t, documents...), newStore(t)
	s.start(change)
	return s
}

// newStore makes a database that is there until the test ends.
func newStore(t testing.TB) *store.Store {
	t.Helper()
	db, err := store.Open(context.Background(), t.TempDir(), "")
	must(t, err)
	t.Cleanup(func() { must(t, db.Close()) })
	return db
}

// start runs the bot; stop ends it and waits for it.
func (s *harness) start(change func(*Options)) {
	s.Helper()
	o := Options{Token: s.d.Token(), Desk: answers.New(s.ix, nil), Index: s.ix, Store: s.store, Shards: 1, Transport: s.d.Transport(), Log: testLog(s.T),
		Patience: max(0, cmp.Or(s.patience, time.Minute))}
	if change != nil {
		change(&o)
	}
	s.desk.use(o.Desk)
	o.Desk = &s.desk
	s.bot = New(o)
	if !s.inBubble {
		s.bot.timing, s.bot.delivery.transientFor = quickTiming(), 200*time.Millisecond
	}
	if s.patience == 0 {
		s.bot.timing.Count = time.Minute // as for any other call of the store
	}
	ctx, cancel := context.WithCancel(context.Background())
	s.ended = make(chan error, 1)
	go func() { s.ended <- s.bot.Run(ctx) }()
	stopped := false
	s.stop = func() {
		if !stopped {
			stopped = true
			cancel()
			limit := max(longestStop, 2*o.Patience) + time.Minute
			select {
			case err := <-s.ended:
				if err != nil {
					s.Error(err)
				}
			case <-time.After(limit):
				s.Errorf("the bot was told to stop, and has not within %s", limit)
			}
		}
	}
	s.Cleanup(s.stop)
	s.until("the bot is connected", func() bool { return s.d.Identifies() > 0 && len(s.d.Commands()) > 0 && s.sawReady() })
}

// sawReady asks until the bot answers, as a message sent before READY is for nobody.
func (s *harness) sawReady() bool {
	_, known := s.bot.identity.roles.Load(s.guild.BotRoleID)
	return known
}

func (s *harness) until(what string, is func() bool) {
	s.Helper()
	for end := time.Now().Add(2 * time.Minute); !is(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(end) {
			s.Fatalf("waited too long until %s", what)
		}
	}
}

// untilMany waits until a number has grown to what is wanted, as long as it grows.
func (s *harness) untilMany(what string, wanted int, number func() int) {
	s.Helper()
	for got := number(); got < wanted; {
		before := got
		s.until(what, func() bool { got = number(); return got > before })
	}
}

func (s *harness) ctx() context.Context { return localdiscordtest.Patience(s.T) }

// say writes a message and returns the answer to it.
func (s *harness) say(p *localdiscord.Person, channel, text string) *localdiscord.Message {
	s.Helper()
	asked, err := p.Say(channel, text)
	must(s, err)
	answer, err := p.ReplyTo(s.ctx(), asked)
	must(s, err)
	return answer
}

func (s *harness) slash(p *localdiscord.Person, command string, opts ...localdiscord.Opt) *localdiscord.Message {
	s.Helper()
	i, err := p.Slash(s.general.ID, command, opts...)
	must(s, err)
	m, err := i.Message(s.ctx())
	must(s, err)
	return m
}

func contextFor(d time.Duration) (context.Context, context.CancelFunc) {
	return context.WithTimeout(context.Background(), d)
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func wantIn(t testing.TB, text string, parts ...string) {
	t.Helper()
	for _, part := range parts {
		if !strings.Contains(text, part) {
			t.Errorf("wanted %q in:\n%s", part, text)
		}
	}
}

// testLog is what a bot of a test logs to: it is shown where the test fails, or at once where it is verbose. A stop that leaves
// something hanging fails the test.
func testLog(t *testing.T) *slog.Logger {
	if testing.Verbose() {
		return slog.New(hangHandler{slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelDebug}), t})
	}
	kept := &loggingtest.Log{}
	t.Cleanup(func() {
		if t.Failed() {
			t.Logf("the bot said:\n%s", kept)
		}
	})
	return slog.New(hangHandler{slog.NewTextHandler(kept, nil), t})
}

type hangHandler struct {
	slog.Handler
	t *testing.T
}

func (h hangHandler) Handle(ctx context.Context, r slog.Record) error {
	if strings.Contains(r.Message, "something hangs") {
		h.t.Error(r.Message)
	}
	return h.Handler.Handle(ctx, r)
}
