package discord

import (
	"bytes"
	"errors"
	"regexp"
	"runtime/pprof"
	"strings"
	"testing"
	"time"

	"github.com/sitrep-bot/sitrep/internal/discord/gateway"
	"github.com/sitrep-bot/sitrep/internal/localdiscord"
)

// A trouble is something that goes wrong with the connection: faults that lie in wait, and then one at once.
type trouble struct {
	name   string
	inject []localdiscord.Fault
	now    localdiscord.Action
	code   int
	forget bool // sessions can no longer be resumed
	cost   int  // IDENTIFYs it takes
}

func at(m localdiscord.Moment, do localdiscord.Action, code ...int) localdiscord.Fault {
	f := localdiscord.Fault{At: m, Do: do}
	if len(code) > 0 {
		f.Code = code[0]
	}
	return f
}

func troubles() []trouble {
	faults := func(f ...localdiscord.Fault) []localdiscord.Fault { return f }
	const drop, closing = localdiscord.Drop, localdiscord.CloseWith
	return []trouble{
		{name: "TCP is cut", now: drop},
		{name: "Discord asks to reconnect", now: localdiscord.Reconnect},
		{name: "Discord asks for a heartbeat", now: localdiscord.AskHeartbeat},
		{name: "an acknowledgement nobody asked for", now: localdiscord.StrayAck},
		{name: "the session becomes invalid", now: localdiscord.InvalidSession, cost: 1},
		{name: "the session becomes invalid but can be resumed", now: localdiscord.ResumableSession},
		{name: "closed with 1000", now: closing, code: 1000},
		{name: "closed with 1001", now: closing, code: 1001},
		{name: "closed with 4000", now: closing, code: 4000},
		{name: "closed with 4002", now: closing, code: 4002},
		{name: "closed with 4007", now: closing, code: 4007, cost: 1},
		{name: "closed with 4008", now: closing, code: 4008},
		{name: "closed with 4009", now: closing, code: 4009, cost: 1},
		{name: "heartbeats are not acknowledged", now: localdiscord.Deaf},
		{name: "the session is forgotten", now: drop, forget: true, cost: 1},
		{name: "reconnect in place of HELLO", inject: faults(at(localdiscord.AtHello, localdiscord.Reconnect)), now: drop},
		{name: "reconnect in place of RESUMED", inject: faults(at(localdiscord.AtResume, localdiscord.Reconnect)), now: drop},
		{name: "reconnect right after RESUMED", inject: faults(at(localdiscord.AfterResumed, localdiscord.Reconnect)), now: drop},
		{name: "reconnect in place of READY", inject: faults(at(localdiscord.AtIdentify, localdiscord.Reconnect)), now: drop, forget: true, cost: 2},
		{name: "reconnect right after READY", inject: faults(at(localdiscord.AfterReady, localdiscord.Reconnect)), now: drop, forget: true, cost: 1},
		{name: "a stray acknowledgement in place of HELLO", inject: faults(at(localdiscord.AtHello, localdiscord.StrayAck)), now: drop},
		{name: "a stray acknowledgement in place of RESUMED", inject: faults(at(localdiscord.AtResume, localdiscord.StrayAck)), now: drop},
		{name: "a stray acknowledgement in place of READY", inject: faults(at(localdiscord.AtIdentify, localdiscord.StrayAck)), now: drop, forget: true, cost: 2},
		{name: "silence in place of HELLO", inject: faults(at(localdiscord.AtHello, localdiscord.Silence)), now: drop},
		{name: "silence in place of RESUMED", inject: faults(at(localdiscord.AtResume, localdiscord.Silence)), now: drop},
		{name: "silence in place of READY", inject: faults(at(localdiscord.AtIdentify, localdiscord.Silence)), now: drop, forget: true, cost: 2},
		{name: "a heartbeat is asked for in place of HELLO", inject: faults(at(localdiscord.AtHello, localdiscord.AskHeartbeat)), now: drop},
		{name: "the gateway is down", inject: faults(at(localdiscord.AtHello, localdiscord.RefuseUpgrade), at(localdiscord.AtHello, localdiscord.RefuseUpgrade)), now: drop},
		{name: "TCP is cut in place of HELLO", inject: faults(at(localdiscord.AtHello, drop)), now: drop},
		{name: "TCP is cut in place of RESUMED", inject: faults(at(localdiscord.AtResume, drop)), now: drop},
		{name: "an IDENTIFY too early", inject: faults(at(localdiscord.AtIdentify, localdiscord.InvalidSession)), now: drop, forget: true, cost: 2},
		{name: "events are repeated", inject: faults(at(localdiscord.AtResume, localdiscord.Duplicate, 5)), now: drop},
	}
}

func TestTheConnectionOutlivesEveryTrouble(t *testing.T) {
	t.Parallel()
	for _, trouble := range troubles() {
		t.Run(trouble.name, func(t *testing.T) { survive(t, trouble) })
	}
}

func survive(t *testing.T, trouble trouble) {
	cfg := localdiscord.Config{}
	if trouble.now == localdiscord.Deaf {
		cfg.Heartbeat = 3 * time.Second // a loaded machine sends its own late
	}
	s := newHarness(t, cfg, nil)
	posts := 0
	before := s.say(s.ana, s.general.ID, s.d.BotMention()+" When was MINUSMA set up?")
	for _, f := range trouble.inject {
		s.d.Inject(1, f)
	}
	if trouble.forget {
		s.d.ForgetSessions()
	}
	if s.d.Disrupt(trouble.now, trouble.code) != 1 {
		t.Fatal("nobody was connected")
	}
	s.until("all faults have happened", func() bool { return s.d.Pending() == 0 })
	s.until("the bot answers again", s.answering(s.ana.DM().ID, "When was MINUSMA set up?"))
	if cost := s.d.Identifies() - 1; cost != trouble.cost {
		t.Errorf("wanted %d further IDENTIFYs, got %d", trouble.cost, cost)
	}
	time.Sleep(50 * time.Millisecond)
	for _, r := range s.d.RequestsTo("POST /channels/{channel_id}/messages") {
		if strings.Contains(string(r.Body), `"nonce":"`+before.RepliesTo()+`"`) {
			posts++
		}
	}
	if posts != 1 {
		t.Errorf("the first question was answered %d times", posts)
	}
	seen, err := s.ana.Look(s.general.ID)
	must(t, err)
	if len(seen) != 2 || seen[1].ID != before.ID {
		t.Errorf("wanted the question and one answer, got %d messages", len(seen))
	}
	s.stop()
}

func TestDiscordsLastWordEndsTheBotWithWhatToDo(t *testing.T) {
	t.Parallel()
	for code, want := range map[int]string{4004: "DISCORD_TOKEN", 4010: "SHARD_IDS", 4011: "SHARDS=auto", 4012: "newer", 4013: "newer", 4014: "Message Content"} {
		t.Run(want, func(t *testing.T) {
			s := newHarness(t, localdiscord.Config{}, nil)
			s.d.Disrupt(localdiscord.CloseWith, code)
			var final *gateway.FinalError
			err := <-s.ended
			s.ended <- nil // for stop
			if !errors.As(err, &final) || final.Code != code || !strings.Contains(err.Error(), want) {
				t.Errorf("wanted an end that says %q, got %v", want, err)
			}
			if n := s.d.Identifies(); n != 1 {
				t.Errorf("%d IDENTIFYs", n)
			}
		})
	}
}

func TestAnIntentThatIsNotSwitchedOnIsNamed(t *testing.T) {
	s := newHarness(t, localdiscord.Config{}, nil)
	s.stop()
	o := s.bot.options
	o.MessageContent = true
	b := New(o)
	if err := b.Run(s.ctx()); err == nil || !strings.Contains(err.Error(), "MESSAGE_CONTENT") {
		t.Errorf("got %v", err)
	}
}

// ours is a method of this package or of one below it; tests are functions.
var ours = regexp.MustCompile(`sitrep/internal/discord(/\w+)?\.\(`)

// goroutinesLeft are those of ours and of discordgo's that have outlived what started them, once they had time to end.
func goroutinesLeft() (left string) {
	for end := time.Now().Add(time.Minute); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		var b bytes.Buffer
		_ = pprof.Lookup("goroutine").WriteTo(&b, 1)
		left = ""
		for _, g := range strings.Split(b.String(), "\n\n") {
			if strings.Contains(g, "bwmarrin/discordgo") || ours.MatchString(g) {
				left += g + "\n\n"
			}
		}
		if left == "" {
			break
		}
	}
	return left
}
