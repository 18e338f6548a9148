package main

import (
	"io"
	"net/http"
	"os/exec"
	"regexp"
	"strings"
	"testing"

	"github.com/sitrep-bot/sitrep/internal/localdiscord"
	"github.com/sitrep-bot/sitrep/internal/localdiscord/localdiscordtest"
	"github.com/sitrep-bot/sitrep/internal/logging/loggingtest"
)

// servedAt finds in the log where metrics and health are.
var servedAt = regexp.MustCompile(`msg="metrics and health are served" url=(http://\S+)`)

// look asks a process for a page of its monitor.
func look(t *testing.T, said *loggingtest.Log, path string) (int, string) {
	t.Helper()
	waitFor(t, said, "metrics and health are served")
	resp, err := http.Get(servedAt.FindStringSubmatch(said.String())[1] + path)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp.StatusCode, string(body)
}

// TestWhatAnOperatorWatches looks at a process as Prometheus does.
func TestWhatAnOperatorWatches(t *testing.T) {
	t.Parallel()
	d := localdiscordtest.New(t, localdiscord.Config{})
	guild := d.AddGuild("Watchers")
	general, ana := guild.AddChannel("general"), guild.AddMember("Ana")
	cmd, said := serving(t, "bot", t.TempDir(), d, "MEANING=off", "MONITOR=127.0.0.1:0")
	waitFor(t, said, "msg=connected")
	asked, err := ana.Say(general.ID, d.BotMention()+" When was MINUSMA set up?")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := ana.ReplyTo(localdiscordtest.Patience(t), asked); err != nil {
		t.Fatal(err)
	}
	at := strings.TrimPrefix(servedAt.FindStringSubmatch(said.String())[1], "http://")
	for _, flags := range [][]string{{"--wait", "2m"}, {"--ready"}} {
		if out, code := checkHealth(t, at, flags...); code != 0 || !strings.Contains(out, "ok") {
			t.Errorf("healthcheck %v: exit %d\n%s", flags, code, out)
		}
	}
	if status, text := look(t, said, "/healthz"); status != http.StatusOK {
		t.Errorf("/healthz: %d %s", status, text)
	}
	if status, text := look(t, said, "/readyz"); status != http.StatusOK || text != "discord: ok\narticles: ok\ndatabase: ok\n" {
		t.Errorf("/readyz: %d %s", status, text)
	}
	_, text := look(t, said, "/metrics")
	for _, line := range []string{
		`sitrep_questions_total{door="mention",outcome="answered"} 1`,
		`sitrep_step_seconds_count{step="answer"} 1`, `sitrep_step_seconds_count{step="candidates"}`, `sitrep_step_seconds_count{step="reply"} 1`,
		`sitrep_gateway_connected{shard="0"} 1`, `sitrep_rest_seconds_count{call="post",status="200"} 1`,
		`sitrep_shards 1`, `sitrep_shards_held 1`, `sitrep_index_documents 2`, `sitrep_briefings_behind 0`, `sitrep_store_writes_fail_seconds 0`,
	} {
		if !strings.Contains(text, line) {
			t.Errorf("wanted %s in\n%s", line, text)
		}
	}
	for _, private := range []string{guild.ID, general.ID, ana.ID, asked.ID, "MINUSMA"} {
		if strings.Contains(text, private) {
			t.Errorf("%s stands in the metrics", private)
		}
	}
	stop(t, cmd)
	if out, code := checkHealth(t, at); code != exitMistake || !strings.Contains(out, "the bot does not answer: start it") {
		t.Errorf("once it has stopped: exit %d\n%s", code, out)
	}
	if out, code := checkHealth(t, "off"); code != exitMistake || !strings.Contains(out, "MONITOR is off") {
		t.Errorf("where nothing is served: exit %d\n%s", code, out)
	}
}

// checkHealth runs `bot healthcheck` and returns what it prints, and its exit code.
func checkHealth(t *testing.T, monitor string, flags ...string) (string, int) {
	t.Helper()
	cmd := exec.Command("bot", append([]string{"healthcheck"}, flags...)...)
	cmd.Dir, cmd.Env = t.TempDir(), []string{"MONITOR=" + monitor, "HTTP_PROXY=http://127.0.0.1:1"}
	out, _ := cmd.CombinedOutput()
	return string(out), cmd.ProcessState.ExitCode()
}

// TestABotThatWaitsForDiscordIsNotReady starts the bot where there is no Discord yet.
func TestABotThatWaitsForDiscordIsNotReady(t *testing.T) {
	t.Parallel()
	d := localdiscordtest.New(t, localdiscord.Config{})
	_, said := serving(t, "bot", t.TempDir(), d, "MEANING=off", "MONITOR=127.0.0.1:0", "HTTPS_PROXY=http://127.0.0.1:1")
	waitFor(t, said, "not connected: trying again")
	at := strings.TrimPrefix(servedAt.FindStringSubmatch(said.String())[1], "http://")
	if out, code := checkHealth(t, at); code != 0 {
		t.Errorf("it lives, but: exit %d\n%s", code, out)
	}
	if out, code := checkHealth(t, at, "--ready"); code != exitMistake || !strings.Contains(out, "discord: not connected yet") {
		t.Errorf("exit %d\n%s", code, out)
	}
}
