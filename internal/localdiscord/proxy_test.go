package localdiscord_test

import (
	"bufio"
	"io"
	"os"
	"os/exec"
	"testing"

	"github.com/bwmarrin/discordgo"

	"github.com/sitrep-bot/sitrep/internal/localdiscord"
)

const botTokenVar = "LOCALDISCORD_TEST_BOT"

// TestAnUnmodifiedBotArrivesByProxy runs this test binary again as a bot in a process of its own, which knows nothing of
// the double but the two environment variables.
func TestAnUnmodifiedBotArrivesByProxy(t *testing.T) {
	t.Parallel()
	if token := os.Getenv(botTokenVar); token != "" {
		beEchoBot(t, token)
		return
	}
	d := start(t, localdiscord.Config{})
	guild := d.AddGuild("Watchers")
	general, ana := guild.AddChannel("general"), guild.AddMember("Ana")
	way, err := d.Proxy(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	hangUp := startBot(t, append(way.Env(), botTokenVar+"="+d.Token()))

	asked := must[*localdiscord.Message](t)(ana.Say(general.ID, d.BotMention()+" hello"))
	reply := must[*localdiscord.Message](t)(ana.ReplyTo(patience(t), asked))
	if want := "> " + asked.Content; reply.Content != want {
		t.Errorf("the bot answered %q, want %q", reply.Content, want)
	}
	if err := hangUp(); err != nil {
		t.Error(err)
	}
}

// startBot waits until the bot in the other process says that it is connected.
func startBot(t *testing.T, env []string) (hangUp func() error) {
	t.Helper()
	bot := exec.CommandContext(patience(t), os.Args[0], "-test.run", "^"+t.Name()+"$")
	bot.Env, bot.Stderr = append(os.Environ(), env...), os.Stderr
	stdin, err := bot.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	stdout, err := bot.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := bot.Start(); err != nil {
		t.Fatal(err)
	}
	said := bufio.NewReader(stdout)
	if line, err := said.ReadString('\n'); line != "connected\n" {
		t.Fatalf("the bot said %q: %v", line, err)
	}
	return func() error {
		_ = stdin.Close()
		_, _ = io.Copy(io.Discard, said)
		return bot.Wait()
	}
}

// beEchoBot is the other process. It ends when its standard input does.
func beEchoBot(t *testing.T, token string) {
	s, err := discordgo.New("Bot " + token)
	if err != nil {
		t.Fatal(err)
	}
	s.AddHandler(echo)
	if err := s.Open(); err != nil {
		t.Fatal(err)
	}
	_, _ = os.Stdout.WriteString("connected\n")
	_, _ = io.Copy(io.Discard, os.Stdin)
	_ = s.Close()
}
