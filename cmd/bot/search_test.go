package main

import (
	crand "crypto/rand"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os/exec"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/sitrep-bot/sitrep/internal/index/opensearch/opensearchtest"
	"github.com/sitrep-bot/sitrep/internal/localdiscord"
	"github.com/sitrep-bot/sitrep/internal/localdiscord/localdiscordtest"
)

// TestServeFromOpenSearch keeps the passages in a real OpenSearch: filled by `bot index`, asked by a bot that serves, gone for a
// while, and back.
func TestServeFromOpenSearch(t *testing.T) {
	p := newPractice(t, localdiscord.Config{})
	cluster := new(opensearchtest.Cluster)
	address := cluster.Addresses(t)[0]
	t.Cleanup(func() {
		if err := cluster.Stop(); err != nil {
			t.Error(err)
		}
	})
	search, away, slow := gateBefore(t, address)
	name := "serve-" + strings.ToLower(crand.Text()[:8]) // another run may be on the same node
	guild := p.d.AddGuild("Watchers")
	ana := guild.AddMember("Ana")
	env := []string{"SEARCH_URL=" + search, "SEARCH_INDEX=" + name, "MEANING=off", "COOLDOWN=0s"}
	doctor := func(want string, code int) {
		t.Helper()
		if out, exit := p.call(env...); exit != code || !strings.Contains(out, want) {
			t.Errorf("the doctor: exit %d, want %d and %q in\n%s", exit, code, want, out)
		}
	}
	doctor("ok    search      green, 1 node; nothing in "+name+" yet, bot index fills it", 0)

	slow.Store(true) // for longer than members would wait, but the operator does
	time.AfterFunc(3*time.Second, func() { slow.Store(false) })
	fill := exec.Command("bot", "index")
	fill.Dir, fill.Env = t.TempDir(), append(p.env[:len(p.env):len(p.env)], env...)
	if out, err := fill.CombinedOutput(); err != nil {
		t.Fatalf("bot index: %v\n%s", err, out)
	}
	doctor(" documents in "+name, 0)

	data := t.TempDir()
	away.Store(true) // it comes up later than the bot
	cmd, said := serving(t, "bot", data, p.d, append(env, "MONITOR=127.0.0.1:0")...)
	waitFor(t, said, `msg="waiting for the articles"`)
	away.Store(false)
	waitFor(t, said, "msg=connected")
	const mandate = "When was MINUSMA set up?"
	ask := func(question string) string {
		t.Helper()
		channel := guild.AddChannel("another") // where it was not quoted a moment ago
		asked, err := ana.Say(channel.ID, p.d.BotMention()+" "+question)
		if err != nil {
			t.Fatal(err)
		}
		answer, err := ana.ReplyTo(localdiscordtest.Patience(t), asked)
		if err != nil {
			t.Fatal(err)
		}
		return answer.Text()
	}
	until := func(what string, is func() bool) {
		t.Helper()
		for end := time.Now().Add(2 * time.Minute); !is(); time.Sleep(100 * time.Millisecond) {
			if time.Now().After(end) {
				t.Fatal("it does not happen: " + what)
			}
		}
	}
	wantMetrics := func(lines ...string) {
		t.Helper()
		until("the metrics say "+strings.Join(lines, ", "), func() bool {
			_, text := look(t, said, "/metrics")
			for _, line := range lines {
				if !strings.Contains(text, "\n"+line+"\n") {
					return false
				}
			}
			return true
		})
	}
	// A machine that does much else may have a question told that the articles are away: it is asked again, as members are told to.
	until("the year it was set up is quoted", func() bool { return strings.Contains(ask(mandate), "2013") })
	wantMetrics(`sitrep_search_status{status="green"} 1`, `sitrep_search_status{status="away"} 0`, "sitrep_search_nodes 1", "sitrep_index_documents 2")
	if exists(data + "/index") {
		t.Error("there is an index in DATA, too")
	}

	// A server's own articles are there, too, and in one shard; no other server's members see them.
	mo := guild.AddMember("Mo", guild.AddRole("mods", localdiscord.ModeratorPermissions).ID)
	addOwn(t, mo, guild.AddChannel("rules").ID)
	const gate = "When does the gate of the camp close?"
	until("the server's own rules are quoted", func() bool { return strings.Contains(ask(gate), "at nine") })
	if n := owned(t, address, name, guild.ID); n < 3 { // two passages, a catalog and its head
		t.Errorf("the cluster has %d documents of the server", n)
	}

	away.Store(true)
	until("members are told that the articles cannot be reached", func() bool { return strings.Contains(ask(mandate), "The articles cannot be reached just now.") })
	if text := ask(gate); !strings.Contains(text, "The articles cannot be reached just now.") {
		t.Errorf("while the server's own articles are away:\n%s", text)
	}
	wantMetrics(`sitrep_search_status{status="green"} 0`, `sitrep_search_status{status="away"} 1`, "sitrep_search_documents 0")
	until("/readyz says that the articles cannot be reached", func() bool {
		status, text := look(t, said, "/readyz")
		return status == http.StatusServiceUnavailable && strings.Contains(text, "articles: the search cluster at "+search)
	})
	doctor("TODO  search      the search cluster at "+search+" does not answer: look whether it runs and is green", exitNotFound)

	away.Store(false)
	until("it answers again by itself", func() bool { return strings.Contains(ask(mandate), "2013") })
	wantMetrics(`sitrep_search_status{status="green"} 1`)
	stop(t, cmd)

	// The next process finds them there; it has to say so where it finds nothing that it knows to be there.
	cmd, said = serving(t, "bot", data, p.d, append(env, "MONITOR=127.0.0.1:0")...)
	waitFor(t, said, "msg=connected")
	away.Store(true)
	if text := ask(gate); !strings.Contains(text, "The articles cannot be reached just now.") {
		t.Errorf("by a process that has not read the server's own articles yet:\n%s", text)
	}
	away.Store(false)
	until("the server's own rules are quoted again", func() bool { return strings.Contains(ask(gate), "at nine") })
	forgetAll(t, mo, guild.AddChannel("office").ID)
	until("nothing of the server is in the cluster", func() bool { return owned(t, address, name, guild.ID) == 0 })
	stop(t, cmd)
}

// addOwn gives the server of a channel an article of its own.
func addOwn(t *testing.T, mo *localdiscord.Person, channel string) {
	t.Helper()
	ctx := localdiscordtest.Patience(t)
	rules := localdiscord.File{Name: "rules.md", Data: []byte("# Camp rules\n\nThe gate of the camp closes at nine in the evening.\n\nGuests sleep in the blue tent.\n")}
	preview, err := answered(ctx)(mo.Slash(channel, "articles add", localdiscord.Opt{Name: "file", Value: rules}))
	if err == nil {
		_, err = answered(ctx)(mo.Click(preview, "Keep it"))
	}
	if err != nil {
		t.Fatal(err)
	}
}

// forgetAll has everything of the server of a channel deleted.
func forgetAll(t *testing.T, mo *localdiscord.Person, channel string) {
	t.Helper()
	ctx := localdiscordtest.Patience(t)
	asks, err := answered(ctx)(mo.Slash(channel, "sitrep forget"))
	if err == nil {
		_, err = answered(ctx)(mo.Click(asks, "Delete it all"))
	}
	if err != nil {
		t.Fatal(err)
	}
}

// owned counts the documents of a server in a node.
func owned(t *testing.T, address, name, guild string) int {
	t.Helper()
	if _, err := http.Post(address+"/"+name+"-own-*/_refresh", "application/json", nil); err != nil {
		t.Fatal(err)
	}
	resp, err := http.Get(address + "/" + name + "-own-*/_count?q=owner:" + guild)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	var said struct{ Count int }
	if err := json.NewDecoder(resp.Body).Decode(&said); err != nil {
		t.Fatal(err)
	}
	return said.Count
}

// gateBefore stands before a node. It hangs up on whoever comes while away is true, and keeps them waiting while slow is.
func gateBefore(t *testing.T, address string) (own string, away, slow *atomic.Bool) {
	t.Helper()
	target, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	away, slow = new(atomic.Bool), new(atomic.Bool)
	node := httputil.NewSingleHostReverseProxy(target)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if away.Load() {
			panic(http.ErrAbortHandler)
		}
		for slow.Load() {
			time.Sleep(10 * time.Millisecond)
		}
		node.ServeHTTP(w, r)
	}))
	t.Cleanup(server.Close)
	return server.URL, away, slow
}
