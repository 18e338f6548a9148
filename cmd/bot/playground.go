package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"os"
	"os/exec"
	"runtime"

	"golang.org/x/term"

	"github.com/sitrep-bot/sitrep/internal/articles"
	"github.com/sitrep-bot/sitrep/internal/config"
	"github.com/sitrep-bot/sitrep/internal/corpus"
	"github.com/sitrep-bot/sitrep/internal/discord"
	"github.com/sitrep-bot/sitrep/internal/discord/gateway"
	"github.com/sitrep-bot/sitrep/internal/index"
	"github.com/sitrep-bot/sitrep/internal/localdiscord"
	"github.com/sitrep-bot/sitrep/internal/playground"
	"github.com/sitrep-bot/sitrep/internal/service"
	"github.com/sitrep-bot/sitrep/internal/store"
)

// usualAddr is where the page is served unless somebody else is there already, so that it can be bookmarked.
const usualAddr = "127.0.0.1:4646"

// play serves the playground until it is interrupted.
func play(ctx context.Context, env environment, args []string) error {
	flags := newFlags("playground", env)
	addr := flags.String("addr", "", "`host:port` of the page (default "+usualAddr+", or any free port)")
	host := flags.String("host", "", "`name` under which other computers reach the page; without it only this one does")
	words, cfg, err := flags.parse(env, args)
	if err != nil {
		return err
	}
	if err := noWords(words); err != nil {
		return err
	}
	ln, err := listen(*addr, *host)
	if err != nil {
		return err
	}
	defer ln.Close() // Serve has closed it, if it came to that
	if !flags.given(env, config.LogLevel) {
		cfg.LogLevel = slog.LevelWarn // who tries the bot wants to see the page's address, and mistakes
	}
	hangup, ignore := hangups()
	defer ignore()
	log := newLog(env, cfg)
	if err := corpus.CheckFolder(cfg.Corpus); err != nil { // before anybody is told to look at the page
		return err
	}
	local, err := localdiscord.New(localdiscord.Config{})
	if err != nil {
		return err
	}
	defer local.Close()
	shown := playground.Config{Discord: local, Log: log}
	if *host != "" {
		shown.Hosts = []string{*host}
	}
	page := playground.New(shown)
	announce(env, ln.Addr().String())
	return together(ctx,
		func(ctx context.Context) error { return page.Serve(ctx, ln) },
		func(ctx context.Context) error { return serveLocally(ctx, cfg, local, page, hangup, log) })
}

// listen opens the address of the page. What is not loopback needs a name, since requests for other names are refused.
func listen(addr, host string) (net.Listener, error) {
	if addr == "" {
		if ln, err := net.Listen("tcp", usualAddr); err == nil {
			return ln, nil
		}
		addr = "127.0.0.1:0"
	}
	ln, err := net.Listen("tcp", addr)
	if err != nil {
		return nil, fmt.Errorf("the page cannot be served: %w; choose another --addr", err)
	}
	if !ln.Addr().(*net.TCPAddr).IP.IsLoopback() && host == "" {
		return nil, errors.Join(fmt.Errorf("%s can be reached from other computers: add --host NAME if that is what you want, or use --addr 127.0.0.1:0", addr), ln.Close())
	}
	return ln, nil
}

// show opens the page to what was read. Strangers write no files: a page for other computers has no library.
func show(page *playground.Playground, cfg config.Config, s *service.Service) {
	guide := &playground.Guide{Desk: s.Desk, Index: s.Index, Understood: s.Understood}
	if page.ForOthers() {
		page.Open(guide, nil)
		return
	}
	page.Open(guide, &playground.Library{Dir: cfg.Corpus, Index: s.Index, Refresh: func(ctx context.Context) (index.Change, []corpus.Problem, error) {
		read, err := s.Folder.Reload(ctx)
		return read.Change, read.Problems, err
	}})
}

// serveLocally reads the articles and runs the bot as it serves Discord, but for where its Discord is, and that it forgets
// everything at the end.
func serveLocally(ctx context.Context, cfg config.Config, local *localdiscord.Server, page *playground.Playground, hangup <-chan os.Signal, log *slog.Logger) error {
	s, err := service.Open(ctx, cfg, log, service.Options{Fleeting: true, Progress: page.Reading, Learned: page.Changed})
	if err != nil {
		return err
	}
	defer s.Close()
	show(page, cfg, s)
	gateway.RouteLibraryLog(log)
	dir, err := os.MkdirTemp("", "sitrep-playground-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	db, err := store.Open(ctx, dir, "")
	if err != nil {
		return err
	}
	defer db.Close()
	bot := discord.New(discord.Options{
		Token: local.Token(), Transport: local.Transport(), Desk: s.Desk, Index: s.Index, Store: db, Corpus: s.Folder, Understood: s.Understood, Understand: s.Understand, Lend: s.Lend, Gaps: cfg.Gaps,
		Workers: cfg.Workers, Cooldown: cfg.Cooldown, Limits: articles.Limits(cfg.OwnArticles), MessageContent: cfg.MessageContent, Log: log,
	})
	return runWatching(ctx, bot, s, hangup, log, page.Changed)
}

// together runs all until one ends or ctx does, and returns once all have ended.
func together(ctx context.Context, parts ...func(context.Context) error) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	ended := make(chan error, len(parts))
	for _, part := range parts {
		go func() { ended <- part(ctx) }()
	}
	var all []error
	for range parts {
		if err := <-ended; !errors.Is(err, context.Canceled) { // to be told to stop is no mistake
			all = append(all, err)
		}
		cancel()
	}
	return errors.Join(all...)
}

// announce prints the address of the page, and opens it where a person is watching.
func announce(env environment, addr string) {
	url := "http://" + addr
	fmt.Fprintf(env.stdout, "The playground is at %s (Ctrl-C ends it)\n", url)
	out, isFile := env.stdout.(*os.File)
	if !isFile || !term.IsTerminal(int(out.Fd())) || !term.IsTerminal(int(env.stdin.Fd())) {
		return
	}
	if err := openBrowser(url); err != nil {
		fmt.Fprintln(env.stderr, "bot: open the address above in a browser:", err)
	}
}

func openBrowser(url string) error {
	opener := []string{"xdg-open", url}
	switch runtime.GOOS {
	case "darwin":
		opener = []string{"open", url}
	case "windows":
		opener = []string{"rundll32", "url.dll,FileProtocolHandler", url}
	}
	open := exec.Command(opener[0], opener[1:]...)
	if err := open.Start(); err != nil {
		return err
	}
	return open.Process.Release() // it outlives the bot, and nobody waits for a browser
}
