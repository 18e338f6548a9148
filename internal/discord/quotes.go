package discord

import (
	"time"

	lru "github.com/hashicorp/golang-lru/v2"

	"github.com/sitrep-bot/sitrep/internal/discord/cache"
)

// sameAnswerFor is how long a passage quoted in a channel is pointed to there, rather than quoted again.
const sameAnswerFor = time.Minute

// recentQuotes know where passages were quoted lately.
type recentQuotes struct{ links *lru.Cache[string, quotedIn] }

// A quotedIn is where a passage was quoted, and when.
type quotedIn struct {
	link string
	at   time.Time
}

func newRecentQuotes() recentQuotes { return recentQuotes{cache.NewRecent[quotedIn](noticesKept)} }

// add notes that a passage was quoted in a channel.
func (q recentQuotes) add(channel, quoted, link string) {
	q.links.Add(channel+" "+quoted, quotedIn{link, time.Now()})
}

// link is that to the same passage in the same channel, if it was quoted there a moment ago; else empty.
func (q recentQuotes) link(channel, quoted string, now time.Time) string {
	found, ok := q.links.Get(channel + " " + quoted)
	if quoted == "" || !ok || now.Sub(found.at) > sameAnswerFor {
		return ""
	}
	return found.link
}
