package discord

import (
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/sitrep-bot/sitrep/internal/localdiscord"
)

// TestNothingIsLostOrAnsweredTwiceAcrossDisconnects asks without a pause on several shards, whose connections end in every
// way at any moment. DISCONNECTS=1000 makes it the long run; then -v shows the figures.
func TestNothingIsLostOrAnsweredTwiceAcrossDisconnects(t *testing.T) {
	const shards = 8
	wanted := 24
	if n, err := strconv.Atoi(os.Getenv("DISCONNECTS")); err == nil {
		wanted = n
	}
	s := newHarness(t, localdiscord.Config{Keep: 200_000}, func(o *Options) { o.Shards = shards })
	channels := s.channelsOfEveryShard(shards)

	stop := s.keepAsking(channels, func(_, n int) string { return fmt.Sprintf("%s Who bakes the cake number %d?", s.d.BotMention(), n) })
	begun := time.Now()
	ended := s.disrupt(wanted)
	took := time.Since(begun)
	asked := stop()
	s.untilAnswering(channels)

	total, lost := 0, 0
	for i, ids := range asked {
		s.untilMany("what was heard is answered", 0, func() int { return -s.unanswered(channels[i], ids) })
		answers := s.answersIn(channels[i])
		for _, id := range ids {
			total++
			_, heard := s.bot.eventsSeen.Get(id)
			switch n := answers[id]; {
			case n > 1:
				t.Errorf("answered %d times", n)
			case n == 0 && heard:
				t.Error("heard and not answered")
			case n == 0:
				lost++
			}
		}
	}
	s.stop()
	t.Logf("%d connections ended in %s, %d questions, %d never delivered by Discord as their session was over, %d IDENTIFYs",
		ended, took.Round(time.Second), total, lost, s.d.Identifies())
}

// disrupt ends connections in all ways until enough have ended.
func (s *harness) disrupt(wanted int) (ended int) {
	type way struct {
		do   localdiscord.Action
		code int
	}
	ways := []way{{localdiscord.Drop, 0}, {localdiscord.Reconnect, 0}, {localdiscord.ResumableSession, 0}, {localdiscord.CloseWith, 4000},
		{localdiscord.CloseWith, 1001}, {localdiscord.Drop, 0}, {localdiscord.Reconnect, 0}, {localdiscord.CloseWith, 4008},
		{localdiscord.InvalidSession, 0}, {localdiscord.CloseWith, 4009}}
	rng := rand.New(rand.NewPCG(5, 6))
	for turn := 0; ended < wanted; turn++ {
		w := ways[turn%len(ways)]
		if turn%7 == 3 {
			s.d.Inject(1, at(localdiscord.AtResume, localdiscord.Drop))
			s.d.Inject(1, at(localdiscord.AtResume, localdiscord.Duplicate, 20))
		}
		ended += s.d.Disrupt(w.do, w.code)
		time.Sleep(200*time.Millisecond + time.Duration(rng.IntN(1500))*time.Millisecond)
	}
	return ended
}

// channelsOfEveryShard makes servers until each shard has one, and returns a channel of each.
func (s *harness) channelsOfEveryShard(shards int) []string {
	channels, missing := make([]string, shards), shards
	for missing > 0 {
		g := s.d.AddGuild("more")
		g.Join(s.ana)
		id, _ := strconv.ParseUint(g.ID, 10, 64)
		if i := (id >> 22) % uint64(shards); channels[i] == "" {
			channels[i] = g.AddChannel("general").ID
			missing--
		}
	}
	s.untilAnswering(channels)
	return channels
}

func (s *harness) untilAnswering(channels []string) {
	s.Helper()
	for _, c := range channels {
		s.until("all shards answer", s.answering(c, s.d.BotMention()+" hello"))
	}
}

// answering reports, each time it is called, whether a question is answered soon: what is asked meanwhile may be lost. Each time
// soon is longer.
func (s *harness) answering(channel, question string) func() bool {
	soon := 250 * time.Millisecond
	return func() bool {
		asked, err := s.ana.Say(channel, question)
		must(s, err)
		soon *= 2
		ctx, cancel := contextFor(soon)
		defer cancel()
		_, err = s.ana.ReplyTo(ctx, asked)
		return err == nil
	}
}

// answersIn counts the answers to each message of a channel.
func (s *harness) answersIn(channel string) map[string]int {
	seen, err := s.ana.Look(channel)
	must(s, err)
	answers := map[string]int{}
	for _, m := range seen {
		if m.RepliesTo() != "" {
			answers[m.RepliesTo()]++
		}
	}
	return answers
}

func (s *harness) unanswered(channel string, ids []string) (n int) {
	answers := s.answersIn(channel)
	for _, id := range ids {
		if _, heard := s.bot.eventsSeen.Get(id); heard && answers[id] == 0 {
			n++
		}
	}
	return n
}

func TestShards(t *testing.T) {
	t.Parallel()
	t.Run("as many as Discord advises", func(t *testing.T) {
		s := newHarness(t, localdiscord.Config{Limits: localdiscord.Limits{Shards: 3, MaxConcurrency: 2}}, func(o *Options) { o.Shards = 0 })
		s.channelsOfEveryShard(3)
		if n := s.d.Identifies(); n != 3 {
			t.Errorf("%d IDENTIFYs", n)
		}
	})
	t.Run("two of three, in another process the third", func(t *testing.T) {
		s := newHarness(t, localdiscord.Config{}, func(o *Options) { o.Shards, o.ShardIDs = 1, nil })
		s.stop()
		o := s.bot.options
		o.Shards, o.ShardIDs = 3, []int{0, 2}
		b := New(o)
		c, err := b.connections(s.ctx())
		must(t, err)
		if c.Shards != 3 || !slices.Equal(c.IDs, []int{0, 2}) {
			t.Errorf("got shards %v of %d", c.IDs, c.Shards)
		}
	})
	t.Run("IDENTIFYs wait for their turn", func(t *testing.T) {
		const window = 400 * time.Millisecond
		s := newHarness(t, localdiscord.Config{Limits: localdiscord.Limits{Shards: 4, MaxConcurrency: 2, IdentifyWindow: window}},
			func(o *Options) { o.Shards = 1 })
		s.stop()
		o := s.bot.options
		o.Shards = 0
		begun := s.d.Identifies()
		b := New(o)
		b.timing = quickTiming()
		b.timing.Identify = window + 50*time.Millisecond
		ctx, cancel := contextFor(2 * time.Minute)
		ended := make(chan error, 1)
		time.Sleep(window)
		go func() { ended <- b.Run(ctx) }()
		s.until("four have identified", func() bool { return s.d.Identifies() >= begun+4 })
		time.Sleep(2 * window)
		cancel()
		must(t, <-ended)
		if n := s.d.Identifies() - begun; n != 4 {
			t.Errorf("%d IDENTIFYs for 4 shards: some came too early and were refused", n)
		}
	})
}

// keepAsking has Ana ask in some channels at once, fifty times a second in each, until stop is called, which returns the ids of
// what she asked in each.
func (s *harness) keepAsking(channels []string, question func(channel, n int) string) (stop func() [][]string) {
	asking, done := make(chan struct{}), sync.WaitGroup{}
	asked := make([][]string, len(channels))
	for i, channel := range channels {
		done.Go(func() {
			for n := 0; ; n++ {
				select {
				case <-asking:
					return
				case <-time.After(20 * time.Millisecond):
				}
				m, err := s.ana.Say(channel, question(i, n))
				if err != nil {
					s.Error(err)
					return
				}
				asked[i] = append(asked[i], m.ID)
			}
		})
	}
	return func() [][]string {
		close(asking)
		done.Wait()
		return asked
	}
}
