package cache

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// TestLostWritesAreToldOnceAMinute loses a write every second for three minutes, as on a full disk.
func TestLostWritesAreToldOnceAMinute(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var said bytes.Buffer
		d := NewDatabase(slog.New(slog.NewTextHandler(&said, nil)))
		ctx, stop := context.WithCancel(t.Context())
		ended := make(chan struct{})
		go func() { d.Run(ctx); close(ended) }()
		lose := func() {
			d.Later("a vote", func(context.Context) error { return errors.New("no space left on device") })
			time.Sleep(time.Second)
		}
		want := func(when string, lines ...string) {
			t.Helper()
			synctest.Wait()
			got := strings.Split(strings.TrimSpace(said.String()), "\n")
			if len(got) != len(lines) {
				t.Fatalf("%s: %d lines, want %d:\n%s", when, len(got), len(lines), &said)
			}
			for i, line := range lines {
				if !strings.Contains(got[i], line) || !strings.Contains(got[i], "level=ERROR") || !strings.Contains(got[i], "no space left on device") {
					t.Errorf("%s: wanted %q in line %d:\n%s", when, line, i+1, got[i])
				}
			}
		}
		const first, more = `what="a vote"`, "writes=59"
		lose()
		want("the first is told at once", first)
		for range 59 {
			lose()
		}
		want("those of the first minute are counted", first, more)
		for range 90 {
			lose()
		}
		want("so are those of the second", first, more, "writes=60")
		stop()
		<-ended
		want("none is forgotten at the end", first, more, "writes=60", "writes=30")
	})
}
