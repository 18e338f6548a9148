package localdiscord_test

import (
	"net/http"
	"runtime"
	"testing"
	"time"

	"github.com/sitrep-bot/sitrep/internal/localdiscord"
)

func TestCloseLeavesNoGoroutine(t *testing.T) {
	http.DefaultClient.CloseIdleConnections()
	before := settled(0)
	d, err := localdiscord.New(localdiscord.Config{})
	if err != nil {
		t.Fatal(err)
	}
	guild := d.AddGuild("Watchers")
	general, ana := guild.AddChannel("general"), guild.AddMember("Ana")
	s := session(t, d)
	s.AddHandler(echo)
	s.ShouldReconnectOnError = false
	if _, err := d.Proxy(t.TempDir()); err != nil {
		t.Fatal(err)
	}
	if err := s.Open(); err != nil {
		t.Fatal(err)
	}
	asked := must[*localdiscord.Message](t)(ana.Say(general.ID, d.BotMention()+" hello"))
	must[*localdiscord.Message](t)(ana.ReplyTo(patience(t), asked))
	_ = s.Close()
	if err := d.Close(); err != nil {
		t.Error(err)
	}
	if after := settled(before); after > before {
		buf := make([]byte, 1<<16)
		t.Errorf("%d goroutines before, %d after:\n%s", before, after, buf[:runtime.Stack(buf, true)])
	}
}

// settled counts goroutines once they are no more than wanted, or have had their chance to end.
func settled(want int) int {
	n := runtime.NumGoroutine()
	for range 100 {
		if n = runtime.NumGoroutine(); n <= want {
			break
		}
		time.Sleep(5 * time.Millisecond)
	}
	return n
}
