package monitor

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"
)

// get asks a Monitor as Prometheus does, over a socket.
func get(t *testing.T, addr, path string) (int, string) {
	t.Helper()
	resp, err := http.Get("http://" + addr + path)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp.StatusCode, string(body)
}

// served serves a Monitor until the test ends.
func served(t *testing.T, m *Monitor) (addr string) {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan struct{})
	go func() { m.serve(ctx, ln, slog.New(slog.DiscardHandler)); close(ended) }()
	t.Cleanup(func() { stop(); <-ended })
	return ln.Addr().String()
}

func TestWhatIsCounted(t *testing.T) {
	m := New()
	m.Asked("mention", "answered")
	m.Took("answer", 3*time.Millisecond)
	m.Heard("READY")
	m.Lost(3)
	m.Called("post", 429, 20*time.Millisecond)
	m.Waited("post", 500*time.Millisecond)
	m.Limited("post", "user")
	m.StoreFailed("keep a gap", nil)
	if err := errors.Join(
		m.Gauges(Gauge{Name: "sitrep_passages", Help: "Passages.", Read: func() float64 { return 18 }},
			Gauge{Name: "sitrep_looks_total", Help: "Looks.", Read: func() float64 { return 2 }, Total: true}),
		m.GaugesBy("sitrep_shard_connected", "Connected.", "shard", func() map[string]float64 { return map[string]float64{"0": 1, "1": 0} }),
	); err != nil {
		t.Fatal(err)
	}
	_, text := get(t, served(t, m), "/metrics")
	for _, line := range []string{
		`sitrep_questions_total{door="mention",outcome="answered"} 1`,
		`sitrep_step_seconds_bucket{step="answer",le="0.0025"} 0`,
		`sitrep_step_seconds_bucket{step="answer",le="0.005"} 1`,
		`sitrep_gateway_events_total{event="READY"} 1`,
		`sitrep_gateway_losses_total{shard="3"} 1`,
		`sitrep_rest_seconds_count{call="post",status="429"} 1`,
		`sitrep_rest_wait_seconds_total{call="post"} 0.5`,
		`sitrep_rest_limited_total{call="post",scope="user"} 1`,
		`sitrep_store_errors_total{call="keep a gap"} 1`,
		"# TYPE sitrep_passages gauge", "sitrep_passages 18",
		"# TYPE sitrep_looks_total counter", "sitrep_looks_total 2",
		`sitrep_shard_connected{shard="0"} 1`, `sitrep_shard_connected{shard="1"} 0`,
		"go_goroutines ",
	} {
		if !strings.Contains(text, line) {
			t.Errorf("wanted %s in\n%s", line, text)
		}
	}
}

func TestReadiness(t *testing.T) {
	m := New()
	addr := served(t, m)
	if status, text := get(t, addr, "/readyz"); status != http.StatusServiceUnavailable || !strings.Contains(text, ErrStarting.Error()) {
		t.Errorf("while it starts: %d %s", status, text)
	}
	hangs := make(chan struct{})
	defer close(hangs)
	well := Check{"index", func(context.Context) error { return nil }}
	for _, c := range []struct {
		name   string
		checks []Check
		status int
		text   string
	}{
		{"all is well", []Check{well}, http.StatusOK, "index: ok\n"},
		{"one is not", []Check{well, {"database", func(context.Context) error { return errors.New("it is away") }}}, http.StatusServiceUnavailable, "index: ok\ndatabase: it is away\n"},
		{"one hangs", []Check{{"database", func(context.Context) error { <-hangs; return nil }}}, http.StatusServiceUnavailable, "database: no answer in time\n"},
	} {
		t.Run(c.name, func(t *testing.T) {
			m.ReadyIf(c.checks...)
			if status, text := get(t, addr, "/readyz"); status != c.status || text != c.text {
				t.Errorf("got %d %q, want %d %q", status, text, c.status, c.text)
			}
			if status, text := get(t, addr, "/healthz"); status != http.StatusOK || text != "ok\n" {
				t.Errorf("it lives all the same: got %d %q", status, text)
			}
		})
	}
}
