package localdiscord_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/bwmarrin/discordgo"
	"github.com/gorilla/websocket"

	"github.com/sitrep-bot/sitrep/internal/localdiscord"
)

// BenchmarkEcho is the floor below every latency of the bot: from the message being written to the answer's request
// arriving, with a bot of three lines.
func BenchmarkEcho(b *testing.B) {
	for name, cfg := range map[string]localdiscord.Config{
		"checked":    {},
		"unchecked":  {OpenAPI: "none"},
		"compressed": {OpenAPI: "none", CompressFrom: 1},
	} {
		b.Run(name, func(b *testing.B) { benchmarkEcho(b, cfg) })
	}
}

func benchmarkEcho(b *testing.B, cfg localdiscord.Config) {
	d := start(b, cfg)
	guild := d.AddGuild("Watchers")
	general, ana := guild.AddChannel("general"), guild.AddMember("Ana")
	open(b, d, echo)
	ask := func() time.Duration {
		at := time.Now()
		asked, err := ana.Say(general.ID, d.BotMention()+" how long?")
		if err == nil {
			_, err = ana.ReplyTo(patience(b), asked)
		}
		if err != nil {
			b.Fatal(err)
		}
		posts := d.RequestsTo("POST /channels/{channel_id}/messages")
		d.ForgetRequests()
		return posts[0].At.Sub(at)
	}
	measure(b, ask)
}

// BenchmarkBareEcho is the yardstick: the same bot on the least that discordgo accepts as Discord: the same frame
// again and again, the same short answer, and no event for the bot's own message. What BenchmarkEcho takes more is what
// the double costs.
func BenchmarkBareEcho(b *testing.B) {
	posted, sockets := make(chan time.Time, 1), make(chan *websocket.Conn, 1)
	bare := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case websocket.IsWebSocketUpgrade(r):
			ws, err := (&websocket.Upgrader{}).Upgrade(w, r, nil)
			if err == nil {
				serveBare(ws, sockets)
			}
		case strings.HasSuffix(r.URL.Path, "/gateway"):
			_, _ = fmt.Fprintf(w, `{"url":"ws://%s"}`, r.Context().Value(http.LocalAddrContextKey))
		default:
			posted <- time.Now()
			_, _ = io.Copy(io.Discard, r.Body)
			_, _ = io.WriteString(w, `{"id":"2","channel_id":"1"}`)
		}
	}))
	defer bare.Close()
	s, _ := discordgo.New("Bot x")
	s.StateEnabled = false
	s.Client = &http.Client{Transport: toHost(strings.TrimPrefix(bare.URL, "http://"))}
	s.AddHandler(echo)
	if err := s.Open(); err != nil {
		b.Fatal(err)
	}
	defer func() { _ = s.Close() }()
	ws, message := <-sockets, realFrame(b)
	ask := func() time.Duration {
		at := time.Now()
		_ = ws.WriteMessage(websocket.TextMessage, message)
		return (<-posted).Sub(at)
	}
	measure(b, ask)
}

// realFrame is one MESSAGE_CREATE as the double writes it, so that discordgo has the same to read.
func realFrame(b *testing.B) []byte {
	d := start(b, localdiscord.Config{OpenAPI: "none"})
	guild := d.AddGuild("Watchers")
	w, _ := ready(b, d, guildMessages)
	must[*localdiscord.Message](b)(guild.AddMember("Ana").Say(guild.AddChannel("general").ID, d.BotMention()+" how long?"))
	f, err := json.Marshal(map[string]any{"t": "MESSAGE_CREATE", "s": 2, "op": 0, "d": w.until("MESSAGE_CREATE").Data})
	if err != nil {
		b.Fatal(err)
	}
	return f
}

// serveBare says what Open needs and then only listens.
func serveBare(ws *websocket.Conn, sockets chan<- *websocket.Conn) {
	_ = ws.WriteMessage(websocket.TextMessage, []byte(`{"op":10,"d":{"heartbeat_interval":41250}}`))
	_, _, _ = ws.ReadMessage()
	_ = ws.WriteMessage(websocket.TextMessage, []byte(`{"t":"READY","s":1,"op":0,"d":{"session_id":"a"}}`))
	sockets <- ws
	for {
		if _, _, err := ws.ReadMessage(); err != nil {
			return
		}
	}
}

type toHost string

func (h toHost) RoundTrip(r *http.Request) (*http.Response, error) {
	r = r.Clone(r.Context())
	r.URL.Scheme, r.URL.Host = "http", string(h)
	return http.DefaultTransport.RoundTrip(r)
}

func measure(b *testing.B, ask func() time.Duration) {
	b.Helper()
	for range 200 {
		ask()
	}
	var took []time.Duration
	for b.Loop() {
		time.Sleep(time.Millisecond) // the bot is still reading about its last answer
		took = append(took, ask())
	}
	slices.Sort(took)
	for _, p := range []int{50, 99} {
		b.ReportMetric(float64(took[len(took)*p/100].Microseconds()), fmt.Sprintf("p%d-µs", p))
	}
}
