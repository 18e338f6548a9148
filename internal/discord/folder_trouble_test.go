package discord

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/sitrep-bot/sitrep/internal/localdiscord"
	"github.com/sitrep-bot/sitrep/internal/store"
)

func (e *folderHarness) only() store.Briefing {
	e.Helper()
	all, err := e.store.Briefings.List(e.ctx(), e.guild.ID)
	must(e, err)
	if len(all) != 1 {
		e.Fatalf("%d briefings", len(all))
	}
	return all[0]
}

func (e *folderHarness) becomes(state store.State) {
	e.Helper()
	e.until("the briefing is "+string(state), func() bool { return e.only().State == state })
}

func TestModeratorsAreToldOnceWhatBecameOfABriefing(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name  string
		do    func(e *folderHarness, channel *localdiscord.Channel, pin *localdiscord.Message)
		state store.State
		told  string
	}{
		{"its message was deleted", func(e *folderHarness, channel *localdiscord.Channel, pin *localdiscord.Message) {
			must(e, e.mo.Delete(channel.ID, pin.ID))
		}, store.MessageGone, "was deleted. Post it again with"},
		{"its channel was deleted", func(_ *folderHarness, channel *localdiscord.Channel, _ *localdiscord.Message) { channel.Delete() },
			store.ChannelGone, "its channel was deleted. Forget it with"},
		{"the bot may no longer see its channel", func(e *folderHarness, channel *localdiscord.Channel, _ *localdiscord.Message) {
			channel.Deny(e.d.Bot().ID, localdiscord.ViewChannel)
			e.write(e, "vote.md", fmt.Sprintf(voteArticle, "Changed"))
		}, store.Forbidden, "I may no longer edit"},
	} {
		for _, notices := range []bool{false, true} {
			t.Run(fmt.Sprintf("%s, a channel for notices: %t", c.name, notices), func(t *testing.T) {
				e := newFolderHarness(t, localdiscord.Config{})
				channel, mods := e.guild.AddChannel("news"), e.guild.AddChannel("mods")
				if notices {
					e.command(e.mo, e.general.ID, "sitrep settings", "notices", mods.ID)
				}
				pin := e.pinned(e.mo, channel.ID, "article", "vote")
				c.do(e, channel, pin)
				e.becomes(c.state)
				status := func() string { return e.command(e.mo, e.general.ID, "sitrep status").Text() }
				if notices {
					if reply := status(); strings.Contains(reply, c.told) {
						t.Errorf("the reply to the next command is\n%s", reply)
					}
				} else { // the state is kept a moment before it is told
					e.until("the reply to a command tells it", func() bool { return strings.Contains(status(), c.told) })
				}
				if notices {
					m, err := e.mo.Next(e.ctx(), mods.ID)
					must(t, err)
					wantIn(t, m.Text(), c.told, "Briefing “The vote on Mali” of 20")
				}
				if again := status(); strings.Contains(again, c.told) {
					t.Error("it is told a second time")
				}
				e.stop()
				e.write(t, "vote.md", fmt.Sprintf(voteArticle, "Changed again"))
				e.begin()
				e.untilIdle()
				told := 0
				for _, r := range e.d.RequestsTo("POST /channels/{channel_id}/messages") {
					if strings.Contains(r.Path, mods.ID) {
						told++
					}
				}
				if told > 1 {
					t.Errorf("%d notices", told)
				}
			})
		}
	}
}

func TestABriefingComesBackWithThePermission(t *testing.T) {
	e := newFolderHarness(t, localdiscord.Config{})
	pin := e.pinned(e.mo, e.general.ID, "article", "vote")
	e.general.Deny(e.d.Bot().ID, localdiscord.ViewChannel)
	e.write(t, "vote.md", fmt.Sprintf(voteArticle, "Changed"))
	e.becomes(store.Forbidden)
	e.general.Allow(e.d.Bot().ID, localdiscord.ViewChannel)
	wantIn(t, e.command(e.mo, e.general.ID, "briefing update").Text(), "Brought up to date: 1 of 1.")
	e.shows(e.general.ID, pin.ID, "Changed")
	if p := e.only(); p.State != store.Live || p.Told != "" {
		t.Errorf("got %+v", p)
	}
}

func TestTheOldestOfOursMakesRoomForAPin(t *testing.T) {
	e := newFolderHarness(t, localdiscord.Config{})
	channel := e.general.ID
	first := e.pinned(e.mo, channel, "article", "camps")
	for i := range 249 {
		m, err := e.mo.Say(channel, fmt.Sprint("message ", i))
		must(t, err)
		must(t, e.mo.Pin(channel, m.ID))
	}
	full := e.click(e.mo, e.command(e.mo, channel, "briefing post", "article", "vote"), "Post and pin")
	wantIn(t, full.Text(), "as many pins as Discord allows")
	done := e.click(e.mo, full, "Unpin my oldest here, pin this")
	wantIn(t, done.Text(), "Posted and pinned")
	if m, err := e.mo.See(channel, first.ID); err != nil || m.Pinned {
		t.Errorf("the first one is to stay, unpinned: %v %v", m, err)
	}
	pins, err := e.mo.Pins(channel)
	must(t, err)
	wantIn(t, pins[0].Text(), "The vote on Mali")
}

func TestOneOfOursIsNoExcuseToUnpinOthers(t *testing.T) {
	e := newFolderHarness(t, localdiscord.Config{})
	channel := e.general.ID
	for i := range 250 {
		m, err := e.mo.Say(channel, fmt.Sprint("message ", i))
		must(t, err)
		must(t, e.mo.Pin(channel, m.ID))
	}
	full := e.click(e.mo, e.command(e.mo, channel, "briefing post", "article", "vote"), "Post and pin")
	wantIn(t, e.click(e.mo, full, "Unpin my oldest here, pin this").Text(), "No pin here is mine")
	if pins, _ := e.mo.Pins(channel); len(pins) == 0 || strings.Contains(pins[0].Text(), "vote") {
		t.Error("something was unpinned")
	}
}

func TestEditsOfOldMessagesWaitAsDiscordAsks(t *testing.T) {
	e := newFolderHarness(t, localdiscord.Config{})
	pin := e.pinned(e.mo, e.general.ID, "article", "vote")
	e.d.Fail(1, "PATCH /channels/{channel_id}/messages/{message_id}", localdiscord.Failure{Status: http.StatusTooManyRequests,
		Body: `{"code":30046,"message":"Maximum number of edits to messages older than 1 hour reached. Try again later"}`})
	e.write(t, "vote.md", fmt.Sprintf(voteArticle, "Patience"))
	e.until("the edit waits", func() bool { return !e.only().Due.IsZero() })
	if n := e.edits(); n != 1 {
		t.Errorf("%d attempts at once", n)
	}
	if wait := time.Until(e.only().Due); wait < 50*time.Second || wait > time.Minute {
		t.Errorf("waits %s", wait)
	}
	wantIn(t, e.command(e.mo, e.general.ID, "briefing list").Text(), "Discord asks for patience with edits")
	// The time has come: what the look at all briefings does then.
	p := e.only()
	c, err := e.store.Briefings.Claim(e.ctx(), p.Guild, p.ID, time.Now(), time.Minute)
	must(t, err)
	c.Briefing.Due = time.Now().Add(-time.Second)
	must(t, e.store.Briefings.Save(e.ctx(), c))
	must(t, e.store.Briefings.Release(e.ctx(), c))
	n, err := e.bot.pinboard.Refresh(e.ctx())
	if err != nil || n != 1 {
		t.Errorf("%d edited, %v", n, err)
	}
	e.shows(e.general.ID, pin.ID, "Patience")
	if !e.only().Due.IsZero() {
		t.Error("it still waits")
	}
}

func TestBriefingsAndWarningsArePlainTextWhereTheLayoutIsRefused(t *testing.T) {
	e := newFolderHarness(t, localdiscord.Config{})
	mods := e.guild.AddChannel("mods")
	e.command(e.mo, e.general.ID, "sitrep settings", "notices", mods.ID)
	refuse := func() {
		e.d.Fail(1, "POST /channels/{channel_id}/messages", localdiscord.Failure{Status: http.StatusBadRequest, Body: `{"code":50035,"message":"Invalid Form Body"}`})
	}
	plain := func(m *localdiscord.Message, want string) {
		t.Helper()
		if m.Flags&localdiscord.FlagComponentsV2 != 0 {
			t.Error("it is still laid out")
		}
		wantIn(t, m.Content, want)
		wantNobodyPinged(t, e.harness, m)
	}
	refuse()
	pin := e.pinned(e.mo, e.general.ID, "article", "vote")
	plain(pin, "**The vote on Mali**")

	e.write(t, "vote.md", fmt.Sprintf(voteArticle, "We changed our mind"))
	plain(e.shows(e.general.ID, pin.ID, "We changed our mind"), "**The vote on Mali**") // Discord takes no layout for what is plain text

	refuse()
	must(t, e.mo.Delete(e.general.ID, pin.ID))
	warning, err := e.mo.Next(e.ctx(), mods.ID)
	must(t, err)
	plain(warning, "was deleted. Post it again")
}

// A slowDiscord answers an edit of a message when the one who asked for it gives up, and tells why that was.
type slowDiscord struct {
	http.RoundTripper
	slow  atomic.Bool
	edits chan struct{}
	ended chan error
}

func (d *slowDiscord) RoundTrip(r *http.Request) (*http.Response, error) {
	if !d.slow.Load() || r.Method != http.MethodPatch || !strings.Contains(r.URL.Path, "/channels/") {
		return d.RoundTripper.RoundTrip(r)
	}
	d.edits <- struct{}{}
	<-r.Context().Done()
	d.ended <- r.Context().Err()
	return nil, r.Context().Err()
}

// A reload waits for edits of briefings. Discord takes longer for them than the bot has to stop: so the stop ends them, and not
// the time that a call may take.
func TestAStopDuringAReloadOnASlowDiscord(t *testing.T) {
	slow := &slowDiscord{edits: make(chan struct{}, 100), ended: make(chan error, 100)}
	e := newFolderHarnessOn(t, localdiscord.Config{}, func(e *folderHarness) string {
		e.patience = 10 * time.Second
		return ""
	}, func(o *Options) { slow.RoundTripper, o.Transport = o.Transport, slow })
	e.pinned(e.mo, e.general.ID, "article", "vote")
	slow.slow.Store(true)
	e.write(t, "vote.md", fmt.Sprintf(voteArticle, "We welcome it"))
	_, err := e.mo.ForgeSlash(e.general.ID, "sitrep reload")
	must(t, err)
	select {
	case <-slow.edits:
	case <-e.ctx().Done():
		t.Fatal("the briefing is not edited")
	}
	e.stop() // see testLog: it fails if something hangs
	if err := <-slow.ended; !errors.Is(err, context.Canceled) {
		t.Errorf("the edit ended with %v", err)
	}
}
