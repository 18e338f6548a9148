// Package rendertest reads messages as Discord shows them, for tests that prove a quotation to be word for word.
package rendertest

import (
	"regexp"
	"strings"
)

// Unescape is what a reader of Discord's markdown sees of a quotation: backslashes before punctuation and the bold of the
// answering sentence are gone.
func Unescape(text string) string {
	var b strings.Builder
	for i := 0; i < len(text); i++ {
		switch {
		case text[i] == '\\' && i+1 < len(text) && strings.IndexByte("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~", text[i+1]) >= 0:
			i++
			b.WriteByte(text[i])
		case strings.HasPrefix(text[i:], "**"):
			i++
		default:
			b.WriteByte(text[i])
		}
	}
	return b.String()
}

// Hostile are texts that Discord would make something else of.
var Hostile = []string{
	"@everyone", "@here", "<@1234567890>", "<@!12>", "<@&99>", "<#42>", "</ask:123>", "<id:guide>", "<:smile:1>", "<a:x:22>", "<t:1688126400:R>",
	"[a mask](https://evil.example)", "[mask]( <https://evil.example> \"t\")", "https://ok.example/a_b_c", "<https://x.example>", "discord.gg/x",
	"# heading", "## h", "### h", "-# small", "- item", "* item", "+ item", "1. one", "23) two", "> quote", ">>> all", "||spoiler||",
	"`code`", "```go\nx\n```", "**bold**", "__under__", "~~gone~~", "_i_", "*i*", "***", `\`, `\\`, `\*`, `\@everyone`, `\n`,
	"\u200b", "\u200d", "\u202e", "\u2066", "\ufeff", "مرحبا", "\u00a0", "\n", "\n\n", " ", "\t", "word", "naïve", "🙂", "👩‍👩‍👧", "é", ".", "!", ":", "://",
}

// rendering finds what Discord would render: any of its marks without a backslash before it.
var rendering = regexp.MustCompile("(?m)[*_~|`\\[\\]<>@]|://|^[ \t]*[#+-]|^[ \t]*\\d+[.)]")

// Markup reports the first mark that Discord would take for markup; empty if there is none.
func Markup(escaped string) string {
	return rendering.FindString(regexp.MustCompile(`\\[^0-9A-Za-z\s]`).ReplaceAllString(escaped, "\u00a7"))
}
