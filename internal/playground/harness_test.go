package playground_test

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/sitrep-bot/sitrep/internal/answers"
	"github.com/sitrep-bot/sitrep/internal/corpus"
	"github.com/sitrep-bot/sitrep/internal/discord"
	"github.com/sitrep-bot/sitrep/internal/index"
	"github.com/sitrep-bot/sitrep/internal/localdiscord"
	"github.com/sitrep-bot/sitrep/internal/localdiscord/localdiscordtest"
	"github.com/sitrep-bot/sitrep/internal/playground"
	"github.com/sitrep-bot/sitrep/internal/store"
	"github.com/sitrep-bot/sitrep/internal/watch"
)

// A harness is the playground as `bot playground` starts it, with the real bot, on a copy of the repository's corpus.
type harness struct {
	url    string
	corpus string // folder
	local  *localdiscord.Server
	folder *watch.Folder
	page   *playground.Playground
	open   func(testing.TB) // starts the bot, and shows the conversation
	bot    *discord.Bot
	stop   func() // ends the bot
}

// play starts a harness that ends with the test. Further articles may be given as name and text.
func play(t *testing.T, articles map[string]string) *harness {
	t.Helper()
	return playIn(t, localdiscord.Config{}, articles)
}

// playIn is play in a Discord of another kind.
func playIn(t *testing.T, cfg localdiscord.Config, articles map[string]string) *harness {
	t.Helper()
	s := furnish(t, cfg, articles)
	s.open(t)
	return s
}

// furnish serves the page of a harness whose articles are not shown yet. Its test runs beside others.
func furnish(t *testing.T, cfg localdiscord.Config, articles map[string]string) *harness {
	t.Helper()
	t.Parallel()
	dir := t.TempDir()
	if err := os.CopyFS(dir, os.DirFS("../../corpus")); err != nil {
		t.Fatal(err)
	}
	for name, text := range articles {
		write(t, filepath.Join(dir, name), text)
	}
	ix, _, err := index.Open("")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { ix.Close() })
	log := slog.New(slog.DiscardHandler)
	folder := watch.New(dir, ix, log)
	library := &playground.Library{Dir: dir, Index: ix, Refresh: reader(folder)}
	if _, _, err := library.Refresh(t.Context()); err != nil {
		t.Fatal(err)
	}
	cfg.OpenAPI = "../../../shared/discord/openapi.json"
	local := localdiscordtest.New(t, cfg)
	db, err := store.Open(t.Context(), t.TempDir(), "")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	s := &harness{corpus: dir, local: local, folder: folder, page: playground.New(playground.Config{Discord: local})}
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s.url = "http://" + ln.Addr().String()
	run(t, func(ctx context.Context) error { return s.page.Serve(ctx, ln) })
	desk := answers.New(ix, nil)
	s.bot = discord.New(discord.Options{Token: local.Token(), Transport: local.Transport(), Desk: desk, Index: ix, Store: db, Corpus: folder, Gaps: true, Log: log,
		Patience: 10 * time.Second}) // a loaded machine is no outage, at which it would answer in a direct message
	s.open = func(t testing.TB) {
		s.page.Open(&playground.Guide{Desk: desk, Index: ix}, library)
		s.stop = run(t, s.bot.Run)
	}
	return s
}

func reader(folder *watch.Folder) func(context.Context) (index.Change, []corpus.Problem, error) {
	return func(ctx context.Context) (index.Change, []corpus.Problem, error) {
		read, err := folder.Reload(ctx)
		return read.Change, read.Problems, err
	}
}

// watch has the folder read whenever it changes. Tests that count what reading it changed go without.
func (s *harness) watch(t testing.TB) {
	run(t, func(ctx context.Context) error {
		s.folder.Watch(ctx, nil, func(watch.Result) {
			s.page.Changed()
			if err := s.bot.Refresh(ctx); err != nil && ctx.Err() == nil {
				t.Error(err)
			}
		})
		return nil
	})
}

// run lets part run until stop is called or the test ends, and waits for it then.
func run(t testing.TB, part func(context.Context) error) (stop func()) {
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- part(ctx) }()
	stop = sync.OnceFunc(func() {
		cancel()
		if err := <-ended; err != nil && !errors.Is(err, context.Canceled) {
			t.Error(err)
		}
	})
	t.Cleanup(stop)
	return stop
}

func write(t testing.TB, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}
