package discord

import (
	"maps"
	"sync"
	"time"

	"github.com/sitrep-bot/sitrep/internal/answers"
	"github.com/sitrep-bot/sitrep/internal/discord/gateway"
	"github.com/sitrep-bot/sitrep/internal/discord/rest"
)

// An Observer hears what happens, so that an operator can watch it. Its methods must not block. What they are told is one of
// a few words, and nothing of servers, members or questions.
type Observer interface {
	rest.Observer
	Asked(door, outcome string)        // a question, and what became of it
	Took(step string, d time.Duration) // a step of a request: queue, turn, answer, lookup, reply
	Heard(event string)                // Discord's name of its kind
	Lost(shard int)                    // a connection to the gateway has ended
}

// unobserved is the Observer of a Bot that nobody watches.
type unobserved struct{ rest.Unobserved }

// Asked implements Observer.
func (unobserved) Asked(_, _ string) {}

// Took implements Observer.
func (unobserved) Took(string, time.Duration) {}

// Heard implements Observer.
func (unobserved) Heard(string) {}

// Lost implements Observer.
func (unobserved) Lost(int) {}

// door is the way a question came.
func (r request) door() string {
	switch {
	case r.interaction != nil && r.interaction.Type == interactionModal:
		return "follow-up"
	case r.interaction != nil && r.message != "":
		return "message command"
	case r.interaction != nil:
		return "command"
	case r.unasked:
		return "forum"
	case r.guild == "" && r.asked == "":
		return "direct message"
	case r.casual, r.withheld:
		return "reply"
	}
	return "mention"
}

// outcomes are what becomes of questions that reach the desk.
var outcomes = map[answers.Outcome]string{answers.Answered: "answered", answers.Refused: "refused", answers.SmallTalk: "small talk"}

// states are what the shards of this process are doing.
type states struct {
	mu  sync.Mutex
	now map[int]gateway.State
}

func (s *states) set(shard int, now gateway.State) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.now[shard] = now
}

func (s *states) remove(shard int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.now, shard)
}

func (s *states) has(shard int) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	_, ours := s.now[shard]
	return ours
}

func (s *states) all() map[int]gateway.State {
	s.mu.Lock()
	defer s.mu.Unlock()
	return maps.Clone(s.now)
}

// noteState takes down what a shard is doing.
func (b *Bot) noteState(shard int, now gateway.State) {
	if now == gateway.Given {
		b.states.remove(shard)
		return
	}
	b.states.set(shard, now)
	if now == gateway.Pausing {
		b.observer.Lost(shard)
	}
}

// A Health is what a Bot knows of itself.
type Health struct {
	Shards        map[int]gateway.State // of this process; empty before Discord was asked which, and where other processes have all
	ShardCount    int                   // over all processes; 0 before Discord was asked
	Sharing       gateway.Sharing       // how processes share the shards; the zero value where they do not, or it is not known yet
	Waiting       int                   // events that wait for those before them
	Running       int                   // events at work, of the number that may be
	Servers       int                   // that have articles of their own, which are open
	ReadsFail     time.Duration         // how long reads of the database have failed; 0 if the last one was answered
	WritesFail    time.Duration         // likewise
	WritesWaiting int                   // for the database
	Behind        int                   // briefings that do not show yet what they should
	Lag           time.Duration         // how long the first of them has not
	Rechecks      int                   // servers whose questions without an answer are being asked again, or are to be
}

// Health tells how the bot fares.
func (b *Bot) Health() Health {
	h := Health{ReadsFail: b.db.ReadsFail(), WritesFail: b.db.WritesFail(), WritesWaiting: b.db.Waiting()}
	h.Shards, h.ShardCount = b.states.all(), int(b.shards.Load())
	if sharing := b.sharing.Load(); sharing != nil {
		h.Sharing = *sharing
	}
	h.Waiting, h.Running = b.queued.counted()
	h.Servers, _ = b.scopes.Counted()
	h.Behind, h.Lag = b.pinboard.Behind()
	h.Rechecks = b.gaps.rechecks.left()
	return h
}
