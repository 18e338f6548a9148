package discord

import (
	"strconv"
	"strings"
	"testing"

	"github.com/sitrep-bot/sitrep/internal/corpus/markup"
	"github.com/sitrep-bot/sitrep/internal/discord/discordtest"
	"github.com/sitrep-bot/sitrep/internal/discord/render/rendertest"
	"github.com/sitrep-bot/sitrep/internal/localdiscord"
)

// TestHostileArticlesAreQuotedWordForWord asks through Discord for passages full of markup, in Markdown and in plain text, and
// reads what its client shows of them.
func TestHostileArticlesAreQuotedWordForWord(t *testing.T) {
	t.Parallel()
	for _, extension := range []string{".md", ".txt"} {
		t.Run(extension, func(t *testing.T) { quoteHostile(t, extension) })
	}
}

func quoteHostile(t *testing.T, extension string) {
	var passages []string
	for _, h := range rendertest.Hostile {
		if text := strings.TrimSpace(h); text != "" {
			passages = append(passages, "Passage of "+text+" about the bridge.\n"+text+" ends it here", text+" begins it. It is about the dam")
		}
	}
	passages = append(passages, strings.Repeat("A sentence about the long river *with* marks. ", 200)+"End")
	doc := discordtest.Document("hostile", "en", "**T** @everyone [x](https://e.example)", "https://e.example/a)b?c=*d*", passages...)
	doc.Path, doc.Passages[0].Heading = "hostile"+extension, "# @here ||h||"
	s := newHarness(t, localdiscord.Config{}, nil, doc)
	for i, p := range doc.Passages {
		m := s.slash(s.ana, "passage", localdiscord.Opt{Name: "id", Value: "hostile#" + strconv.Itoa(i+1)})
		got := quotation(m)
		for {
			if !strings.Contains(m.Text(), "The passage goes on") {
				break
			}
			m = s.click(s.ana, m, "▶")
			got += " " + quotation(m)
		}
		if want := markup.Text(p, doc.IsMarkdown()); rendertest.Fold(got) != rendertest.Fold(want) {
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
				return rendertest.Message(inner.Content).Text
			}
		}
	}
	return ""
}
