package chatlog

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/sitrep-bot/sitrep/internal/lang"
)

// A channelExport is a channel as DiscordChatExporter writes it with `--format Json`; the names are those of its
// JsonMessageWriter.cs.
type channelExport struct {
	Guild   struct{ ID, Name string }
	Channel struct {
		ID, Category, Name, Topic string
	}
	Messages []exportMessage
}

type exportMessage struct {
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

// An Export is a channel in which something was said.
type Export struct {
	Server, Channel string // their names
	URL             string // of the channel; empty if its ids are none of Discord's
	Turns           []Turn
}

// A Turn is what one member wrote in a row, a line each.
type Turn struct {
	When, Who, Text string // when to the minute, as the export gives it
}

// ErrNoExport says that a file is other JSON, or none.
var ErrNoExport = errors.New("other JSON")

// ReadExport reads a channel as DiscordChatExporter writes it with `--format Json`. A turn has longest bytes at most, if it is no
// single message.
func ReadExport(src string, longest int) (Export, error) {
	var e channelExport
	if err := json.Unmarshal([]byte(src), &e); err != nil || e.Channel.ID == "" {
		return Export{}, ErrNoExport
	}
	out := Export{Server: lang.OneLine(e.Guild.Name), Channel: e.Channel.Name}
	if isSnowflake(e.Guild.ID) && isSnowflake(e.Channel.ID) {
		out.URL = fmt.Sprintf("https://discord.com/channels/%s/%s", e.Guild.ID, e.Channel.ID)
	}
	said := slices.DeleteFunc(e.Messages, func(m exportMessage) bool { return m.text() == "" })
	for len(said) > 0 {
		n, text := turn(said, longest)
		out.Turns = append(out.Turns, Turn{said[0].Timestamp.Format("2006-01-02 15:04"), lang.OneLine(said[0].speaker()), text})
		said = said[n:]
	}
	return out, nil
}

// turn is what one member wrote in a row, a line each, and of how many messages.
func turn(messages []exportMessage, longest int) (n int, text string) {
	var lines []string
	size := 0 // bytes
	for i, m := range messages {
		said := m.text()
		if i > 0 && (m.speaker() != messages[0].speaker() || m.Timestamp.Sub(messages[i-1].Timestamp) > sameTurn || size+len(said) > longest) {
			break
		}
		size += len(said)
		lines = append(lines, said)
	}
	return len(lines), strings.Join(lines, "\n")
}

func (m exportMessage) speaker() string {
	if m.Author.Nickname != "" {
		return m.Author.Nickname
	}
	return m.Author.Name
}

// text is what a message says. Joins, pins and calls are Discord's own words, and no text.
func (m exportMessage) text() string {
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
