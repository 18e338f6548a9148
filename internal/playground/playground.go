// Package playground is a page in the browser on which a person uses the real bot without a Discord account.
//
// Start at [New] and [Playground.Serve]. The page can be served while the articles are still being read: it shows how far that
// is until [Playground.Open]. The bot is connected to a [localdiscord.Server] like to any Discord; the page
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
	Hosts   []string             // names beside those of loopback under which the page may be asked for
	Log     *slog.Logger         // nil discards
}

// A Playground serves the page. Its methods may be called from many goroutines.
type Playground struct {
	cfg   Config
	scene scene

	mu      sync.Mutex
	modals  map[string]*localdiscord.Modal // open forms by the interaction that opened them
	guide   *Guide                         // proposes questions; nil proposes none
	library *Library                       // takes articles; nil takes none
	reading *progress                      // nil once the articles are read
	changed context.Context                // ends when one of the three above is another, or the articles are
	change  context.CancelFunc             // ends it
}

// A progress is how much of the articles is read.
type progress struct {
	Done  int `json:"done"`  // passages
	Total int `json:"total"` // 0 while nobody knows
}

// New furnishes the Discord with a server, its channels and two people. The page is not served yet.
func New(cfg Config) *Playground {
	if cfg.Log == nil {
		cfg.Log = slog.New(slog.DiscardHandler)
	}
	p := &Playground{cfg: cfg, scene: furnish(cfg.Discord), modals: map[string]*localdiscord.Modal{}, reading: &progress{}}
	p.changed, p.change = context.WithCancel(context.Background())
	return p
}

// ForOthers reports whether the page can be asked for by other computers.
func (p *Playground) ForOthers() bool { return len(p.cfg.Hosts) > 0 }

// Reading tells the pages how many of the passages are read. They are told of every hundredth.
func (p *Playground) Reading(done, total int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if before := p.reading; before != nil && (before.Total != total || done*100/max(total, 1) != before.Done*100/max(total, 1)) {
		p.reading = &progress{done, total}
		p.tellAll()
	}
}

// Open shows the conversation, now that the articles are read. A nil Guide proposes no questions, a nil Library takes no
// articles.
func (p *Playground) Open(guide *Guide, library *Library) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.guide, p.library, p.reading = guide, library, nil
	p.tellAll()
}

// Changed has the pages show what articles there are now.
func (p *Playground) Changed() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.tellAll()
}

// tellAll wakes every stream. p.mu must be locked.
func (p *Playground) tellAll() {
	p.change()
	p.changed, p.change = context.WithCancel(context.Background())
}

// now is how far the articles are read, nil for all, and a context that ends when that or anything else is not so any more.
func (p *Playground) now() (*progress, context.Context) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.reading, p.changed
}

func (p *Playground) shown() (*Guide, *Library) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.guide, p.library
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
	mux.HandleFunc("GET /view", p.viewNow)
	mux.HandleFunc("GET /files/", p.file)
	mux.HandleFunc("POST /act/{what}", p.act)
	return p.guard(mux)
}
