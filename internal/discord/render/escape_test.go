package render

import (
	"math/rand/v2"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/bwmarrin/discordgo"
	"github.com/sitrep-bot/sitrep/internal/answers"
	"github.com/sitrep-bot/sitrep/internal/corpus"
	"github.com/sitrep-bot/sitrep/internal/discord/locale"
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
	}
}

func TestPartsOfALongPassageAreTheWholePassage(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 4))
	for range 300 {
		var b strings.Builder
		for b.Len() < rng.IntN(9000) {
			b.WriteString(rendertest.Hostile[rng.IntN(len(rendertest.Hostile))])
			if rng.IntN(4) == 0 {
				b.WriteString(". Then ")
			}
		}
		text := b.String()
		all, marked := "", answers.Span{Start: 0, End: len(text) / 3}
		for !utf8.ValidString(text[:marked.End]) {
			marked.End--
		}
		for _, part := range Parts(text) {
			shown := emphasize(text, part, marked)
			if Units(shown) > LongestQuote {
				t.Fatalf("a part of %d units", Units(shown))
			}
			all += rendertest.Unescape(shown)
		}
		if all != text {
			t.Fatalf("wanted %q\n   got %q", text, all)
		}
	}
}

// TestAQuotationIsThePassageWordForWord turns all pages of passages made of what Discord would make something else of, in
// both layouts.
func TestAQuotationIsThePassageWordForWord(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 6))
	r := Renderer{Signer{[]byte("secret")}}
	for range 100 {
		var b strings.Builder
		for b.Len() < rng.IntN(6000) {
			b.WriteString(rendertest.Hostile[rng.IntN(len(rendertest.Hostile))])
			if rng.IntN(4) == 0 {
				b.WriteString(". Then ")
			}
		}
		text := b.String()
		q := answers.Quote{ID: "a#1", Document: "a", Of: 1, Passage: corpus.Passage{Ordinal: 1, Heading: "@everyone # h", Text: text},
			Source: corpus.Source{Title: "**T** <@1>"}}
		shown, pages := "", len(Parts(text))
		for part := range pages {
			p := r.Quote(q, View{Words: locale.For("en", ""), Part: part})
			shown += rendertest.Unescape(p.Text)
			for _, l := range p.Message("").Layouts {
				if !strings.Contains(drawn(l), p.Text) && !strings.Contains(drawn(l), BlockQuote(p.Text)) {
					t.Fatalf("a layout does not show\n%q\nbut\n%q", p.Text, drawn(l))
				}
			}
		}
		if shown != text {
			t.Fatalf("wanted %q\n   got %q", text, shown)
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
