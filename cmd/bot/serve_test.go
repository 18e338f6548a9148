package main

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/sitrep-bot/sitrep/internal/localdiscord"
	"github.com/sitrep-bot/sitrep/internal/localdiscord/localdiscordtest"
	"github.com/sitrep-bot/sitrep/internal/logging/loggingtest"
)

// build makes the binary as anybody would, by "go run", which keeps what it has linked for the next time.
func build(t *testing.T) string {
	t.Helper()
	binary := filepath.Join(t.TempDir(), "bot")
	run := exec.Command("go", "run", "-exec", `sh -c 'cp "$0" "$BINARY"'`, ".")
	run.Env = append(os.Environ(), "BINARY="+binary)
	if out, err := run.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	return binary
}

// serving starts a binary, build's or the command bot, against a Discord that it finds through the environment alone.
func serving(t *testing.T, binary, data string, d *localdiscord.Server, env ...string) (*exec.Cmd, *loggingtest.Log) {
	t.Helper()
	way, err := d.Proxy(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	articles, err := filepath.Abs("../../corpus")
	if err != nil {
		t.Fatal(err)
	}
	said := &loggingtest.Log{}
	cmd := exec.Command(binary, "serve", "--data", data)
	cmd.Dir, cmd.Stdout, cmd.Stderr = t.TempDir(), said, said
	cmd.Env = append(append([]string{"HOME=" + t.TempDir(), "MONITOR=off", "DISCORD_TOKEN=" + d.Token(), "CORPUS=" + articles}, way.Env()...), env...)
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		if t.Failed() {
			t.Log(said)
		}
	})
	return cmd, said
}

// TestTheBinaryServesDiscordThroughTheEnvironmentOfTheStandardLibrary runs the binary, unchanged, as a black box.
func TestTheBinaryServesDiscordThroughTheEnvironmentOfTheStandardLibrary(t *testing.T) {
	t.Parallel()
	d := localdiscordtest.New(t, localdiscord.Config{OpenAPI: os.Getenv("DISCORD_OPENAPI")})
	guild := d.AddGuild("Watchers")
	general, ana := guild.AddChannel("general"), guild.AddMember("Ana")
	binary, data := build(t), t.TempDir()
	cmd, said := serving(t, binary, data, d, "LOG_FORMAT=json")
	waitFor(t, said, `"msg":"connected"`)

	asked, err := ana.Say(general.ID, d.BotMention()+" When was MINUSMA set up?")
	if err != nil {
		t.Fatal(err)
	}
	answer, err := ana.ReplyTo(localdiscordtest.Patience(t), asked)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(answer.Text(), "2013") {
		t.Errorf("wanted the year it was set up, got\n%s", answer.Text())
	}

	stop(t, cmd)
	for _, want := range []string{"https://discord.com/oauth2/authorize?client_id=", "permissions=2252074691660800", `"msg":"stopped"`} {
		if !strings.Contains(said.String(), want) {
			t.Errorf("wanted %s in the log", want)
		}
	}
	if strings.Contains(said.String(), d.Token()) {
		t.Error("the token stands in the log")
	}

	// A restart: the commands are as they should be, the buttons still work, the conversation goes on.
	writes := d.CommandWrites()
	cmd, said = serving(t, binary, data, d)
	waitFor(t, said, "msg=connected")
	if d.CommandWrites() != writes {
		t.Errorf("commands were written again")
	}
	press, err := ana.Click(answer, "▶")
	if err != nil {
		t.Fatal(err)
	}
	turned, err := press.Message(localdiscordtest.Patience(t))
	if err != nil || turned.ID != answer.ID || turned.Text() == answer.Text() {
		t.Errorf("wanted the next passage in place, got %v\n%v", err, turned)
	}
	stop(t, cmd)
}

// TestAHangupWhileTheIndexIsBuilt sends SIGHUP before there is a corpus to read again.
func TestAHangupWhileTheIndexIsBuilt(t *testing.T) {
	t.Parallel()
	d := localdiscordtest.New(t, localdiscord.Config{})
	articles := t.TempDir()
	writeArticles(t, articles, 3_000)
	cmd, said := serving(t, "bot", t.TempDir(), d, "CORPUS="+articles, "LOG_LEVEL=debug", "MEANING=off")
	waitFor(t, said, "reading the corpus")
	for range 20 {
		if err := cmd.Process.Signal(syscall.SIGHUP); err != nil {
			t.Fatal(err)
		}
		time.Sleep(5 * time.Millisecond)
	}
	waitFor(t, said, "msg=connected")
	waitFor(t, said, `because="a signal"`)
	stop(t, cmd)
}

// writeArticles fills a folder with articles whose index takes a while.
func writeArticles(t *testing.T, dir string, n int) {
	t.Helper()
	for i := range n {
		text := fmt.Sprintf("---\ntitle: Report %d\nlang: en\n---\nThe patrol of post %d saw the bridge and returned.\n", i, i)
		if err := os.WriteFile(filepath.Join(dir, fmt.Sprintf("report%d.md", i)), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

func waitFor(t *testing.T, said *loggingtest.Log, what string) {
	t.Helper()
	for end := time.Now().Add(3 * time.Minute); !strings.Contains(said.String(), what); time.Sleep(10 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("waited too long for %s in\n%s", what, said)
		}
	}
}

func stop(t *testing.T, cmd *exec.Cmd) {
	t.Helper()
	if err := cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	if err := cmd.Wait(); err != nil {
		t.Errorf("wanted a clean stop, got %v", err)
	}
}

func TestServeSaysWhatToDoAboutAToken(t *testing.T) {
	t.Parallel()
	d := localdiscordtest.New(t, localdiscord.Config{})
	for name, c := range map[string]struct{ token, want string }{
		"no token":           {"", "no DISCORD_TOKEN"},
		"a token of spaces":  {"  ", "no DISCORD_TOKEN"},
		"a token of nobody":  {"bm90LWtub3du.x.y", "the token is not known to Discord: copy it from the Bot page"},
		"a token with quote": {`"abc"`, "found spaces or quotes in it"},
	} {
		t.Run(name, func(t *testing.T) {
			cmd, said := serving(t, "bot", t.TempDir(), d, "DISCORD_TOKEN="+c.token)
			if err := cmd.Wait(); cmd.ProcessState.ExitCode() != exitMistake {
				t.Errorf("wanted exit %d, got %v", exitMistake, err)
			}
			if !strings.Contains(said.String(), c.want) {
				t.Errorf("wanted %q, got\n%s", c.want, said)
			}
		})
	}
}

func TestCommandsArePrintedAsDiscordTakesThem(t *testing.T) {
	out, err := exec.Command("bot", "commands").Output()
	if err != nil {
		t.Fatal(err)
	}
	var commands []localdiscord.Command
	if err := json.Unmarshal(out, &commands); err != nil {
		t.Fatal(err)
	}
	if len(commands) != 16 || commands[0].Name != "ask" || commands[0].DescriptionLocalizations["fr"] == "" {
		t.Errorf("got %d commands, first %+v", len(commands), commands[0])
	}
}
