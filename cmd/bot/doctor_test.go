package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/sitrep-bot/sitrep/internal/localdiscord"
	"github.com/sitrep-bot/sitrep/internal/localdiscord/localdiscordtest"
)

// A practice is where the doctor is called, with a Discord to ask.
type practice struct {
	*testing.T
	d   *localdiscord.Server
	env []string
}

// newPractice makes one whose test may run beside others.
func newPractice(t *testing.T, cfg localdiscord.Config) *practice {
	t.Helper()
	t.Parallel()
	cfg.OpenAPI = os.Getenv("DISCORD_OPENAPI")
	p := &practice{T: t, d: localdiscordtest.New(t, cfg)}
	way, err := p.d.Proxy(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	shipped, err := filepath.Abs("../../corpus")
	if err != nil {
		t.Fatal(err)
	}
	p.env = append(way.Env(), "HOME="+t.TempDir(), "CORPUS="+shipped, "DATA="+t.TempDir(), "DISCORD_TOKEN="+p.d.Token())
	return p
}

// call calls the doctor, and returns what it says, and its exit code.
func (p *practice) call(env ...string) (string, int) {
	p.Helper()
	cmd := exec.Command("bot", "doctor")
	cmd.Dir, cmd.Env = p.TempDir(), append(p.env[:len(p.env):len(p.env)], env...)
	out, _ := cmd.CombinedOutput()
	return string(out), cmd.ProcessState.ExitCode()
}

func TestADoctorFindsNothingToDo(t *testing.T) {
	p := newPractice(t, localdiscord.Config{Privileged: localdiscord.IntentContent})
	for i := range 201 { // more than Discord lists at once
		p.d.AddGuild(fmt.Sprint("server ", i))
	}
	out, code := p.call("MESSAGE_CONTENT=true")
	if code != 0 {
		t.Errorf("exit %d", code)
	}
	for _, want := range []string{
		`ok    token       of sitrep`, `ok    portal      as the bot needs it`, `ok    intents     Message Content is on`,
		`ok    sessions    1000 of 1000 can still be begun today; Discord advises SHARDS=1`, `ok    clock       as Discord's`,
		`ok    permissions all it needs, in 201 servers`, `ok    disk        [0-9.]+ GiB free in `, `ok    database    none yet in .*sitrep\.db`,
		`ok    shards      1, all in one process`,
		`ok    corpus      2 articles with \d+ passages`, `ok    encoder     [0-9.]+ms a passage, once`,
	} {
		if !regexp.MustCompile(want).MatchString(out) {
			t.Errorf("wanted %q in\n%s", want, out)
		}
	}
	if strings.Contains(out, p.d.Token()) {
		t.Error("the token is printed")
	}
}

func TestADoctorNoticesAWrongClock(t *testing.T) {
	p := newPractice(t, localdiscord.Config{Now: func() time.Time { return time.Now().Add(time.Minute) }})
	if out, code := p.call("MEANING=off"); code != exitNotFound || !regexp.MustCompile(`TODO  clock       it is -(1m0|5\d)s off Discord's: set it by NTP`).MatchString(out) {
		t.Errorf("exit %d\n%s", code, out)
	}
}

func TestADoctorSaysWhatToDo(t *testing.T) {
	p := newPractice(t, localdiscord.Config{})
	p.d.AddGuildWith("Watchers", localdiscord.GuildOptions{BotPermissions: localdiscord.BotPermissions &^ localdiscord.PinMessages})
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	const portal = "GET /applications/@me"
	for _, c := range []struct {
		name string
		fail *localdiscord.Failure
		env  []string
		todo string
	}{
		{name: "no token", env: []string{"DISCORD_TOKEN="}, todo: "TODO  token       no DISCORD_TOKEN"},
		{name: "a token of nobody", env: []string{"DISCORD_TOKEN=bm90LWtub3du.x.y"}, todo: "TODO  token       the token is not known to Discord: copy it"},
		{name: "and then no more is asked", env: []string{"DISCORD_TOKEN=bm90LWtub3du.x.y"}, todo: "TODO  permissions not asked"},
		{name: "no way to Discord", env: []string{"HTTPS_PROXY=http://127.0.0.1:1"}, todo: "check the network, HTTPS_PROXY and SSL_CERT_FILE"},
		{name: "commands go elsewhere", fail: &localdiscord.Failure{Status: 200, Body: `{"id":"1","interactions_endpoint_url":"https://example.org"}`},
			todo: "TODO  portal      it has an Interactions Endpoint URL"},
		{name: "an intent that is off", env: []string{"MESSAGE_CONTENT=true"}, todo: "switch Message Content Intent on in the Bot page"},
		{name: "a permission that is missing", todo: `TODO  permissions in "Watchers" the bot has no Pin Messages`},
		{name: "a data folder that is a file", env: []string{"DATA=" + file}, todo: "TODO  disk        the folder for state cannot be written"},
		{name: "a database that is away", env: []string{"DATABASE_URL=postgres://a:b@127.0.0.1:1/d"}, todo: "check that PostgreSQL runs, and the host and port in DATABASE_URL"},
		{name: "no articles", env: []string{"CORPUS=" + t.TempDir()}, todo: "TODO  corpus      no article in "},
		{name: "a slow machine", env: []string{"MEANING=auto", "SLOW_GLANCE=1ns"}, todo: "TODO  encoder     a passage takes "},
	} {
		t.Run(c.name, func(t *testing.T) {
			if c.fail != nil {
				p.d.Fail(1, portal, *c.fail)
			}
			out, code := p.call(append([]string{"MEANING=off"}, c.env...)...)
			if code != exitNotFound || !strings.Contains(out, c.todo) {
				t.Errorf("exit %d; wanted %q in\n%s", code, c.todo, out)
			}
		})
	}
}
