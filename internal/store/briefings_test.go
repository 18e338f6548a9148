package store

import (
	"errors"
	"reflect"
	"testing"
	"time"
)

// post stores a briefing of guild "g" as it is just before its message is sent.
func post(t *testing.T, s *Store) Claim {
	t.Helper()
	return must(s.Briefings.Add(t.Context(), Briefing{
		Guild: "g", Channel: "c", Documents: []string{"minusma-ends"}, Tags: []string{"mali"}, Lang: "fr", Pin: true, Hash: "h1", Shown: `{"a":1}`,
	}, noon, time.Minute))(t)
}

func TestABriefingIsStoredBeforeItIsSent(t *testing.T) {
	onBoth(t, func(t *testing.T, p place) {
		s := p.open(t)
		claim := post(t, s)
		if n := len(claim.Briefing.ID); n < 16 || n > 25 {
			t.Errorf("the nonce has %d characters; Discord takes 25", n)
		}
		want := claim.Briefing
		want.Shown = "" // lists leave it out
		got := must(p.open(t).Briefings.Get(t.Context(), "g", want.ID))(t)
		if !reflect.DeepEqual(got, want) || got.State != Pending || !got.Created.Equal(noon) {
			t.Errorf("stored %+v; want %+v", got, want)
		}
	})
}

func TestAConfirmedBriefingIsKeptWithAllItHas(t *testing.T) {
	onBoth(t, func(t *testing.T, p place) {
		s, ctx := p.open(t), t.Context()
		claim := post(t, s)
		b := &claim.Briefing
		b.Message, b.Pinned, b.State, b.Told, b.Hash, b.Shown = "m", true, Live, ChannelGone, "h2", `{"a":2}`
		b.Due, b.Updated, b.Channel, b.Pin = noon.Add(time.Hour), noon.Add(time.Minute), "c2", false
		b.Documents, b.Tags, b.Lang = []string{"x"}, nil, "en"
		check(t, s.Briefings.Save(ctx, claim))
		check(t, s.Briefings.Release(ctx, claim))
		again := must(s.Briefings.Claim(ctx, "g", b.ID, noon.Add(time.Second), time.Minute))(t)
		if !reflect.DeepEqual(again.Briefing, *b) {
			t.Errorf("kept %+v; want %+v", again.Briefing, *b)
		}
	})
}

func TestBriefingsOfAServerAreItsOwn(t *testing.T) {
	onBoth(t, func(t *testing.T, p place) {
		s, ctx := p.open(t), t.Context()
		id := post(t, s).Briefing.ID
		later := noon.Add(time.Hour)
		if _, err := s.Briefings.Get(ctx, "other", id); !errors.Is(err, ErrNotFound) {
			t.Errorf("another server reads it: %v", err)
		}
		if _, err := s.Briefings.Claim(ctx, "other", id, later, time.Minute); !errors.Is(err, ErrNotFound) {
			t.Errorf("another server claims it: %v", err)
		}
		if others := must(s.Briefings.List(ctx, "other"))(t); len(others) != 0 {
			t.Errorf("another server lists %v", others)
		}
		if own := must(s.Briefings.List(ctx, "g"))(t); len(own) != 1 || own[0].ID != id {
			t.Errorf("its own server lists %v; want the one briefing", own)
		}
	})
}

func TestWhichBriefingsAreFree(t *testing.T) {
	tests := []struct {
		name string
		due  time.Time
		at   time.Time
		want int
	}{
		{"one that is held is not", time.Time{}, noon.Add(59 * time.Second), 0},
		{"one whose holder did not come back is", time.Time{}, noon.Add(time.Minute), 1},
		{"one that is to wait is not", noon.Add(time.Hour), noon.Add(30 * time.Minute), 0},
		{"one that has waited is", noon.Add(time.Hour), noon.Add(time.Hour), 1},
	}
	onBoth(t, func(t *testing.T, p place) {
		s, ctx := p.open(t), t.Context()
		for _, test := range tests {
			t.Run(test.name, func(t *testing.T) {
				claim := post(t, s)
				claim.Briefing.Due = test.due
				check(t, s.Briefings.Save(ctx, claim))
				if got := must(s.Briefings.Free(ctx, test.at))(t); len(got) != test.want {
					t.Errorf("%d are free; want %d", len(got), test.want)
				}
				check(t, s.Briefings.Remove(ctx, claim))
			})
		}
	})
}
