package main

import (
	"cmp"
	"fmt"
	"os"
	"regexp"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	uploads "github.com/sitrep-bot/sitrep/internal/articles"
	"github.com/sitrep-bot/sitrep/internal/filetest"
	"github.com/sitrep-bot/sitrep/internal/library"
	"github.com/sitrep-bot/sitrep/internal/localdiscord"
	"github.com/sitrep-bot/sitrep/internal/localdiscord/localdiscordtest"
	"github.com/sitrep-bot/sitrep/internal/logging/loggingtest"
	"github.com/sitrep-bot/sitrep/internal/store"
)

// TestAStartWithManyServers starts the bot where it is in as many servers as one connection may have. Nothing is asked of Discord
// for each of them; -v shows how long the start takes, and how much processor time and memory, of which the encoders, with MEANING=auto,
// take their part.
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
	cmd, said := serving(t, "bot", t.TempDir(), d, "MONITOR=127.0.0.1:0", "MEANING="+cmp.Or(os.Getenv("MEANING"), "auto"))
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
	metric := func(name string) string { return metric(t, said, name) }
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
	t.Logf("%d servers with %d channels each: connected after %v, the last one answered after %v, all written down after %v; %s s of processor time; %s of memory at most; requests %v",
		servers, channels, connected.Round(time.Millisecond), answered.Round(time.Millisecond), known.Round(time.Millisecond), metric("process_cpu_seconds_total"), mostMemory(cmd.Process.Pid), routes)
	stop(t, cmd)
}

// TestManyServersWithArticles starts the bot where servers have ten articles of their own, of ten passages each, and asks in each of
// them: -v shows how long the start takes, how long a server waits for the first answer, for one right after it and for one after all
// the others, as its members see it, and how much memory all of them take. SERVERS says how many; twenty by default.
func TestManyServersWithArticles(t *testing.T) {
	servers, _ := strconv.Atoi(os.Getenv("SERVERS"))
	servers = cmp.Or(servers, 20)
	d, data := localdiscordtest.New(t, localdiscord.Config{}), t.TempDir()
	db, err := store.Open(t.Context(), data, "")
	if err != nil {
		t.Fatal(err)
	}
	type place struct {
		channel string
		ana     *localdiscord.Person
	}
	var places []place
	own := &library.Library{Store: db, Limits: uploads.Default}
	for n := range servers {
		g := d.AddGuild(fmt.Sprint("server ", n))
		places = append(places, place{g.AddChannel("general").ID, g.AddMember("Ana")})
		look, err := own.Look(t.Context(), g.ID, store.Upload{Name: "all.zip", Data: rulesOf(t, n)})
		if err == nil {
			_, err = own.Keep(t.Context(), g.ID, look.Upload)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	began := time.Now()
	cmd, said := serving(t, "bot", data, d, "MONITOR=127.0.0.1:0", "COOLDOWN=0s", "MEANING="+cmp.Or(os.Getenv("MEANING"), "off"))
	waitFor(t, said, "msg=connected")
	connected, empty := time.Since(began), memory(cmd.Process.Pid, "VmRSS")
	ask := func(n int) time.Duration {
		began, at := time.Now(), places[n]
		i, err := at.ana.Slash(at.channel, "ask", localdiscord.Opt{Name: "question", Value: fmt.Sprintf("When does gate %d of the camp close?", n%100)})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := i.Message(localdiscordtest.Patience(t)); err != nil {
			t.Fatal(err)
		}
		return time.Since(began)
	}
	var cold, warm, later []time.Duration
	for n := range places {
		cold, warm = append(cold, ask(n)), append(warm, ask(n))
	}
	for n := range places { // a large bot has since let go of what it had ready for them
		later = append(later, ask(n))
	}
	shares := func(took []time.Duration) string {
		slices.Sort(took)
		at := func(share float64) time.Duration {
			return took[int(share*float64(len(took)-1))].Round(10 * time.Microsecond)
		}
		return fmt.Sprintf("p50 %v, p99 %v", at(.5), at(.99))
	}
	t.Logf("%d servers with 100 passages each: connected after %v; cold %s; warm %s; once all were asked %s; memory %s at the start, %s now, %s at most", servers,
		connected.Round(time.Millisecond), shares(cold), shares(warm), shares(later), empty, memory(cmd.Process.Pid, "VmRSS"), mostMemory(cmd.Process.Pid))
	t.Logf("%s s of processor time, %s bytes of heap in use", metric(t, said, "process_cpu_seconds_total"), metric(t, said, "go_memstats_heap_inuse_bytes"))
	stop(t, cmd)
}

// metric is a value that the bot tells its operator.
func metric(t *testing.T, said *loggingtest.Log, name string) string {
	t.Helper()
	_, text := look(t, said, "/metrics")
	m := regexp.MustCompile(`(?m)^` + regexp.QuoteMeta(name) + ` (\S+)$`).FindStringSubmatch(text)
	if m == nil {
		t.Fatalf("no %s in\n%s", name, text)
	}
	return m[1]
}

// rulesOf are the articles of a server, in a .zip.
func rulesOf(t *testing.T, camp int) []byte {
	t.Helper()
	var files []string
	for a := range 10 {
		text := fmt.Sprintf("# Rules %d of camp %d\n", a, camp)
		for p := range 10 {
			text += fmt.Sprintf("\nGate %d of camp %d closes at %d minutes past nine in the evening, and the keeper of house %d has its key until the morning.\n", 10*a+p, camp, p, a)
		}
		files = append(files, fmt.Sprintf("rules%d.md", a), text)
	}
	return filetest.Zip(t, files...)
}

// mostMemory is the most that a process had in memory so far, in words.
func mostMemory(pid int) string { return memory(pid, "VmHWM") }

// memory is a line of what Linux says of a process.
func memory(pid int, line string) string {
	if runtime.GOOS != "linux" {
		return "an unknown amount"
	}
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if m := regexp.MustCompile(line + `:\s*(\d+ kB)`).FindSubmatch(status); err == nil && m != nil {
		return string(m[1])
	}
	return "an unknown amount"
}
