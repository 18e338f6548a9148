package discord

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/sitrep-bot/sitrep/internal/answers"
	"github.com/sitrep-bot/sitrep/internal/localdiscord"
	"github.com/sitrep-bot/sitrep/internal/scope"
)

func TestSeatsAreSharedAmongMembers(t *testing.T) {
	s := newSeats(2)
	must(t, s.take(t.Context(), "ana"))
	order, taken := make(chan string), sync.WaitGroup{}
	ctx, giveUp := context.WithCancel(t.Context())
	giveUp()
	if err := s.take(ctx, "ana"); !errors.Is(err, context.Canceled) {
		t.Errorf("a second seat for a member: %v", err)
	}
	must(t, s.take(t.Context(), "bo"))
	if err := s.take(ctx, "cem"); !errors.Is(err, context.Canceled) {
		t.Errorf("a third seat of two: %v", err)
	}
	for _, member := range []string{"ana", "ana", "ana", "cem"} {
		waiting := s.waits(member)
		taken.Go(func() {
			if err := s.take(t.Context(), member); err != nil {
				t.Error(err)
			}
			order <- member
			s.leave(member)
		})
		for s.waits(member) == waiting { // until it has its place in the line
		}
	}
	s.leave("ana")
	var got []string
	for range 4 {
		got = append(got, <-order)
	}
	taken.Wait()
	s.leave("bo")
	if want := "cem ana ana ana"; strings.Join(got, " ") != want {
		t.Errorf("seats went to %v, wanted %s", got, want)
	}
	if s.free != 2 || len(s.seated) != 0 || len(s.waiting) != 0 {
		t.Errorf("not as it was: %+v", s)
	}
}

func (s *seats) waits(member string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.waiting[member])
}

// A stuckDesk does not answer what holds a word until it is let go.
type stuckDesk struct {
	scope.Desk
	word string
	free chan struct{}
}

func (d stuckDesk) Answer(ctx context.Context, q answers.Question) (answers.Answer, error) {
	if strings.Contains(q.Text, d.word) {
		<-d.free
	}
	return d.Desk.Answer(ctx, q)
}

func (d stuckDesk) Look(ctx context.Context, l answers.Lookup) ([]answers.Quote, error) {
	if strings.Contains(l.Text, d.word) {
		<-d.free
	}
	return d.Desk.Look(ctx, l)
}

func TestOneMemberKeepsNoOthersWaiting(t *testing.T) {
	free := make(chan struct{})
	s := newHarness(t, localdiscord.Config{}, func(o *Options) {
		o.Workers, o.Desk = 3, stuckDesk{o.Desk, "endless", free}
	})
	letGo := sync.OnceFunc(func() { close(free) })
	t.Cleanup(letGo)
	var slow []*localdiscord.Interaction
	for range 5 {
		i, err := s.ana.Slash(s.general.ID, "ask", opt("question", "What is endless?"))
		must(t, err)
		slow = append(slow, i)
	}
	var mentions []*localdiscord.Message
	for n := range 8 {
		m, err := s.ana.Say(s.guild.AddChannel(fmt.Sprint("room ", n)).ID, s.d.BotMention()+" What is endless?")
		must(t, err)
		mentions = append(mentions, m)
	}
	typed := make(chan error, 5)
	for range 5 {
		go func() {
			_, err := s.ana.Suggest(s.ctx(), s.general.ID, "search", opt("query", "endless"))
			typed <- err
		}()
	}
	s.until("Ana has a seat for what she asks, and one for what she types", func() bool {
		return s.bot.desk.seats.waits(s.ana.ID) == 12 && s.bot.desk.seats.hasSeat(s.ana.ID+" types")
	})
	bo := s.guild.AddMember("Bo")
	wantIn(t, s.slash(bo, "ask", opt("question", setUp)).Text(), "April 2013")
	wantIn(t, s.say(bo, s.general.ID, s.d.BotMention()+" When is the withdrawal to be completed?").Text(), "31 December 2023")
	letGo()
	for _, m := range mentions {
		_, err := s.ana.ReplyTo(s.ctx(), m)
		must(t, err)
	}
	for _, i := range slow {
		_, err := i.Message(s.ctx())
		must(t, err)
	}
	for range 5 {
		must(t, <-typed)
	}
}

func (s *seats) hasSeat(member string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.seated[member]
}

func TestOnlyTheLatestKeystrokeIsServed(t *testing.T) {
	typing := newTyping()
	first, endFirst := typing.begin(t.Context(), "ana", "9")
	other, endOther := typing.begin(t.Context(), "bo", "8")
	second, endSecond := typing.begin(t.Context(), "ana", "10")
	late, endLate := typing.begin(t.Context(), "ana", "7") // arrives out of order
	if first.Err() == nil || late.Err() == nil || second.Err() != nil || other.Err() != nil {
		t.Errorf("served: first %v, second %v, late %v, another member's %v", first.Err(), second.Err(), late.Err(), other.Err())
	}
	for _, end := range []func(){endFirst, endLate, endSecond, endOther} {
		end()
	}
	if len(typing.latest) != 0 {
		t.Errorf("%d are still known", len(typing.latest))
	}
}
