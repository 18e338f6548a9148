package corpus

import (
	"regexp"
	"strings"
)

const (
	chatDay   = `(?:\d{1,4}[./-](?:\d{1,2}|\p{L}{3,9}\.?)[./-]\d{2,4})`
	chatClock = `(?:\d{1,2}[:.]\d{2}(?:[:.]\d{2})?(?:[\s\x{a0}\x{202f}]?(?i:[ap]\.?[\s\x{a0}\x{202f}]?m\.?))?)`
	chatWhen  = `(?P<when>` + chatDay + `(?:,?[\s\x{a0}]|T|,?\sà\s|,?\sum\s|,?\sat\s)` + chatClock + `(?:\s?(?:UTC|Z|[+-]\d{2}:?\d{2}))?)`
	marks     = `[\x{200e}\x{200f}\x{202a}-\x{202e}]*` // of direction, which WhatsApp puts before a line
)

// chatForms are how programs write the head of a message; their groups are named when, who and, where the message begins on
// the same line, text. They are those of public exporters: DiscordChatExporter's plain text, WhatsApp on iPhones and on
// Android in the orders of day and month that its locales have, IRC clients (irssi, WeeChat, HexChat, ZNC), Discord and Slack
// as copied from the screen, Telegram Desktop.
var chatForms = []*regexp.Regexp{
	regexp.MustCompile(`^\[` + chatWhen + `\] (?P<who>[^:\r\n]{1,64})$`),
	regexp.MustCompile(`^` + marks + `\[` + chatWhen + `\] ` + marks + `(?P<who>[^:\r\n]{1,64}?)\s?: ` + marks + `(?P<text>.*)$`),
	regexp.MustCompile(`^` + marks + chatWhen + ` [-–] ` + marks + `(?P<who>[^:\r\n]{1,64}?)\s?: ` + marks + `(?P<text>.*)$`),
	regexp.MustCompile(`^\[?(?P<when>(?:` + chatDay + `[ T])?` + chatClock + `)\]?\s+<[ @+%&~]?(?P<who>[^<>\s]{1,64})> (?P<text>.*)$`),
	regexp.MustCompile(`^` + chatWhen + `\t[@+%&~]?(?P<who>[^\t<>*-][^\t]{0,63})\t(?P<text>.*)$`),
	regexp.MustCompile(`^(?P<who>[^:\r\n—]{1,64}?) — (?P<when>(?:` + chatDay + `,?|\p{L}+ (?:at|à|um))\s` + chatClock + `)$`),
	regexp.MustCompile(`^(?P<who>[^:\r\n\[\]]{1,64}?),? \[(?P<when>(?:` + chatDay + `,?\s)?` + chatClock + `)\]:?$`),
}

// chatLine is the head of a line that is nobody's message: a notice of the program.
var chatLine = regexp.MustCompile(`^` + marks + `(?:\[?(?:` + chatDay + `[, T]+)?` + chatClock + `\]?\s+(?:[-–] |-!-|\*|={3,}|<?--|-->)|-{3} |={3,}$)`)

var (
	// chatNotice is a whole message that is none: what an export has for a picture, or for somebody joining.
	chatNotice = regexp.MustCompile(`(?i)^` + marks + `(?:<[^<>]{3,60}>|(?:image|video|audio|sticker|gif|document|contact card|bild|video|audio|image|photo) (?:omitted|weggelassen|absente?)` +
		`|joined the server\.?|pinned a message\.?|started a (?:thread|call).*|this message was deleted\.?|you deleted this message\.?)$`)
	// chatAttached begins what DiscordChatExporter lists below a message.
	chatAttached = regexp.MustCompile(`^\{(?:Attachments|Stickers|Reactions|Embed)\}$`)
	chatDate     = regexp.MustCompile(chatDay)
	chatFact     = regexp.MustCompile(`^(Guild|Channel): (.+)$`)
)

// fewestMessages make a log. One line that looks like the head of a message may be a line of an article.
const fewestMessages = 3

// A message of a chat.
type message struct {
	when, who string
	text      span
}

// readChat cuts a log of a chat: each message is a passage. ok is false for a text that is no log.
func readChat(src, title string) (b body, ok bool) {
	c := chatReader{src: src, conversation: conversation{outline: outline{title: title}}}
	form := c.form()
	if form == nil {
		return body{}, false
	}
	c.facts(form)
	for _, m := range c.messages(form) {
		if text := m.text.of(src); !isRule(text) && !chatNotice.MatchString(text) {
			c.say(m, text, m.text.start)
		}
	}
	return c.body(src), len(c.passages) > 0
}

type chatReader struct {
	conversation
	src string
}

// form is the one that most lines have; nil if the text is no log, where they are few or hidden among others.
func (c *chatReader) form() *regexp.Regexp {
	var best *regexp.Regexp
	most, lines := 0, 0
	counts := make([]int, len(chatForms))
	for line := range c.lines() {
		if lines++; !mayHead(line.of(c.src)) {
			continue
		}
		for i, form := range chatForms {
			if form.MatchString(line.of(c.src)) {
				counts[i]++
				break
			}
		}
	}
	for i, n := range counts {
		if n > most {
			best, most = chatForms[i], n
		}
	}
	if most < fewestMessages || most*10 < lines {
		return nil
	}
	return best
}

// mayHead spares most lines of an article the search: the head of a message has a time.
func mayHead(line string) bool {
	head := line[:min(len(line), 120)]
	return strings.ContainsAny(head, "0123456789") && strings.ContainsAny(head, ":.")
}

// lines are those of the source that are not blank.
func (c *chatReader) lines() func(yield func(span) bool) {
	return func(yield func(span) bool) {
		for start := 0; start < len(c.src); {
			end, next := lineEnd(c.src, start)
			if line := trim(c.src, span{start, end}); line.start < line.end && !yield(line) {
				return
			}
			start = next
		}
	}
}

// facts takes the title from what an export says of the channel above the first message, or from a first line.
func (c *chatReader) facts(form *regexp.Regexp) {
	var names []string
	first := ""
	for line := range c.lines() {
		text := line.of(c.src)
		if form.MatchString(text) {
			break
		}
		if m := chatFact.FindStringSubmatch(text); m != nil {
			names = append(names, m[2])
		} else if first == "" && !chatLine.MatchString(text) && runes(text) <= longestTitle {
			first = plain(strings.TrimLeft(text, "# "))
		}
	}
	if len(names) > 0 {
		first = oneLine(strings.Join(names, ": "))
	}
	if c.title == "" {
		c.title = first
	}
}

// messages are those of the log, in its order.
func (c *chatReader) messages(form *regexp.Regexp) (all []message) {
	when, who, text := form.SubexpIndex("when"), form.SubexpIndex("who"), form.SubexpIndex("text")
	open := false
	for line := range c.lines() {
		s := line.of(c.src)
		if at := form.FindStringSubmatchIndex(s); at != nil {
			m := message{when: s[at[2*when]:at[2*when+1]], who: oneLine(strings.TrimSuffix(s[at[2*who]:at[2*who+1]], " (pinned)"))}
			if text >= 0 {
				m.text = trim(c.src, span{line.start + at[2*text], line.start + at[2*text+1]})
			}
			all, open = append(all, m), true
			continue
		}
		if chatLine.MatchString(s) || chatAttached.MatchString(s) {
			open = false
		}
		if open {
			last := &all[len(all)-1]
			if last.text.start == last.text.end {
				last.text.start = line.start
			}
			last.text.end = line.end
		}
	}
	return all
}

// A conversation makes a passage of each message.
type conversation struct {
	outline
	asked message // what the messages that follow answer; zero if nothing is asked
	topic string  // its text, as their heading
}

// say makes a passage of a message. Its heading is who wrote it, below the question that it answers: that of somebody else
// on the same day, until the asker speaks again or another question comes.
func (c *conversation) say(m message, text string, offset int) {
	asks := messageAsks(text)
	if m.who == c.asked.who || m.day() != c.asked.day() || asks {
		c.asked, c.topic = message{}, ""
	}
	c.place = m.when
	c.sections[1], c.sections[2] = c.topic, m.who
	c.setLead("")
	c.addUnder(c.heading, text, offset)
	c.passages[len(c.passages)-1].Asks = asks
	if line := plain(text); asks && runes(line) <= longestTitle {
		c.asked, c.topic = m, line
	}
}

// day is the date in the head of a message, as it is written there; empty where the log has only times.
func (m message) day() string { return chatDate.FindString(m.when) }
