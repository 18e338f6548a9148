package localdiscord

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"sync"
	"time"

	"github.com/sitrep-bot/sitrep/internal/localdiscord/proxy"
)

// A Server is one Discord with one application, the bot. Its methods may be called from many goroutines.
type Server struct {
	cfg      Config
	world    *world
	ids      snowflakes
	gate     *gateway
	faults   *faults
	limits   *limiter
	requests *requestLog
	hub      *hub
	spec     *spec
	bot      *User
	appID    string

	listener net.Listener
	http     *http.Server
	serving  sync.WaitGroup

	mu      sync.Mutex
	proxies []*proxy.Proxy
	stop    context.CancelFunc
	stopped context.Context
}

// New starts a Discord on loopback. Close it when done.
func New(cfg Config) (*Server, error) {
	cfg = cfg.withDefaults()
	spec, err := loadSpec(cfg.OpenAPI, cfg.Log)
	if err != nil {
		return nil, err
	}
	listener, err := listen(cfg)
	if err != nil {
		return nil, fmt.Errorf("local Discord cannot listen on %s: %w", cfg.Addr, err)
	}
	s := &Server{cfg: cfg, world: newWorld(), spec: spec, listener: listener}
	s.stopped, s.stop = context.WithCancel(context.Background())
	s.faults, s.hub = &faults{}, &hub{}
	s.limits = newLimiter(cfg.Limits)
	s.requests = &requestLog{keep: cfg.Keep}
	s.gate = newGateway(s)
	s.appID = s.id()
	s.bot = &User{ID: s.appID, Username: cfg.BotName, Discriminator: "0001", Bot: true}
	s.world.users[s.bot.ID] = s.bot
	s.http = &http.Server{Handler: rest{s}.handler(), ReadHeaderTimeout: 10 * time.Second}
	s.serving.Go(func() { _ = s.http.Serve(listener) })
	return s, nil
}

func listen(cfg Config) (net.Listener, error) {
	if cfg.Network != nil {
		return cfg.Network, nil
	}
	return net.Listen("tcp", cfg.Addr)
}

// Close ends every connection and waits for all goroutines of the server.
func (s *Server) Close() error {
	s.stop()
	err := s.http.Close()
	s.closeProxies()
	s.gate.close()
	s.forgetTimers()
	s.serving.Wait()
	if errors.Is(err, net.ErrClosed) {
		return nil
	}
	return err
}

func (s *Server) closeProxies() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, p := range s.proxies {
		p.Close()
	}
}

// Addr is the host and port the server listens on.
func (s *Server) Addr() string { return s.listener.Addr().String() }

// Token is what the bot must show, without "Bot ".
func (s *Server) Token() string { return s.cfg.Token }

// Bot is the bot's own user. Its id is the application's too.
func (s *Server) Bot() User { return *s.bot }

func (s *Server) now() time.Time { return s.cfg.Now() }

func (s *Server) id() string { return s.ids.next(s.now()) }
