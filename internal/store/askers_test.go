package store

import (
	"math/rand/v2"
	"testing"
)

func TestAskersAreCountedAndNotKnown(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	for _, members := range []int{0, 1, 2, 5, 20, 60} {
		off := 0
		for range 200 {
			var a Askers
			for range members {
				hash := random.Uint64()
				for range 2 { // who asks twice is one
					a |= Asker(hash)
				}
			}
			if d := a.Count() - members; d < 0 {
				off -= d
			} else {
				off += d
			}
		}
		if mean := float64(off) / 200; mean > 0.2*float64(members) {
			t.Errorf("%d members are counted %.1f off in the mean", members, mean)
		}
	}
	if got := Askers(-1 & (1<<63 - 1)).Count(); got < 100 {
		t.Errorf("all bits are %d members", got)
	}
}
