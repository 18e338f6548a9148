package corpus

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"
)

// A chatExport is a channel as DiscordChatExporter writes it with `--format Json`; the names are those of its
// JsonMessageWriter.cs.
type chatExport struct {
	Guild   struct{ ID, Name string }
	Channel struct {
		ID, Category, Name, Topic string
	}
	Messages []chatMessage
}

type chatMessage struct {
	Type      string
	Timestamp time.Time
	Content   string
	Author    struct {
		ID, Name, Nickname string
	}
	Embeds []struct{ Title, Description string }
}

// sameTurn is the time within which Discord draws messages of one member under one name.
const sameTurn = 7 * time.Minute

// readChatExport reads what was said in a Discord channel. What one member writes in a row is one passage under their name; its
// place is the minute, as the export gives it.
func readChatExport(_ string, raw []byte) (body, *Problem) {
	src, problem := decode(raw, otherFormat)
	if problem != nil {
		return body{}, problem
	}
	var e chatExport
	if err := json.Unmarshal([]byte(src), &e); err != nil || e.Channel.ID == "" {
		return body{}, &Problem{Reason: "wanted a channel as DiscordChatExporter writes it and found other JSON",
			Next: "export it with `DiscordChatExporter.Cli export --format Json -t TOKEN -c CHANNEL`, or save the article's own text as .txt or .md"}
	}
	c := conversation{outline: outline{title: strings.TrimPrefix(e.Channel.Name+" · "+e.Guild.Name, " · ")}}
	said := slices.DeleteFunc(e.Messages, func(m chatMessage) bool { return m.text() == "" })
	for len(said) > 0 {
		n, text := turn(said)
		c.say(message{when: said[0].Timestamp.Format("2006-01-02 15:04"), who: oneLine(said[0].speaker())}, text, 0)
		said = said[n:]
	}
	b := c.body("")
	b.source.Publisher = oneLine(e.Guild.Name)
	if isSnowflake(e.Guild.ID) && isSnowflake(e.Channel.ID) {
		b.source.URL = fmt.Sprintf("https://discord.com/channels/%s/%s", e.Guild.ID, e.Channel.ID)
	}
	return b, nil
}

// turn is what one member wrote in a row, a line each, and of how many messages.
func turn(messages []chatMessage) (n int, text string) {
	var lines []string
	size := 0 // bytes
	for i, m := range messages {
		said := m.text()
		if i > 0 && (m.speaker() != messages[0].speaker() || m.Timestamp.Sub(messages[i-1].Timestamp) > sameTurn || size+len(said) > longestList) {
			break
		}
		size += len(said)
		lines = append(lines, said)
	}
	return len(lines), strings.Join(lines, "\n")
}

func (m chatMessage) speaker() string {
	if m.Author.Nickname != "" {
		return m.Author.Nickname
	}
	return m.Author.Name
}

// text is what a message says. Joins, pins and calls are Discord's own words, and no text.
func (m chatMessage) text() string {
	if m.Type != "Default" && m.Type != "Reply" && m.Type != "0" && m.Type != "19" {
		return ""
	}
	lines := []string{m.Content}
	for _, e := range m.Embeds {
		lines = append(lines, e.Title, e.Description)
	}
	var said []string
	for _, line := range lines {
		if line = strings.TrimSpace(line); line != "" {
			said = append(said, line)
		}
	}
	return strings.Join(said, "\n")
}

// isSnowflake takes the ids of Discord: up to twenty digits.
func isSnowflake(id string) bool {
	return len(id) > 0 && len(id) <= 20 && strings.Trim(id, "0123456789") == ""
}
