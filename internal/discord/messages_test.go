package discord

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/sitrep-bot/sitrep/internal/corpus"
	"github.com/sitrep-bot/sitrep/internal/discord/discordtest"
	"github.com/sitrep-bot/sitrep/internal/discord/render/rendertest"
	"github.com/sitrep-bot/sitrep/internal/localdiscord"
)

// silent fails if the bot says anything in a channel beyond what is there. It asks elsewhere and waits for that answer, as
// silence cannot be waited for; the queues of two channels are apart, so it gives the first a moment more.
func (s *harness) silent(channel string, messages int) {
	s.Helper()
	s.say(s.ana, s.ana.DM().ID, setUp)
	time.Sleep(50 * time.Millisecond)
	seen, err := s.ana.Look(channel)
	must(s, err)
	if len(seen) != messages {
		s.Errorf("wanted %d messages, found %d, the last: %s", messages, len(seen), seen[len(seen)-1].Text())
	}
}

func TestWhatIsNotMeantForTheBotIsNotAnswered(t *testing.T) {
	s := newHarness(t, localdiscord.Config{Privileged: localdiscord.IntentContent}, func(o *Options) { o.MessageContent = true })
	role := s.guild.AddMentionableRole("readers", 0)
	bo := s.guild.AddMember("Bo")
	for name, text := range map[string]string{
		"a question to nobody":     setUp,
		"everyone":                 "@everyone " + setUp,
		"somebody else":            bo.Mention() + " " + setUp,
		"another role":             "<@&" + role.ID + "> " + setUp,
		"half a mention":           "<@" + s.d.Bot().ID + " " + setUp,
		"a mention of another bot": "<@" + s.d.Bot().ID + "1> " + setUp,
	} {
		t.Run(name, func(t *testing.T) {
			channel := s.guild.AddChannel("x").ID
			_, err := s.ana.Say(channel, text)
			must(t, err)
			s.silent(channel, 1)
		})
	}
	t.Run("a remark on an answer", func(t *testing.T) {
		channel := s.guild.AddChannel("x").ID
		answer := s.say(s.ana, channel, s.d.BotMention()+" "+setUp)
		for _, remark := range []string{"thanks", "lol that is a lot of cake"} {
			_, err := s.ana.Reply(answer, remark)
			must(t, err)
		}
		s.silent(channel, 4)
	})
}

func TestTheRoleOfTheBotIsTheBot(t *testing.T) {
	s := newHarness(t, localdiscord.Config{RoleMentionShowsContent: true}, nil)
	m := s.say(s.ana, s.general.ID, "<@&"+s.guild.BotRoleID+"> "+setUp)
	wantIn(t, m.Text(), "April 2013")
}

func TestWhereDiscordWithholdsTheTextTheBotSaysSoOnce(t *testing.T) {
	s := newHarness(t, localdiscord.Config{}, nil)
	answer := s.say(s.ana, s.general.ID, s.d.BotMention()+" "+setUp)
	asked, err := s.ana.SayWith(s.general.ID, "and then?", localdiscord.SayOptions{ReplyTo: answer.ID, NoPing: true})
	must(t, err)
	m, err := s.ana.ReplyTo(s.ctx(), asked)
	must(t, err)
	wantIn(t, m.Text(), "Please mention me (@)")
	_, err = s.ana.SayWith(s.general.ID, "and then?", localdiscord.SayOptions{ReplyTo: answer.ID, NoPing: true})
	must(t, err)
	s.silent(s.general.ID, 5)
}

func TestTheAnswerFollowsItsQuestion(t *testing.T) {
	s := newHarness(t, localdiscord.Config{}, nil)
	asked, err := s.ana.Say(s.general.ID, s.d.BotMention()+" "+setUp)
	must(t, err)
	answer, err := s.ana.ReplyTo(s.ctx(), asked)
	must(t, err)
	_, err = s.ana.Edit(s.general.ID, asked.ID, s.d.BotMention()+" When is the withdrawal to be completed?")
	must(t, err)
	s.until("the answer is the new one", func() bool {
		m, err := s.ana.See(s.general.ID, answer.ID)
		return err == nil && strings.Contains(m.Text(), "31 December 2023")
	})
	wantNobodyPinged(t, s, answer)
	must(t, s.ana.Delete(s.general.ID, asked.ID))
	s.until("the answer is gone", func() bool { _, err := s.ana.See(s.general.ID, answer.ID); return err != nil })
}

func TestAReplyGoesOnWhereTheAnswerEnded(t *testing.T) {
	s := newHarness(t, localdiscord.Config{}, nil)
	answer := s.say(s.ana, s.general.ID, s.d.BotMention()+" "+setUp)
	asked, err := s.ana.Reply(answer, "And how many soldiers did it have?")
	must(t, err)
	m, err := s.ana.ReplyTo(s.ctx(), asked)
	must(t, err)
	wantIn(t, m.Text(), "13,000")
}

func TestLimitsAreToldWithoutClutter(t *testing.T) {
	s := newHarness(t, localdiscord.Config{}, func(o *Options) { o.Cooldown = time.Hour })
	s.say(s.ana, s.general.ID, s.d.BotMention()+" "+setUp)
	notice := s.say(s.ana, s.general.ID, s.d.BotMention()+" "+howMany)
	wantIn(t, notice.Text(), "you can ask again <t:")
	s.until("the notice is gone", func() bool { _, err := s.ana.See(s.general.ID, notice.ID); return err != nil })
	_, err := s.ana.Say(s.general.ID, s.d.BotMention()+" "+howMany) // said once is enough
	must(t, err)
	m := s.slash(s.ana, "ask", opt("question", setUp))
	if !m.Ephemeral() {
		t.Error("a limit was told to everybody")
	}
	wantIn(t, m.Text(), "you can ask again")
	bo := s.guild.AddMember("Bo")
	first, err := s.ana.Look(s.general.ID)
	must(t, err)
	s.until("it knows what it has quoted", func() bool { return s.bot.recentQuotes.links.Len() > 0 })
	same := s.say(bo, s.general.ID, s.d.BotMention()+" "+setUp)
	wantIn(t, same.Text(), "Quoted here a moment ago: https://discord.com/channels/"+s.guild.ID+"/"+s.general.ID+"/"+first[1].ID)
	s.until("the pointer is gone", func() bool { _, err := s.ana.See(s.general.ID, same.ID); return err != nil })
	bea := s.guild.AddMember("Bea")
	m = s.slash(bea, "ask", opt("question", setUp))
	if !m.Ephemeral() {
		t.Error("the same passage was quoted again to everybody")
	}
	wantIn(t, m.Text(), "Quoted here a moment ago", "April 2013")
}

// TestAGreetingMakesNobodyWait: after it one may ask at once, and wait then. Those who only greet wait as well.
func TestAGreetingMakesNobodyWait(t *testing.T) {
	s := newHarness(t, localdiscord.Config{}, func(o *Options) { o.Cooldown = time.Hour })
	wantIn(t, s.say(s.ana, s.general.ID, s.d.BotMention()+" hi").Text(), "Hello!")
	answer := s.say(s.ana, s.general.ID, s.d.BotMention()+" "+setUp)
	wantIn(t, answer.Text(), "April 2013")
	_, err := s.ana.Reply(answer, "oh, that long ago") // a remark is told nothing, so the limit is still to be told
	must(t, err)
	wantIn(t, s.say(s.ana, s.general.ID, s.d.BotMention()+" hi").Text(), "you can ask again")
	bo := s.guild.AddMember("Bo")
	for _, want := range []string{"Hello!", "Hello!", "you can ask again"} {
		wantIn(t, s.say(bo, s.general.ID, s.d.BotMention()+" hi").Text(), want)
	}
}

func TestAnswersKeepTheOrderOfTheirChannel(t *testing.T) {
	s := newHarness(t, localdiscord.Config{}, nil)
	var asked []*localdiscord.Message
	for i := range 30 {
		m, err := s.guild.AddMember(fmt.Sprint("p", i)).Say(s.general.ID, fmt.Sprintf("%s cake number %d?", s.d.BotMention(), i))
		must(t, err)
		asked = append(asked, m)
	}
	s.until("all are answered", func() bool { seen, err := s.ana.Look(s.general.ID); must(t, err); return len(seen) == 60 })
	seen, err := s.ana.Look(s.general.ID)
	must(t, err)
	next := 0
	for _, m := range seen {
		if m.RepliesTo() != "" {
			if m.RepliesTo() != asked[next].ID {
				t.Fatalf("answer %d is to another question", next)
			}
			next++
		}
	}
}

func TestMessagesThatDiscordgoCannotReadAreAnsweredAllTheSame(t *testing.T) {
	s := newHarness(t, localdiscord.Config{}, nil)
	odd := []localdiscord.Component{{Type: 20, CustomID: "x"}}
	asked, err := s.ana.SayWith(s.general.ID, s.d.BotMention()+" "+setUp, localdiscord.SayOptions{Components: odd})
	must(t, err)
	m, err := s.ana.ReplyTo(s.ctx(), asked)
	must(t, err)
	wantIn(t, m.Text(), "April 2013")
	i, err := s.ana.UseOn(s.general.ID, asked.ID, "Find answer")
	must(t, err)
	m, err = i.Message(s.ctx())
	must(t, err)
	wantIn(t, m.Text(), "April 2013", "this message](https://discord.com/channels/")
}

func TestAQuestionFullOfMarkupIsHarmless(t *testing.T) {
	s := newHarness(t, localdiscord.Config{}, nil)
	for _, h := range append(slices.Clone(rendertest.Hostile), strings.Repeat("bridge ", 270)) {
		channel := s.guild.AddChannel("x").ID
		m := s.say(s.ana, channel, strings.TrimSpace(s.d.BotMention()+" who biult @everyone "+h+" zzgao zzbrigde?"))
		wantNobodyPinged(t, s, m)
		asked, err := s.ana.Say(channel, "# @everyone who is "+h+"?")
		must(t, err)
		i, err := s.ana.UseOn(channel, asked.ID, "Find answer")
		must(t, err)
		m, err = i.Message(s.ctx())
		must(t, err)
		wantNobodyPinged(t, s, m)
		for _, line := range strings.Split(m.Text(), "\n") {
			if _, question, ok := strings.Cut(line, "): "); ok && rendertest.Markup(question) != "" {
				t.Errorf("%q would render in %q", rendertest.Markup(question), question)
			}
		}
	}
}

func TestAnAnswerWhereHistoryCannotBeReadComesWithoutReference(t *testing.T) {
	s := newHarness(t, localdiscord.Config{}, nil)
	s.general.Deny(s.d.Bot().ID, localdiscord.ReadMessageHistory)
	m := s.say(s.ana, s.general.ID, s.d.BotMention()+" "+setUp)
	wantIn(t, m.Text(), "April 2013")
}

func TestAStopFinishesWhatIsBeingAnswered(t *testing.T) {
	s := newHarness(t, localdiscord.Config{}, nil)
	desk := s.hold()
	_, err := s.ana.Say(s.general.ID, s.d.BotMention()+" "+setUp)
	must(t, err)
	<-desk.begun
	stopped := make(chan struct{})
	go func() { defer close(stopped); s.stop() }()
	<-s.bot.serving.Done()
	close(desk.letGo)
	<-stopped
	seen, err := s.ana.Look(s.general.ID)
	must(t, err)
	if len(seen) != 2 {
		t.Error("the question was left without an answer")
	}
}

// TestAQuestionThatWasPointedToAnAnswerIsFollowed: edited into another, it gets an answer of its own, which follows it from then on.
func TestAQuestionThatWasPointedToAnAnswerIsFollowed(t *testing.T) {
	s := newHarness(t, localdiscord.Config{}, nil)
	s.say(s.ana, s.general.ID, s.d.BotMention()+" "+setUp)
	s.until("it knows what it has quoted", func() bool { return s.bot.recentQuotes.links.Len() == 1 })
	bo := s.guild.AddMember("Bo")
	asked, err := bo.Say(s.general.ID, s.d.BotMention()+" "+setUp)
	must(t, err)
	pointer, err := bo.ReplyTo(s.ctx(), asked)
	must(t, err)
	wantIn(t, pointer.Text(), "Quoted here a moment ago")
	for _, c := range []struct{ edited, want string }{{"When is the withdrawal to be completed?", "31 December 2023"}, {setUp, "April 2013"}} {
		_, err = bo.Edit(s.general.ID, asked.ID, s.d.BotMention()+" "+c.edited)
		must(t, err)
		s.until("the edited question has its answer", func() bool {
			answers := s.answersTo(asked)
			return len(answers) == 1 && strings.Contains(answers[0].Text(), c.want)
		})
	}
	must(t, bo.Delete(s.general.ID, asked.ID))
	s.until("the answer is gone", func() bool { return len(s.answersTo(asked)) == 0 })
}

// answersTo are the messages that reply to one, without those that point to another answer.
func (s *harness) answersTo(asked *localdiscord.Message) (answers []*localdiscord.Message) {
	s.Helper()
	seen, err := s.ana.Look(s.general.ID)
	must(s, err)
	for _, m := range seen {
		if m.Reference != nil && m.Reference.MessageID == asked.ID && !strings.Contains(m.Text(), "Quoted here a moment ago") {
			answers = append(answers, m)
		}
	}
	return answers
}

func TestACommandAfterTheSameAnswerIsAnsweredOnce(t *testing.T) {
	s := newHarness(t, localdiscord.Config{}, nil)
	s.say(s.ana, s.general.ID, s.d.BotMention()+" "+setUp)
	s.until("it knows what it has quoted", func() bool { return s.bot.recentQuotes.links.Len() == 1 })
	wantIn(t, s.slash(s.ana, "ask", opt("question", setUp)).Text(), "Quoted here a moment ago", "April 2013")
	if n := s.bot.stats.read().answered; n != 2 {
		t.Errorf("two questions count as %d", n)
	}
}

func TestACorrectedPassageIsQuotedAgain(t *testing.T) {
	s := newHarness(t, localdiscord.Config{}, nil)
	s.say(s.ana, s.general.ID, s.d.BotMention()+" "+setUp)
	s.until("it knows what it has quoted", func() bool { return s.bot.recentQuotes.links.Len() == 1 })
	documents := discordtest.Mali()
	documents[0].Sum = "corrected"
	documents[0].Passages[1].Text = "The mission, known as MINUSMA, was set up in May 2013. It had about 13,000 soldiers and police."
	_, err := s.ix.Sync(s.ctx(), &corpus.Corpus{Documents: documents}, nil)
	must(t, err)
	corrected := s.slash(s.ana, "ask", opt("question", setUp)) // a mention is always answered with the passage
	if wantIn(t, corrected.Text(), "May 2013"); corrected.Ephemeral() || strings.Contains(corrected.Text(), "Quoted here a moment ago") {
		t.Errorf("Ana is shown the old text:\n%s", corrected.Text())
	}
}

func TestAnEditWaitsAsLongAsAQuestion(t *testing.T) {
	s := newHarness(t, localdiscord.Config{}, func(o *Options) { o.Cooldown = time.Hour })
	asked, err := s.ana.Say(s.general.ID, s.d.BotMention()+" "+setUp)
	must(t, err)
	answer, err := s.ana.ReplyTo(s.ctx(), asked)
	must(t, err)
	_, err = s.ana.Edit(s.general.ID, asked.ID, s.d.BotMention()+" When is the withdrawal to be completed?")
	must(t, err)
	var notice *localdiscord.Message
	s.until("the limit is told", func() bool {
		seen, err := s.ana.Look(s.general.ID)
		must(t, err)
		notice = seen[len(seen)-1]
		return len(seen) == 3 || !strings.Contains(seen[1].Text(), "April 2013")
	})
	if wantIn(t, notice.Text(), "you can ask again"); t.Failed() {
		return
	}
	s.until("the notice is gone", func() bool { _, err := s.ana.See(s.general.ID, notice.ID); return err != nil })
	m, err := s.ana.See(s.general.ID, answer.ID)
	must(t, err)
	wantIn(t, m.Text(), "April 2013")
}

func TestWhatWasSaidIsForgottenWithTheServersData(t *testing.T) {
	e := newFolderHarness(t, localdiscord.Config{})
	answer := e.say(e.ana, e.general.ID, e.d.BotMention()+" When are the camps at Gao to be closed?")
	follow := func() string {
		asked, err := e.ana.Reply(answer, "And who closes it?")
		must(t, err)
		m, err := e.ana.ReplyTo(e.ctx(), asked)
		must(t, err)
		return m.Text()
	}
	wantIn(t, follow(), "Carried over from before")
	e.click(e.mo, e.command(e.mo, e.general.ID, "sitrep forget"), "Delete it all")
	e.bot.recentQuotes.links.RemoveFunc(func(string) bool { return true }) // or it is pointed to the answer above
	wantNotIn(t, follow(), "Carried over from before")
}
