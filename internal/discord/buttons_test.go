package discord

import (
	"bytes"
	"log/slog"
	"strings"
	"testing"

	"github.com/sitrep-bot/sitrep/internal/discord/render"
	"github.com/sitrep-bot/sitrep/internal/localdiscord"
)

// Questions: one passage has words of the first, several of the second.
const (
	setUp   = "When was MINUSMA set up?"
	howMany = "How many soldiers did the peacekeeping mission in Mali have?"
)

// click presses a button and returns what it led to, a message or the updated one.
func (s *harness) click(p *localdiscord.Person, m *localdiscord.Message, button string) *localdiscord.Message {
	s.Helper()
	i, err := p.Click(m, button)
	must(s, err)
	got, err := i.Message(s.ctx())
	must(s, err)
	return got
}

func TestPagesAreTurnedInPlaceForTheAskerAndAloneForOthers(t *testing.T) {
	s := newHarness(t, localdiscord.Config{}, nil)
	answer := s.say(s.ana, s.general.ID, s.d.BotMention()+" "+setUp)
	next := s.click(s.ana, answer, "▶")
	if next.ID != answer.ID || !strings.Contains(next.Text(), "passage 3 of 4") {
		t.Errorf("wanted passage 3 in place, got %s", next.Text())
	}
	back := s.click(s.ana, next, "◀")
	wantIn(t, back.Text(), "**The mission, known as MINUSMA, was set up in April 2013.** It")
	bo := s.guild.AddMember("Bo")
	other := s.click(bo, back, "▶")
	if other.ID == answer.ID || !other.Ephemeral() {
		t.Error("somebody else turned the page for everybody")
	}
	first := s.click(s.ana, back, "◀")
	if _, there := first.Component("◀"); there {
		t.Error("there is nothing before the first passage")
	}
}

// choose picks an option of the menu of a message and returns what it led to.
func (s *harness) choose(p *localdiscord.Person, m *localdiscord.Message, option int) *localdiscord.Message {
	s.Helper()
	menus := m.Selects()
	if len(menus) == 0 || len(menus[0].Options) <= option {
		s.Fatalf("wanted a menu with more than %d options on %s", option, m.Text())
	}
	menu := menus[0]
	i, err := p.Choose(m, menu.CustomID, menu.Options[option].Value)
	must(s, err)
	got, err := i.Message(s.ctx())
	must(s, err)
	return got
}

// TestOtherMatchesAreShownToWhoWantsThem also holds after a restart, and for others than the asker.
func TestOtherMatchesAreShownToWhoWantsThem(t *testing.T) {
	s := newHarness(t, localdiscord.Config{}, nil)
	answer := s.say(s.ana, s.general.ID, s.d.BotMention()+" "+howMany)
	s.bot.db.Settle(s.ctx())
	s.stop()
	s.start(nil)
	for _, who := range []*localdiscord.Person{s.ana, s.guild.AddMember("Bo")} {
		menu := s.click(who, answer, "Other matches")
		if !menu.Ephemeral() {
			t.Fatal("everybody sees the menu")
		}
		wantIn(t, menu.Text(), howMany)
		second := s.choose(who, menu, 1)
		if menus := second.Selects(); second.ID != menu.ID || len(menus) != 1 || !menus[0].Options[1].Default {
			t.Fatalf("wanted the second match in place of the menu, got %s", second.Text())
		}
		again := s.choose(who, second, 0)
		quoted, _, _ := strings.Cut(answer.Text(), "\n-# **The UN")
		wantIn(t, again.Text(), quoted)
		shared := s.click(who, s.click(who, second, "⋯"), "Share here")
		wantIn(t, shared.Text(), "<@"+who.ID+"> shares an answer to: "+howMany)
		if shared.Ephemeral() {
			t.Error("it was shared with nobody")
		}
	}
	if now, err := s.ana.See(s.general.ID, answer.ID); err != nil || now.Text() != answer.Text() {
		t.Errorf("the answer is %v now, %v", now, err)
	}
}

// TestOneRowOfControls: what is not there to be done has no button.
func TestOneRowOfControls(t *testing.T) {
	s := newHarness(t, localdiscord.Config{}, nil)
	mod := s.guild.AddMember("Mo", s.guild.AddRole("mods", localdiscord.ModeratorPermissions).ID)
	bo := s.guild.AddMember("Bo")
	answer := s.say(s.ana, s.general.ID, s.d.BotMention()+" "+howMany)
	wantButtons(t, s.say(s.ana, s.guild.AddChannel("x").ID, s.d.BotMention()+" "+setUp), "◀ ▶ Ask a follow-up ⋯")
	wantButtons(t, answer, "▶ Other matches Ask a follow-up ⋯")
	wantButtons(t, s.slash(s.ana, "passage", opt("id", "minusma-ends#1")), "▶ Ask a follow-up ⋯")
	wantButtons(t, s.slash(s.ana, "passage", opt("id", "minusma-ends#4")), "◀ Ask a follow-up ⋯")
	for _, c := range []struct {
		who     *localdiscord.Person
		m       *localdiscord.Message
		buttons string
		id      bool
	}{
		{s.ana, answer, "Helpful Not it Remove answer Open at news.example", false},
		{bo, answer, "Helpful Not it Open at news.example", false},
		{mod, answer, "Helpful Not it Remove answer Open at news.example", true},
		{s.ana, s.slash(s.ana, "ask", opt("question", setUp), opt("hide", true)), "Helpful Not it Share here Open at news.example", false},
	} {
		more := s.click(c.who, c.m, "⋯")
		wantButtons(t, more, c.buttons)
		if !more.Ephemeral() || strings.Contains(more.Text(), "minusma-ends#") != c.id {
			t.Errorf("%s: %s", c.who.Name, more.Text())
		}
		wantIn(t, s.click(c.who, more, "Helpful").Text(), "thank you")
	}
	if strings.Contains(answer.Text(), "minusma-ends#") {
		t.Errorf("members see ids: %s", answer.Text())
	}
}

func wantButtons(t *testing.T, m *localdiscord.Message, want string) {
	t.Helper()
	var labels []string
	var find func(all []localdiscord.Component)
	find = func(all []localdiscord.Component) {
		for _, c := range all {
			if c.Type == localdiscord.CompButton {
				labels = append(labels, c.Label)
			}
			find(c.Components)
		}
	}
	find(m.Components)
	if got := strings.Join(labels, " "); got != want {
		t.Errorf("buttons %q, wanted %q", got, want)
	}
}

func TestAFollowUpLeansOnTheAnswer(t *testing.T) {
	s := newHarness(t, localdiscord.Config{}, nil)
	answer := s.slash(s.ana, "ask", localdiscord.Opt{Name: "question", Value: setUp})
	i, err := s.ana.Click(answer, "Ask a follow-up")
	must(t, err)
	ack, err := i.Wait(s.ctx())
	must(t, err)
	i, err = s.ana.Submit(ack.Modal, map[string]string{"question": "And how many soldiers did it have?"})
	must(t, err)
	got, err := i.Message(s.ctx())
	must(t, err)
	wantIn(t, got.Text(), "It had about 13,000 soldiers")
}

func TestSharingShowsEverybodyWhatWasHidden(t *testing.T) {
	s := newHarness(t, localdiscord.Config{}, nil)
	hidden := s.slash(s.ana, "ask", localdiscord.Opt{Name: "question", Value: setUp}, localdiscord.Opt{Name: "hide", Value: true})
	if !hidden.Ephemeral() {
		t.Error("wanted an answer for Ana alone")
	}
	s.until("it knows what it has answered", func() bool {
		_, ok, _ := s.bot.conversations.ByAnswer(s.ctx(), s.guild.ID, hidden.ID)
		return ok
	})
	more := s.click(s.ana, hidden, "⋯")
	shared := s.click(s.ana, more, "Share here")
	if shared.Ephemeral() {
		t.Error("it is still hidden")
	}
	wantIn(t, shared.Text(), "<@"+s.ana.ID+"> shares an answer to: "+setUp, "set up in April 2013.**", "passage 2 of 4")
	wantNobodyPinged(t, s, shared)
	wantIn(t, s.click(s.ana, shared, "▶").Text(), "<@"+s.ana.ID+"> shares an answer to: "+setUp, "passage 3 of 4")
	s.general.Deny(s.ana.ID, localdiscord.SendMessages)
	s.general.Deny(s.ana.ID, localdiscord.SendMessagesInThreads)
	refused := s.click(s.ana, more, "Share here")
	if !refused.Ephemeral() || !strings.Contains(refused.Text(), "may not write") {
		t.Errorf("somebody who may not write shared %s", refused.Text())
	}
}

func TestOnlyAskerAndModeratorsDismiss(t *testing.T) {
	s := newHarness(t, localdiscord.Config{}, nil)
	bo := s.guild.AddMember("Bo")
	mod := s.guild.AddMember("Mo", s.guild.AddRole("mods", localdiscord.ModeratorPermissions).ID)
	for _, c := range []struct {
		who  *localdiscord.Person
		gone bool
	}{{bo, false}, {mod, true}, {s.ana, true}} {
		channel := s.guild.AddChannel("x").ID
		answer := s.say(s.ana, channel, s.d.BotMention()+" "+setUp)
		more := s.click(c.who, answer, "⋯")
		dismiss, may := more.Component("Remove answer")
		if may != c.gone {
			t.Errorf("%s may dismiss it: %v", c.who.Name, may)
		}
		if !may {
			hers := s.click(s.ana, answer, "⋯")
			dismiss, _ = hers.Component("Remove answer")
			i, err := c.who.ForgePress(more, localdiscord.CompButton, dismiss.CustomID)
			must(t, err)
			m, err := i.Message(s.ctx())
			must(t, err)
			wantIn(t, m.Text(), "ask again")
			continue
		}
		wantIn(t, s.click(c.who, more, "Remove answer").Text(), "The answer is removed")
		s.until("the answer is gone", func() bool { _, err := s.ana.See(channel, answer.ID); return err != nil })
	}
}

func TestAButtonWorksOnItsOwnMessageOnly(t *testing.T) {
	e := newFolderHarness(t, localdiscord.Config{})
	pin := e.pinned(e.mo, e.general.ID, "article", "vote")
	answer := e.say(e.ana, e.guild.AddChannel("other").ID, e.d.BotMention()+" How many soldiers did the mission have?")
	dismiss, _ := e.click(e.ana, answer, "⋯").Component("Remove answer")
	i, err := e.ana.ForgePress(pin, localdiscord.CompButton, dismiss.CustomID)
	must(t, err)
	_, err = i.Wait(e.ctx())
	must(t, err)
	if said, err := i.Message(e.ctx()); err != nil || !said.Ephemeral() {
		t.Errorf("wanted a word for Ana alone, got %v, %v", said, err)
	}
	if _, err := e.ana.See(e.general.ID, pin.ID); err != nil {
		t.Error("a member removed the pinned briefing")
	}
}

func TestAButtonOfAMessageThatIsGoneIsNoMistake(t *testing.T) {
	var log bytes.Buffer
	s := newHarness(t, localdiscord.Config{}, func(o *Options) { o.Log = slog.New(slog.NewTextHandler(&log, nil)) })
	answer := s.say(s.ana, s.general.ID, s.d.BotMention()+" What do the soldiers of the mission eat for breakfast on Sundays?")
	const gone = `{"code":10008,"message":"Unknown Message"}`
	s.d.Fail(1, "POST /interactions/{interaction_id}/{interaction_token}/callback", localdiscord.Failure{Status: 404, Body: gone})
	_, err := s.ana.Click(answer, "Read 1")
	must(t, err)
	s.until("the page is turned in vain", func() bool {
		return len(s.d.RequestsTo("POST /interactions/{interaction_id}/{interaction_token}/callback")) == 1
	})
	s.d.Fail(1, "DELETE /webhooks/{webhook_id}/{webhook_token}/messages/@original", localdiscord.Failure{After: true, Status: 502})
	_, err = s.ana.Click(answer, "Dismiss")
	must(t, err)
	s.until("the answer is gone", func() bool { _, err := s.ana.See(s.general.ID, answer.ID); return err != nil })
	s.stop()
	if strings.Contains(log.String(), "ERROR") {
		t.Errorf("the log complains:\n%s", log.String())
	}
}

func TestForgedAndOldButtonsAreHarmless(t *testing.T) {
	s := newHarness(t, localdiscord.Config{}, nil)
	answer := s.say(s.ana, s.general.ID, s.d.BotMention()+" "+howMany)
	good, _ := answer.Component("▶")
	for name, id := range map[string]string{"nonsense": "x", "dots": ".....", "a changed kind": "d" + good.CustomID[1:], "no signature": good.CustomID[:len(good.CustomID)-3]} {
		t.Run(name, func(t *testing.T) {
			i, err := s.ana.ForgePress(answer, localdiscord.CompButton, id)
			must(t, err)
			m, err := i.Message(s.ctx())
			must(t, err)
			wantIn(t, m.Text(), "ask again")
		})
	}
	menu := s.click(s.ana, answer, "Other matches")
	for name, value := range map[string]string{"no place": "x", "beyond the article": "aaaaaaaaaaa.zz.0.0", "bytes outside": render.DocumentKey("minusma-ends") + ".1.5.zzz"} {
		t.Run(name, func(t *testing.T) {
			i, err := s.ana.ForgePress(menu, localdiscord.CompStringSelect, menu.Selects()[0].CustomID, value)
			must(t, err)
			if _, err := i.Message(s.ctx()); err != nil {
				t.Error(err)
			}
		})
	}
}

// deferred waits for the first answer to an interaction, which the desk of the bot keeps waiting, and returns the last one.
func (s *harness) deferred(desk heldDesk, i *localdiscord.Interaction, as int) *localdiscord.Message {
	s.Helper()
	ack, err := i.Wait(s.ctx())
	must(s, err)
	if ack.Type != as {
		s.Errorf("deferred with type %d, wanted %d", ack.Type, as)
	}
	close(desk.letGo)
	m, err := i.Message(s.ctx())
	must(s, err)
	return m
}

func TestASlowAnswerIsDeferredAndAQuickOneIsNot(t *testing.T) {
	s := newHarness(t, localdiscord.Config{}, nil)
	answer := s.say(s.ana, s.general.ID, s.d.BotMention()+" "+howMany)
	i, err := s.ana.Slash(s.general.ID, "ask", opt("question", setUp), opt("hide", true))
	must(t, err)
	if ack, err := i.Wait(s.ctx()); err != nil || ack.Type != localdiscord.AnswerMessage {
		t.Errorf("answered with type %d, %v", ack.Type, err)
	}
	s.bot.db.Settle(s.ctx())
	s.stop()

	s.start(func(o *Options) { o.Patience = 0 })
	desk := s.hold()
	i, err = s.ana.Slash(s.general.ID, "ask", opt("question", setUp), opt("hide", true))
	must(t, err)
	m := s.deferred(desk, i, localdiscord.AnswerDeferMessage)
	wantIn(t, m.Text(), "April 2013")
	if !m.Ephemeral() {
		t.Error("it was to be hidden")
	}
	desk = s.hold()
	i, err = s.ana.Click(answer, "Other matches")
	must(t, err)
	menu := s.deferred(desk, i, localdiscord.AnswerDeferUpdate)
	wantIn(t, menu.Text(), howMany)
	if !menu.Ephemeral() || menu.ID == answer.ID {
		t.Error("others see it")
	}
}
