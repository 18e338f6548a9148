package render

import (
	"net/url"
	"strings"

	"github.com/sitrep-bot/sitrep/internal/answers"
)

// SourceLink is the address of the passage in its source, at the sentence that answers, and the site it leads to.
func SourceLink(q answers.Quote) (link, host string) {
	u, err := url.Parse(q.Source.URL)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return "", ""
	}
	link = u.String()
	if deep := link + fragmentFor(u, q); len(deep) <= longestLink {
		link = deep
	}
	if len(link) > longestLink {
		return "", ""
	}
	return link, strings.TrimPrefix(u.Hostname(), "www.")
}

// fragmentFor is a text fragment: browsers scroll to the words and mark them.
func fragmentFor(u *url.URL, q answers.Quote) string {
	first, last := strings.Fields(FirstWords(q)), []string(nil)
	if len(first) == 0 {
		return ""
	}
	if len(first) > 10 {
		first, last = first[:4], first[len(first)-4:]
	}
	f := ":~:text=" + fragmentWords(first)
	if last != nil {
		f += "," + fragmentWords(last)
	}
	if u.Fragment == "" {
		f = "#" + f
	}
	return f
}

// fragmentWords encodes what has a meaning of its own in a text fragment: "-", "," and "&".
func fragmentWords(ws []string) string {
	return strings.ReplaceAll(url.PathEscape(strings.Join(ws, " ")), "-", "%2D")
}

// MessageLink is the address of a message; guild is empty in direct messages.
func MessageLink(guild, channel, id string) string {
	if guild == "" {
		guild = "@me"
	}
	return "https://discord.com/channels/" + guild + "/" + channel + "/" + id
}
