package store

import (
	"errors"
	"fmt"
	"io"
	"testing"
	"time"
)

func TestOfManyWhoClaimAShardOneGetsIt(t *testing.T) {
	onBoth(t, func(t *testing.T, p place) {
		stores, names := []*Store{p.open(t), p.open(t)}, []string{"a", "b"}
		for shard := range 10 {
			wantOneToGet(t, fmt.Sprint("shard ", shard), 2, func(i int) error {
				_, err := stores[i].Shards.Claim(t.Context(), names[i], 10, shard)
				return err
			})
		}
	})
}

// TestASessionGoesFromProcessToProcess: one gives a shard away, one dies, and one is ended though it lives.
func TestASessionGoesFromProcessToProcess(t *testing.T) {
	onBoth(t, func(t *testing.T, p place) {
		s, ctx := p.open(t), t.Context()
		claim := func(process string, want Session) {
			t.Helper()
			if got := must(s.Shards.Claim(ctx, process, 2, 1))(t); got != want {
				t.Errorf("%s was left %q, want %q", process, got, want)
			}
		}
		beat := func(process string, kept Session) Roster {
			t.Helper()
			return must(s.Shards.Beat(ctx, process, 2, map[int]Session{1: kept}))(t)
		}
		beat("a", Session{})
		claim("a", Session{})
		beat("a", Session{Resume: "s1", Memory: "m1"})
		beat("b", Session{Resume: "of somebody else", Memory: "of somebody else"})
		beat("a", Session{Resume: "s2"})
		claim("a", Session{"s2", "m1"}) // it has it already
		check(t, s.Shards.Give(ctx, "a", 2, 1, Session{"s3", "m3"}))
		if err := s.Shards.Give(ctx, "a", 2, 1, Session{}); !errors.Is(err, ErrLost) {
			t.Errorf("given twice: %v; want ErrLost", err)
		}
		claim("b", Session{"s3", "m3"})

		roster := beat("b", Session{Resume: "s4"})
		if roster.Holders[0] != "" || roster.Holders[1] != "b" || len(roster.Processes) != 2 || roster.Processes[1] != (Process{"b", 2, 2}) {
			t.Errorf("the roster is %+v", roster)
		}
		beat("b", Session{Resume: "s5"})
		if err := s.Shards.EndProcess(ctx, "b", 2); !errors.Is(err, ErrLost) {
			t.Errorf("ended though it has said that it lives: %v; want ErrLost", err)
		}
		if _, err := s.Shards.Claim(ctx, "a", 2, 1); !errors.Is(err, ErrHeld) {
			t.Errorf("claimed from one who lives: %v; want ErrHeld", err)
		}
		check(t, s.Shards.EndProcess(ctx, "b", 3))
		claim("a", Session{"s5", "m3"})
		check(t, s.Shards.EndProcess(ctx, "a", -1))
		if roster := must(s.Shards.Roster(ctx, 2))(t); len(roster.Processes) != 0 || roster.Holders[1] != "" {
			t.Errorf("after all have ended the roster is %+v", roster)
		}
	})
}

func TestTurnsFollowEachOther(t *testing.T) {
	onBoth(t, func(t *testing.T, p place) {
		stores := []*Store{p.open(t), p.open(t)}
		for _, c := range []struct {
			store, turn int
			now, want   time.Duration
		}{{0, 0, 0, 0}, {1, 0, time.Second, 5 * time.Second}, {0, 1, time.Second, time.Second}, {0, 0, 2 * time.Second, 10 * time.Second},
			{1, 0, time.Minute, time.Minute}, {1, 0, -2 * time.Hour, -2 * time.Hour}} { // at last a clock was put right
			at := must(stores[c.store].Shards.TakeTurn(t.Context(), c.turn, noon.Add(c.now), 5*time.Second))(t)
			if !at.Equal(noon.Add(c.want)) {
				t.Errorf("turn %d at %v: %s, want %v", c.turn, c.now, at, c.want)
			}
		}
	})
}

func TestABackupHasNothingOfWhatRuns(t *testing.T) {
	onBoth(t, func(t *testing.T, p place) {
		s := p.open(t)
		must(s.Shards.Claim(t.Context(), "a", 1, 0))(t)
		counts := must(Backup(t.Context(), p.dir, p.url, noon, io.Discard))(t)
		if _, there := counts["shards"]; there || len(counts) == 0 {
			t.Errorf("the backup has %v", counts.Tables())
		}
	})
}
