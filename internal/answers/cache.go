package answers

import (
	"sync"

	"github.com/sitrep-bot/sitrep/internal/index"
)

// A cache keeps the texts looked at last. It has two halves: a text that is used moves into the young half; when that
// is full the old half is forgotten. Documents are known by pointer, which changes whenever the Document does.
type cache struct {
	half int // texts in a half

	mu         sync.Mutex
	young, old map[cacheKey]*text
	hits, made int
}

type cacheKey struct {
	document *index.Document
	ordinal  int
}

func newCache(size int) *cache {
	return &cache{half: size / 2, young: map[cacheKey]*text{}}
}

// get returns the text of a passage, which read makes if it is not kept.
func (c *cache) get(d *index.Document, ordinal int, read func() (*text, error)) (*text, error) {
	key := cacheKey{d, ordinal}
	if t := c.find(key); t != nil {
		return t, nil
	}
	t, err := read()
	if err == nil {
		c.keep(key, t)
	}
	return t, err
}

// has reports whether a text is kept; it does not count as a use.
func (c *cache) has(d *index.Document, ordinal int) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	key := cacheKey{d, ordinal}
	return c.young[key] != nil || c.old[key] != nil
}

func (c *cache) find(key cacheKey) *text {
	c.mu.Lock()
	defer c.mu.Unlock()
	if t := c.young[key]; t != nil {
		c.hits++
		return t
	}
	t := c.old[key]
	if t != nil {
		c.hits++
		c.keepLocked(key, t)
	}
	return t
}

func (c *cache) keep(key cacheKey, t *text) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.made++
	c.keepLocked(key, t)
}

// size is how many texts are kept.
func (c *cache) size() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return len(c.young) + len(c.old)
}

// clear lets go of all texts.
func (c *cache) clear() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.young, c.old = map[cacheKey]*text{}, nil
}

func (c *cache) counted() (hits, made int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.hits, c.made
}

func (c *cache) keepLocked(key cacheKey, t *text) {
	if len(c.young) >= c.half {
		c.old, c.young = c.young, make(map[cacheKey]*text, c.half)
	}
	c.young[key] = t
}
