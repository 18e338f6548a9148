package encoder

import (
	_ "embed"
	"sync"
)

// The weights that ship: what they descend from stands in NOTICE, how they were made in train/README.md.
//
//go:embed weights.bin
var shipped []byte

// Load opens the weights that ship, once for the whole process.
var Load = sync.OnceValues(func() (*Encoder, error) { return Open(shipped) })
