package pinboard

import (
	"context"
	"errors"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/sitrep-bot/sitrep/internal/discord/discordtest"
	"github.com/sitrep-bot/sitrep/internal/localdiscord"
	"github.com/sitrep-bot/sitrep/internal/store"
)

func TestABriefingThatWasSentAsAProcessDiedIsFoundAndNotSentAgain(t *testing.T) {
	for _, c := range []struct {
		name string
		when time.Time
	}{
		{"a moment ago", time.Now()},
		{"long ago", time.Now().Add(-10 * time.Minute)},
	} {
		t.Run(c.name, func(t *testing.T) {
			var clock atomic.Pointer[time.Time] // Discord reads it while the test sets it
			now := c.when
			clock.Store(&now)
			b := newBoardOn(t, localdiscord.Config{Now: func() time.Time { return *clock.Load() }}, 1, discordtest.Mali()...)
			guild := b.d.AddGuild("Watchers")
			channel, mo, k := guild.AddChannel("general").ID, guild.AddMember("Mo"), b.keepers[0]
			p := store.Briefing{Guild: guild.ID, Channel: channel, Documents: []string{"minusma-ends"}, Pin: true}
			d, err := k.digest(t.Context(), "", choiceOf(p))
			must(t, err)
			recordShown(&p, d)
			const dies = time.Second // after that its claim is over: till then nobody else takes the briefing up
			claim, err := b.store.Briefings.Add(t.Context(), p, now, time.Since(now)+dies)
			must(t, err)
			id := claim.Briefing.ID
			// What it did last: without the claim, it cannot note that the message was sent.
			if err := k.send(t.Context(), &store.Claim{Briefing: claim.Briefing}, d); !errors.Is(err, store.ErrLost) {
				t.Fatal(err)
			}
			if b.only(guild.ID).Message != "" {
				t.Fatal("it was noted")
			}
			time.Sleep(dies)
			if c.name == "long ago" {
				today := time.Now()
				clock.Store(&today)
			}
			_, err = k.Refresh(t.Context())
			must(t, err)
			if got := b.only(guild.ID); got.ID != id || got.State != store.Live || !got.Pinned {
				t.Errorf("got %+v", got)
			}
			seen, err := mo.Look(channel)
			must(t, err)
			count := 0
			for _, m := range seen {
				if strings.Contains(m.Text(), "The UN leaves Mali") {
					count++
				}
			}
			if count != 1 {
				t.Errorf("%d messages", count)
			}
		})
	}
}

// only is the one briefing of a server.
func (b *board) only(guild string) store.Briefing {
	b.Helper()
	all, err := b.store.Briefings.List(context.Background(), guild)
	must(b, err)
	if len(all) != 1 {
		b.Fatalf("%d briefings", len(all))
	}
	return all[0]
}
