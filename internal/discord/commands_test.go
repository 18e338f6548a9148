package discord

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/sitrep-bot/sitrep/internal/answers"
	"github.com/sitrep-bot/sitrep/internal/localdiscord"
	"github.com/sitrep-bot/sitrep/internal/scope"
)

// A heldDesk answers one question once it is let go, and tells when it begins.
type heldDesk struct {
	scope.Desk
	begun, letGo chan struct{}
}

// hold makes the bot's desk one.
func (s *harness) hold() heldDesk {
	d := heldDesk{answers.New(s.ix, nil), make(chan struct{}), make(chan struct{})}
	s.desk.use(d)
	return d
}

func (d heldDesk) Answer(ctx context.Context, q answers.Question) (answers.Answer, error) {
	close(d.begun)
	<-d.letGo
	return d.Desk.Answer(ctx, q)
}

// A brokenDesk cannot answer, in one of two ways.
type brokenDesk struct {
	scope.Desk
	panics bool
}

func (d brokenDesk) Answer(context.Context, answers.Question) (answers.Answer, error) {
	if d.panics {
		panic("out of order")
	}
	return answers.Answer{}, errors.New("the index is on fire")
}

func opt(name string, value any) localdiscord.Opt { return localdiscord.Opt{Name: name, Value: value} }

func TestCommands(t *testing.T) {
	s := newHarness(t, localdiscord.Config{}, nil)
	paul := s.guild.AddMember("Paul").SetLocale("fr")
	for _, c := range []struct {
		name    string
		who     *localdiscord.Person
		command string
		opts    []localdiscord.Opt
		want    []string
		hidden  bool
	}{
		{"free text is looked up", s.ana, "search", []localdiscord.Opt{opt("query", "withdrawal completed")}, []string{"for “withdrawal completed”", "**1** · Chapter \\> Part", "> Withdrawal is to be completed", "passage 3 of 4"}, false},
		{"a search in one article", s.ana, "search", []localdiscord.Opt{opt("query", "mission"), opt("source", "L’ONU quitte le Mali")}, []string{"2 passages", "L’ONU quitte le Mali · <t:1688126400:D> · passage 1 of 2"}, false},
		{"a search in a time without articles", s.ana, "search", []localdiscord.Opt{opt("query", "mission"), opt("from", "2024-01-01")}, []string{"Nothing found"}, true},
		{"a search in a year", s.ana, "search", []localdiscord.Opt{opt("query", "mission"), opt("from", "2023"), opt("to", "Juni 2023")}, []string{"for “mission”", "The UN leaves Mali"}, false},
		{"a search until a month without articles", s.ana, "search", []localdiscord.Opt{opt("query", "mission"), opt("to", "mai 2023")}, []string{"Nothing found"}, true},
		{"a day that is none", paul, "search", []localdiscord.Opt{opt("query", "mission"), opt("to", "hier *x*")}, []string{"« hier \\*x\\* » n’est ni un jour"}, true},
		{"an article nobody has", s.ana, "search", []localdiscord.Opt{opt("query", "mission"), opt("source", "zzz")}, []string{"There is no article"}, true},
		{"hidden", s.ana, "search", []localdiscord.Opt{opt("query", "mission"), opt("hide", true)}, []string{"passage"}, true},
		{"a passage by its id", s.ana, "passage", []localdiscord.Opt{opt("id", "minusma-ends#1")}, []string{"passage 1 of 4", "voted on 30 June"}, false},
		{"a passage that is not there", s.ana, "passage", []localdiscord.Opt{opt("id", "`x`@everyone")}, []string{"There is no passage `'x'@everyone`"}, true},
		{"an article", s.ana, "article", []localdiscord.Opt{opt("title", "the un leaves")}, []string{"voted on 30 June", "set up in April 2013"}, false},
		{"an article in French", paul, "article", []localdiscord.Opt{opt("title", "quitte")}, []string{"a voté la fin", "Le vote a été unanime"}, false},
		{"no such article", s.ana, "article", []localdiscord.Opt{opt("title", "zzz")}, []string{"There is no article “zzz”"}, true},
		{"sources", s.ana, "sources", nil, []string{"2 articles, 6 passages", "**The UN leaves Mali** · Watchers Weekly · <t:1688126400:D> · 4 passages"}, false},
		{"sources by title", paul, "sources", []localdiscord.Opt{opt("sort", "title")}, []string{"- **L’ONU quitte le Mali**"}, false},
		{"help, with commands to press and a question that is answered", s.ana, "help", nil, []string{"`@sitrep What about Part?`", "Find answer", "</ask:", "</search:", "</timeline:", "</server:"}, true},
		{"help in French", paul, "help", nil, []string{"`@sitrep Qu’en est-il : Part ?`", "</ask:"}, true},
		{"an id that is none is told what one looks like here", paul, "passage", []localdiscord.Opt{opt("id", "x")}, []string{"ressemble à `minusma-", "</search:"}, true},
		{"privacy", s.ana, "privacy", nil, []string{"never stored"}, true},
		{"privacy in French", paul, "privacy", nil, []string{"jamais conservés"}, true},
		{"a question the articles do not answer", s.ana, "ask", []localdiscord.Opt{opt("question", "How do I bake a chocolate cake?")}, []string{"<@" + s.ana.ID + "> asked: How do I bake a chocolate cake?", "I found no answer.", "*The UN leaves Mali*"}, false},
		{"the same in French", paul, "ask", []localdiscord.Opt{opt("question", "Comment faire un gâteau au chocolat ?")}, []string{"Je n’ai pas trouvé de réponse."}, false},
		{"hello", s.ana, "ask", []localdiscord.Opt{opt("question", "hello")}, []string{"Ask me something about"}, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			i, err := c.who.Slash(s.general.ID, c.command, c.opts...)
			must(t, err)
			m, err := i.Message(s.ctx())
			must(t, err)
			wantIn(t, m.Text(), c.want...)
			if m.Ephemeral() != c.hidden {
				t.Errorf("hidden: %t", m.Ephemeral())
			}
			wantNobodyPinged(t, s, m)
		})
	}
}

func TestSuggestionsWhileTyping(t *testing.T) {
	s := newHarness(t, localdiscord.Config{}, nil)
	for _, c := range []struct {
		name, command string
		opts          []localdiscord.Opt
		want          string
	}{
		{"an empty box suggests", "search", []localdiscord.Opt{opt("query", "")}, "The UN Security Council voted"},
		{"half a word", "search", []localdiscord.Opt{opt("query", "withdr")}, "Withdrawal is to be completed"},
		{"an article by its publisher", "search", []localdiscord.Opt{opt("query", "x"), opt("source", "watchers")}, "The UN leaves Mali · Watchers Weekly"},
		{"a title", "article", []localdiscord.Opt{opt("title", "quitte")}, "L’ONU quitte le Mali"},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := s.ana.Suggest(s.ctx(), s.general.ID, c.command, c.opts...)
			must(t, err)
			if len(got) == 0 || !strings.Contains(got[0].Name, c.want) {
				t.Fatalf("wanted %q first, got %+v", c.want, got)
			}
			if c.command == "search" && len(c.opts) == 1 {
				m := s.slash(s.ana, "search", opt("query", got[0].Value))
				wantIn(t, m.Text(), c.want)
			}
		})
	}
}

func TestCommandsAreWrittenOnlyWhenTheyDiffer(t *testing.T) {
	s := newHarness(t, localdiscord.Config{}, nil)
	s.stop()
	writes := s.d.CommandWrites()
	s.start(nil)
	if got := s.d.CommandWrites(); got != writes {
		t.Errorf("written %d times more, though nothing differs", got-writes)
	}
}

func TestAMentionedMemberIsPingedOnce(t *testing.T) {
	s := newHarness(t, localdiscord.Config{}, nil)
	bo := s.guild.AddMember("Bo")
	m := s.slash(s.ana, "ask", opt("question", setUp), opt("mention", bo))
	if p := s.d.Pings(m.ChannelID, m.ID); p.Everyone || len(p.Users) != 1 || p.Users[0] != bo.ID {
		t.Errorf("pinged %+v", p)
	}
	turned := s.click(s.ana, m, "▶")
	wantNobodyPinged(t, s, turned)
}

func TestAMistakeOfOursIsFriendlyAndHasItsNumberInTheLog(t *testing.T) {
	s := newHarness(t, localdiscord.Config{}, nil)
	whole := answers.New(s.ix, nil)
	for name, desk := range map[string]brokenDesk{"an error": {whole, false}, "a panic": {whole, true}} {
		t.Run(name, func(t *testing.T) {
			s.desk.use(desk)
			m := s.slash(s.ana, "ask", opt("question", setUp))
			if !m.Ephemeral() || strings.Contains(m.Text(), "fire") || strings.Contains(m.Text(), "order") {
				t.Errorf("got %s", m.Text())
			}
			wantIn(t, m.Text(), "not with your question", "number: `")
			if desk.panics {
				return
			}
			m = s.say(s.ana, s.general.ID, s.d.BotMention()+" "+setUp)
			wantIn(t, m.Text(), "not with your question")
		})
	}
}

func TestPlainTextWhereTheLayoutIsRefused(t *testing.T) {
	s := newHarness(t, localdiscord.Config{}, nil)
	const refusal = `{"code":50035,"message":"Invalid Form Body"}`
	s.d.Fail(1, "POST /channels/{channel_id}/messages", localdiscord.Failure{Status: 400, Body: refusal})
	m := s.say(s.ana, s.general.ID, s.d.BotMention()+" "+setUp)
	if m.Flags&localdiscord.FlagComponentsV2 != 0 {
		t.Error("it is still laid out")
	}
	wantIn(t, m.Content, "> **The mission, known as MINUSMA, was set up in April 2013.** It", "passage 2 of 4")
	s.d.Fail(1, "POST /interactions/{interaction_id}/{interaction_token}/callback", localdiscord.Failure{Status: 400, Body: refusal})
	wantIn(t, s.click(s.ana, m, "▶").Content, "> Withdrawal is to be completed", "passage 3 of 4")
}

func TestCallsAreRepeatedOnlyWhereThatIsSafe(t *testing.T) {
	s := newHarness(t, localdiscord.Config{}, nil)
	for _, c := range []struct {
		name string
		f    localdiscord.Failure
	}{
		{"the message is there, but the answer is lost", localdiscord.Failure{After: true, Status: 0}},
		{"502 after the work was done", localdiscord.Failure{After: true, Status: 502}},
		{"503", localdiscord.Failure{Status: http.StatusServiceUnavailable}},
		{"a rate limit", localdiscord.Failure{Status: 429, RetryAfter: 150 * time.Millisecond}},
		{"the global rate limit", localdiscord.Failure{Status: 429, RetryAfter: 150 * time.Millisecond, Global: true}},
		{"a rate limit that is no JSON", localdiscord.Failure{Status: 429, Body: "<html>slow down</html>"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			channel := s.guild.AddChannel("x").ID
			s.d.Fail(1, "POST /channels/{channel_id}/messages", c.f)
			s.say(s.ana, channel, s.d.BotMention()+" "+setUp)
			time.Sleep(700 * time.Millisecond) // a second answer would come after the first back-off
			seen, err := s.ana.Look(channel)
			must(t, err)
			if len(seen) != 2 {
				t.Errorf("wanted the question and one answer, found %d messages", len(seen))
			}
		})
	}
}

// TestASearchIsAListThatIsTurned: five hits a page, of the article and the days that were asked for, after a restart too.
func TestASearchIsAListThatIsTurned(t *testing.T) {
	s := newHarness(t, localdiscord.Config{}, nil, pier()...)
	first := s.slash(s.ana, "search", opt("query", "plank"), opt("source", "The pier"), opt("from", "2023-01-01"))
	wantIn(t, first.Text(), "7 passages · for “plank” · from 2023-01-01", "page 1 of 2", "> Mara Quill said that plank number", "**5** · Chapter \\> Part")
	if strings.Contains(first.Text(), "**6**") {
		t.Errorf("more than five: %s", first.Text())
	}
	s.until("what was looked for is kept", func() bool {
		_, ok, _ := s.bot.conversations.ByAnswer(s.ctx(), s.guild.ID, first.ID)
		return ok
	})
	s.stop()
	s.start(nil)
	second := s.click(s.ana, first, "▶")
	wantIn(t, second.Text(), "7 passages · for “plank” · from 2023-01-01", "page 2 of 2", "**2**")
	if second.ID != first.ID || strings.Contains(second.Text(), "**3**") {
		t.Errorf("wanted the last two in place, got %s", second.Text())
	}
	passage := s.click(s.guild.AddMember("Bo"), second, "¶ 2")
	if wantIn(t, passage.Text(), "plank number", "of 9"); !passage.Ephemeral() {
		t.Error("all see the passage that one wanted to see")
	}
}

func TestSourcesInTheAskersLanguageComeFirst(t *testing.T) {
	s := newHarness(t, localdiscord.Config{}, nil)
	for code, first := range map[string]string{"fr": "- **L’ONU quitte le Mali**", "en-GB": "- **The UN leaves Mali**"} {
		s.ana.SetLocale(code)
		list := s.slash(s.ana, "sources").Text()
		if at := strings.Index(list, "- **"); at < 0 || !strings.HasPrefix(list[at:], first) {
			t.Errorf("%s: wanted %q first in\n%s", code, first, list)
		}
	}
}
