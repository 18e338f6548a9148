package discord

import (
	"context"
	"errors"
	"net"
	"net/http"
	"sync/atomic"
	"testing"

	"github.com/sitrep-bot/sitrep/internal/localdiscord"
)

// A network is the way to Discord, which may be down.
type network struct {
	http.RoundTripper
	up    atomic.Bool
	tried atomic.Int32
}

func (n *network) RoundTrip(r *http.Request) (*http.Response, error) {
	n.tried.Add(1)
	if !n.up.Load() {
		return nil, &net.OpError{Op: "dial", Net: "tcp", Err: errors.New("network is unreachable")}
	}
	return n.RoundTripper.RoundTrip(r)
}

func TestABotThatIsStartedBeforeItsNetworkWaitsForIt(t *testing.T) {
	s := newHarness(t, localdiscord.Config{}, nil)
	s.stop()
	down := &network{RoundTripper: s.bot.options.Transport}
	o := s.bot.options
	o.Transport = down
	const attempts = 4 // of one call
	run := func(ctx context.Context) chan error {
		b := New(o)
		b.timing = quickTiming()
		ended := make(chan error, 1)
		go func() { ended <- b.Run(ctx) }()
		return ended
	}
	waits := func(ended chan error) {
		t.Helper()
		s.until("it has tried longer than a call is repeated", func() bool {
			select {
			case err := <-ended:
				t.Fatalf("without a network it ends: %v", err)
			default:
			}
			return down.tried.Load() > attempts
		})
	}
	ctx, stop := context.WithCancel(t.Context())
	ended := run(ctx)
	waits(ended)
	stop()
	if err := <-ended; err != nil {
		t.Errorf("to be told to stop while there is no network is no failure: %v", err)
	}

	down.tried.Store(0)
	ctx, stop = context.WithCancel(t.Context())
	ended = run(ctx)
	waits(ended)
	down.up.Store(true)
	s.until("it has connected", func() bool { return s.d.Sessions() > 0 })
	stop()
	must(t, <-ended)
}
