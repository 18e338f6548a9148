package main

import (
	"net/http"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"testing"

	"github.com/sitrep-bot/sitrep/internal/localdiscord"
	"github.com/sitrep-bot/sitrep/internal/localdiscord/localdiscordtest"
)

const operations = "../../docs/operations.md"

// TestTheCommandsOfTheOperatorsGuide runs them, in their order, with the state of a bot that has served.
func TestTheCommandsOfTheOperatorsGuide(t *testing.T) {
	text, err := os.ReadFile(operations)
	if err != nil {
		t.Fatal(err)
	}
	var commands []string
	for _, block := range regexp.MustCompile(`(?s)<!-- run -->\n(.*?)<!-- /run -->`).FindAllStringSubmatch(string(text), -1) {
		for line := range strings.Lines(block[1]) {
			commands = append(commands, strings.TrimSpace(line))
		}
	}
	if len(commands) < 6 {
		t.Fatalf("%s has %d commands between its marks", operations, len(commands))
	}
	p := newPractice(t, localdiscord.Config{})
	p.d.AddGuild("Watchers")
	out, err := p.sh("bot migrate", "POSTGRES="+postgres.Database(t))
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	if out, err = p.sh(strings.Join(commands, "\n"), "POSTGRES="+postgres.Database(t)); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
	for _, want := range []string{"restored from moving.backup", "PostgreSQL database .* answers and can be written"} {
		if !regexp.MustCompile(want).MatchString(out) {
			t.Errorf("wanted %q in\n%s", want, out)
		}
	}
}

// sh runs commands as they stand in a shell that ends at the first mistake.
func (p *practice) sh(commands string, env ...string) (string, error) {
	cmd := exec.Command("sh", "-ec", commands)
	cmd.Dir = p.TempDir()
	cmd.Env = append(append(p.env[:len(p.env):len(p.env)], env...), "PATH="+os.Getenv("PATH"))
	out, err := cmd.CombinedOutput()
	return string(out), err
}

// TestTheOperatorsGuideKnowsEveryMetric compares it with what a bot has that was asked something.
func TestTheOperatorsGuideKnowsEveryMetric(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile(operations)
	if err != nil {
		t.Fatal(err)
	}
	d := localdiscordtest.New(t, localdiscord.Config{})
	d.AddGuild("Watchers")
	_, said := serving(t, "bot", t.TempDir(), d, "MONITOR=127.0.0.1:0")
	waitFor(t, said, "msg=connected")
	status, metrics := look(t, said, "/metrics")
	if status != http.StatusOK {
		t.Fatal(status)
	}
	for _, m := range regexp.MustCompile(`(?m)^# TYPE (sitrep_\w+)`).FindAllStringSubmatch(metrics, -1) {
		if !strings.Contains(string(text), "`"+m[1]+"`") {
			t.Errorf("%s does not say what %s means", operations, m[1])
		}
	}
}
