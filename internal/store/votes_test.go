package store

import (
	"reflect"
	"testing"
	"time"
)

func TestVotesAreCountedOncePerMember(t *testing.T) {
	onBoth(t, func(t *testing.T, p place) {
		s, ctx := p.open(t), t.Context()
		votes := []Vote{
			{"g", "1", "Who pays?", "a#1", true},
			{"g", "1", "who pays", "a#1", false}, // changed his mind
			{"g", "2", "who pays?", "a#1", false},
			{"g", "3", "who pays?", "a#1", true},
			{"g", "1", "who pays?", "b#2", true},   // another answer
			{"other", "1", "secret", "a#1", false}, // another server
			{"", "1", "private", "a#1", false},     // a direct message
			{"g", "1", "?", "a#1", false},          // no words
		}
		for i, v := range votes {
			check(t, s.Votes.Record(ctx, v, noon.Add(time.Duration(i)*time.Second)))
		}
		want := []Feedback{
			{Question: "Who pays?", Passage: "a#1", Helpful: 1, NotIt: 2, Last: noon.Add(3 * time.Second)},
			{Question: "who pays?", Passage: "b#2", Helpful: 1, Last: noon.Add(4 * time.Second)},
		}
		if got := must(s.Votes.Feedback(ctx, "g", 10))(t); !reflect.DeepEqual(got, want) {
			t.Errorf("feedback %+v\nwant %+v", got, want)
		}
		if got := must(s.Votes.Feedback(ctx, "", 10))(t); len(got) != 0 {
			t.Errorf("feedback from direct messages: %+v", got)
		}
	})
}

func TestVotesDoNotTellWhoVoted(t *testing.T) {
	onBoth(t, func(t *testing.T, p place) {
		s, ctx := p.open(t), t.Context()
		for _, passage := range []string{"a#1", "a#2"} {
			check(t, s.Votes.Record(ctx, Vote{"g", "123456789", "who pays", passage, true}, noon))
		}
		stored := must(list(ctx, s.db, "look", text, `SELECT voter FROM votes`))(t)
		if len(stored) != 2 || stored[0] == stored[1] || len(stored[0]) != 32 {
			t.Errorf("two votes of one member are stored as %q; want two hashes that have nothing in common", stored)
		}
		elsewhere := place{dir: t.TempDir()}.open(t)
		check(t, elsewhere.Votes.Record(ctx, Vote{"g", "123456789", "who pays", "a#1", true}, noon))
		if same := must(list(ctx, elsewhere.db, "look", text, `SELECT voter FROM votes`))(t); same[0] == stored[0] || same[0] == stored[1] {
			t.Error("another installation stores the same hash; it has no key of its own")
		}
	})
}
