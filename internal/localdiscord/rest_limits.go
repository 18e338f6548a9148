package localdiscord

import (
	"math"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"
)

// A generous limit stands in the headers of routes that have none configured, so that a client's own limiter never sleeps.
var generous = Limit{N: 1_000_000, Window: time.Second}

type limiter struct {
	limits  Limits
	mu      sync.Mutex
	buckets map[string]*bucket
	global  bucket
}

type bucket struct {
	used  int
	until time.Time
}

func newLimiter(l Limits) *limiter {
	return &limiter{limits: l, buckets: map[string]*bucket{}}
}

// take uses up one request and reports how many are left of it, and how long to wait for more.
func (b *bucket) take(l Limit, now time.Time) (left int, reset time.Duration, ok bool) {
	if now.After(b.until) {
		b.used, b.until = 0, now.Add(l.Window)
	}
	ok = b.used < l.N
	if ok {
		b.used++
	}
	return l.N - b.used, b.until.Sub(now), ok
}

// allow writes the headers and reports whether the request may go on; if not it has been answered with 429.
func (l *limiter) allow(w http.ResponseWriter, r *http.Request, route string) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	now := time.Now()
	if l.limits.Global > 0 && !strings.Contains(route, "{interaction_id}") && !strings.Contains(route, "{webhook_token}") {
		if _, wait, ok := l.global.take(Limit{l.limits.Global, time.Second}, now); !ok {
			tooMany(w, wait, true)
			return false
		}
	}
	limit, limited := l.limits.Routes[route]
	if !limited {
		rateHeaders(w, route, generous, generous.N-1, generous.Window)
		return true
	}
	left, wait, ok := l.bucket(route+" "+r.PathValue("channel_id")+r.PathValue("guild_id")+r.PathValue("webhook_token")).take(limit, now)
	rateHeaders(w, route, limit, left, wait)
	if !ok {
		tooMany(w, wait, false)
	}
	return ok
}

func (l *limiter) bucket(key string) *bucket {
	if l.buckets[key] == nil {
		l.buckets[key] = &bucket{}
	}
	return l.buckets[key]
}

func rateHeaders(w http.ResponseWriter, route string, l Limit, left int, reset time.Duration) {
	h := w.Header()
	h.Set("X-RateLimit-Limit", strconv.Itoa(l.N))
	h.Set("X-RateLimit-Remaining", strconv.Itoa(left))
	h.Set("X-RateLimit-Reset", seconds(time.Duration(time.Now().Add(reset).UnixNano())))
	h.Set("X-RateLimit-Reset-After", seconds(reset))
	h.Set("X-RateLimit-Bucket", strings.Map(letters, route))
}

func letters(r rune) rune {
	if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' {
		return r
	}
	return -1
}

func seconds(d time.Duration) string { return strconv.FormatFloat(d.Seconds(), 'f', 3, 64) }

// tooMany answers 429. A global one has no X-RateLimit headers but the one that says so.
func tooMany(w http.ResponseWriter, wait time.Duration, global bool) {
	h := w.Header()
	if global {
		for _, name := range []string{"Limit", "Remaining", "Reset", "Reset-After", "Bucket"} {
			h.Del("X-RateLimit-" + name)
		}
		h.Set("X-RateLimit-Global", "true")
		h.Set("X-RateLimit-Scope", "global")
	} else {
		h.Set("X-RateLimit-Scope", "user")
	}
	h.Set("Retry-After", strconv.Itoa(int(math.Ceil(wait.Seconds()))))
	h.Set("Content-Type", "application/json")
	w.WriteHeader(http.StatusTooManyRequests)
	_, _ = w.Write(mustJSON(map[string]any{"message": "You are being rate limited.", "retry_after": wait.Seconds(), "global": global}))
}
