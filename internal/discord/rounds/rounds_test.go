package rounds

import (
	"bytes"
	"log/slog"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

func TestEachIsDoneThoughOnePanics(t *testing.T) {
	var said bytes.Buffer
	var now, most atomic.Int64
	done := Each(slog.New(slog.NewTextHandler(&said, nil)), 2, slices.Values([]int{1, 2, 0, 4, 5}), func(n int) int {
		if at := now.Add(1); at > most.Load() {
			most.Store(at)
		}
		defer now.Add(-1)
		time.Sleep(time.Millisecond)
		return 20 / n
	})
	if want := 20 + 10 + 5 + 4; done != want {
		t.Errorf("did %d, want %d", done, want)
	}
	if most.Load() > 2 {
		t.Errorf("%d at the same time, want 2 at most", most.Load())
	}
	if n := strings.Count(said.String(), "divide by zero"); n != 1 {
		t.Errorf("logged %d panics, want one:\n%s", n, said.String())
	}
}
