package localdiscord_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"sitrep/internal/localdiscord"
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
	for range 200 {
		ask()
	}
	var took []time.Duration
	for b.Loop() {
		took = append(took, ask())
	}
	slices.Sort(took)
	for _, p := range []int{50, 99} {
		b.ReportMetric(float64(took[len(took)*p/100].Microseconds()), fmt.Sprintf("p%d-µs", p))
	}
}
