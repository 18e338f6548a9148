package main

import (
	"fmt"
	"strconv"
	"testing"
	"time"
)

// TestTheOtherProcessGoesOn runs two processes on one PostgreSQL, each with a shard of its own. The one that hears of the
// server is killed and does not come back; the other keeps the server's briefings up to date.
func TestTheOtherProcessGoesOn(t *testing.T) {
	home := newProcess(t)
	database := "DATABASE_URL=" + postgres.Database(t)
	id, err := strconv.ParseUint(home.guild.ID, 10, 64)
	if err != nil {
		t.Fatal(err)
	}
	shard := id >> 22 % 2 // https://discord.com/developers/docs/events/gateway#sharding-sharding-formula
	home.env = []string{database, "SHARDS=2", fmt.Sprint("SHARD_IDS=", shard)}
	other := *home
	other.data, other.env = t.TempDir(), []string{database, "SHARDS=2", fmt.Sprint("SHARD_IDS=", 1-shard)}
	home.start()
	other.start()

	var channels []string
	for i := range 6 {
		channels = append(channels, home.guild.AddChannel(fmt.Sprint("news ", i)).ID)
		home.post(channels[i])
	}
	home.until("all are posted", func() bool { return home.show(channels, 0) })
	for round := 1; round <= 4; round++ {
		if round == 3 {
			home.kill() // perhaps with a claim on a briefing, which then ends after 20 s
		}
		start := time.Now()
		other.write(round)
		other.until("all pinned messages are edited", func() bool { return other.show(channels, round) })
		t.Logf("round %d: edited after %v", round, time.Since(start).Round(time.Millisecond))
		if n := len(home.d.RequestsTo(edit)); n != round*len(channels) { // a second edit in one round is seen in the next
			t.Errorf("%d edits of %d messages in %d rounds", n, len(channels), round)
		}
	}
}
