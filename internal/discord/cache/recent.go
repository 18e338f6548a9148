package cache

import lru "github.com/hashicorp/golang-lru/v2"

// NewRecent makes a map of the n entries that were used last; n is at least 1.
func NewRecent[V any](n int) *lru.Cache[string, V] {
	c, err := lru.New[string, V](n)
	if err != nil {
		panic(err) // only for a size below 1
	}
	return c
}

// FirstTime notes a key and tells whether it was not there yet.
func FirstTime(c *lru.Cache[string, struct{}], key string) bool {
	known, _ := c.ContainsOrAdd(key, struct{}{})
	return !known
}
