package discord

import (
	"cmp"
	"context"
	"sync"
)

// typing knows what each member is typing: a suggestion for what they typed before is of no use to them.
type typing struct {
	mu     sync.Mutex
	latest map[string]keystroke // by member; those being served
}

// A keystroke is an autocomplete that is being served.
type keystroke struct {
	interaction string // its id; later ones are greater
	stop        context.CancelFunc
}

func newTyping() *typing { return &typing{latest: map[string]keystroke{}} }

// begin returns a context that ends when the member types on, and what to call at the end.
func (t *typing) begin(ctx context.Context, member, interaction string) (context.Context, func()) {
	ctx, stop := context.WithCancel(ctx)
	t.mu.Lock()
	defer t.mu.Unlock()
	if before, ok := t.latest[member]; ok && isLater(before.interaction, interaction) {
		stop()
		return ctx, stop
	} else if ok {
		before.stop()
	}
	t.latest[member] = keystroke{interaction, stop}
	return ctx, func() {
		stop()
		t.end(member, interaction)
	}
}

func (t *typing) end(member, interaction string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.latest[member].interaction == interaction {
		delete(t.latest, member)
	}
}

// isLater compares two of Discord's ids, which grow with time.
func isLater(a, b string) bool { return cmp.Or(cmp.Compare(len(a), len(b)), cmp.Compare(a, b)) > 0 }
