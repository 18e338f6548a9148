package discord

import (
	"time"

	"github.com/sitrep-bot/sitrep/internal/discord/cache"
)

// sameAnswerFor is how long a passage quoted in a channel is pointed to there, rather than quoted again.
const sameAnswerFor = time.Minute

// recentQuotes know where passages were quoted lately.
type recentQuotes struct{ links *cache.Recent[string] }

func newRecentQuotes() recentQuotes {
	return recentQuotes{cache.NewRecent[string](noticesKept, sameAnswerFor)}
}

// add notes that a passage was quoted in a channel.
func (q recentQuotes) add(channel, quoted, link string) {
	q.links.Add(channel+" "+quoted, link)
}

// link is that to the same passage in the same channel, if it was quoted there a moment ago; else empty.
func (q recentQuotes) link(channel, quoted string) string {
	if quoted == "" {
		return ""
	}
	link, _ := q.links.Get(channel + " " + quoted)
	return link
}
