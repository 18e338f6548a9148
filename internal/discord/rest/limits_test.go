package rest

import (
	"context"
	"net/http"
	"strconv"
	"testing"
	"time"
)

func TestLimitsAreWaitedFor(t *testing.T) {
	l, begun := newLimits(), time.Now()
	l.learn("a", http.Header{"X-Ratelimit-Remaining": {"1"}, "X-Ratelimit-Reset-After": {"0.2"}})
	if until := l.take("a", begun); !until.IsZero() {
		t.Error("the one call that was left is not allowed")
	}
	if until := l.take("a", begun); until.IsZero() {
		t.Error("a second call is allowed where one was left")
	}
	must(t, l.wait(t.Context(), "a"))
	if time.Since(begun) < 200*time.Millisecond {
		t.Error("nobody waited")
	}
	l.pauseAll(time.Now().Add(time.Hour))
	must(t, l.wait(t.Context(), "")) // interactions are exempt
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	if l.wait(ctx, "b") == nil {
		t.Error("the global limit holds for all buckets")
	}
	for i := range 3 * maxBuckets {
		l.learn(strconv.Itoa(i), http.Header{"X-Ratelimit-Remaining": {"1"}, "X-Ratelimit-Reset-After": {"5"}})
	}
	if len(l.buckets) > maxBuckets {
		t.Errorf("%d buckets", len(l.buckets))
	}
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
