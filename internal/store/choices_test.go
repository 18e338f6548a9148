package store

import (
	"fmt"
	"testing"
	"time"
)

func TestTheServerThatAMemberChose(t *testing.T) {
	onBoth(t, func(t *testing.T, p place) {
		s, ctx := p.open(t), t.Context()
		want := func(when, user, guild string, now time.Time) {
			t.Helper()
			if got := must(p.open(t).Choices.Of(ctx, user, now))(t); got != guild {
				t.Errorf("%s: %s chose %q; want %q", when, user, got, guild)
			}
		}
		want("at first", "ana", "", noon)
		check(t, s.Choices.Set(ctx, "ana", "first", noon))
		check(t, s.Choices.Set(ctx, "ana", "g", noon))
		check(t, s.Choices.Set(ctx, "ben", "other", noon))
		want("once chosen", "ana", "g", noon)
		want("long after", "ana", "", noon.Add(KeepFor))
		check(t, s.DeleteGuild(ctx, "g"))
		want("once the server was forgotten", "ana", "", noon)
		want("once another server was forgotten", "ben", "other", noon)
		check(t, s.Choices.Set(ctx, "ben", "", noon))
		want("once they chose none", "ben", "", noon)
	})
}

func TestChoicesAreBounded(t *testing.T) {
	s := place{dir: t.TempDir()}.open(t)
	ctx := t.Context()
	check(t, s.Choices.Set(ctx, "old", "g", noon.Add(-KeepFor)))
	check(t, s.Choices.Set(ctx, "oldest", "g", noon.Add(-time.Hour)))
	if _, err := s.db.exec(ctx, "fill", `WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < $1)
		INSERT INTO choices (member, guild, chosen) SELECT 'member ' || i, 'g', $2 + i FROM n`, choicesKept-1, millis(noon)); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		user string
		gone int64
		left string
	}{{"first", 1, "g"}, {"second", 1, ""}} {
		gone := must(s.Expire(ctx, noon))(t)
		if left := must(s.Choices.Of(ctx, "oldest", noon))(t); gone != c.gone || left != c.left {
			t.Errorf("%d went before %s chose, and of the oldest is left %q; want %d and %q", gone, c.user, left, c.gone, c.left)
		}
		check(t, s.Choices.Set(ctx, fmt.Sprint("the ", c.user), "g", noon.Add(time.Hour)))
	}
}
