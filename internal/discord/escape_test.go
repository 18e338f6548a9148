package discord

import (
	"math/rand/v2"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/sitrep-bot/sitrep/internal/answers"
	"github.com/sitrep-bot/sitrep/internal/localdiscord"
)

// unescape is what a reader of Discord's markdown sees of a quotation: backslashes before punctuation and the bold of the
// answering sentence are gone.
func unescape(text string) string {
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

// rendering finds what Discord would render: any of its marks without a backslash before it.
var rendering = regexp.MustCompile("(?m)[*_~|`\\[\\]<>@]|://|^[ \t]*[#+-]|^[ \t]*\\d+[.)]")

// renders reports the first mark that Discord would take for markup.
func renders(escaped string) string {
	return rendering.FindString(regexp.MustCompile(`\\[^0-9A-Za-z\s]`).ReplaceAllString(escaped, "\u00a7"))
}

var hostile = []string{
	"@everyone", "@here", "<@1234567890>", "<@!12>", "<@&99>", "<#42>", "</ask:123>", "<id:guide>", "<:smile:1>", "<a:x:22>", "<t:1688126400:R>",
	"[a mask](https://evil.example)", "[mask]( <https://evil.example> \"t\")", "https://ok.example/a_b_c", "<https://x.example>", "discord.gg/x",
	"# heading", "## h", "### h", "-# small", "- item", "* item", "+ item", "1. one", "23) two", "> quote", ">>> all", "||spoiler||",
	"`code`", "```go\nx\n```", "**bold**", "__under__", "~~gone~~", "_i_", "*i*", "***", `\`, `\\`, `\*`, `\@everyone`, `\n`,
	"\u200b", "\u200d", "\u202e", "\u2066", "\ufeff", "مرحبا", "\u00a0", "\n", "\n\n", " ", "\t", "word", "naïve", "🙂", "👩‍👩‍👧", "é", ".", "!", ":", "://",
}

func TestNothingInATextRendersAndNothingIsLost(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	for range 20_000 {
		var b strings.Builder
		for range 1 + rng.IntN(8) {
			b.WriteString(hostile[rng.IntN(len(hostile))])
		}
		text := b.String()
		got := escape(text)
		if unescape(got) != text {
			t.Fatalf("%q\nbecame %q\nand back %q", text, got, unescape(got))
		}
		if mark := renders(got); mark != "" {
			t.Fatalf("%q\nwould render %q in\n%q", text, mark, got)
		}
	}
}

func TestPartsOfALongPassageAreTheWholePassage(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 4))
	for range 300 {
		var b strings.Builder
		for b.Len() < rng.IntN(9000) {
			b.WriteString(hostile[rng.IntN(len(hostile))])
			if rng.IntN(4) == 0 {
				b.WriteString(". Then ")
			}
		}
		text := b.String()
		all, marked := "", answers.Span{Start: 0, End: len(text) / 3}
		for !utf8.ValidString(text[:marked.End]) {
			marked.End--
		}
		for _, part := range partsOf(text) {
			shown := emphasize(text, part, marked)
			if units(shown) > longestQuote {
				t.Fatalf("a part of %d units", units(shown))
			}
			all += unescape(shown)
		}
		if all != text {
			t.Fatalf("wanted %q\n   got %q", text, all)
		}
	}
}

// TestHostileArticlesAreQuotedByteForByte asks through Discord for passages full of markup, and reads them back from it.
func TestHostileArticlesAreQuotedByteForByte(t *testing.T) {
	var passages []string
	for _, h := range hostile {
		if text := strings.TrimSpace(h); text != "" {
			passages = append(passages, "Passage of "+text+" about the bridge.\n"+text+" ends it here", text+" begins it. It is about the dam")
		}
	}
	passages = append(passages, strings.Repeat("A sentence about the long river *with* marks. ", 200)+"End")
	doc := document("hostile", "en", "**T** @everyone [x](https://e.example)", "https://e.example/a)b?c=*d*", passages...)
	doc.Passages[0].Heading = "# @here ||h||"
	s := newStage(t, localdiscord.Config{}, nil, doc)
	for i, want := range passages {
		m := s.slash(s.ana, "passage", localdiscord.Opt{Name: "id", Value: "hostile#" + strconv.Itoa(i+1)})
		got := quotation(m)
		for {
			more, ok := m.Component("Read on")
			if !ok {
				break
			}
			press, err := s.ana.Click(m, more.CustomID)
			must(t, err)
			m, err = press.Message(s.ctx())
			must(t, err)
			got += quotation(m)
		}
		if got != want && len(want) < 1000 || strings.ReplaceAll(got, " ", "") != strings.ReplaceAll(want, " ", "") {
			t.Errorf("wanted %q\n   got %q", want, got)
		}
		wantNobodyPinged(t, s, m)
	}
}

// quotation is the quoted text of an answer, as its reader sees it.
func quotation(m *localdiscord.Message) string {
	for _, c := range m.Components {
		for _, inner := range c.Components {
			if inner.Type == localdiscord.CompTextDisplay && !strings.HasPrefix(inner.Content, "-# ") {
				return unescape(inner.Content)
			}
		}
	}
	return ""
}
