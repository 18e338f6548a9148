package discord

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/sitrep-bot/sitrep/internal/discord/gateway"
	"github.com/sitrep-bot/sitrep/internal/localdiscord"
)

// TestARestartLosesNothingAndSaysNothingTwice restarts the bot again and again while somebody asks without a pause: by its name,
// and by the role that came with it, of which Discord tells only when a session begins.
func TestARestartLosesNothingAndSaysNothingTwice(t *testing.T) {
	s := newStageAlone(t, localdiscord.Config{Keep: 100_000, RoleMentionShowsContent: true}, nil)
	names := []string{s.d.BotMention(), "<@&" + s.guild.BotRoleID + ">"}
	channels := []string{s.general.ID, s.guild.AddChannel("roles").ID}
	asking, done := make(chan struct{}), sync.WaitGroup{}
	asked := make([][]string, len(names))
	for i, name := range names {
		done.Go(func() {
			for n := 0; ; n++ {
				select {
				case <-asking:
					return
				case <-time.After(20 * time.Millisecond):
				}
				m, err := s.ana.Say(channels[i], fmt.Sprintf("%s Who bakes the cake number %d?", name, n))
				if err != nil {
					t.Error(err)
					return
				}
				asked[i] = append(asked[i], m.ID)
			}
		})
	}
	const restarts = 3
	for range restarts {
		time.Sleep(300 * time.Millisecond)
		s.stop()
		time.Sleep(100 * time.Millisecond) // as the new program is put in place
		s.start(nil)
	}
	time.Sleep(300 * time.Millisecond)
	close(asking)
	done.Wait()
	for i, ids := range asked {
		s.until("all is answered", func() bool { return len(s.answersIn(channels[i])) >= len(ids) })
		answers := s.answersIn(channels[i])
		for _, id := range ids {
			if n := answers[id]; n != 1 {
				t.Errorf("a question to %s was answered %d times", names[i], n)
			}
		}
		t.Logf("%d questions to %s over %d restarts, each answered once", len(ids), names[i], restarts)
	}
	if n := s.d.Identifies(); n != 1 {
		t.Errorf("%d IDENTIFYs, wanted the first alone", n)
	}
	s.stop()
	s.d.ForgetSessions() // as Discord does after some minutes
	s.start(nil)
	s.until("a session is begun in place of the one that Discord has forgotten", func() bool {
		return s.d.Identifies() == 2 && s.bot.Health().Shards[0] == gateway.Connected
	})
	s.say(s.ana, s.general.ID, s.d.BotMention()+" hello")
}
