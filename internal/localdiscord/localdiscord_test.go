package localdiscord_test

import (
	"context"
	"net/http"
	"os"
	"testing"
	"time"

	"github.com/bwmarrin/discordgo"

	"github.com/sitrep-bot/sitrep/internal/localdiscord"
	"github.com/sitrep-bot/sitrep/internal/localdiscord/localdiscordtest"
)

func TestMain(m *testing.M) {
	discordgo.Logger = func(int, int, string, ...any) {} // it would write to stderr what these tests provoke
	os.Exit(m.Run())
}

// specPath is where the project keeps Discord's API description, if it does.
const specPath = "../../../shared/discord/openapi.json"

// start makes a Discord that ends with the test.
func start(t testing.TB, cfg localdiscord.Config) *localdiscord.Server {
	t.Helper()
	if cfg.OpenAPI == "" {
		cfg.OpenAPI = specPath
	}
	return localdiscordtest.New(t, cfg)
}

// session is a real discordgo session that reaches d and is not open yet.
func session(t testing.TB, d *localdiscord.Server) *discordgo.Session {
	t.Helper()
	s, err := discordgo.New("Bot " + d.Token())
	if err != nil {
		t.Fatal(err)
	}
	s.Client = &http.Client{Transport: d.Transport(), Timeout: 2 * time.Minute}
	s.StateEnabled = false
	return s
}

// open connects a session with these handlers and closes it with the test.
func open(t testing.TB, d *localdiscord.Server, handlers ...any) *discordgo.Session {
	t.Helper()
	s := session(t, d)
	for _, h := range handlers {
		s.AddHandler(h)
	}
	if err := s.Open(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}

// patience is long enough that only a hang exceeds it.
func patience(t testing.TB) context.Context {
	t.Helper()
	return localdiscordtest.Patience(t)
}

func must[T any](t testing.TB) func(T, error) T {
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

// echo answers every message of a person with its text.
func echo(s *discordgo.Session, m *discordgo.MessageCreate) {
	if m.Author.Bot {
		return
	}
	_, _ = s.ChannelMessageSendReply(m.ChannelID, "> "+m.Content, m.Reference())
}
