package gateway

import (
	"fmt"
	"math/rand/v2"
	"testing"
)

func TestSharesAreFair(t *testing.T) {
	for _, c := range []struct {
		name        string
		held        map[string]int
		claim, give int // of process a
	}{
		{"alone", map[string]int{"a": 0}, 16, 0},
		{"two more have come", map[string]int{"a": 16, "b": 0, "c": 0}, 0, 10},
		{"it has come", map[string]int{"a": 0, "b": 8, "c": 8}, 5, 0},
		{"one has died", map[string]int{"a": 5, "b": 6}, 3, 0},
		{"all have theirs", map[string]int{"a": 5, "b": 6, "c": 5}, 0, 0},
		{"the one that has more keeps it", map[string]int{"a": 6, "b": 5, "c": 5}, 0, 0},
		{"more processes than shards", map[string]int{"a": 0, "b": 10, "c": 6, "d": 0, "e": 0, "f": 0, "g": 0, "h": 0, "i": 0, "j": 0, "k": 0, "l": 0, "m": 0, "n": 0, "o": 0, "p": 0, "q": 0}, 1, 0},
	} {
		if claim, give := balance("a", c.held, 16); claim != c.claim || give != c.give {
			t.Errorf("%s: claim %d and give %d, want %d and %d", c.name, claim, give, c.claim, c.give)
		}
	}
}

// TestSharesAddUp lets processes come and go at random: what all claim is what is free and what they give.
func TestSharesAddUp(t *testing.T) {
	for range 2000 {
		shards, held := 1+rand.IntN(40), map[string]int{}
		free := shards
		for i := range 1 + rand.IntN(6) {
			n := rand.IntN(free + 1)
			held[fmt.Sprint(i)] = n
			free -= n
		}
		claims, gives := 0, 0
		for process := range held {
			claim, give := balance(process, held, shards)
			claims, gives = claims+claim, gives+give
		}
		if claims != free+gives {
			t.Fatalf("of %d shards %v are held: %d are claimed, %d free and %d given", shards, held, claims, free, gives)
		}
	}
}
