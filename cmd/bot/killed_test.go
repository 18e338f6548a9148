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
	"github.com/sitrep-bot/sitrep/internal/logging/loggingtest"
)

// A process is the binary with articles of its own, in a server with a moderator. It is killed and started again.
type process struct {
	*testing.T
	d       *localdiscord.Server
	guild   *localdiscord.Guild
	mo      *localdiscord.Person
	corpus  string
	data    string
	cmd     *exec.Cmd
	said    *loggingtest.Log
	general string
	env     []string // more of its environment
}

// newProcess makes one that is yet to be started. Its test may run beside others.
func newProcess(t *testing.T) *process {
	t.Helper()
	return newProcessIn(t, localdiscord.Config{Latency: 20 * time.Millisecond})
}

func newProcessIn(t *testing.T, at localdiscord.Config) *process {
	t.Helper()
	t.Parallel()
	p := &process{T: t, d: localdiscordtest.New(t, at), corpus: t.TempDir(), data: t.TempDir()}
	p.guild = p.d.AddGuild("Watchers")
	p.mo = p.guild.AddMember("Mo", p.guild.AddRole("mods", localdiscord.ModeratorPermissions).ID)
	p.general = p.guild.AddChannel("general").ID
	p.write(0)
	return p
}

// write writes round n of the article.
func (p *process) write(n int) {
	p.Helper()
	text := fmt.Sprintf("---\nid: vote\ntitle: The vote\nlang: en\n---\nThe tally of the vote was round%d in the evening.\n", n)
	if err := os.WriteFile(filepath.Join(p.corpus, "vote.md"), []byte(text), 0o644); err != nil {
		p.Fatal(err)
	}
}

func (p *process) start() {
	p.Helper()
	way, err := p.d.Proxy(p.TempDir())
	if err != nil {
		p.Fatal(err)
	}
	p.said = &loggingtest.Log{}
	p.cmd = exec.Command("bot", "serve", "--corpus", p.corpus, "--data", p.data)
	p.cmd.Dir, p.cmd.Stdout, p.cmd.Stderr = p.TempDir(), p.said, p.said
	p.cmd.Env = slices.Concat([]string{"HOME=" + p.TempDir(), "MONITOR=off", "MEANING=off", "COOLDOWN=0s", "DISCORD_TOKEN=" + p.d.Token()}, way.Env(), p.env)
	if err := p.cmd.Start(); err != nil {
		p.Fatal(err)
	}
	cmd := p.cmd
	p.Cleanup(func() { _ = cmd.Process.Kill(); _ = cmd.Wait() })
	waitFor(p.T, p.said, "msg=connected")
}

func (p *process) kill() {
	p.Helper()
	if err := p.cmd.Process.Signal(syscall.SIGKILL); err != nil {
		p.Fatal(err)
	}
	_ = p.cmd.Wait()
}

func (p *process) until(what string, is func() bool) {
	p.Helper()
	p.untilWithin(3*time.Minute, what, is)
}

func (p *process) untilWithin(patience time.Duration, what string, is func() bool) {
	p.Helper()
	for end := time.Now().Add(patience); !is(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(end) {
			p.Fatalf("waited too long until %s\n%s", what, p.said)
		}
	}
}

// ours are the bot's messages in a channel that all can see, but for notes of pins.
func (p *process) ours(channel string) (found []*localdiscord.Message) {
	p.Helper()
	all, err := p.mo.Look(channel)
	if err != nil {
		p.Fatal(err)
	}
	for _, m := range all {
		if m.Author.ID == p.d.Bot().ID && !m.Ephemeral() && m.Type != localdiscord.TypePinned {
			found = append(found, m)
		}
	}
	return found
}

// post presses "Post and pin" and does not wait for what comes of it.
func (p *process) post(channel string) *localdiscord.Interaction {
	p.Helper()
	i, err := p.mo.Slash(channel, "briefing post", localdiscord.Opt{Name: "article", Value: "vote"})
	if err != nil {
		p.Fatal(err)
	}
	preview, err := i.Message(localdiscordtest.Patience(p.T))
	if err != nil {
		p.Fatal(err)
	}
	i, err = p.mo.Click(preview, "Post and pin")
	if err != nil {
		p.Fatal(err)
	}
	return i
}

func (p *process) show(channels []string, round int) bool {
	for _, c := range channels {
		m := p.ours(c)
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
	p := newProcess(t)
	p.env = []string{"HOLD=3s"}
	p.start()
	var channels []string
	for i := range 6 {
		channels = append(channels, p.guild.AddChannel(fmt.Sprint("news ", i)).ID)
		p.post(channels[i])
	}
	p.until("all are posted", func() bool { return p.show(channels, 0) })
	round := 0
	for range kills {
		round++
		p.d.ForgetRequests()
		p.write(round)
		some := 1 + rand.IntN(4)
		p.until("some are edited", func() bool { return len(p.d.RequestsTo(edit)) >= some })
		p.kill()
		p.start()
		p.until("all are up to date", func() bool { return p.show(channels, round) })
		t.Logf("killed in a refresh after %d edits: %d requests in all for %d briefings", some, len(p.d.RequestsTo(edit)), len(channels))
	}
	for range kills {
		channel := p.guild.AddChannel("fresh").ID
		p.post(channel)
		time.Sleep(time.Duration(rand.IntN(80)) * time.Millisecond) // anywhere between the button and the pin
		p.kill()
		before := len(p.ours(channel))
		p.start()
		i, err := p.mo.Slash(channel, "briefing list")
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
		p.until("the briefing is there once, pinned", func() bool { return p.show([]string{channel}, round) })
		t.Logf("killed in a post with %d messages: one is there, pinned", before)
	}
	for range kills {
		round++
		p.write(round)
		if _, err := p.mo.Slash(p.general, "sitrep reload"); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Duration(rand.IntN(60)) * time.Millisecond)
		p.kill()
		p.start()
		p.until("all are up to date", func() bool { return p.show(channels, round) })
	}
}
