package encoder

import (
	"embed"
	"sync"
)

// The weights that ship: what they descend from stands in NOTICE, how they were made in train/README.md.
//
//go:embed weights.zst english.zst
var shipped embed.FS

// Load opens the weights for all languages, once for the whole process.
var Load = sync.OnceValues(func() (*Encoder, error) { return openShipped("weights.zst") })

// LoadEnglish opens the weights for English alone, once for the whole process.
var LoadEnglish = sync.OnceValues(func() (*Encoder, error) { return openShipped("english.zst") })

func openShipped(name string) (*Encoder, error) {
	data, err := shipped.ReadFile(name)
	if err != nil {
		return nil, err
	}
	return Open(data)
}
