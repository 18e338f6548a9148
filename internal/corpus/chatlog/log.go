// Package chatlog reads what was said in chats out of the files that programs write of them. Start at [ReadLog], for text, and at
// [ReadExport], for JSON.
package chatlog

import (
	"iter"
	"regexp"
	"strings"
	"unicode"

	"github.com/sitrep-bot/sitrep/internal/lang"
)

const (
	dayForm   = `(?:\d{1,4}[./-](?:\d{1,2}|\p{L}{3,9}\.?)[./-]\d{2,4})`
	clockForm = `(?:\d{1,2}[:.]\d{2}(?:[:.]\d{2})?(?:[\s\x{a0}\x{202f}]?(?i:[ap]\.?[\s\x{a0}\x{202f}]?m\.?))?)`
	whenForm  = `(?P<when>` + dayForm + `(?:,?[\s\x{a0}]|T|,?\sà\s|,?\sum\s|,?\sat\s)` + clockForm + `(?:\s?(?:UTC|Z|[+-]\d{2}:?\d{2}))?)`
	marks     = `[\x{200e}\x{200f}\x{202a}-\x{202e}]*` // of direction, which WhatsApp puts before a line
)

// forms are how programs write the head of a message; their groups are named when, who and, where the message begins on
// the same line, text. They are those of public exporters: DiscordChatExporter's plain text, WhatsApp on iPhones and on
// Android in the orders of day and month that its locales have, IRC clients (irssi, WeeChat, HexChat, ZNC), Discord and Slack
// as copied from the screen, Telegram Desktop.
var forms = []*regexp.Regexp{
	regexp.MustCompile(`^\[` + whenForm + `\] (?P<who>[^:\r\n]{1,64})$`),
	regexp.MustCompile(`^` + marks + `\[` + whenForm + `\] ` + marks + `(?P<who>[^:\r\n]{1,64}?)\s?: ` + marks + `(?P<text>.*)$`),
	regexp.MustCompile(`^` + marks + whenForm + ` [-–] ` + marks + `(?P<who>[^:\r\n]{1,64}?)\s?: ` + marks + `(?P<text>.*)$`),
	regexp.MustCompile(`^\[?(?P<when>(?:` + dayForm + `[ T])?` + clockForm + `)\]?\s+<[ @+%&~]?(?P<who>[^<>\s]{1,64})> (?P<text>.*)$`),
	regexp.MustCompile(`^` + whenForm + `\t[@+%&~]?(?P<who>[^\t<>*-][^\t]{0,63})\t(?P<text>.*)$`),
	regexp.MustCompile(`^(?P<who>[^:\r\n—]{1,64}?) — (?P<when>(?:` + dayForm + `,?|\p{L}+ (?:at|à|um))\s` + clockForm + `)$`),
	regexp.MustCompile(`^(?P<who>[^:\r\n\[\]]{1,64}?),? \[(?P<when>(?:` + dayForm + `,?\s)?` + clockForm + `)\]:?$`),
}

// noMessage is the head of a line that is nobody's message: a notice of the program.
var noMessage = regexp.MustCompile(`^` + marks + `(?:\[?(?:` + dayForm + `[, T]+)?` + clockForm + `\]?\s+(?:[-–] |-!-|\*|={3,}|<?--|-->)|-{3} |={3,}$)`)

var (
	// notice is a whole message that is none: what an export has for a picture, or for somebody joining.
	notice = regexp.MustCompile(`(?i)^` + marks + `(?:<[^<>]{3,60}>|(?:image|video|audio|sticker|gif|document|contact card|bild|video|audio|image|photo) (?:omitted|weggelassen|absente?)` +
		`|joined the server\.?|pinned a message\.?|started a (?:thread|call).*|this message was deleted\.?|you deleted this message\.?)$`)
	// attached begins what DiscordChatExporter lists below a message.
	attached = regexp.MustCompile(`^\{(?:Attachments|Stickers|Reactions|Embed)\}$`)
	date     = regexp.MustCompile(dayForm)
	fact     = regexp.MustCompile(`^(Guild|Channel): (.+)$`)
)

// fewestMessages make a log. One line that looks like the head of a message may be a line of an article.
const fewestMessages = 3

// A Message is what somebody said at once.
type Message struct {
	When, Who  string // as the log has them
	Start, End int    // of the text in the log, in bytes
}

// Day is the date of the message as it is written; empty where the log has only times.
func Day(when string) string { return date.FindString(when) }

// A Log is a chat as text.
type Log struct {
	Channel  string // and its server, as the program states them; empty if it does not
	Above    string // the first line above the first message that is no notice; empty if there is none
	Messages []Message
}

// ReadLog reads the messages of a log. ok is false for a text that is none.
func ReadLog(src string) (log Log, ok bool) {
	r := reader{src}
	form := r.form()
	if form == nil {
		return Log{}, false
	}
	log.Channel, log.Above = r.facts(form)
	for _, m := range r.messages(form) {
		if !notice.MatchString(src[m.Start:m.End]) {
			log.Messages = append(log.Messages, m)
		}
	}
	return log, true
}

type reader struct{ src string }

// form is the one that most lines have; nil if the text is no log, where they are few or hidden among others.
func (r reader) form() *regexp.Regexp {
	var best *regexp.Regexp
	most, lines := 0, 0
	counts := make([]int, len(forms))
	for line := range r.lines() {
		if lines++; !mayHead(line.of(r.src)) {
			continue
		}
		for i, form := range forms {
			if form.MatchString(line.of(r.src)) {
				counts[i]++
				break
			}
		}
	}
	for i, n := range counts {
		if n > most {
			best, most = forms[i], n
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

// A span is a range of bytes of the log.
type span struct{ start, end int }

func (s span) of(src string) string { return src[s.start:s.end] }

// trim leaves out the spaces at both ends, non-breaking ones too.
func trim(src string, s span) span {
	text := strings.TrimLeftFunc(s.of(src), unicode.IsSpace)
	s.start = s.end - len(text)
	s.end = s.start + len(strings.TrimRightFunc(text, unicode.IsSpace))
	return s
}

// lines are those of the log that are not blank. They end as on Unix, Windows or an old Mac.
func (r reader) lines() iter.Seq[span] {
	return func(yield func(span) bool) {
		for start := 0; start < len(r.src); {
			end := len(r.src)
			if n := strings.IndexAny(r.src[start:], "\r\n"); n >= 0 {
				end = start + n
			}
			if line := trim(r.src, span{start, end}); line.start < line.end && !yield(line) {
				return
			}
			start = end + 1
		}
	}
}

// facts are what a program says of the channel above the first message, and the first line there.
func (r reader) facts(form *regexp.Regexp) (channel, above string) {
	var names []string
	for line := range r.lines() {
		text := line.of(r.src)
		if form.MatchString(text) {
			break
		}
		if m := fact.FindStringSubmatch(text); m != nil {
			names = append(names, m[2])
		} else if above == "" && !noMessage.MatchString(text) {
			above = text
		}
	}
	return lang.OneLine(strings.Join(names, ": ")), above
}

// messages are those of the log, in its order.
func (r reader) messages(form *regexp.Regexp) (all []Message) {
	when, who, text := form.SubexpIndex("when"), form.SubexpIndex("who"), form.SubexpIndex("text")
	open := false
	for line := range r.lines() {
		s := line.of(r.src)
		if at := form.FindStringSubmatchIndex(s); at != nil {
			m := Message{When: s[at[2*when]:at[2*when+1]], Who: lang.OneLine(strings.TrimSuffix(s[at[2*who]:at[2*who+1]], " (pinned)"))}
			if text >= 0 {
				said := trim(r.src, span{line.start + at[2*text], line.start + at[2*text+1]})
				m.Start, m.End = said.start, said.end
			}
			all, open = append(all, m), true
			continue
		}
		if noMessage.MatchString(s) || attached.MatchString(s) {
			open = false
		}
		if open {
			last := &all[len(all)-1]
			if last.Start == last.End {
				last.Start = line.start
			}
			last.End = line.end
		}
	}
	return all
}
