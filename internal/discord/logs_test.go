package discord

import (
	"context"
	"errors"
	"log/slog"
	"strings"
	"testing"

	"github.com/sitrep-bot/sitrep/internal/answers"
	"github.com/sitrep-bot/sitrep/internal/localdiscord"
	"github.com/sitrep-bot/sitrep/internal/logging"
	"github.com/sitrep-bot/sitrep/internal/logging/loggingtest"
)

// logHas tells whether a line of a log has all of some parts.
func logHas(log *loggingtest.Log, parts ...string) bool {
	for line := range strings.Lines(log.String()) {
		found := true
		for _, p := range parts {
			found = found && strings.Contains(line, p)
		}
		if found {
			return true
		}
	}
	return false
}

func logger(log *loggingtest.Log, level slog.Level) *slog.Logger {
	return slog.New(logging.Handler(slog.NewTextHandler(log, &slog.HandlerOptions{Level: level})))
}

// A failingDesk cannot read its index.
type failingDesk struct{ err error }

func (d failingDesk) Answer(context.Context, answers.Question) (answers.Answer, error) {
	return answers.Answer{}, d.err
}

func (d failingDesk) Look(context.Context, answers.Lookup) ([]answers.Quote, error) {
	return nil, d.err
}

// TestQuestionsAreNotLogged asks a marked question by every door, answered and not, and looks for it in the log.
func TestQuestionsAreNotLogged(t *testing.T) {
	const mark = "zanzibarine"
	log := &loggingtest.Log{}
	s := newHarness(t, localdiscord.Config{}, func(o *Options) { o.Log, o.Gaps = logger(log, slog.LevelInfo), true })
	everyDoor := func() {
		for _, question := range []string{"When was the " + mark + " MINUSMA set up?", "Who baked the " + mark + " cake?"} {
			mention := s.say(s.ana, s.guild.AddChannel("asked").ID, s.d.BotMention()+" "+question)
			s.say(s.ana, s.ana.DM().ID, question)
			reply, err := s.ana.Reply(mention, question)
			must(t, err)
			_, err = s.ana.ReplyTo(s.ctx(), reply)
			must(t, err)
			s.slash(s.ana, "ask", localdiscord.Opt{Name: "question", Value: question})
			s.slash(s.ana, "search", localdiscord.Opt{Name: "query", Value: question})
			_, err = s.ana.Suggest(s.ctx(), s.general.ID, "search", localdiscord.Opt{Name: "query", Value: mark})
			must(t, err)
			other, err := s.guild.AddMember("Bo").Say(s.general.ID, question)
			must(t, err)
			used, err := s.ana.UseOn(s.general.ID, other.ID, "Find answer")
			must(t, err)
			_, err = used.Message(s.ctx())
			must(t, err)
			_, err = s.ana.Edit(mention.ChannelID, mention.Reference.MessageID, s.d.BotMention()+" Why the "+mark+"?")
			must(t, err)
		}
	}
	everyDoor()
	s.desk.use(failingDesk{errors.New("the index cannot be read")})
	everyDoor()
	for line := range strings.Lines(log.String()) {
		if strings.Contains(line, mark) {
			t.Errorf("a question stands in the log: %s", line)
		}
	}
	if !logHas(log, "the index cannot be read", "request=") {
		t.Error("what failed is not in the log, with the request it failed in")
	}
}

// TestARequestIsFollowedFromEventToPost reads in the log what became of a message and of a command.
func TestARequestIsFollowedFromEventToPost(t *testing.T) {
	log := &loggingtest.Log{}
	s := newHarness(t, localdiscord.Config{}, func(o *Options) { o.Log = logger(log, slog.LevelDebug) })
	asked, err := s.ana.Say(s.general.ID, s.d.BotMention()+" When was MINUSMA set up?")
	must(t, err)
	_, err = s.ana.ReplyTo(s.ctx(), asked)
	must(t, err)
	i, err := s.ana.Slash(s.general.ID, "ask", localdiscord.Opt{Name: "question", Value: "Who baked the cake?"})
	must(t, err)
	_, err = i.Message(s.ctx())
	must(t, err)
	for _, want := range [][]string{
		{"level=DEBUG", "msg=heard", "request=" + asked.ID},
		{"level=INFO", "msg=answered", "door=mention", "outcome=answered", "request=" + asked.ID},
		{"level=DEBUG", "msg=called", "call=post", "status=200", "request=" + asked.ID},
		{"level=DEBUG", "msg=heard", "request=" + i.ID},
		{"level=INFO", "msg=answered", "door=command", "outcome=refused", "request=" + i.ID},
		{"level=DEBUG", "msg=called", "call=interaction", "status=200", "request=" + i.ID},
	} {
		s.until(strings.Join(want, " ")+" is logged", func() bool { return logHas(log, want...) })
	}
}
