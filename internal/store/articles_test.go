package store

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"reflect"
	"sync"
	"testing"
	"time"
)

// handbook is an article; its text tells it from others of the same id.
func handbook(id, text string) Article {
	sum := sha256.Sum256([]byte(text))
	return Article{ID: id, Name: id + ".md", Sum: hex.EncodeToString(sum[:]), Size: len(text), Passages: 1, Title: "Handbook",
		Overrides: Overrides{Title: "Handbook", Date: "2026-01-02", Lang: "fr"}, Data: []byte(text), Document: `{"ID":"` + id + `"}`,
		Origin: Origin{URL: "https://news.example/x", Page: true, ETag: `"1"`, LastModified: "Mon", Member: "7"}}
}

func keep(t *testing.T, s *Store, guild string, at time.Time, articles ...Article) {
	t.Helper()
	check(t, s.Articles.Keep(t.Context(), guild, articles, at, nil))
}

func TestWhatAnArticleAnsweredIsCounted(t *testing.T) {
	onBoth(t, func(t *testing.T, p place) {
		s, ctx := p.open(t), t.Context()
		keep(t, s, "g", noon, handbook("a", "one"), handbook("b", "other"))
		for _, id := range []string{"a", "a", "of everyone"} {
			check(t, s.Articles.CountAnswer(ctx, "g", id))
		}
		check(t, s.Articles.CountAnswer(ctx, "another", "a"))
		keep(t, s, "g", noon, handbook("a", "two"))
		check(t, s.Articles.CountAnswer(ctx, "g", "a"))
		now, _, err := s.Articles.List(ctx, "g")
		check(t, err)
		if len(now) != 2 || now[0].Answered != 3 || now[1].Answered != 0 {
			t.Errorf("counted %+v; want 3 over both versions of a, and none of b", now)
		}
	})
}

func TestAnArticleIsKeptByteForByte(t *testing.T) {
	onBoth(t, func(t *testing.T, p place) {
		s, ctx := p.open(t), t.Context()
		want := handbook("a", "\x00\xff not text \n")
		keep(t, s, "g", noon, want)
		other := p.open(t)
		files := must(other.Articles.Files(ctx, "g"))(t)
		want.Version, want.Added = 1, noon
		document := want.Document
		want.Document = ""
		if !reflect.DeepEqual(files, []Article{want}) {
			t.Errorf("kept %+v\nwant %+v", files, want)
		}
		documents, revision, err := other.Articles.Documents(ctx, "g")
		check(t, err)
		if len(documents) != 1 || documents[0].Document != document || documents[0].Data != nil || revision == "" {
			t.Errorf("documents %+v at revision %q", documents, revision)
		}
	})
}

func TestAnArticleOfTheSameIDIsItsNextVersion(t *testing.T) {
	onBoth(t, func(t *testing.T, p place) {
		s, ctx := p.open(t), t.Context()
		keep(t, s, "g", noon, handbook("a", "one"))
		_, before, err := s.Articles.List(ctx, "g")
		check(t, err)
		keep(t, s, "g", noon.Add(time.Hour), handbook("a", "two"))
		now, after, err := s.Articles.List(ctx, "g")
		check(t, err)
		if len(now) != 1 || now[0].Version != 2 || now[0].Sum != handbook("a", "two").Sum {
			t.Errorf("current articles %+v; want version 2 alone", now)
		}
		if before == after {
			t.Error("the revision is what it was before the change")
		}
		check(t, s.Articles.Restore(ctx, "g", "a", 1, noon.Add(2*time.Hour), nil))
		if a := must(s.Articles.Get(ctx, "g", "a"))(t); a.Version != 1 {
			t.Errorf("version %d is the current one; want the first, brought back", a.Version)
		}
	})
}

func TestTheSameBytesAreKeptOnce(t *testing.T) {
	onBoth(t, func(t *testing.T, p place) {
		s := p.open(t)
		keep(t, s, "g", noon, handbook("a", "one"), handbook("b", "one"), handbook("c", "three"))
		keep(t, s, "other", noon, handbook("d", "one"))
		for guild, want := range map[string]int{"g": 2, "other": 1} {
			if found, _, err := s.Articles.List(t.Context(), guild); err != nil || len(found) != want {
				t.Errorf("%s has %d articles, %v; want %d", guild, len(found), err, want)
			}
		}
	})
}

func TestWhatIsRefusedLeavesEverythingAsItWas(t *testing.T) {
	full := errors.New("full")
	onBoth(t, func(t *testing.T, p place) {
		s, ctx := p.open(t), t.Context()
		keep(t, s, "g", noon, handbook("a", "one"))
		_, before, err := s.Articles.List(ctx, "g")
		check(t, err)
		seen := 0
		err = s.Articles.Keep(ctx, "g", []Article{handbook("a", "two"), handbook("b", "three")}, noon, func(after []Article) error {
			seen = len(after)
			return full
		})
		if !errors.Is(err, full) || seen != 2 {
			t.Errorf("error %v after %d articles were seen; want the refusal, of 2", err, seen)
		}
		if now, after, err := s.Articles.List(ctx, "g"); err != nil || len(now) != 1 || now[0].Version != 1 || after != before {
			t.Errorf("articles %+v at %q, %v; want what was there at %q", now, after, err, before)
		}
	})
}

func TestManyWhoAddAtOnceStayWithinTheLimit(t *testing.T) {
	full := errors.New("full")
	onBoth(t, func(t *testing.T, p place) {
		stores := []*Store{p.open(t), p.open(t)}
		var all sync.WaitGroup
		for i := range 12 {
			all.Go(func() {
				id := string(rune('a' + i))
				err := stores[i%2].Articles.Keep(t.Context(), "g", []Article{handbook(id, id)}, noon, func(after []Article) error {
					if len(after) > 5 {
						return full
					}
					return nil
				})
				if err != nil && !errors.Is(err, full) {
					t.Error(err)
				}
			})
		}
		all.Wait()
		if found, _, err := stores[0].Articles.List(t.Context(), "g"); err != nil || len(found) != 5 {
			t.Errorf("%d articles, %v; want 5", len(found), err)
		}
	})
}

func TestARemovedArticleCanBeBroughtBackForADay(t *testing.T) {
	tests := []struct {
		name   string
		after  time.Duration
		expire bool
		want   error
	}{
		{"within the day", UndoFor - time.Second, true, nil},
		{"not later", UndoFor, false, ErrNotFound},
		{"nor when it is gone", UndoFor, true, ErrNotFound},
	}
	onBoth(t, func(t *testing.T, p place) {
		s, ctx := p.open(t), t.Context()
		for _, test := range tests {
			t.Run(test.name, func(t *testing.T) {
				keep(t, s, test.name, noon, handbook("a", "one"))
				check(t, s.Articles.Remove(ctx, test.name, "a", noon))
				if _, err := s.Articles.Get(ctx, test.name, "a"); !errors.Is(err, ErrNotFound) {
					t.Errorf("a removed article is found: %v", err)
				}
				if test.expire {
					must(s.Expire(ctx, noon.Add(test.after)))(t)
				}
				if err := s.Articles.Restore(ctx, test.name, "a", 1, noon.Add(test.after), nil); !errors.Is(err, test.want) {
					t.Errorf("brought back: %v; want %v", err, test.want)
				}
			})
		}
	})
}

func TestArticlesOfAServerAreItsOwn(t *testing.T) {
	onBoth(t, func(t *testing.T, p place) {
		s, ctx := p.open(t), t.Context()
		keep(t, s, "g", noon, handbook("a", "one"))
		upload := must(s.Uploads.Add(ctx, "g", Upload{Name: "x.md", Data: []byte("x")}, noon))(t)
		edited := handbook("a", "one")
		edited.Title = "taken"
		for name, try := range map[string]func() error{
			"read":    func() error { _, err := s.Articles.Get(ctx, "other", "a"); return err },
			"edit":    func() error { return s.Articles.Edit(ctx, "other", edited) },
			"remove":  func() error { return s.Articles.Remove(ctx, "other", "a", noon) },
			"restore": func() error { return s.Articles.Restore(ctx, "other", "a", 1, noon, nil) },
			"upload":  func() error { _, err := s.Uploads.Get(ctx, "other", upload, noon); return err },
		} {
			if err := try(); !errors.Is(err, ErrNotFound) {
				t.Errorf("another server may %s it: %v", name, err)
			}
		}
		check(t, s.Uploads.Remove(ctx, "other", upload))
		must(s.Uploads.Get(ctx, "g", upload, noon))(t)
		if files := must(s.Articles.Files(ctx, "other"))(t); len(files) != 0 {
			t.Errorf("another server exports %v", files)
		}
		if a := must(s.Articles.Get(ctx, "g", "a"))(t); a.Title != "Handbook" {
			t.Errorf("its title is %q now", a.Title)
		}
	})
}

func TestAnEditedArticleKeepsItsBytes(t *testing.T) {
	onBoth(t, func(t *testing.T, p place) {
		s, ctx := p.open(t), t.Context()
		keep(t, s, "g", noon, handbook("a", "one"))
		a := must(s.Articles.Get(ctx, "g", "a"))(t)
		a.Name, a.Title, a.Overrides.Title = "b.md", "Rules", "Rules"
		check(t, s.Articles.Edit(ctx, "g", a))
		files := must(s.Articles.Files(ctx, "g"))(t)
		if len(files) != 1 || files[0].Title != "Rules" || files[0].Name != "b.md" || string(files[0].Data) != "one" || files[0].Version != 1 {
			t.Errorf("edited %+v", files)
		}
	})
}

func TestAnUploadWaitsAnHourAndNotForLong(t *testing.T) {
	onBoth(t, func(t *testing.T, p place) {
		s, ctx := p.open(t), t.Context()
		want := Upload{Name: "x.md", Data: []byte("\x00x"), Overrides: Overrides{Lang: "de"}, Origin: Origin{Member: "7"}}
		want.ID = must(s.Uploads.Add(ctx, "g", want, noon))(t)
		if got := must(s.Uploads.Get(ctx, "g", want.ID, noon))(t); !reflect.DeepEqual(got, want) {
			t.Errorf("stored %+v; want %+v", got, want)
		}
		if _, err := s.Uploads.Get(ctx, "g", want.ID, noon.Add(UploadFor)); !errors.Is(err, ErrNotFound) {
			t.Errorf("an hour later: %v; want ErrNotFound", err)
		}
		for i := range uploadsWaiting {
			must(s.Uploads.Add(ctx, "g", Upload{Data: []byte("x")}, noon.Add(time.Duration(i+1)*time.Minute)))(t)
		}
		if _, err := s.Uploads.Get(ctx, "g", want.ID, noon); !errors.Is(err, ErrNotFound) {
			t.Errorf("the oldest of many: %v; want ErrNotFound", err)
		}
	})
}

func TestOtherProcessesHearOfAChangedArticle(t *testing.T) {
	onBoth(t, func(t *testing.T, p place) {
		s := p.open(t)
		listener := s // SQLite is one process's
		if p.url != "" {
			listener = p.open(t)
		}
		told := watched(t, listener)
		for _, change := range []func() error{
			func() error { return s.Articles.Keep(t.Context(), "g", []Article{handbook("a", "one")}, noon, nil) },
			func() error { return s.Articles.Edit(t.Context(), "g", handbook("a", "one")) },
			func() error { return s.Articles.Remove(t.Context(), "g", "a", noon) },
			func() error { return s.Articles.Restore(t.Context(), "g", "a", 1, noon, nil) },
			func() error { return s.DeleteGuild(t.Context(), "g") },
		} {
			check(t, change())
			select {
			case guild := <-told:
				if guild != "g" {
					t.Errorf("told of %q", guild)
				}
			case <-time.After(2 * time.Minute):
				t.Fatal("nothing is told")
			}
		}
	})
}

// watched passes on what a store tells, once it listens.
func watched(t *testing.T, s *Store) <-chan string {
	t.Helper()
	told, ctx := make(chan string, 100), t.Context()
	var watching sync.WaitGroup
	watching.Go(func() { s.Articles.Watch(ctx, func(guild string) { told <- guild }, func(err error) { t.Error(err) }) })
	t.Cleanup(watching.Wait) // t.Context ends before
	if s.db.config != nil {
		<-told // that anything may have changed until now
		return told
	}
	for {
		s.db.listeners.tell("ready?")
		if len(told) > 0 {
			<-told
			return told
		}
		time.Sleep(time.Millisecond)
	}
}
