package discord

import lru "github.com/hashicorp/golang-lru/v2"

// newRecent makes a map of the n entries that were used last; n is at least 1.
func newRecent[V any](n int) *lru.Cache[string, V] {
	c, err := lru.New[string, V](n)
	if err != nil {
		panic(err) // only for a size below 1
	}
	return c
}

// firstTime notes a key and tells whether it was not there yet.
func firstTime(c *lru.Cache[string, struct{}], key string) bool {
	known, _ := c.ContainsOrAdd(key, struct{}{})
	return !known
}
