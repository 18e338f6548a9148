package discord

import (
	"fmt"
	"sync"
	"time"

	"github.com/sitrep-bot/sitrep/internal/discord/cache"
	"github.com/sitrep-bot/sitrep/internal/discord/locale"
	"github.com/sitrep-bot/sitrep/internal/discord/render"
)

// A cooldown spaces the questions of one member.
type cooldown struct {
	period time.Duration // the operator's; 0: none

	mu      sync.Mutex
	last    *cache.Recent[time.Time] // by member
	greeted *cache.Recent[time.Time] // by member: a greeting that was not counted
}

func newCooldown(period time.Duration) *cooldown {
	longest := max(period, longestCooldown)
	return &cooldown{period: period, last: cache.NewRecent[time.Time](maxCooling, longest), greeted: cache.NewRecent[time.Time](maxCooling, longest)}
}

const maxCooling = 10_000

// ask counts a question of a member. If it comes too soon it is not counted, and until is when the next may come. chosen is
// the server's own period; nil means the operator's.
func (c *cooldown) ask(user string, now time.Time, chosen *time.Duration) (until time.Time) {
	period := c.periodOf(chosen)
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

// Expire forgets who asked too long ago for it to matter.
func (c *cooldown) Expire(now time.Time) {
	c.last.Expire(now)
	c.greeted.Expire(now)
}

// forgive does not count what a member just said: a greeting, after which they may ask at once. Of several in a row one is forgiven.
func (c *cooldown) forgive(user string, now time.Time, chosen *time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if last, ok := c.greeted.Get(user); ok && now.Sub(last) < c.periodOf(chosen) {
		return
	}
	c.greeted.Add(user, now)
	c.last.Remove(user)
}

func (c *cooldown) periodOf(chosen *time.Duration) time.Duration {
	if chosen != nil {
		return *chosen
	}
	return c.period
}

// tooFast tells a member when to ask again; to them alone where Discord can do that, else for a moment.
func tooFast(until time.Time, w *locale.Printer) reply {
	at := until.Add(time.Second).Unix() // rounded up
	return reply{page: &render.Page{Text: w.Text("tooFast", fmt.Sprintf("<t:%d:R>", at))}, private: true, transient: true}
}
