package localdiscord_test

import (
	"encoding/json"
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/bwmarrin/discordgo"

	"github.com/sitrep-bot/sitrep/internal/localdiscord"
)

const postMessage = "POST /channels/{channel_id}/messages"

func get(t *testing.T, d *localdiscord.Server, path, authorization string) *http.Response {
	t.Helper()
	r, _ := http.NewRequest(http.MethodGet, "http://"+d.Addr()+path, nil)
	r.Header.Set("Authorization", authorization)
	response, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = response.Body.Close() })
	return response
}

func TestOnlyTheBotsTokenOpensREST(t *testing.T) {
	d := start(t, localdiscord.Config{})
	for _, c := range []struct {
		path, authorization string
		want                int
	}{
		{"/api/v9/users/@me", "Bot " + d.Token(), 200},
		{"/api/v10/users/@me", "Bot " + d.Token(), 200},
		{"/api/v9/users/@me", "Bot wrong", 401},
		{"/api/v9/users/@me", d.Token(), 401},
		{"/api/v9/users/@me", "", 401},
		{"/api/v8/users/@me", "Bot " + d.Token(), 404},
	} {
		if got := get(t, d, c.path, c.authorization); got.StatusCode != c.want {
			t.Errorf("%s with %q: %s, want %d", c.path, c.authorization, got.Status, c.want)
		}
	}
}

func TestARouteHasItsLimit(t *testing.T) {
	t.Parallel()
	d := start(t, localdiscord.Config{Limits: localdiscord.Limits{Routes: map[string]localdiscord.Limit{
		"GET /channels/{channel_id}/messages": {N: 2, Window: 2 * time.Second},
	}}})
	guild := d.AddGuild("Watchers")
	one, other := guild.AddChannel("one"), guild.AddChannel("other")
	ask := func(c *localdiscord.Channel) *http.Response {
		return get(t, d, "/api/v9/channels/"+c.ID+"/messages", "Bot "+d.Token())
	}
	if h := ask(one).Header; h.Get("X-RateLimit-Limit") != "2" || h.Get("X-RateLimit-Remaining") != "1" || h.Get("X-RateLimit-Bucket") == "" || h.Get("X-RateLimit-Reset-After") == "" {
		t.Errorf("the headers are %v", h)
	}
	ask(one)
	third := ask(one)
	var body struct {
		After  float64 `json:"retry_after"`
		Global bool
	}
	_ = json.NewDecoder(third.Body).Decode(&body)
	if third.StatusCode != 429 || body.After <= 0 || body.After > 2 || body.Global || third.Header.Get("X-RateLimit-Scope") != "user" {
		t.Errorf("the third request got %s %+v", third.Status, body)
	}
	if got := ask(other); got.StatusCode != 200 {
		t.Errorf("another channel got %s: it has a limit of its own", got.Status)
	}
	time.Sleep(time.Duration(body.After*float64(time.Second)) + 20*time.Millisecond)
	if got := ask(one); got.StatusCode != 200 {
		t.Errorf("after retry_after came %s", got.Status)
	}
}

func TestTheGlobalLimitSparesInteractions(t *testing.T) {
	s := play(t, localdiscord.Config{Limits: localdiscord.Limits{Global: 3}})
	var last *http.Response
	for range 100 { // a slow machine may take more than a second for the first four
		if last != nil && last.StatusCode == 429 {
			break
		}
		last = get(t, s.d, "/api/v9/users/@me", "Bot "+s.d.Token())
	}
	if last.StatusCode != 429 || last.Header.Get("X-RateLimit-Global") != "true" || last.Header.Get("X-RateLimit-Reset-After") != "" {
		t.Errorf("over the global limit came %s %v", last.Status, last.Header)
	}
	s.accepted("POST", callbackPath(s.ask()), says("a"), nil)
}

func TestFailuresOfREST(t *testing.T) {
	t.Parallel()
	d := start(t, localdiscord.Config{})
	guild := d.AddGuild("Watchers")
	general, ana := guild.AddChannel("general"), guild.AddMember("Ana")
	s := session(t, d)
	s.MaxRestRetries = 0
	send := func() error {
		_, err := s.ChannelMessageSend(general.ID, "hello")
		return err
	}
	var refused *discordgo.RESTError

	d.Fail(1, postMessage, localdiscord.Failure{Status: 500})
	if err := send(); !errors.As(err, &refused) || refused.Response.StatusCode != 500 {
		t.Errorf("a 500 arrived as %v", err)
	}
	d.Fail(1, postMessage, localdiscord.Failure{})
	if err := send(); err == nil {
		t.Error("a cut connection arrived as success")
	}
	d.Fail(1, postMessage, localdiscord.Failure{Status: 429, RetryAfter: 10 * time.Millisecond})
	if err := send(); err != nil {
		t.Errorf("discordgo did not retry after a 429: %v", err)
	}
	d.Fail(1, postMessage, localdiscord.Failure{Delay: 30 * time.Millisecond, OnlyDelay: true})
	before := time.Now()
	if err := send(); err != nil || time.Since(before) < 30*time.Millisecond {
		t.Errorf("a delayed request took %v: %v", time.Since(before), err)
	}
	d.Fail(1, "", localdiscord.Failure{Status: 500, After: true})
	if err := send(); err == nil {
		t.Error("a failure after the work arrived as success")
	}
	if seen := must[[]*localdiscord.Message](t)(ana.Look(general.ID)); len(seen) != 3 {
		t.Errorf("%d messages are there, want the retried, the delayed, and the one that was reported as failed", len(seen))
	}
	if got := d.RequestsTo(postMessage); len(got) != 6 || got[0].Status != 500 || !strings.Contains(string(got[0].Body), "hello") || got[0].At.IsZero() {
		t.Errorf("the log has %d requests, the first %+v", len(got), got[0])
	}
}

func TestLatencyIsAdded(t *testing.T) {
	d := start(t, localdiscord.Config{Latency: 20 * time.Millisecond})
	before := time.Now()
	if get(t, d, "/api/v9/users/@me", "Bot "+d.Token()); time.Since(before) < 20*time.Millisecond {
		t.Errorf("the answer came after %v", time.Since(before))
	}
}
