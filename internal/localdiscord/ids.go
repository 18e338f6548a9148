package localdiscord

import (
	"cmp"
	"strconv"
	"sync"
	"time"
)

// Discord's ids count milliseconds since 2015 in their upper bits. https://discord.com/developers/docs/reference#snowflakes
const epoch = 1420070400000

type snowflakes struct {
	mu   sync.Mutex
	last uint64
}

// next is above every id before it, also when the clock stands still or is set back.
func (s *snowflakes) next(now time.Time) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.last = max(s.last+1, uint64(now.UnixMilli()-epoch)<<22)
	return strconv.FormatUint(s.last, 10)
}

// compareIDs orders ids by age.
func compareIDs(a, b string) int {
	return cmp.Or(cmp.Compare(len(a), len(b)), cmp.Compare(a, b))
}

// shardOf is the shard a guild's events arrive at; what has no guild arrives at shard 0.
func shardOf(guildID string, shards int) int {
	id, err := strconv.ParseUint(guildID, 10, 64)
	if err != nil || shards < 1 {
		return 0
	}
	return int(id >> 22 % uint64(shards))
}

// skip moves on to the next millisecond.
func (s *snowflakes) skip() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.last = (s.last>>22 + 1) << 22
}
