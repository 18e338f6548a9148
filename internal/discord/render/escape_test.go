package render

import (
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/bwmarrin/discordgo"
	"github.com/sitrep-bot/sitrep/internal/discord/render/rendertest"
	"github.com/sitrep-bot/sitrep/internal/discord/rest"
)

func TestNothingInATextRendersAndNothingIsLost(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	for range 20_000 {
		var b strings.Builder
		for range 1 + rng.IntN(8) {
			b.WriteString(rendertest.Hostile[rng.IntN(len(rendertest.Hostile))])
		}
		text := b.String()
		got := Escape(text)
		if rendertest.Unescape(got) != text {
			t.Fatalf("%q\nbecame %q\nand back %q", text, got, rendertest.Unescape(got))
		}
		if mark := rendertest.Markup(got); mark != "" {
			t.Fatalf("%q\nwould render %q in\n%q", text, mark, got)
		}
		if seen := rendertest.Message(got); seen.Text != text || len(seen.Drawn) > 0 {
			t.Fatalf("%q\nis seen as %q with %v", text, seen.Text, seen.Drawn)
		}
	}
}

// drawn is the text of a layout.
func drawn(l rest.Layout) string {
	text := l.Content
	for _, c := range l.Components {
		if box, ok := c.(discordgo.Container); ok {
			for _, inner := range box.Components {
				if d, ok := inner.(discordgo.TextDisplay); ok {
					text += d.Content + "\n"
				}
			}
		}
	}
	return text
}

func TestCommandsInAHintStayAsTheyAre(t *testing.T) {
	for text, want := range map[string]string{
		"run `pandoc 'a_b*.rtf' -o a.md` and *wait*": "run `pandoc 'a_b*.rtf' -o a.md` and \\*wait\\*",
		"one ` alone, @everyone":                     "one \\` alone, \\@everyone",
	} {
		if got := EscapeHint(text); got != want {
			t.Errorf("%s\ngot  %s\nwant %s", text, got, want)
		}
	}
}
