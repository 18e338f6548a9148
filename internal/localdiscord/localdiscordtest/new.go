// Package localdiscordtest starts a [localdiscord.Server] that ends with the test.
package localdiscordtest

import (
	"cmp"
	"context"
	"testing"
	"time"

	"github.com/sitrep-bot/sitrep/internal/localdiscord"
)

// New fails the test if it cannot start. Request bodies are checked against Discord's description where cfg.OpenAPI names it. As a
// loaded machine is no mistake of a bot's, an interaction may be acknowledged within 2 min unless cfg says otherwise.
func New(t testing.TB, cfg localdiscord.Config) *localdiscord.Server {
	t.Helper()
	cfg.Deadline = cmp.Or(cfg.Deadline, 2*time.Minute)
	d, err := localdiscord.New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := d.Close(); err != nil {
			t.Error(err)
		}
	})
	return d
}

// Patience is a context for whatever waits on a reply. It only catches hangs: 2 min.
func Patience(t testing.TB) context.Context {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Minute)
	t.Cleanup(cancel)
	return ctx
}
