package discord

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/sitrep-bot/sitrep/internal/discord/discordtest"
	"github.com/sitrep-bot/sitrep/internal/index"
	"github.com/sitrep-bot/sitrep/internal/localdiscord"
)

// TestARefusalHelps: what is nearest is named so that it can be told apart, and is one press away.
func TestARefusalHelps(t *testing.T) {
	same := "The bridge at Gao is closed to lorries in the rain."
	s := newHarness(t, localdiscord.Config{}, nil, append(discordtest.Mali(), discordtest.Document("gao", "en", "Gao", "", same, same, "Lorries wait at the **bridge** at Gao."))...)
	refused := s.say(s.ana, s.general.ID, s.d.BotMention()+" Who built the bridge at Gao and in which year?")
	wantIn(t, refused.Text(), "**I found no answer.**", "Closest:", "1. *Gao* › Chapter \\> Part: The bridge", "The articles are about:")
	if strings.Count(refused.Text(), same) != 1 || strings.Contains(refused.Text(), "\\*\\*") {
		t.Errorf("alike, or with its markup: %s", refused.Text())
	}
	bo := s.guild.AddMember("Bo")
	if alone := s.click(bo, refused, "Read 1"); !alone.Ephemeral() || !strings.Contains(alone.Text(), "bridge") {
		t.Errorf("wanted the passage for Bo alone, got %s", alone.Text())
	}
	if read := s.click(s.ana, refused, "Read 1"); read.ID != refused.ID || !strings.Contains(read.Text(), "passage ") {
		t.Errorf("wanted the passage in place, got %s", read.Text())
	}
}

func TestARefusalSaysWhatLanguagesThereAre(t *testing.T) {
	s := newHarness(t, localdiscord.Config{}, nil)
	paul := s.guild.AddMember("Paul").SetLocale("de")
	german := s.slash(paul, "ask", opt("question", "Wie viele Äpfel braucht man für einen guten Kuchen mit Zimt?"))
	wantIn(t, german.Text(), "Ich habe keine Antwort gefunden.", "Die Artikel sind auf: Englisch, Französisch.")
	english := s.slash(s.ana, "ask", opt("question", "How do I bake a chocolate cake?"))
	if strings.Contains(english.Text(), "The articles are in") {
		t.Errorf("there are articles in English: %s", english.Text())
	}
}

func TestArticlesThatCannotBeReachedAreNoRefusal(t *testing.T) {
	s := newHarness(t, localdiscord.Config{}, nil)
	s.desk.use(failingDesk{fmt.Errorf("cannot answer the question: %w", &index.AwayError{Addresses: "https://search", Err: errors.New("refused")})})
	for _, said := range []string{s.say(s.ana, s.general.ID, s.d.BotMention()+" "+setUp).Text(), s.slash(s.ana, "ask", opt("question", setUp)).Text()} {
		wantIn(t, said, "The articles cannot be reached just now.")
		if strings.Contains(said, "https://search") {
			t.Errorf("members are told where the articles are kept: %s", said)
		}
	}
}

// TestWhoAsksNothingIsToldHowTo: each in a line of its own.
func TestWhoAsksNothingIsToldHowTo(t *testing.T) {
	s := newHarness(t, localdiscord.Config{}, nil)
	for said, want := range map[string]string{
		" hi":         "Hello! Ask me something about",
		" thank you!": "You are welcome.",
		" merci":      "De rien.",
		" hallo":      "Hallo! Frag mich etwas über", // no article is in German
		" danke!":     "Gern geschehen.",
		" hola":       "Hello! Ask me something about",
		"":            "Write your question behind my name",
	} {
		if got := s.say(s.ana, s.guild.AddChannel("x").ID, s.d.BotMention()+said); !strings.Contains(got.Text(), want) {
			t.Errorf("%q is answered %q, wanted %q", said, got.Text(), want)
		}
	}
	direct := s.say(s.ana, s.ana.DM().ID, "hi").Text()
	wantIn(t, direct, "Hello! Ask me something about")
	wantNotIn(t, direct, "mentioning")
}

// TestCallingTheBotToAQuestion answers the message that a bare mention replies to, where Discord shows it.
func TestCallingTheBotToAQuestion(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name  string
		shown bool
		want  string
	}{{"seen", true, "set up in April 2013.**"}, {"withheld", false, "Apps ▸ Find answer"}} {
		t.Run(c.name, func(t *testing.T) {
			s := newHarness(t, localdiscord.Config{}, nil)
			bo := s.guild.AddMember("Bo")
			text := setUp
			if c.shown {
				text += " " + s.d.BotMention() // Discord shows what mentions the bot
			}
			asked, err := bo.Say(s.general.ID, text)
			must(t, err)
			if c.shown { // long after Bo's answer
				_, err = bo.ReplyTo(s.ctx(), asked)
				must(t, err)
				s.until("it knows what it has quoted", func() bool { return s.bot.recentQuotes.links.Len() > 0 })
				s.bot.recentQuotes.links.RemoveFunc(func(string) bool { return true })
			}
			call, err := s.ana.Reply(asked, s.d.BotMention())
			must(t, err)
			m, err := s.ana.ReplyTo(s.ctx(), call)
			must(t, err)
			wantIn(t, m.Text(), c.want)
			if c.shown {
				wantIn(t, m.Text(), "Asked in [this message](https://discord.com/channels/"+s.guild.ID+"/"+s.general.ID+"/"+asked.ID+")")
			}
			wantNobodyPinged(t, s, m)
		})
	}
}

// TestAnotherQuestionOnTheSamePassageIsAnswered: only the same question is pointed to what was quoted a moment ago.
func TestAnotherQuestionOnTheSamePassageIsAnswered(t *testing.T) {
	s := newHarness(t, localdiscord.Config{}, nil)
	first := s.say(s.ana, s.general.ID, s.d.BotMention()+" "+setUp)
	other := s.say(s.guild.AddMember("Bo"), s.general.ID, s.d.BotMention()+" How many soldiers did MINUSMA have?")
	wantIn(t, first.Text(), "**The mission, known as MINUSMA, was set up in April 2013.** It")
	wantIn(t, other.Text(), "**It had about 13,000 soldiers and police.**")
	again := s.say(s.guild.AddMember("Cy"), s.general.ID, s.d.BotMention()+" when was MINUSMA set up")
	wantIn(t, again.Text(), "Quoted here a moment ago")
	another := s.say(s.guild.AddMember("Di"), s.general.ID, s.d.BotMention()+" In which month was MINUSMA set up?")
	wantIn(t, another.Text(), "**The mission, known as MINUSMA, was set up in April 2013.** It")
}
