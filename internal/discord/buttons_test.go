package discord

import (
	"bytes"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/sitrep-bot/sitrep/internal/answers"
	"github.com/sitrep-bot/sitrep/internal/discord/render"
	"github.com/sitrep-bot/sitrep/internal/localdiscord"
)

// Questions: one passage has words of the first, several of the second.
const (
	setUp   = "When was MINUSMA set up?"
	howMany = "How many soldiers did the peacekeeping mission in Mali have?"
)

// click presses a button and returns what it led to, a message or the updated one.
func (s *stage) click(p *localdiscord.Person, m *localdiscord.Message, button string) *localdiscord.Message {
	s.Helper()
	i, err := p.Click(m, button)
	must(s, err)
	got, err := i.Message(s.ctx())
	must(s, err)
	return got
}

func TestPagesAreTurnedInPlaceForTheAskerAndAloneForOthers(t *testing.T) {
	s := newStage(t, localdiscord.Config{}, nil)
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
	if b, _ := first.Component("◀"); !b.Disabled {
		t.Error("there is nothing before the first passage")
	}
}

func TestTheMenuOfOtherMatchesSwapsInPlace(t *testing.T) {
	s := newStage(t, localdiscord.Config{}, nil)
	answer := s.say(s.ana, s.general.ID, s.d.BotMention()+" "+howMany)
	menu := answer.Selects()[0]
	i, err := s.ana.Choose(answer, menu.CustomID, menu.Options[1].Value)
	must(t, err)
	swapped, err := i.Message(s.ctx())
	must(t, err)
	if swapped.ID != answer.ID || swapped.Text() == answer.Text() || !swapped.Selects()[0].Options[1].Default {
		t.Errorf("wanted the second match in place, got %s", swapped.Text())
	}
	i, err = s.ana.Choose(swapped, swapped.Selects()[0].CustomID, menu.Options[0].Value)
	must(t, err)
	again, err := i.Message(s.ctx())
	must(t, err)
	if again.Text() != answer.Text() {
		t.Errorf("wanted the answer again, its sentence in bold, got %s", again.Text())
	}
}

func TestAFollowUpLeansOnTheAnswer(t *testing.T) {
	s := newStage(t, localdiscord.Config{}, nil)
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
	s := newStage(t, localdiscord.Config{}, nil)
	hidden := s.slash(s.ana, "ask", localdiscord.Opt{Name: "question", Value: setUp}, localdiscord.Opt{Name: "hide", Value: true})
	if _, dismiss := hidden.Component("Dismiss"); !hidden.Ephemeral() || dismiss {
		t.Error("wanted an answer for Ana alone, which her client dismisses")
	}
	shared := s.click(s.ana, hidden, "Share here")
	if shared.Ephemeral() {
		t.Error("it is still hidden")
	}
	wantIn(t, shared.Text(), "set up in April 2013.**", "passage 2 of 4")
	s.general.Deny(s.ana.ID, localdiscord.SendMessages)
	s.general.Deny(s.ana.ID, localdiscord.SendMessagesInThreads)
	refused := s.click(s.ana, hidden, "Share here")
	if !refused.Ephemeral() || !strings.Contains(refused.Text(), "may not write") {
		t.Errorf("somebody who may not write shared %s", refused.Text())
	}
}

func TestOnlyAskerAndModeratorsDismiss(t *testing.T) {
	s := newStage(t, localdiscord.Config{}, nil)
	bo := s.guild.AddMember("Bo")
	mod := s.guild.AddMember("Mo", s.guild.AddRole("mods", localdiscord.ModeratorPermissions).ID)
	for _, c := range []struct {
		who  *localdiscord.Person
		gone bool
	}{{bo, false}, {mod, true}, {s.ana, true}} {
		channel := s.guild.AddChannel("x").ID
		answer := s.say(s.ana, channel, s.d.BotMention()+" "+setUp)
		i, err := c.who.Click(answer, "Dismiss")
		must(t, err)
		_, err = i.Wait(s.ctx())
		must(t, err)
		if !c.gone {
			m, err := i.Message(s.ctx())
			must(t, err)
			wantIn(t, m.Text(), "Only who asked")
			continue
		}
		s.until("the answer is gone", func() bool { _, err := s.ana.See(channel, answer.ID); return err != nil })
	}
}

func TestAButtonWorksOnItsOwnMessageOnly(t *testing.T) {
	e := newEvening(t, localdiscord.Config{})
	pin := e.pinned(e.mo, e.general.ID, "article", "vote")
	answer := e.say(e.ana, e.guild.AddChannel("other").ID, e.d.BotMention()+" How many soldiers did the mission have?")
	dismiss, _ := answer.Component("Dismiss")
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
	s := newStage(t, localdiscord.Config{}, func(o *Options) { o.Log = slog.New(slog.NewTextHandler(&log, nil)) })
	answer := s.say(s.ana, s.general.ID, s.d.BotMention()+" "+setUp)
	const gone = `{"code":10008,"message":"Unknown Message"}`
	s.d.Fail(1, "POST /interactions/{interaction_id}/{interaction_token}/callback", localdiscord.Failure{Status: 404, Body: gone})
	_, err := s.ana.Click(answer, "▶")
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
	s := newStage(t, localdiscord.Config{}, nil)
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
	for name, value := range map[string]string{"no place": "x", "beyond the article": "aaaaaaaaaaa.zz.0.0", "bytes outside": render.DocumentKey("minusma-ends") + ".1.5.zzz"} {
		t.Run(name, func(t *testing.T) {
			i, err := s.ana.ForgePress(answer, localdiscord.CompStringSelect, answer.Selects()[0].CustomID, value)
			must(t, err)
			if _, err := i.Message(s.ctx()); err != nil {
				t.Error(err)
			}
		})
	}
}

func TestASlowAnswerIsDeferredAndAQuickOneIsNot(t *testing.T) {
	s := newStage(t, localdiscord.Config{}, nil)
	for _, c := range []struct {
		wait time.Duration
		want int
	}{{0, localdiscord.AnswerMessage}, {deferAfter + 200*time.Millisecond, localdiscord.AnswerDeferMessage}} {
		s.desk.use(slowDesk{answers.New(s.ix, nil), c.wait})
		i, err := s.ana.Slash(s.general.ID, "ask", localdiscord.Opt{Name: "question", Value: setUp}, localdiscord.Opt{Name: "hide", Value: true})
		must(t, err)
		ack, err := i.Wait(s.ctx())
		must(t, err)
		if ack.Type != c.want {
			t.Errorf("after %s: answered with type %d", c.wait, ack.Type)
		}
		m, err := i.Message(s.ctx())
		must(t, err)
		wantIn(t, m.Text(), "April 2013")
		if !m.Ephemeral() {
			t.Error("it was to be hidden")
		}
	}
}
