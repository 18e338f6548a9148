package discord

import (
	"fmt"
	"testing"
	"time"

	"github.com/sitrep-bot/sitrep/internal/discord/gateway"
	"github.com/sitrep-bot/sitrep/internal/localdiscord"
)

// TestARestartLosesNothingAndSaysNothingTwice restarts the bot again and again while somebody asks without a pause: by its name,
// and by the role that came with it, of which Discord tells only when a session begins.
func TestARestartLosesNothingAndSaysNothingTwice(t *testing.T) {
	s := newHarness(t, localdiscord.Config{Keep: 100_000, RoleMentionShowsContent: true}, nil)
	names := []string{s.d.BotMention(), "<@&" + s.guild.BotRoleID + ">"}
	channels := []string{s.general.ID, s.guild.AddChannel("roles").ID}
	stop := s.keepAsking(channels, func(i, n int) string { return fmt.Sprintf("%s Who bakes the cake number %d?", names[i], n) })
	const restarts = 3
	for range restarts {
		time.Sleep(300 * time.Millisecond)
		s.stop()
		time.Sleep(100 * time.Millisecond) // as the new program is put in place
		s.start(nil)
	}
	time.Sleep(300 * time.Millisecond)
	for i, ids := range stop() {
		s.untilMany("all is answered", len(ids), func() int { return len(s.answersIn(channels[i])) })
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
