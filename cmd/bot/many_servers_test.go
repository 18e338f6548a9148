package main

import (
	"fmt"
	"os"
	"regexp"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/sitrep-bot/sitrep/internal/localdiscord"
	"github.com/sitrep-bot/sitrep/internal/localdiscord/localdiscordtest"
)

// TestAStartWithManyServers starts the bot where it is in as many servers as one connection may have. Nothing is asked of Discord
// for each of them; -v shows how long the start takes, and how much memory.
func TestAStartWithManyServers(t *testing.T) {
	t.Parallel()
	const servers, channels = 2500, 20
	d := localdiscordtest.New(t, localdiscord.Config{OpenAPI: os.Getenv("DISCORD_OPENAPI")})
	var last *localdiscord.Guild
	for i := range servers {
		last = d.AddGuild(fmt.Sprint("server ", i))
		for c := range channels {
			last.AddChannel(fmt.Sprint("channel ", c))
		}
	}
	general, ana := last.AddChannel("general"), last.AddMember("Ana")
	began := time.Now()
	cmd, said := serving(t, "bot", t.TempDir(), d, "MONITOR=127.0.0.1:0")
	waitFor(t, said, "msg=connected")
	connected := time.Since(began)
	asked, err := ana.Say(general.ID, d.BotMention()+" When was MINUSMA set up?")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := ana.ReplyTo(localdiscordtest.Patience(t), asked); err != nil {
		t.Fatal(err)
	}
	answered := time.Since(began)
	metric := func(name string) string {
		_, text := look(t, said, "/metrics")
		m := regexp.MustCompile(`(?m)^` + regexp.QuoteMeta(name) + ` (\S+)$`).FindStringSubmatch(text)
		if m == nil {
			t.Fatalf("no %s in\n%s", name, text)
		}
		return m[1]
	}
	for end := time.Now().Add(2 * time.Minute); metric(`sitrep_gateway_events_total{event="GUILD_CREATE"}`) != fmt.Sprint(servers) || metric("sitrep_store_writes_waiting") != "0"; time.Sleep(50 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatal("the servers are not all known, or not written down")
		}
	}
	known := time.Since(began)
	if n := d.Identifies(); n != 1 {
		t.Errorf("%d IDENTIFYs", n)
	}
	routes := map[string]int{}
	for _, r := range d.Requests() {
		routes[r.Route]++
		if n := routes[r.Route]; n > 3 {
			t.Fatalf("%s was called %d times", r.Route, n)
		}
	}
	if strings.Contains(said.String(), "level=ERROR") {
		t.Errorf("the log complains:\n%s", said)
	}
	t.Logf("%d servers with %d channels each: connected after %v, the last one answered after %v, all written down after %v; %s of memory at most; requests %v",
		servers, channels, connected.Round(time.Millisecond), answered.Round(time.Millisecond), known.Round(time.Millisecond), mostMemory(cmd.Process.Pid), routes)
	stop(t, cmd)
}

// mostMemory is the most that a process had in memory so far, in words.
func mostMemory(pid int) string {
	if runtime.GOOS != "linux" {
		return "an unknown amount"
	}
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if m := regexp.MustCompile(`VmHWM:\s*(\d+ kB)`).FindSubmatch(status); err == nil && m != nil {
		return string(m[1])
	}
	return "an unknown amount"
}
