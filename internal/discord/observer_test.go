package discord

import (
	"maps"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/sitrep-bot/sitrep/internal/discord/gateway"
	"github.com/sitrep-bot/sitrep/internal/localdiscord"
)

// A diary is an Observer that writes everything down: how often it was told what.
type diary struct {
	mu   sync.Mutex
	told map[string]int
}

func (d *diary) write(words ...string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.told[strings.Join(words, "/")]++
}

func (d *diary) Called(kind string, status int, _ time.Duration) {
	d.write("called", kind, http.StatusText(status))
}
func (d *diary) Waited(kind string, _ time.Duration) { d.write("waited", kind) }
func (d *diary) Limited(kind, scope string)          { d.write("limited", kind, scope) }
func (d *diary) Asked(door, outcome string)          { d.write("asked", door, outcome) }
func (d *diary) Took(step string, _ time.Duration)   { d.write("took", step) }
func (d *diary) Heard(event string)                  { d.write("heard", event) }
func (d *diary) Lost(int)                            { d.write("lost") }

func (d *diary) read() map[string]int {
	d.mu.Lock()
	defer d.mu.Unlock()
	return maps.Clone(d.told)
}

// TestWhatAnObserverHears asks by every door, and looks at what of it is counted.
func TestWhatAnObserverHears(t *testing.T) {
	hears := &diary{told: map[string]int{}}
	s := newHarness(t, localdiscord.Config{}, func(o *Options) { o.Observer = hears })
	const question, unknown = "When was MINUSMA set up?", "Who baked the zanzibar cake?"
	s.say(s.ana, s.general.ID, s.d.BotMention()+" "+question)
	refused := s.say(s.ana, s.general.ID, s.d.BotMention()+" "+unknown)
	s.say(s.ana, s.ana.DM().ID, "hello")
	s.slash(s.ana, "ask", localdiscord.Opt{Name: "question", Value: question})
	s.slash(s.ana, "search", localdiscord.Opt{Name: "query", Value: "mission"})
	asked, err := s.guild.AddMember("Bo").Say(s.general.ID, question)
	must(t, err)
	used, err := s.ana.UseOn(s.general.ID, asked.ID, "Find answer")
	must(t, err)
	_, err = used.Message(s.ctx())
	must(t, err)
	pressed, err := s.ana.Click(refused, "Ask a follow-up")
	must(t, err)
	ack, err := pressed.Wait(s.ctx())
	must(t, err)
	submitted, err := s.ana.Submit(ack.Modal, map[string]string{"question": question})
	must(t, err)
	_, err = submitted.Message(s.ctx())
	must(t, err)
	s.d.Fail(1, "POST /channels/{channel_id}/messages", localdiscord.Failure{Status: http.StatusTooManyRequests})
	s.say(s.ana, s.guild.AddChannel("slow").ID, s.d.BotMention()+" "+question)
	s.d.Disrupt(localdiscord.Reconnect, 0)
	s.until("the session goes on", func() bool { return hears.read()["heard/RESUMED"] > 0 })
	s.until("the shard is connected", func() bool { return s.bot.Health().Shards[0] == gateway.Connected })

	told := hears.read()
	for _, want := range []string{
		"asked/mention/answered", "asked/mention/refused", "asked/direct message/small talk", "asked/command/answered",
		"asked/message command/answered", "asked/follow-up/answered",
		"took/queue", "took/turn", "took/answer", "took/lookup", "took/reply",
		"called/post/OK", "called/interaction/OK", "called/post/Too Many Requests", "limited/post/user",
		"heard/READY", "heard/MESSAGE_CREATE", "heard/INTERACTION_CREATE", "lost",
	} {
		if told[want] == 0 {
			t.Errorf("nobody was told of %s; told were %v", want, told)
		}
	}
	for words := range told {
		for _, private := range []string{s.guild.ID, s.ana.ID, s.general.ID, "MINUSMA", "zanzibar", s.guild.Name} {
			if strings.Contains(words, private) {
				t.Errorf("told of %q, which has %q in it", words, private)
			}
		}
		if strings.ContainsAny(words, "0123456789") {
			t.Errorf("told of %q, which has a number in it", words)
		}
	}
}
