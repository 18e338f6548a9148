package main

import (
	"fmt"
	"io"
	"net"
	"net/url"
	"os"
	"os/exec"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/sitrep-bot/sitrep/internal/localdiscord"
	"github.com/sitrep-bot/sitrep/internal/store/pgtest"
)

// A fleet is three processes that share the shards of one bot through PostgreSQL, in a Discord where somebody asks 20 questions a
// second, in one server of every shard.
type fleet struct {
	*testing.T
	d         *localdiscord.Server
	postgres  *pgtest.Server
	way       *relay // of the first process to PostgreSQL
	database  string // its address
	processes []*process
	channels  []string
	ana       *localdiscord.Person
	asked     [][]string // questions by channel
	asking    sync.WaitGroup
	twice     string // what shard had two connections, when
}

const fleetShards = 16

// A relay carries connections to an address until it is cut, and again once it is mended.
type relay struct {
	net.Listener
	mu    sync.Mutex
	conns []net.Conn
	whole bool
}

func newRelay(t *testing.T, to string) *relay {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	r := &relay{Listener: ln, whole: true}
	t.Cleanup(func() { _ = ln.Close(); r.cut() })
	go func() {
		for {
			in, err := ln.Accept()
			if err != nil {
				return
			}
			out, err := net.Dial("tcp", to)
			if err != nil || !r.keep(in, out) {
				_ = in.Close()
				continue
			}
			go func() { _, _ = io.Copy(out, in); _ = out.Close() }()
			go func() { _, _ = io.Copy(in, out); _ = in.Close() }()
		}
	}()
	return r
}

func (r *relay) keep(conns ...net.Conn) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.conns = append(r.conns, conns...)
	if !r.whole {
		r.close()
	}
	return r.whole
}

func (r *relay) close() {
	for _, c := range r.conns {
		_ = c.Close()
	}
	r.conns = nil
}

func (r *relay) cut() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.whole = false
	r.close()
}

func (r *relay) mend() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.whole = true
}

func newFleet(t *testing.T) *fleet {
	t.Helper()
	home := newProcessIn(t, localdiscord.Config{Keep: 200_000, Latency: 20 * time.Millisecond,
		Limits: localdiscord.Limits{Shards: fleetShards, MaxConcurrency: fleetShards, IdentifyWindow: 5 * time.Second}})
	f := &fleet{T: t, d: home.d, postgres: &pgtest.Server{}, channels: make([]string, fleetShards), asked: make([][]string, fleetShards)}
	t.Cleanup(func() {
		if err := f.postgres.Stop(); err != nil {
			t.Error(err)
		}
	})
	database, err := url.Parse(f.postgres.Database(t))
	if err != nil {
		t.Fatal(err)
	}
	f.database = database.String()
	f.way = newRelay(t, database.Host)
	for i := range 3 {
		p, at := *home, *database
		if i == 0 {
			at.Host = f.way.Addr().String()
		}
		p.data, p.env = t.TempDir(), []string{"DATABASE_URL=" + at.String(), "SHARDS=auto", "MEANING=off", "MONITOR=127.0.0.1:0",
			"BEAT=250ms", "PATIENCE=1m"} // a loaded machine is no outage, at which it would answer in a direct message
		f.processes = append(f.processes, &p)
	}
	f.ana = home.guild.AddMember("Ana")
	for missing := fleetShards; missing > 0; {
		g := f.d.AddGuild("one of many")
		g.Join(f.ana)
		id, err := strconv.ParseUint(g.ID, 10, 64)
		if err != nil {
			t.Fatal(err)
		}
		if shard := id >> 22 % fleetShards; f.channels[shard] == "" {
			f.channels[shard] = g.AddChannel("general").ID
			missing--
		}
	}
	return f
}

// ask asks until it is told to stop, and watches that no shard is served by two.
func (f *fleet) ask() (stop func()) {
	done := make(chan struct{})
	f.asking.Go(func() {
		tick := time.NewTicker(50 * time.Millisecond)
		defer tick.Stop()
		for n := 0; ; n++ {
			select {
			case <-done:
				return
			case <-tick.C:
			}
			shard := n % fleetShards
			m, err := f.ana.Say(f.channels[shard], fmt.Sprintf("%s Who bakes the cake number %d?", f.d.BotMention(), n))
			if err != nil {
				f.Error(err)
				return
			}
			f.asked[shard] = append(f.asked[shard], m.ID)
		}
	})
	f.asking.Go(func() {
		for {
			select {
			case <-done:
				return
			case <-time.After(2 * time.Millisecond):
			}
			for shard, n := range f.d.Connected() {
				if n > 1 {
					f.twice = fmt.Sprintf("shard %d had %d connections", shard, n)
				}
			}
		}
	})
	return func() {
		close(done)
		f.asking.Wait()
	}
}

// served returns once all shards have a connection, and how long that took.
func (f *fleet) served(what string) time.Duration {
	f.Helper()
	begun := time.Now()
	f.until(what, func() bool { return len(f.d.Connected()) == fleetShards })
	return time.Since(begun)
}

func (f *fleet) until(what string, is func() bool) {
	f.Helper()
	for end := time.Now().Add(3 * time.Minute); !is(); time.Sleep(2 * time.Millisecond) {
		if time.Now().After(end) {
			for i, p := range f.processes {
				f.Logf("process %d: %s", i, p.said)
			}
			f.Fatalf("waited too long until %s", what)
		}
	}
}

// fair waits until each process has its share and all shards are served.
func (f *fleet) fair() {
	f.Helper()
	f.until("all have their share", func() bool {
		for i := range f.processes {
			if n := f.share(i); n != fleetShards/3 && n != fleetShards/3+1 {
				return false
			}
		}
		return len(f.d.Connected()) == fleetShards
	})
}

var shareSaid = regexp.MustCompile(`msg="the shards are shared" mine=(\d+)`)

// share is how many shards a process has, as it said last.
func (f *fleet) share(i int) int {
	said := shareSaid.FindAllStringSubmatch(f.processes[i].said.String(), -1)
	if len(said) == 0 {
		return 0
	}
	n, _ := strconv.Atoi(said[len(said)-1][1])
	return n
}

// looked looks at the fleet as an operator does, until all is seen as it is: a process may be late to say that it lives.
func (f *fleet) looked() {
	f.Helper()
	way, err := f.d.Proxy(f.TempDir())
	if err != nil {
		f.Fatal(err)
	}
	env := append(way.Env(), "HOME="+f.TempDir(), "DISCORD_TOKEN="+f.d.Token(), "SHARDS=auto", "DATABASE_URL="+f.database, "MEANING=off")
	var out []byte
	f.Cleanup(func() {
		if f.Failed() {
			f.Logf("the doctor said\n%s", out)
		}
	})
	f.until("the doctor counts the shards of all processes", func() bool {
		cmd := exec.Command("bot", "doctor")
		cmd.Dir, cmd.Env = f.TempDir(), env
		out, _ = cmd.CombinedOutput()
		return strings.Contains(string(out), "ok    shards      16, shared by 3 processes: 6, 5, 5\n")
	})
	for _, want := range []string{"sitrep_sharing_processes 3\n", "sitrep_sharing_free 0\n"} {
		f.until("/metrics has "+want, func() bool {
			_, metrics := look(f.T, f.processes[1].said, "/metrics")
			return strings.Contains(metrics, want)
		})
	}
}

// answered waits until all questions are, for as long as answers come, and counts those that were answered never, those more often
// than once, and those in a direct message, as the settings of their server could not be read.
func (f *fleet) answered() (lost, twice, directly int) {
	f.Helper()
	for end := time.Now().Add(3 * time.Minute); ; time.Sleep(100 * time.Millisecond) {
		answers := map[string]int{}
		for _, channel := range f.channels {
			for _, m := range f.seen(channel) {
				answers[m.RepliesTo()]++
			}
		}
		directly = 0
		for _, m := range f.seen(f.ana.DM().ID) {
			if link := askedAt.FindStringSubmatch(m.Text()); link != nil {
				answers[link[1]]++
				directly++
			}
		}
		var never []string
		twice = 0
		for shard, ids := range f.asked {
			for i, id := range ids {
				switch n := answers[id]; {
				case n == 0:
					never = append(never, fmt.Sprintf("number %d of %d of shard %d", i, len(ids), shard))
				case n > 1:
					twice++
				}
			}
		}
		if len(never) == 0 || time.Now().After(end) {
			if len(never) > 0 {
				f.Logf("never answered: %s; messages to Ana: %d", strings.Join(never, ", "), len(f.seen(f.ana.DM().ID)))
			}
			return len(never), twice, directly
		}
	}
}

// askedAt is how an answer in a direct message says where the question stands.
var askedAt = regexp.MustCompile(`/channels/\d+/\d+/(\d+)`)

func (f *fleet) seen(channel string) []*localdiscord.Message {
	f.Helper()
	seen, err := f.ana.Look(channel)
	if err != nil {
		f.Fatal(err)
	}
	return seen
}

// TestProcessesShareTheShards kills a process, then PostgreSQL, which is away for 30 s, and then stops and starts all in turn, as often as
// SHARING says. It wants a machine with little else to do: where the database is slow to answer, the bot takes it for away, and some
// questions are answered in a direct message and then, by the process that takes over, in their channel too.
func TestProcessesShareTheShards(t *testing.T) {
	rounds, err := strconv.Atoi(os.Getenv("SHARING"))
	if err != nil {
		t.Skip("SHARING is no number of rounds: processes that share the shards are not killed")
	}
	const away = 30 * time.Second
	f := newFleet(t)
	begun := time.Now()
	for _, p := range f.processes {
		p.start()
	}
	f.served("all shards are served")
	t.Logf("all %d shards served %s after the start of the first process", fleetShards, tenths(time.Since(begun)))
	f.fair()
	f.looked()
	stopAsking := f.ask()
	for round := range rounds {
		victim := round % len(f.processes)
		f.processes[victim].kill()
		killed := f.served("the shards of a process that was killed are served")
		f.processes[victim].start()
		f.fair()

		restart := f.postgres.Kill(t)
		lost := time.Duration(0)
		for end := time.Now().Add(away); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
			lost = max(lost, f.served("all shards are served without PostgreSQL"))
		}
		restart()
		for _, p := range f.processes {
			f.until("PostgreSQL is back for all", func() bool {
				said := p.said.String()
				return strings.LastIndex(said, "the database is back") >= strings.LastIndex(said, "the database is away")
			})
		}
		f.fair()

		f.way.cut()
		lonely := time.Now()
		f.until("the shards of a process that cannot reach PostgreSQL are taken over", func() bool {
			return f.share(1)+f.share(2) == fleetShards
		})
		f.served("they are served")
		partition := time.Since(lonely)
		f.way.mend()
		f.fair()

		for _, p := range f.processes {
			p.kill()
		}
		allKilled := time.Now()
		f.processes[0].start()
		f.served("all shards are served after all processes were killed")
		all := time.Since(allKilled)
		f.processes[1].start()
		f.processes[2].start()
		f.fair()

		longest := time.Duration(0)
		for _, p := range f.processes {
			stop(t, p.cmd)
			longest = max(longest, f.served("the shards of a process that stopped are served"))
			p.start()
			f.fair()
		}
		t.Logf("round %d: served again %s after kill -9 of one, %s after that of all and a start; longest gap %s without PostgreSQL for %s, taken over %s after one was cut off from it, %s after a stop; IDENTIFYs so far %d",
			round+1, tenths(killed), tenths(all), tenths(lost), away, tenths(partition), tenths(longest), f.d.Identifies())
	}
	stopAsking()
	lost, twice, directly := f.answered()
	questions := len(slices.Concat(f.asked...))
	t.Logf("%d questions, %d lost, %d answered twice, %d in direct messages; %d posts in all, as Discord takes a repeated one for the first", questions, lost, twice, directly,
		len(f.d.RequestsTo("POST /channels/{channel_id}/messages")))
	if lost > 0 || twice > 0 {
		t.Errorf("of %d questions %d were lost and %d answered twice", questions, lost, twice)
	}
	if n := f.d.Identifies(); n != fleetShards {
		t.Errorf("%d IDENTIFYs, wanted the first of each of %d shards", n, fleetShards)
	}
	if f.twice != "" {
		t.Error(f.twice)
	}
}

func tenths(d time.Duration) time.Duration { return d.Round(100 * time.Millisecond) }
