package discord

import (
	"context"
	"slices"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	lru "github.com/hashicorp/golang-lru/v2"
	"golang.org/x/time/rate"

	"github.com/sitrep-bot/sitrep/internal/store"
	"github.com/sitrep-bot/sitrep/internal/watch"
)

// A Corpus can be read again. In production it is a *watch.Folder.
type Corpus interface {
	Reload(ctx context.Context) (watch.Result, error)
}

// A care is what the bot needs to look after briefings, gaps and settings.
type care struct {
	store   *store.Store // nil: there are none
	corpus  Corpus       // nil: it cannot be read again
	gaps    bool
	pace    carePace
	parents *lru.Cache[string, string] // thread → its channel
	drafts  *lru.Cache[string, draft]
	edits   *rate.Limiter // spaces edits, so that answers keep their share of Discord's 50 calls a second

	part atomic.Pointer[part] // nil until known

	refreshing sync.Mutex // held by the one who goes through all briefings

	mu      sync.Mutex
	checked map[string]int           // briefing → revision of the corpus it was compared with
	backoff map[string]time.Duration // channel → how long edits of its old messages waited the last time
}

// A carePace says how patient the bot is with briefings.
type carePace struct {
	sweep   time.Duration // between two looks at all briefings
	hold    time.Duration // the longest a process works on one; if it dies, others wait as long
	edit    time.Duration // between two edits
	backoff time.Duration // the first wait after Discord refused an edit; doubles
}

const (
	parentsKept    = 16_384
	draftsKept     = 1024
	longestBackoff = time.Hour
)

func newCare(o Options) *care {
	pace := carePace{sweep: 5 * time.Second, hold: 20 * time.Second, edit: 50 * time.Millisecond, backoff: time.Minute}
	return &care{store: o.Store, corpus: o.Corpus, gaps: o.Gaps, pace: pace, parents: newRecent[string](parentsKept), drafts: newRecent[draft](draftsKept), edits: rate.NewLimiter(rate.Every(pace.edit), 1),
		checked: map[string]int{}, backoff: map[string]time.Duration{}}
}

// isCurrent tells whether a briefing was compared with that revision of the corpus by this process.
func (c *care) isCurrent(id string, revision int) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	known, ok := c.checked[id]
	return ok && known == revision
}

func (c *care) markCurrent(id string, revision int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.checked[id] = revision
}

// keepOnly forgets all briefings but those that are there.
func (c *care) keepOnly(there map[string]bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for id := range c.checked {
		if !there[id] {
			delete(c.checked, id)
		}
	}
}

// waitLonger is how long to leave the old messages of a channel alone after Discord refused to edit one.
func (c *care) waitLonger(channel string, asked time.Duration) time.Duration {
	c.mu.Lock()
	defer c.mu.Unlock()
	wait := max(asked, min(2*c.backoff[channel], longestBackoff), c.pace.backoff)
	c.backoff[channel] = wait
	return wait
}

func (c *care) waitedEnough(channel string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	delete(c.backoff, channel)
}

// A part is which shards this process has.
type part struct {
	count int // over all processes
	ids   []int
}

// serves tells whether this process is the one that hears of a server. Of what several could do, that one does it.
func (b *Bot) serves(guild string) bool {
	p, id := b.care.part.Load(), uint64(0)
	if n, err := strconv.ParseUint(guild, 10, 64); err == nil {
		id = n >> 22 // https://discord.com/developers/docs/events/gateway#sharding-sharding-formula
	}
	if p == nil {
		return len(b.options.ShardIDs) == 0
	}
	return slices.Contains(p.ids, int(id%uint64(p.count)))
}
