// Package playground is a page in the browser on which a person uses the real bot without a Discord account.
//
// Start at [New] and [Playground.Serve]. The bot is connected to a [localdiscord.Server] like to any Discord; the page
// shows that Discord to two people, a member and a moderator, and does what they do. What happens is streamed to the page
// as server-sent events (events.go), what a person does arrives as JSON (acts.go), and nobody else may send any (guard.go).
// The page itself lies in the folder page: one document, one stylesheet, modules without anything from elsewhere.
package playground

import (
	"context"
	"embed"
	"errors"
	"io/fs"
	"log/slog"
	"net"
	"net/http"
	"sync"
	"time"

	"github.com/sitrep-bot/sitrep/internal/localdiscord"
)

//go:embed page
var files embed.FS

// A Config is what a Playground is made of.
type Config struct {
	Discord *localdiscord.Server // the bot may connect before or after
	Guide   *Guide               // proposes questions; nil proposes none
	Library *Library             // takes articles; nil takes none
	Hosts   []string             // names beside those of loopback under which the page may be asked for
	Log     *slog.Logger         // nil discards
}

// A Playground serves the page. Its methods may be called from many goroutines.
type Playground struct {
	cfg    Config
	scene  scene
	mu     sync.Mutex
	modals map[string]*localdiscord.Modal // open forms by the interaction that opened them
}

// New furnishes the Discord with a server, its channels and two people. The page is not served yet.
func New(cfg Config) *Playground {
	if cfg.Log == nil {
		cfg.Log = slog.New(slog.DiscardHandler)
	}
	return &Playground{cfg: cfg, scene: furnish(cfg.Discord), modals: map[string]*localdiscord.Modal{}}
}

// Serve answers on ln until ctx ends, and closes it. It returns once every request has ended.
func (p *Playground) Serve(ctx context.Context, ln net.Listener) error {
	requests, cancel := context.WithCancel(ctx)
	defer cancel()
	server := &http.Server{
		Handler:           p.handler(),
		ReadHeaderTimeout: 10 * time.Second,
		BaseContext:       func(net.Listener) context.Context { return requests },
		ErrorLog:          slog.NewLogLogger(p.cfg.Log.Handler(), slog.LevelWarn),
	}
	stopped := make(chan error, 1)
	go func() {
		<-requests.Done()
		stopped <- server.Shutdown(context.WithoutCancel(ctx)) // event streams end with their requests' context
	}()
	err := server.Serve(ln)
	cancel()
	if errors.Is(err, http.ErrServerClosed) {
		err = nil
	}
	return errors.Join(err, <-stopped)
}

func (p *Playground) handler() http.Handler {
	page, err := fs.Sub(files, "page")
	if err != nil {
		panic(err) // the folder is part of the binary
	}
	mux := http.NewServeMux()
	mux.Handle("GET /", http.FileServerFS(page))
	mux.HandleFunc("GET /events", p.stream)
	mux.HandleFunc("POST /act/{what}", p.act)
	return p.guard(mux)
}
