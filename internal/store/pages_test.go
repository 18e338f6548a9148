package store

import (
	"errors"
	"reflect"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// due is the ids of the pages that are due.
func due(t *testing.T, s *Store, at time.Time) (ids []string) {
	t.Helper()
	for _, p := range must(s.Pages.Due(t.Context(), at, 100))(t) {
		ids = append(ids, p.Guild+" "+p.ID)
	}
	return ids
}

func TestAPageIsDueADayAfterItWasKept(t *testing.T) {
	onBoth(t, func(t *testing.T, p place) {
		s, ctx := p.open(t), t.Context()
		uploaded := handbook("u", "uploaded")
		uploaded.Origin = Origin{Member: "7"}
		keep(t, s, "g", noon, handbook("a", "one"), handbook("b", "two"), uploaded)
		keep(t, s, "other", noon.Add(time.Minute), handbook("a", "one"))
		if ids := due(t, s, noon.Add(LookAgain-time.Second)); ids != nil {
			t.Errorf("%q are due before the day is over", ids)
		}
		check(t, s.Articles.Remove(ctx, "g", "b", noon))
		later := noon.Add(LookAgain + time.Minute)
		if ids := due(t, s, later); !reflect.DeepEqual(ids, []string{"g a", "other a"}) {
			t.Errorf("due are %q; want the pages that are there", ids)
		}
		check(t, s.Articles.Restore(ctx, "g", "b", 1, noon, nil))
		page := must(s.Pages.Claim(ctx, "g", "a", later, time.Minute))(t)
		if ids := due(t, s, later); !reflect.DeepEqual(ids, []string{"g b", "other a"}) {
			t.Errorf("due are %q; want those that nobody looks at", ids)
		}
		page.ETag, page.Sum, page.Seen, page.Failures, page.Due = `"2"`, "sum", []string{"x"}, 2, later.Add(time.Hour)
		check(t, s.Pages.Save(ctx, page))
		if err := s.Pages.Save(ctx, page); !errors.Is(err, ErrLost) {
			t.Errorf("saved again: %v; want ErrLost", err)
		}
		page.token = ""
		got := must(s.Pages.Claim(ctx, "g", "a", later, time.Minute))(t)
		if got.token = ""; !reflect.DeepEqual(got, page) {
			t.Errorf("stored %+v; want %+v", got, page)
		}
		keep(t, s, "g", noon, Article{ID: "a", Name: "a.md", Sum: "new", Data: []byte("new"), Origin: Origin{Member: "7"}})
		if _, err := s.Pages.Claim(ctx, "g", "a", later, time.Minute); !errors.Is(err, ErrNotFound) {
			t.Errorf("the page of what is a file now: %v", err)
		}
	})
}

func TestOneProcessLooksAtAPage(t *testing.T) {
	onBoth(t, func(t *testing.T, p place) {
		stores := []*Store{p.open(t), p.open(t)}
		keep(t, stores[0], "g", noon, handbook("a", "one"))
		later := noon.Add(LookAgain)
		var all sync.WaitGroup
		var claimed atomic.Int64
		for i := range 8 {
			all.Go(func() {
				_, err := stores[i%2].Pages.Claim(t.Context(), "g", "a", later, time.Minute)
				if err == nil {
					claimed.Add(1)
				} else if !errors.Is(err, ErrHeld) {
					t.Error(err)
				}
			})
		}
		all.Wait()
		if n := claimed.Load(); n != 1 {
			t.Errorf("%d got the claim; want 1", n)
		}
		must(stores[1].Pages.Claim(t.Context(), "g", "a", later.Add(time.Minute), time.Minute))(t) // the first died
	})
}

func TestAChangeWaitsForAModerator(t *testing.T) {
	onBoth(t, func(t *testing.T, p place) {
		s, ctx := p.open(t), t.Context()
		keep(t, s, "g", noon, handbook("a", "one"))
		_, before, err := s.Articles.List(ctx, "g")
		check(t, err)
		first := must(s.Articles.Propose(ctx, "g", handbook("a", "two"), noon))(t)
		second := must(s.Articles.Propose(ctx, "g", handbook("a", "three"), noon))(t)
		if _, after, err := s.Articles.List(ctx, "g"); err != nil || after != before {
			t.Errorf("the articles changed: %v", err)
		}
		waiting := must(s.Articles.Waiting(ctx, "g"))(t)
		if len(waiting) != 1 || waiting[0].Version != second {
			t.Errorf("waiting are %+v; want version %d alone", waiting, second)
		}
		for name, try := range map[string]func() error{
			"the first, which the second took the place of": func() error { return s.Articles.TakeOver(ctx, "g", "a", first, noon, nil) },
			"that of another server":                        func() error { return s.Articles.TakeOver(ctx, "other", "a", second, noon, nil) },
			"leave that of another server":                  func() error { return s.Articles.Leave(ctx, "other", "a", second, noon) },
			"read that of another server":                   func() error { _, err := s.Articles.Version(ctx, "other", "a", second); return err },
			"a change of no article":                        func() error { _, err := s.Articles.Propose(ctx, "g", handbook("z", "z"), noon); return err },
		} {
			if err := try(); !errors.Is(err, ErrNotFound) {
				t.Errorf("%s: %v; want ErrNotFound", name, err)
			}
		}
		check(t, s.Articles.TakeOver(ctx, "g", "a", second, noon, nil))
		if a := must(s.Articles.Get(ctx, "g", "a"))(t); a.Version != second || a.Sum != handbook("a", "three").Sum {
			t.Errorf("it is %+v now; want what was taken over", a)
		}
		check(t, s.Articles.Restore(ctx, "g", "a", 1, noon, nil))
		left := must(s.Articles.Propose(ctx, "g", handbook("a", "four"), noon))(t)
		check(t, s.Articles.Leave(ctx, "g", "a", left, noon))
		if err := s.Articles.TakeOver(ctx, "g", "a", left, noon, nil); !errors.Is(err, ErrNotFound) {
			t.Errorf("taken over though it was left: %v", err)
		}
		must(s.Articles.Propose(ctx, "g", handbook("a", "five"), noon))(t)
		must(s.Expire(ctx, noon.Add(DecideFor)))(t)
		if waiting := must(s.Articles.Waiting(ctx, "g"))(t); len(waiting) != 0 {
			t.Errorf("%+v waits for ever", waiting)
		}
	})
}

func TestAFeedGoesAndComesBackWithWhatItBrought(t *testing.T) {
	onBoth(t, func(t *testing.T, p place) {
		s, ctx := p.open(t), t.Context()
		entry := func(id string) Article {
			a := handbook(id, id)
			a.Origin = Origin{URL: "https://news.example/" + id, Feed: "news-1"}
			return a
		}
		feed := Page{Guild: "g", ID: "news-1", Feed: "News", URL: "https://news.example/feed", Member: "7", Seen: []string{"e", "f"}, Due: noon}
		check(t, s.Pages.KeepFeed(ctx, feed, []Article{entry("e"), entry("f")}, noon, nil))
		keep(t, s, "g", noon, handbook("a", "one"))
		if feeds := must(s.Pages.Feeds(ctx, "g"))(t); !reflect.DeepEqual(feeds, []Page{feed}) {
			t.Errorf("feeds are %+v; want %+v", feeds, feed)
		}
		check(t, s.Articles.Remove(ctx, "g", "e", noon))
		for name, try := range map[string]func() error{
			"remove that of another server": func() error { return s.Pages.RemoveFeed(ctx, "other", "news-1", noon) },
			"bring back what is there not":  func() error { return s.Pages.RestoreFeed(ctx, "other", "news-1", noon, nil) },
		} {
			if err := try(); !errors.Is(err, ErrNotFound) {
				t.Errorf("%s: %v; want ErrNotFound", name, err)
			}
		}
		check(t, s.Pages.RemoveFeed(ctx, "g", "news-1", noon.Add(time.Hour)))
		if now, _, err := s.Articles.List(ctx, "g"); err != nil || len(now) != 1 || len(due(t, s, noon)) != 0 {
			t.Errorf("left are %+v, %v", now, err)
		}
		check(t, s.Pages.RestoreFeed(ctx, "g", "news-1", noon.Add(2*time.Hour), nil))
		now, _, err := s.Articles.List(ctx, "g")
		check(t, err)
		if len(now) != 2 || now[1].ID != "f" || !reflect.DeepEqual(due(t, s, noon), []string{"g news-1"}) {
			t.Errorf("brought back are %+v; want the one that went with the feed", now)
		}
	})
}
