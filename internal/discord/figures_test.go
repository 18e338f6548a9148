package discord

import (
	"context"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/bwmarrin/discordgo"

	"github.com/sitrep-bot/sitrep/internal/answers"
	"github.com/sitrep-bot/sitrep/internal/corpus"
	"github.com/sitrep-bot/sitrep/internal/discord/discordtest"
	"github.com/sitrep-bot/sitrep/internal/localdiscord"
	"github.com/sitrep-bot/sitrep/internal/localdiscord/localdiscordtest"
)

// The figures the bot is held to. Each has an echo bot on the same double in the same run as its yardstick:
//
//	go test -run '^$' -bench 'Question|Desk' -benchtime 2000x ./internal/discord
//	go test -run '^$' -bench 'Crowd|Slash' -benchtime 5x ./internal/discord
//	go test -run '^$' -bench Memory -benchtime 200000x ./internal/discord

// large is a corpus of 2,000 passages, each with words of its own.
func large() []corpus.Document {
	rng := rand.New(rand.NewPCG(7, 8))
	words := make([]string, 4000)
	for i := range words {
		for range 3 + rng.IntN(3) {
			words[i] += string("bcdfgklmnprstv"[rng.IntN(14)]) + string("aeiou"[rng.IntN(5)])
		}
	}
	var documents []corpus.Document
	for d := range 100 {
		var passages []string
		for p := range 20 {
			var b strings.Builder
			for range 60 {
				b.WriteString(words[rng.IntN(len(words))] + " ")
			}
			passages = append(passages, fmt.Sprintf("The town of %s has a bridge over the river. %s.", name(d*20+p), strings.TrimSpace(b.String())))
		}
		documents = append(documents, discordtest.Document(fmt.Sprint("doc-", d), "en", fmt.Sprint("Report ", d), "https://news.example/", passages...))
	}
	return documents
}

// name is a made-up name of a town, different for each number.
func name(n int) string {
	return fmt.Sprintf("%c%c%c%c%s", 'B'+n%7, "aeiou"[n%5], "klmnr"[n/5%5], "aeiou"[n/25%5], strings.Repeat("z", 1+n/125%3)+fmt.Sprintf("%c%c", 'a'+n%26, 'a'+n/26%26))
}

func benchStage(b *testing.B, cfg localdiscord.Config, documents []corpus.Document) (*localdiscord.Server, *localdiscord.Guild, *localdiscord.Person) {
	b.Helper()
	d := localdiscordtest.New(b, cfg)
	guild := d.AddGuild("Watchers")
	ana := guild.AddMember("Ana")
	if documents == nil {
		open(b, d)
		return d, guild, ana
	}
	ix := discordtest.Index(b, documents...)
	bot := New(Options{Token: d.Token(), Desk: answers.New(ix, nil), Index: ix, Store: newStore(b), Shards: 1, Transport: d.Transport(),
		Log: slog.New(slog.DiscardHandler)})
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- bot.Run(ctx) }()
	b.Cleanup(func() { cancel(); must(b, <-ended) })
	for {
		if _, ready := bot.identity.roles.Load(guild.BotRoleID); ready {
			return d, guild, ana
		}
		time.Sleep(time.Millisecond)
	}
}

// open connects the yardstick: an echo bot as anybody would write it.
func open(b *testing.B, d *localdiscord.Server) {
	s, _ := discordgo.New("Bot " + d.Token())
	s.Client.Transport = d.Transport()
	s.AddHandler(func(s *discordgo.Session, m *discordgo.MessageCreate) {
		if !m.Author.Bot {
			_, _ = s.ChannelMessageSendReply(m.ChannelID, m.Content, m.Reference())
		}
	})
	must(b, s.Open())
	b.Cleanup(func() { _ = s.Close() })
}

// BenchmarkQuestion is the time from MESSAGE_CREATE being written to the answer's POST arriving, one question after the
// other, on 2,000 passages; and of the echo bot.
func BenchmarkQuestion(b *testing.B) {
	for _, c := range []struct {
		name      string
		documents []corpus.Document
	}{{"echo", nil}, {"sitrep", large()}} {
		b.Run(c.name, func(b *testing.B) {
			d, guild, ana := benchStage(b, localdiscord.Config{OpenAPI: "none", Keep: 5000}, c.documents)
			channel, n := guild.AddChannel("general").ID, 0
			ask := func() time.Duration {
				n++
				at := time.Now()
				asked, err := ana.Say(channel, fmt.Sprintf("%s What does the town of %s have over the river?", d.BotMention(), name(n%2000)))
				must(b, err)
				ctx, cancel := contextFor(time.Minute)
				defer cancel()
				_, err = ana.ReplyTo(ctx, asked)
				must(b, err)
				posts := d.RequestsTo("POST /channels/{channel_id}/messages")
				d.ForgetRequests()
				return posts[0].At.Sub(at)
			}
			for range 200 {
				ask()
			}
			var took []time.Duration
			for b.Loop() {
				took = append(took, ask())
			}
			report(b, took)
		})
	}
}

func report(b *testing.B, took []time.Duration) {
	slices.Sort(took)
	b.ReportMetric(float64(took[len(took)*50/100].Microseconds()), "p50-µs")
	b.ReportMetric(float64(took[len(took)*99/100].Microseconds()), "p99-µs")
}

// BenchmarkCrowd is 200 questions at once over 50 channels, until the last is answered.
func BenchmarkCrowd(b *testing.B) {
	for _, c := range []struct {
		name      string
		documents []corpus.Document
	}{{"echo", nil}, {"sitrep", large()}} {
		b.Run(c.name, func(b *testing.B) {
			d, guild, ana := benchStage(b, localdiscord.Config{OpenAPI: "none", Keep: 5000}, c.documents)
			var channels []string
			for range 50 {
				channels = append(channels, guild.AddChannel("c").ID)
			}
			n := 0
			for b.Loop() {
				var asked []*localdiscord.Message
				for i := range 200 {
					n++
					m, err := ana.Say(channels[i%50], fmt.Sprintf("%s What does the town of %s have over the river?", d.BotMention(), name(n%2000)))
					must(b, err)
					asked = append(asked, m)
				}
				ctx, cancel := contextFor(time.Minute)
				for _, m := range asked {
					_, err := ana.ReplyTo(ctx, m)
					must(b, err)
				}
				cancel()
			}
		})
	}
}

// BenchmarkSlash is 20 slash commands at once where every REST call takes 100 ms, until the last is answered.
func BenchmarkSlash(b *testing.B) {
	d, guild, ana := benchStage(b, localdiscord.Config{OpenAPI: "none", Latency: 100 * time.Millisecond}, large())
	channel := guild.AddChannel("c").ID
	for b.Loop() {
		var all sync.WaitGroup
		for i := range 20 {
			all.Go(func() {
				in, err := guild.AddMember("p").Slash(channel, "ask", opt("question", "What does the town of "+name(i)+" have?"), opt("hide", true))
				if err != nil {
					b.Error(err)
					return
				}
				ctx, cancel := contextFor(time.Minute)
				defer cancel()
				if _, err := in.Message(ctx); err != nil {
					b.Error(err)
				}
			})
		}
		all.Wait()
	}
	_, _ = d, ana
}

// BenchmarkMemory is what the heap gains while interactions come and go, the double's bounded memory included.
func BenchmarkMemory(b *testing.B) {
	_, guild, ana := benchStage(b, localdiscord.Config{OpenAPI: "none", Keep: 200}, discordtest.Mali())
	channel := guild.AddChannel("c").ID
	ask := func() {
		in, err := ana.Slash(channel, "help")
		must(b, err)
		ctx, cancel := contextFor(time.Minute)
		defer cancel()
		_, err = in.Wait(ctx)
		must(b, err)
	}
	for range 25_000 { // until every bounded memory is full
		ask()
	}
	before := heap()
	for b.Loop() {
		ask()
	}
	after := heap()
	b.ReportMetric(float64(before)/1e6, "MB-before")
	b.ReportMetric(float64(after)/1e6, "MB-after")
	b.ReportMetric((float64(after)-float64(before))/float64(b.N), "B/interaction")
}

func heap() uint64 {
	runtime.GC()
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

// BenchmarkDesk is the part of BenchmarkQuestion that is the desk's.
func BenchmarkDesk(b *testing.B) {
	desk, n := answers.New(discordtest.Index(b, large()...), nil), 0
	var took []time.Duration
	for b.Loop() {
		n++
		at := time.Now()
		_, err := desk.Answer(b.Context(), answers.Question{Text: fmt.Sprintf("What does the town of %s have over the river?", name(n%2000))})
		must(b, err)
		took = append(took, time.Since(at))
	}
	report(b, took)
}
