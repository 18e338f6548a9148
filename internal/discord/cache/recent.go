package cache

import (
	"sync"
	"time"

	"github.com/hashicorp/golang-lru/v2/simplelru"
)

// A Recent is a map of the entries that were used last, each for as long as it may be kept since it was added. What is older is not
// found, and gone once [Recent.Expire] was there. Many goroutines may use it. Make one with [NewRecent].
type Recent[V any] struct {
	life time.Duration

	mu      sync.Mutex
	entries *simplelru.LRU[string, entry[V]]
}

type entry[V any] struct {
	value V
	added time.Time
}

// NewRecent makes a map of at most n entries, at least 1, that are kept for life; 0: until others have taken their place.
func NewRecent[V any](n int, life time.Duration) *Recent[V] {
	entries, err := simplelru.NewLRU[string, entry[V]](n, nil)
	if err != nil {
		panic(err) // only for a size below 1
	}
	return &Recent[V]{life: life, entries: entries}
}

func (r *Recent[V]) isOld(e entry[V], now time.Time) bool {
	return r.life > 0 && now.Sub(e.added) >= r.life
}

// Get finds an entry, which was used then.
func (r *Recent[V]) Get(key string) (value V, ok bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.get(key)
}

func (r *Recent[V]) get(key string) (value V, ok bool) {
	e, ok := r.entries.Get(key)
	if !ok || r.isOld(e, time.Now()) {
		return value, false
	}
	return e.value, true
}

// Add puts an entry in the place of the one that has its key.
func (r *Recent[V]) Add(key string, value V) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.entries.Add(key, entry[V]{value, time.Now()})
}

// GetOrAdd finds an entry, or adds it where there is none; known tells which.
func (r *Recent[V]) GetOrAdd(key string, value V) (now V, known bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if there, ok := r.get(key); ok {
		return there, true
	}
	r.entries.Add(key, entry[V]{value, time.Now()})
	return value, false
}

// Remove forgets an entry.
func (r *Recent[V]) Remove(key string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.entries.Remove(key)
}

// RemoveFunc forgets the entries that are so.
func (r *Recent[V]) RemoveFunc(is func(V) bool) {
	r.removeFunc(func(e entry[V]) bool { return is(e.value) })
}

// Expire forgets what is too old.
func (r *Recent[V]) Expire(now time.Time) {
	if r.life > 0 {
		r.removeFunc(func(e entry[V]) bool { return r.isOld(e, now) })
	}
}

func (r *Recent[V]) removeFunc(is func(entry[V]) bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, key := range r.entries.Keys() {
		if e, ok := r.entries.Peek(key); ok && is(e) {
			r.entries.Remove(key)
		}
	}
}

// All returns the entries there are, which counts as no use.
func (r *Recent[V]) All() map[string]V {
	r.mu.Lock()
	defer r.mu.Unlock()
	all := make(map[string]V, r.entries.Len())
	for _, key := range r.entries.Keys() {
		if e, ok := r.entries.Peek(key); ok {
			all[key] = e.value
		}
	}
	return all
}

// Len is how many entries are kept.
func (r *Recent[V]) Len() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.entries.Len()
}

// FirstTime notes a key and tells whether it was not there yet.
func FirstTime(r *Recent[struct{}], key string) bool {
	_, known := r.GetOrAdd(key, struct{}{})
	return !known
}
