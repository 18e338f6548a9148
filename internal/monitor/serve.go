package monitor

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// A Check is one thing that must be well for the process to serve. Ask returns what is wrong, or nil; it has two seconds.
type Check struct {
	Name string
	Ask  func(context.Context) error
}

// readiness is what /readyz asks; nothing while the process is starting.
type readiness struct {
	mu     sync.Mutex
	checks []Check
}

// ErrStarting is what /readyz says before [Monitor.ReadyIf] was called.
var ErrStarting = errors.New("starting: the articles are being read")

// ReadyIf has /readyz ask these checks from now on.
func (m *Monitor) ReadyIf(checks ...Check) {
	m.readiness.mu.Lock()
	defer m.readiness.mu.Unlock()
	m.readiness.checks = checks
}

func (r *readiness) all() []Check {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.checks == nil {
		return []Check{{"start", func(context.Context) error { return ErrStarting }}}
	}
	return r.checks
}

const (
	checkPatience = 2 * time.Second
	listenAgain   = 5 * time.Second
	stopPatience  = time.Second
)

// Handler serves /metrics, /healthz and /readyz. /healthz says that the process lives, which is all that a restart could
// mend; /readyz has a line a check, and is 503 while one of them fails.
func (m *Monitor) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{}))
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprintln(w, "ok") })
	mux.HandleFunc("GET /readyz", m.ready)
	return mux
}

func (m *Monitor) ready(w http.ResponseWriter, r *http.Request) {
	ctx, cancel := context.WithTimeout(r.Context(), checkPatience)
	defer cancel()
	status, lines := http.StatusOK, strings.Builder{}
	for _, c := range m.readiness.all() {
		if err := within(ctx, c.Ask); err != nil {
			status = http.StatusServiceUnavailable
			fmt.Fprintf(&lines, "%s: %v\n", c.Name, err)
			continue
		}
		fmt.Fprintf(&lines, "%s: ok\n", c.Name)
	}
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.WriteHeader(status)
	fmt.Fprint(w, lines.String())
}

// within asks, and returns when ctx ends at the latest, whether or not the one who is asked heeds it.
func within(ctx context.Context, ask func(context.Context) error) error {
	answer := make(chan error, 1)
	go func() { answer <- ask(ctx) }()
	select {
	case err := <-answer:
		return err
	case <-ctx.Done():
		return errors.New("no answer in time")
	}
}

// Serve serves [Monitor.Handler] at addr until ctx ends. An address that cannot be had, as another process has it still, is
// tried again: a bot that answers is worth more than its figures.
func (m *Monitor) Serve(ctx context.Context, addr string, log *slog.Logger) {
	for warned := false; ctx.Err() == nil; {
		ln, err := (&net.ListenConfig{}).Listen(ctx, "tcp", addr)
		if err == nil {
			log.Info("metrics and health are served", "url", "http://"+ln.Addr().String())
			m.serve(ctx, ln, log)
			return
		}
		if !warned && ctx.Err() == nil {
			log.Warn("metrics and health cannot be served yet; MONITOR names another address, off none", "error", err)
			warned = true
		}
		select {
		case <-ctx.Done():
		case <-time.After(listenAgain):
		}
	}
}

func (m *Monitor) serve(ctx context.Context, ln net.Listener, log *slog.Logger) {
	server := &http.Server{Handler: m.Handler(), ReadHeaderTimeout: 5 * time.Second, WriteTimeout: 10 * time.Second, IdleTimeout: time.Minute,
		ErrorLog: slog.NewLogLogger(log.Handler(), slog.LevelDebug)}
	stopped := make(chan struct{})
	unwatch := context.AfterFunc(ctx, func() {
		defer close(stopped)
		late, cancel := context.WithTimeout(context.WithoutCancel(ctx), stopPatience)
		defer cancel()
		if server.Shutdown(late) != nil {
			_ = server.Close()
		}
	})
	if err := server.Serve(ln); !errors.Is(err, http.ErrServerClosed) {
		log.Error("metrics and health are not served any more", "error", err)
	}
	if !unwatch() {
		<-stopped
	}
}
