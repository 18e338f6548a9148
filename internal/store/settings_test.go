package store

import (
	"errors"
	"fmt"
	"reflect"
	"sync"
	"testing"
	"time"
)

func TestSettingsAreKept(t *testing.T) {
	onBoth(t, func(t *testing.T, p place) {
		s, ctx, pause := p.open(t), t.Context(), 10*time.Second
		want := Settings{
			Channels: map[string]Rule{"1": Deny, "2": Forum}, Elsewhere: Mention, Ignored: []string{"9"},
			Language: "fr", Style: Plain, Cooldown: &pause, NoGaps: true, Notices: "3",
		}
		returned, err := s.UpdateSettings(ctx, "guild", func(now *Settings) error { *now = want; return nil })
		check(t, err)
		kept := must(p.open(t).Settings(ctx, "guild"))(t)
		if !reflect.DeepEqual(returned, want) || !reflect.DeepEqual(kept, want) {
			t.Errorf("returned %+v, kept %+v; want %+v", returned, kept, want)
		}
		if other := must(s.Settings(ctx, "another"))(t); !reflect.DeepEqual(other, Settings{}) {
			t.Errorf("another server has %+v; want the zero Settings", other)
		}
	})
}

func TestARefusedChangeOfSettingsLeavesThemAsTheyWere(t *testing.T) {
	onBoth(t, func(t *testing.T, p place) {
		s, ctx, no := p.open(t), t.Context(), errors.New("no such language")
		_, err := s.UpdateSettings(ctx, "guild", func(now *Settings) error { now.Language = "fr"; return nil })
		check(t, err)
		_, err = s.UpdateSettings(ctx, "guild", func(now *Settings) error { now.Language = "xx"; return no })
		if kept := must(s.Settings(ctx, "guild"))(t); !errors.Is(err, no) || kept.Language != "fr" {
			t.Errorf("error %v and language %q; want the error of the change and fr", err, kept.Language)
		}
	})
}

func TestSettingsChangedAtOnceAreAllKept(t *testing.T) {
	onBoth(t, func(t *testing.T, p place) {
		stores := []*Store{p.open(t), p.open(t)}
		var all sync.WaitGroup
		for i := range 40 {
			all.Go(func() {
				_, err := stores[i%2].UpdateSettings(t.Context(), "guild", func(now *Settings) error {
					now.Ignored = append(now.Ignored, fmt.Sprint(i))
					return nil
				})
				if err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
		if kept := must(stores[0].Settings(t.Context(), "guild"))(t); len(kept.Ignored) != 40 {
			t.Errorf("%d of 40 changes were kept", len(kept.Ignored))
		}
	})
}

func TestDirectMessagesHaveNoSettings(t *testing.T) {
	s := place{dir: t.TempDir()}.open(t)
	if _, err := s.UpdateSettings(t.Context(), "", func(*Settings) error { return nil }); err == nil {
		t.Error("settings of direct messages were stored")
	}
}

func TestTheRuleOfAChannel(t *testing.T) {
	chosen := Settings{Channels: map[string]Rule{"forum": Forum, "quiet": Deny}, Elsewhere: Mention}
	tests := []struct {
		name     string
		settings Settings
		channels []string
		want     Rule
	}{
		{"where nothing was chosen everything is allowed", Settings{}, []string{"any"}, Allow},
		{"a channel that is named has its rule", chosen, []string{"quiet"}, Deny},
		{"a channel that is not named follows the rest", chosen, []string{"any"}, Mention},
		{"a thread follows its parent", chosen, []string{"thread", "forum"}, Forum},
		{"a thread that is named does not", chosen, []string{"quiet", "forum"}, Deny},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if got := test.settings.Rule(test.channels...); got != test.want {
				t.Errorf("Rule(%q) = %q; want %q", test.channels, got, test.want)
			}
		})
	}
}

func TestIgnoredMembers(t *testing.T) {
	s := Settings{Ignored: []string{"7"}}
	if !s.Ignores("7") || s.Ignores("8") {
		t.Errorf("Ignores(7) = %v, Ignores(8) = %v; want true, false", s.Ignores("7"), s.Ignores("8"))
	}
}
