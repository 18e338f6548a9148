package corpus

import (
	"strings"

	"github.com/sitrep-bot/sitrep/internal/corpus/chatlog"
	"github.com/sitrep-bot/sitrep/internal/told"
)

// readChat cuts a log of a chat: each message is a passage. ok is false for a text that is no log.
func readChat(src, title string) (b body, ok bool) {
	log, ok := chatlog.ReadLog(src)
	if !ok {
		return body{}, false
	}
	first(&title, log.Channel)
	if runes(log.Above) <= longestTitle {
		first(&title, plain(strings.TrimLeft(log.Above, "# ")))
	}
	c := conversation{outline: outline{title: title}}
	for _, m := range log.Messages {
		if text := src[m.Start:m.End]; !isRule(text) {
			c.say(m.When, m.Who, text, m.Start)
		}
	}
	return c.body(src), len(c.passages) > 0
}

// readChatExport reads what was said in a Discord channel. What one member writes in a row is one passage under their name; its
// place is the minute.
func readChatExport(_ string, raw []byte) (body, *Problem) {
	src, problem := decode(raw, otherFormat)
	if problem != nil {
		return body{}, problem
	}
	e, err := chatlog.ReadExport(src, longestList)
	if err != nil {
		return body{}, &Problem{Reason: told.New("chat", "wanted a channel as DiscordChatExporter writes it and found other JSON"),
			Next: told.New("chat.next", "export it with `DiscordChatExporter.Cli export --format Json -t TOKEN -c CHANNEL`, or save the article's own text as .txt or .md")}
	}
	c := conversation{outline: outline{title: strings.TrimPrefix(e.Channel+" · "+e.Server, " · ")}}
	for _, t := range e.Turns {
		c.say(t.When, t.Who, t.Text, 0)
	}
	b := c.body("")
	b.source.Publisher, b.source.URL = e.Server, e.URL
	return b, nil
}

// A conversation makes a passage of each message.
type conversation struct {
	outline
	asker, day string // of the message that the ones after it answer; empty if nothing is asked
	topic      string // its text, as their heading
}

// say makes a passage of a message. Its heading is who wrote it, below the question that it answers: that of somebody else
// on the same day, until the asker speaks again or another question comes.
func (c *conversation) say(when, who, text string, offset int) {
	asks, day := messageAsks(text), chatlog.Day(when)
	if who == c.asker || day != c.day || asks {
		c.asker, c.day, c.topic = "", "", ""
	}
	c.place = when
	c.sections[1], c.sections[2] = c.topic, who
	c.setLead("")
	c.addUnder(c.heading, text, offset)
	c.passages[len(c.passages)-1].Asks = asks
	if line := plain(text); asks && runes(line) <= longestTitle {
		c.asker, c.day, c.topic = who, day, line
	}
}
