package store

import (
	"errors"
	"testing"
)

func TestASessionIsTakenOnce(t *testing.T) {
	onBoth(t, func(t *testing.T, p place) {
		s := must(Open(t.Context(), p.dir, p.url))(t)
		defer s.Close()
		check(t, s.Shards.LeaveSession(t.Context(), 0, 2, "older"))
		check(t, s.Shards.LeaveSession(t.Context(), 0, 2, "newer"))
		for _, c := range []struct {
			shard, shards int
			want          string
		}{{1, 2, ""}, {0, 1, ""}, {0, 2, "newer"}, {0, 2, ""}} {
			if got := must(s.Shards.TakeSession(t.Context(), c.shard, c.shards))(t); got != c.want {
				t.Errorf("shard %d of %d: %q, want %q", c.shard, c.shards, got, c.want)
			}
		}
	})
}

func TestWhatWasLeftOfAnotherNumberOfShardsIsForgotten(t *testing.T) {
	onBoth(t, func(t *testing.T, p place) {
		s := must(Open(t.Context(), p.dir, p.url))(t)
		defer s.Close()
		const process = "one"
		for _, shards := range []int{1, 2, 12} {
			check(t, s.Shards.LeaveSession(t.Context(), 0, shards, "left"))
			must(s.Shards.Claim(t.Context(), process, shards, 0))(t)
			must(s.Shards.Claim(t.Context(), "another", shards, 1))(t) // which has it still
			check(t, s.Shards.Give(t.Context(), process, shards, 0, Session{Resume: "given", Memory: "known"}))
		}
		check(t, s.Shards.ForgetOthers(t.Context(), 2))
		for _, shards := range []int{1, 2, 12} {
			wantLeft, wantGiven := "", Session{}
			if shards == 2 {
				wantLeft, wantGiven = "left", Session{Resume: "given", Memory: "known"}
			}
			if left := must(s.Shards.TakeSession(t.Context(), 0, shards))(t); left != wantLeft {
				t.Errorf("of %d shards %q was left, want %q", shards, left, wantLeft)
			}
			if given := must(s.Shards.Claim(t.Context(), process, shards, 0))(t); given != wantGiven {
				t.Errorf("of %d shards %+v was given, want %+v", shards, given, wantGiven)
			}
			if _, err := s.Shards.Claim(t.Context(), process, shards, 1); !errors.Is(err, ErrHeld) {
				t.Errorf("of %d shards one that another process has was claimed: %v", shards, err)
			}
		}
	})
}
