package discord

import (
	"strconv"
	"strings"
	"testing"

	"github.com/sitrep-bot/sitrep/internal/discord/discordtest"
	"github.com/sitrep-bot/sitrep/internal/discord/render/rendertest"
	"github.com/sitrep-bot/sitrep/internal/localdiscord"
)

// TestHostileArticlesAreQuotedByteForByte asks through Discord for passages full of markup, and reads them back from it.
func TestHostileArticlesAreQuotedByteForByte(t *testing.T) {
	var passages []string
	for _, h := range rendertest.Hostile {
		if text := strings.TrimSpace(h); text != "" {
			passages = append(passages, "Passage of "+text+" about the bridge.\n"+text+" ends it here", text+" begins it. It is about the dam")
		}
	}
	passages = append(passages, strings.Repeat("A sentence about the long river *with* marks. ", 200)+"End")
	doc := discordtest.Document("hostile", "en", "**T** @everyone [x](https://e.example)", "https://e.example/a)b?c=*d*", passages...)
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
				return rendertest.Unescape(inner.Content)
			}
		}
	}
	return ""
}
