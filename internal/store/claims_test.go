package store

import (
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

func TestOfManyWhoClaimABriefingOneGetsIt(t *testing.T) {
	onBoth(t, func(t *testing.T, p place) {
		stores := []*Store{p.open(t), p.open(t)}
		id := post(t, stores[0]).Briefing.ID
		for round := range 10 {
			now := noon.Add(time.Duration(round+1) * time.Hour)
			wantOneToGet(t, fmt.Sprint("the claim of round ", round), 16, func(i int) error {
				_, err := stores[i%2].Briefings.Claim(t.Context(), "g", id, now, time.Minute)
				return err
			})
		}
	})
}

// wantOneToGet has so many try at once to get something, of whom the others are to be told that it is held.
func wantOneToGet(t *testing.T, what string, many int, try func(i int) error) {
	t.Helper()
	var got atomic.Int32
	var all sync.WaitGroup
	for i := range many {
		all.Go(func() {
			err := try(i)
			if err == nil {
				got.Add(1)
			} else if !errors.Is(err, ErrHeld) {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if got.Load() != 1 {
		t.Fatalf("%d got %s; want 1", got.Load(), what)
	}
}

func TestWhoeverIsLateDoesNotOverwrite(t *testing.T) {
	onBoth(t, func(t *testing.T, p place) {
		s, ctx := p.open(t), t.Context()
		late := post(t, s)
		next := must(s.Briefings.Claim(ctx, "g", late.Briefing.ID, noon.Add(time.Minute), time.Minute))(t)
		late.Briefing.Message = "late"
		for name, err := range map[string]error{
			"save": s.Briefings.Save(ctx, late), "release": s.Briefings.Release(ctx, late), "remove": s.Briefings.Remove(ctx, late),
		} {
			if !errors.Is(err, ErrLost) {
				t.Errorf("%s after the claim was lost: %v; want ErrLost", name, err)
			}
		}
		next.Briefing.Message = "in time"
		check(t, s.Briefings.Save(ctx, next))
		if b := must(s.Briefings.Get(ctx, "g", next.Briefing.ID))(t); b.Message != "in time" {
			t.Errorf("message %q; want the one of the holder", b.Message)
		}
	})
}

func TestAReleasedBriefingCanBeClaimedAtOnce(t *testing.T) {
	onBoth(t, func(t *testing.T, p place) {
		s, ctx := p.open(t), t.Context()
		claim := post(t, s)
		if _, err := s.Briefings.Claim(ctx, "g", claim.Briefing.ID, noon, time.Minute); !errors.Is(err, ErrHeld) {
			t.Errorf("claimed while held: %v; want ErrHeld", err)
		}
		check(t, s.Briefings.Release(ctx, claim))
		if _, err := s.Briefings.Claim(ctx, "g", claim.Briefing.ID, noon, time.Minute); err != nil {
			t.Errorf("claimed after release: %v", err)
		}
	})
}

func TestARemovedBriefingIsGone(t *testing.T) {
	onBoth(t, func(t *testing.T, p place) {
		s, ctx := p.open(t), t.Context()
		claim := post(t, s)
		check(t, s.Briefings.Remove(ctx, claim))
		if _, err := s.Briefings.Claim(ctx, "g", claim.Briefing.ID, noon, time.Minute); !errors.Is(err, ErrNotFound) {
			t.Errorf("claimed after removal: %v; want ErrNotFound", err)
		}
		if err := s.Briefings.Save(ctx, claim); !errors.Is(err, ErrLost) {
			t.Errorf("saved after removal: %v; want ErrLost", err)
		}
	})
}
