package discord

import (
	"fmt"
	"sync"
	"time"

	lru "github.com/hashicorp/golang-lru/v2"

	"github.com/sitrep-bot/sitrep/internal/discord/cache"
	"github.com/sitrep-bot/sitrep/internal/discord/locale"
	"github.com/sitrep-bot/sitrep/internal/discord/render"
)

// A cooldown spaces the questions of one member.
type cooldown struct {
	period time.Duration // the operator's; 0: none

	mu   sync.Mutex
	last *lru.Cache[string, time.Time] // by member
}

func newCooldown(period time.Duration) *cooldown {
	return &cooldown{period: period, last: cache.NewRecent[time.Time](maxCooling)}
}

const maxCooling = 10_000

// ask counts a question of a member. If it comes too soon it is not counted, and until is when the next may come. chosen is
// the server's own period; nil means the operator's.
func (c *cooldown) ask(user string, now time.Time, chosen *time.Duration) (until time.Time) {
	period := c.period
	if chosen != nil {
		period = *chosen
	}
	if period == 0 {
		return time.Time{}
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if last, ok := c.last.Get(user); ok && now.Sub(last) < period {
		return last.Add(period)
	}
	c.last.Add(user, now)
	return time.Time{}
}

// tooFast tells a member when to ask again; to them alone where Discord can do that, else for a moment.
func tooFast(until time.Time, w *locale.Printer) reply {
	at := until.Add(time.Second).Unix() // rounded up
	return reply{page: &render.Page{Text: w.Text("tooFast", fmt.Sprintf("<t:%d:R>", at))}, private: true, transient: true}
}
