package discord

import (
	"strings"
	"testing"
	"time"

	"github.com/sitrep-bot/sitrep/internal/localdiscord"
)

// pickServer chooses a line of the menu on a message, and returns what comes of it.
func (e *folderHarness) pickServer(p *localdiscord.Person, m *localdiscord.Message, server string) *localdiscord.Message {
	e.Helper()
	i, err := p.Choose(m, "Choose a server", server)
	must(e, err)
	answer, err := i.Message(e.ctx())
	must(e, err)
	return answer
}

func TestADirectMessageIsAnsweredFromTheServerThatWasChosen(t *testing.T) {
	e := newFolderHarness(t, localdiscord.Config{})
	e.addArticle(e.mo, e.general.ID, rulesFile())
	elsewhere := e.d.AddGuild("Elsewhere")
	eve, dm := e.moderator(elsewhere, "Eve"), e.ana.DM().ID
	wantNotIn(t, e.say(e.ana, dm, gateQuestion).Text(), "nine")
	refused := e.say(e.ana, dm, "What is the capital of Australia?")
	menu := e.press(e.ana, refused, "Ask a server’s articles")
	wantNotIn(t, menuLabels(menu), "Elsewhere")
	wantIn(t, e.pickServer(e.ana, menu, "Watchers").Text(), "answered here as members are in **Watchers**")
	wantIn(t, e.say(e.ana, dm, gateQuestion).Text(), "closes at nine", "As in **Watchers**")
	wantIn(t, e.say(e.ana, dm, "When did the Security Council vote to end the mission in Mali?").Text(), "30 June 2023")
	wantNotIn(t, e.say(eve, eve.DM().ID, gateQuestion).Text(), "nine")

	hers := e.serverMenu(eve)
	wantIn(t, menuLabels(hers), "Elsewhere")
	wantNotIn(t, menuLabels(hers), "Watchers")
	c, _ := hers.Component("Choose a server")
	i, err := eve.ForgePress(hers, localdiscord.CompStringSelect, c.CustomID, e.guild.ID)
	must(t, err)
	forged, err := i.Message(e.ctx())
	must(t, err)
	wantIn(t, forged.Text(), "do not share that server")
	wantNotIn(t, e.say(eve, eve.DM().ID, gateQuestion+" Please.").Text(), "nine")

	wantIn(t, e.pickServer(e.ana, e.serverMenu(e.ana), "Everyone’s articles alone").Text(), "everyone’s articles alone")
	wantNotIn(t, e.say(e.ana, dm, gateQuestion+" Tell me.").Text(), "nine")
}

// Of a bot with many servers, a menu has those where somebody was heard of, and the one they chose.
func TestTheChosenServerOutlivesARestartAndIsForgottenWithItsData(t *testing.T) {
	e := newFolderHarness(t, localdiscord.Config{})
	e.addArticle(e.mo, e.general.ID, rulesFile())
	for range 51 {
		e.d.AddGuild("Elsewhere")
	}
	e.asked(e.ana, e.general.ID, gateQuestion) // from now on she is heard of there
	dm := e.ana.DM().ID
	wantIn(t, e.pickServer(e.ana, e.serverMenu(e.ana), "Watchers").Text(), "answered here as members are in **Watchers**")
	e.until("the choice is stored", func() bool {
		guild, err := e.store.Choices.Of(t.Context(), e.ana.ID, time.Now())
		must(t, err)
		return guild == e.guild.ID
	})
	e.stop()
	e.begin()
	wantIn(t, menuLabels(e.serverMenu(e.ana)), "Watchers")
	wantIn(t, e.say(e.ana, dm, gateQuestion).Text(), "closes at nine", "As in **Watchers**")
	e.click(e.mo, e.command(e.mo, e.general.ID, "sitrep forget"), "Delete it all")
	wantNotIn(t, e.say(e.ana, dm, gateQuestion+" Please.").Text(), "nine", "As in **Watchers**")
	if guild, err := e.store.Choices.Of(t.Context(), e.ana.ID, time.Now()); err != nil || guild != "" {
		t.Errorf("the store has %q, %v; want no choice any more", guild, err)
	}
}

func TestADroppedFileIsForTheServerThatItsModeratorChooses(t *testing.T) {
	e := newFolderHarness(t, localdiscord.Config{})
	drop := func(p *localdiscord.Person, f localdiscord.File) *localdiscord.Message {
		t.Helper()
		sent, err := p.SayWith(p.DM().ID, "", localdiscord.SayOptions{Uploads: []localdiscord.File{f}})
		must(t, err)
		m, err := p.ReplyTo(e.ctx(), sent)
		must(t, err)
		return m
	}
	wantIn(t, drop(e.ana, rulesFile()).Text(), "I know of no server")
	which := drop(e.mo, rulesFile())
	wantIn(t, which.Text(), "Which server is this file for?")
	preview := e.pickServer(e.mo, which, "Watchers")
	wantIn(t, preview.Text(), "For **Watchers**", "**Camp rules**", "Nothing is kept yet")
	kept := e.click(e.mo, preview, "Keep it").Text()
	wantIn(t, kept, "Kept 1 article")
	wantNotIn(t, kept, "<t:-") // kept before there was Discord
	wantIn(t, e.asked(e.ana, e.general.ID, gateQuestion), "closes at nine in the evening")

	// A button of that message is of no use to who may not add articles there.
	bus := e.pickServer(e.mo, drop(e.mo, localdiscord.File{Name: "bus.md", Data: []byte("# Bus\n\nThe bus to the camp leaves at seven from the mill.\n")}), "Watchers")
	keep, _ := bus.Component("Keep it")
	hers := e.say(e.ana, e.ana.DM().ID, gateQuestion)
	if i, err := e.ana.ForgePress(hers, localdiscord.CompButton, keep.CustomID); err == nil {
		m, err := i.Message(e.ctx())
		must(t, err)
		wantNotIn(t, m.Text(), "Kept")
	}
	there, _, err := e.store.Articles.List(t.Context(), e.guild.ID)
	must(t, err)
	if len(there) != 1 {
		t.Errorf("kept %d articles; want the one", len(there))
	}
	e.guild.Join(e.mo) // who is no moderator any more
	wantNotIn(t, e.press(e.mo, bus, "Keep it").Text(), "Kept")
}

// serverMenu is the menu of servers in somebody's direct messages.
func (e *folderHarness) serverMenu(p *localdiscord.Person) *localdiscord.Message {
	e.Helper()
	i, err := p.Slash(p.DM().ID, "server")
	must(e, err)
	m, err := i.Message(e.ctx())
	must(e, err)
	return m
}

func menuLabels(m *localdiscord.Message) (labels string) {
	c, _ := m.Component("Choose a server")
	for _, o := range c.Options {
		labels += o.Label + "\n"
	}
	return labels
}

func wantNotIn(t testing.TB, text string, parts ...string) {
	t.Helper()
	for _, part := range parts {
		if strings.Contains(text, part) {
			t.Errorf("wanted no %q in:\n%s", part, text)
		}
	}
}
