package discord

import "sync"

// recent is a map of the latest n entries; older ones are forgotten.
type recent[V any] struct {
	n int

	mu      sync.Mutex
	entries map[string]V
	order   []string // ring of keys, oldest at next
	next    int
}

func newRecent[V any](n int) *recent[V] { return &recent[V]{n: n, entries: map[string]V{}} }

func (r *recent[V]) get(key string) (V, bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	v, ok := r.entries[key]
	return v, ok
}

func (r *recent[V]) put(key string, v V) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.set(key, v)
}

// add puts what is not there yet, and reports whether it was new.
func (r *recent[V]) add(key string, v V) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	if _, known := r.entries[key]; known {
		return false
	}
	r.set(key, v)
	return true
}

func (r *recent[V]) set(key string, v V) {
	_, known := r.entries[key]
	r.entries[key] = v
	if known {
		return
	}
	if len(r.order) < r.n {
		r.order = append(r.order, key)
		return
	}
	delete(r.entries, r.order[r.next])
	r.order[r.next] = key
	r.next = (r.next + 1) % r.n
}

// remove forgets an entry. Its place in the order stays taken until it is the oldest.
func (r *recent[V]) remove(key string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	delete(r.entries, key)
}
