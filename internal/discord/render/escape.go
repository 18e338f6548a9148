package render

import (
	"regexp"
	"strings"

	"github.com/sitrep-bot/sitrep/internal/lang"
)

// Text from articles and members is shown as it was written: Discord renders some characters anywhere, some only where a
// line begins. A backslash before each keeps it as it is. Nothing else is changed, so that taking the backslashes away
// gives the text back byte for byte. What pings is not a matter of text but of allowed_mentions, which is never left out.

var (
	// Emphasis, code, strikethrough, spoilers, masked links, mentions, emoji and timestamps.
	anywhere = strings.NewReplacer(`\`, `\\`, "*", `\*`, "_", `\_`, "~", `\~`, "|", `\|`, "`", "\\`",
		"[", `\[`, "]", `\]`, "<", `\<`, ">", `\>`, "@", `\@`, "://", `\://`)
	// Headings, subtext and lists. Quotes begin with a character that is escaped anywhere.
	atLineStart = regexp.MustCompile(`(?m)^([ \t]*)([#+-])`)
	numbered    = regexp.MustCompile(`(?m)^([ \t]*\d+)([.)])`)
	// What Discord draws without any sign of markup: invitations, and emoji by their names.
	invites   = regexp.MustCompile(`(?i)\b(discord(?:app)?|dis)\.`)
	shortcode = regexp.MustCompile(`:([\w+-]+:)`)
)

// Escape makes Discord show a text as it is, line breaks included.
func Escape(text string) string {
	text = anywhere.Replace(text)
	text = atLineStart.ReplaceAllString(text, `$1\$2`)
	text = numbered.ReplaceAllString(text, `$1\$2`)
	text = invites.ReplaceAllString(text, `$1\.`)
	return shortcode.ReplaceAllString(text, `\:$1`)
}

// EscapeLine is Escape for what stands inside a line, as titles do.
func EscapeLine(text string) string { return Escape(lang.OneLine(text)) }

// command is one between backticks.
var command = regexp.MustCompile("`[^`]+`")

// EscapeHint is EscapeLine but for the commands between backticks, which stay as they are, to be copied.
func EscapeHint(text string) string {
	text = lang.OneLine(text)
	var b strings.Builder
	end := 0
	for _, at := range command.FindAllStringIndex(text, -1) {
		b.WriteString(Escape(text[end:at[0]]))
		b.WriteString(text[at[0]:at[1]])
		end = at[1]
	}
	b.WriteString(Escape(text[end:]))
	return b.String()
}
