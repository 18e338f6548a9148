package main

import (
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/sitrep-bot/sitrep/internal/localdiscord"
	"github.com/sitrep-bot/sitrep/internal/localdiscord/localdiscordtest"
)

// A victim is the binary with articles of its own, in a server with a moderator. It is killed and started again.
type victim struct {
	*testing.T
	d       *localdiscord.Server
	guild   *localdiscord.Guild
	mo      *localdiscord.Person
	corpus  string
	data    string
	cmd     *exec.Cmd
	said    *printed
	general string
	env     []string // more of its environment
}

// newVictim makes one that is yet to be started. Its test may run beside others.
func newVictim(t *testing.T) *victim {
	t.Helper()
	t.Parallel()
	v := &victim{T: t, d: localdiscordtest.New(t, localdiscord.Config{Latency: 20 * time.Millisecond}), corpus: t.TempDir(), data: t.TempDir()}
	v.guild = v.d.AddGuild("Watchers")
	v.mo = v.guild.AddMember("Mo", v.guild.AddRole("mods", localdiscord.ModeratorPermissions).ID)
	v.general = v.guild.AddChannel("general").ID
	v.write(0)
	return v
}

// write writes round n of the article.
func (v *victim) write(n int) {
	v.Helper()
	text := fmt.Sprintf("---\nid: vote\ntitle: The vote\nlang: en\n---\nThe tally of the vote was round%d in the evening.\n", n)
	if err := os.WriteFile(filepath.Join(v.corpus, "vote.md"), []byte(text), 0o644); err != nil {
		v.Fatal(err)
	}
}

func (v *victim) start() {
	v.Helper()
	way, err := v.d.Proxy(v.TempDir())
	if err != nil {
		v.Fatal(err)
	}
	v.said = &printed{}
	v.cmd = exec.Command("bot", "serve", "--corpus", v.corpus, "--data", v.data)
	v.cmd.Dir, v.cmd.Stdout, v.cmd.Stderr = v.TempDir(), v.said, v.said
	v.cmd.Env = slices.Concat([]string{"HOME=" + v.TempDir(), "MONITOR=off", "COOLDOWN=0s", "DISCORD_TOKEN=" + v.d.Token()}, way.Env(), v.env)
	if err := v.cmd.Start(); err != nil {
		v.Fatal(err)
	}
	cmd := v.cmd
	v.Cleanup(func() { _ = cmd.Process.Kill(); _ = cmd.Wait() })
	waitFor(v.T, v.said, "msg=connected")
}

func (v *victim) kill() {
	v.Helper()
	if err := v.cmd.Process.Signal(syscall.SIGKILL); err != nil {
		v.Fatal(err)
	}
	_ = v.cmd.Wait()
}

func (v *victim) until(what string, is func() bool) {
	v.Helper()
	for end := time.Now().Add(90 * time.Second); !is(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(end) {
			v.Fatalf("waited too long until %s\n%s", what, v.said)
		}
	}
}

// ours are the bot's messages in a channel that all can see, but for notes of pins.
func (v *victim) ours(channel string) (found []*localdiscord.Message) {
	v.Helper()
	all, err := v.mo.Look(channel)
	if err != nil {
		v.Fatal(err)
	}
	for _, m := range all {
		if m.Author.ID == v.d.Bot().ID && !m.Ephemeral() && m.Type != localdiscord.TypePinned {
			found = append(found, m)
		}
	}
	return found
}

// post presses "Post and pin" and does not wait for what comes of it.
func (v *victim) post(channel string) *localdiscord.Interaction {
	v.Helper()
	i, err := v.mo.Slash(channel, "briefing post", localdiscord.Opt{Name: "article", Value: "vote"})
	if err != nil {
		v.Fatal(err)
	}
	preview, err := i.Message(localdiscordtest.Patience(v.T))
	if err != nil {
		v.Fatal(err)
	}
	i, err = v.mo.Click(preview, "Post and pin")
	if err != nil {
		v.Fatal(err)
	}
	return i
}

func (v *victim) show(channels []string, round int) bool {
	for _, c := range channels {
		m := v.ours(c)
		if len(m) != 1 || !m[0].Pinned || !strings.Contains(m[0].Text(), fmt.Sprintf("round%d ", round)) {
			return false
		}
	}
	return true
}

const edit = "PATCH /channels/{channel_id}/messages/{message_id}"

// TestKilledInTheMiddle kills the process without warning. KILLS says how often; once by default. A successor waits before it
// takes over what was begun: here for 3 s.
func TestKilledInTheMiddle(t *testing.T) {
	kills, _ := strconv.Atoi(os.Getenv("KILLS"))
	kills = max(kills, 1)
	v := newVictim(t)
	v.env = []string{"HOLD=3s"}
	v.start()
	var channels []string
	for i := range 6 {
		channels = append(channels, v.guild.AddChannel(fmt.Sprint("news ", i)).ID)
		v.post(channels[i])
	}
	v.until("all are posted", func() bool { return v.show(channels, 0) })
	round := 0
	for range kills {
		round++
		v.d.ForgetRequests()
		v.write(round)
		some := 1 + rand.IntN(4)
		v.until("some are edited", func() bool { return len(v.d.RequestsTo(edit)) >= some })
		v.kill()
		v.start()
		v.until("all are up to date", func() bool { return v.show(channels, round) })
		t.Logf("killed in a refresh after %d edits: %d requests in all for %d briefings", some, len(v.d.RequestsTo(edit)), len(channels))
	}
	for range kills {
		channel := v.guild.AddChannel("fresh").ID
		v.post(channel)
		time.Sleep(time.Duration(rand.IntN(80)) * time.Millisecond) // anywhere between the button and the pin
		v.kill()
		before := len(v.ours(channel))
		v.start()
		i, err := v.mo.Slash(channel, "briefing list")
		if err != nil {
			t.Fatal(err)
		}
		list, err := i.Message(localdiscordtest.Patience(t))
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(list.Text(), channel) && before == 0 {
			t.Log("killed before a post was begun: nothing is there")
			continue
		}
		v.until("the briefing is there once, pinned", func() bool { return v.show([]string{channel}, round) })
		t.Logf("killed in a post with %d messages: one is there, pinned", before)
	}
	for range kills {
		round++
		v.write(round)
		if _, err := v.mo.Slash(v.general, "sitrep reload"); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Duration(rand.IntN(60)) * time.Millisecond)
		v.kill()
		v.start()
		v.until("all are up to date", func() bool { return v.show(channels, round) })
	}
}
