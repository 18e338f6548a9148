package discord

import (
	"testing"

	"github.com/sitrep-bot/sitrep/internal/localdiscord"
)

func TestEveryDoorGivesTheAnswer(t *testing.T) {
	s := newHarness(t, localdiscord.Config{}, nil)
	const en, fr = "When was MINUSMA set up?", "Quand la mission a-t-elle été créée ?"
	paul := s.guild.AddMember("Paul").SetLocale("fr")
	doors := []struct {
		name string
		ask  func(p *localdiscord.Person, question string) *localdiscord.Message
	}{
		{"a mention", func(p *localdiscord.Person, q string) *localdiscord.Message {
			return s.say(p, s.guild.AddChannel("a").ID, s.d.BotMention()+" "+q)
		}},
		{"a direct message", func(p *localdiscord.Person, q string) *localdiscord.Message { return s.say(p, p.DM().ID, q) }},
		{"a reply to the bot", func(p *localdiscord.Person, q string) *localdiscord.Message {
			first := s.say(p, s.guild.AddChannel("b").ID, s.d.BotMention()+" hello")
			asked, err := p.Reply(first, q)
			must(t, err)
			answer, err := p.ReplyTo(s.ctx(), asked)
			must(t, err)
			return answer
		}},
		{"/ask", func(p *localdiscord.Person, q string) *localdiscord.Message {
			return s.slash(p, "ask", localdiscord.Opt{Name: "question", Value: q})
		}},
		{"Find answer", func(p *localdiscord.Person, q string) *localdiscord.Message {
			asked, err := s.guild.AddMember("Bo").Say(s.general.ID, q)
			must(t, err)
			i, err := p.UseOn(s.general.ID, asked.ID, "Find answer")
			must(t, err)
			m, err := i.Message(s.ctx())
			must(t, err)
			return m
		}},
	}
	for _, door := range doors {
		t.Run(door.name+" in English", func(t *testing.T) {
			m := door.ask(s.ana, en)
			wantIn(t, m.Text(), "**The mission, known as MINUSMA, was set up in April 2013.** It had about 13,000", "**The UN leaves Mali**",
				"Watchers Weekly", "<t:1688126400:D>", "passage 2 of 4")
			wantNobodyPinged(t, s, m)
		})
		t.Run(door.name+" in French", func(t *testing.T) {
			m := door.ask(paul, fr)
			wantIn(t, m.Text(), "**La mission avait été créée en avril 2013.** Elle", "passage 2 sur 2")
			wantNobodyPinged(t, s, m)
		})
	}
}

func wantNobodyPinged(t *testing.T, s *harness, m *localdiscord.Message) {
	t.Helper()
	if p := s.d.Pings(m.ChannelID, m.ID); !p.Nobody() {
		t.Errorf("pinged %+v", p)
	}
}
