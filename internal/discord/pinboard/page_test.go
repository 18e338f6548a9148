package pinboard

import (
	"fmt"
	"strings"
	"testing"

	"github.com/sitrep-bot/sitrep/internal/briefing"
	"github.com/sitrep-bot/sitrep/internal/corpus"
	"github.com/sitrep-bot/sitrep/internal/corpus/markup"
	"github.com/sitrep-bot/sitrep/internal/discord/discordtest"
	"github.com/sitrep-bot/sitrep/internal/discord/locale"
	"github.com/sitrep-bot/sitrep/internal/discord/render"
	"github.com/sitrep-bot/sitrep/internal/discord/render/rendertest"
)

const nastyText = "# <@1> **said** `@everyone` [so](https://x.example) ||and|| :tada: <t:0:R>\n- \\*not\\* a list > quote. 1. No more of it."

// nasty is a corpus of articles full of markup, more than fits a message.
func nasty(n int) (all []corpus.Document) {
	for i := range n {
		d := discordtest.Document(fmt.Sprintf("nasty-%d", i), "en", "**Title** <@2> "+strings.Repeat("long _title_ ", 30), "https://news.example/(a)>b",
			nastyText, "The second. "+nastyText, "Spain's ambassador said: \"@here, "+strings.Repeat("we regret it, ", 20)+"and more.\"", strings.Repeat("A sentence that is long ", 300)+".")
		for j := range d.Passages {
			d.Passages[j].Heading = fmt.Sprintf("## Part %d @everyone", j)
		}
		d.Tags = []string{"nasty"}
		all = append(all, d)
	}
	return all
}

func TestABriefingFitsAMessageAndQuotesWordForWord(t *testing.T) {
	for _, n := range []int{1, 3, 60} {
		t.Run(fmt.Sprintf("%d articles", n), func(t *testing.T) {
			k := newBoard(t, 1, nasty(n)...).keepers[0]
			d, err := k.digest(t.Context(), "", briefing.Choice{Tags: []string{"nasty"}, Documents: []string{strings.Repeat("gone-", 30), "gone"}})
			must(t, err)
			p := k.page(strings.Repeat("a", 16), d, locale.For("fr", ""), strings.Repeat("x", 500))
			if all := render.Units(p.Text) + render.Units(render.SmallPrint(p.Foot)); all > 4000 {
				t.Errorf("%d characters", all)
			}
			if len(p.Text) < 500 {
				t.Errorf("only %s", p.Text)
			}
			shown := rendertest.Fold(rendertest.Message(p.Text).Text)
			for _, a := range d.fitted.Articles {
				for _, l := range append(append([]briefing.Line{a.About}, a.Sections...), a.Statements...) {
					text := rendertest.Fold(markup.Text(corpus.Passage{Text: l.Text}, true))
					if !strings.Contains(shown, text) {
						t.Errorf("%q is not shown word for word in\n%s", text, shown)
					}
				}
			}
		})
	}
}

func TestABriefingOfManyNastyArticlesIsPostedAndPingsNobody(t *testing.T) {
	b := newBoard(t, 1, nasty(60)...)
	guild := b.d.AddGuild("Watchers")
	channel, ana := guild.AddChannel("general").ID, guild.AddMember("Ana")
	k := b.keepers[0]
	d, err := k.digest(t.Context(), "", briefing.Choice{})
	must(t, err)
	sent, err := k.REST.CreateMessage(t.Context(), channel, k.page(strings.Repeat("a", 16), d, locale.For("en", ""), "").Message(""))
	must(t, err)
	m, err := ana.See(channel, sent)
	must(t, err)
	if p := b.d.Pings(m.ChannelID, m.ID); !p.Nobody() {
		t.Errorf("pinged %+v", p)
	}
	if got := len(m.Selects()[0].Options); got != briefing.MaxArticles {
		t.Errorf("the menu has %d lines", got)
	}
}
