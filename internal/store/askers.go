package store

import (
	"math"
	"math/bits"
)

// Askers are those who asked a question, as 63 bits: each member has one, which they share with every 63rd other. So it is known
// about how many they are, and not who. The zero value is nobody.
type Askers int64

const askerBits = 63

// Asker is one of them, by a hash of their id that cannot be made without a secret.
func Asker(hash uint64) Askers { return 1 << (hash % askerBits) }

// Count is about how many they are: exact for one, and for a few nearly always.
func (a Askers) Count() int {
	taken := bits.OnesCount64(uint64(a))
	if taken == askerBits {
		taken-- // more cannot be told apart
	}
	return int(math.Round(-askerBits * math.Log(1-float64(taken)/askerBits)))
}
