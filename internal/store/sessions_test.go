package store

import "testing"

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
