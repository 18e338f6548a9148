package discord

import (
	"regexp"
	"strings"
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
)

// escape makes Discord show a text as it is, line breaks included.
func escape(text string) string {
	text = anywhere.Replace(text)
	text = atLineStart.ReplaceAllString(text, `$1\$2`)
	return numbered.ReplaceAllString(text, `$1\$2`)
}

// escapeLine is escape for what stands inside a line, as titles do.
func escapeLine(text string) string { return escape(strings.Join(strings.Fields(text), " ")) }

// units is the length of a text as Discord may count it: UTF-16 code units, never less than characters.
func units(text string) int {
	n := 0
	for _, r := range text {
		n++
		if r >= 0x10000 {
			n++
		}
	}
	return n
}

// shorten cuts a text that is no quotation to n units, with an ellipsis.
func shorten(text string, n int) string {
	if units(text) <= n {
		return text
	}
	length := 0
	for at, r := range text {
		if length += units(string(r)); length > n-1 {
			return strings.TrimRight(text[:at], " ") + "…"
		}
	}
	return text
}
