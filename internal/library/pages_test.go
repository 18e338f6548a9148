package library

import (
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/sitrep-bot/sitrep/internal/articles"
	"github.com/sitrep-bot/sitrep/internal/articles/diff"
	"github.com/sitrep-bot/sitrep/internal/articles/fetch"
	"github.com/sitrep-bot/sitrep/internal/store"
)

// A site is a web server whose pages change.
type site struct {
	*httptest.Server
	mu     sync.Mutex
	text   string
	kind   string
	tag    string // ETag
	status int
	same   int // answers that nothing changed
}

func newSite(t *testing.T, kind, text string) *site {
	t.Helper()
	s := &site{text: text, kind: kind, status: http.StatusOK}
	s.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.mu.Lock()
		defer s.mu.Unlock()
		switch {
		case r.URL.Path == "/robots.txt":
			http.NotFound(w, r)
			return
		case s.tag != "" && r.Header.Get("If-None-Match") == s.tag:
			s.same++
			w.WriteHeader(http.StatusNotModified)
			return
		case s.tag != "":
			w.Header().Set("ETag", s.tag)
		}
		w.Header().Set("Content-Type", s.kind)
		w.WriteHeader(s.status)
		fmt.Fprint(w, s.text)
	}))
	t.Cleanup(s.Close)
	return s
}

func (s *site) says(text string) { s.set(func() { s.text = text }) }

func (s *site) set(change func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	change()
}

// pages is a client that reaches the site.
func (s *site) pages() *fetch.Client {
	at, _ := url.Parse(s.URL)
	port, _ := strconv.Atoi(at.Port())
	return fetch.New(fetch.Options{Ports: []int{port}, Allow: func(a netip.AddrPort) bool { return a.Addr().IsLoopback() }})
}

// A calendar is the clock of a test that runs days.
type calendar struct{ now time.Time }

// nextDay looks at what is due a day later.
func (c *calendar) nextDay(t *testing.T, l *Library, takeOver bool) (all []Finding) {
	t.Helper()
	return c.later(t, l, 24*time.Hour, takeOver)
}

func (c *calendar) later(t *testing.T, l *Library, d time.Duration, takeOver bool) (all []Finding) {
	t.Helper()
	c.now = c.now.Add(d)
	due, err := l.DuePages(t.Context())
	check(t, err)
	for _, p := range due {
		f, err := l.LookAgain(t.Context(), p.Guild, p.ID, How{TakeOver: takeOver})
		check(t, err)
		all = append(all, f)
	}
	return all
}

// follow keeps what lies at an address of the site.
func follow(t *testing.T, s *site, path string) (*Library, *calendar, []store.Article) {
	t.Helper()
	l, c := open(t), &calendar{time.Date(2026, 11, 1, 12, 0, 0, 0, time.UTC)}
	l.Pages, l.Clock = s.pages(), func() time.Time { return c.now }
	look, err := l.LookAtPage(t.Context(), "g", s.URL+path, "7", store.Overrides{})
	check(t, err)
	kept, err := l.Keep(t.Context(), "g", look.Upload)
	check(t, err)
	return l, c, kept
}

// one is the only finding, of which nothing but what changed is to be said.
func one(t *testing.T, all []Finding) Finding {
	t.Helper()
	if len(all) != 1 {
		t.Fatalf("%d pages were looked at; want 1", len(all))
	}
	return all[0]
}

func rulesPage(hour, beside string) string {
	return `<html lang="en"><head><title>Camp rules</title></head><body><!-- ` + beside + ` --><article><h1>Camp rules</h1><p>The gate of the camp closes at ` + hour +
		` in the evening, and it stays closed until the morning.</p><p>Guests of the camp sleep in the blue tent behind the kitchen, which is heated in winter.</p></article></body></html>`
}

func TestAPageIsLookedAtEveryDay(t *testing.T) {
	s := newSite(t, "text/html", rulesPage("nine", ""))
	s.tag = `"1"`
	l, c, kept := follow(t, s, "/rules")
	ctx, id := t.Context(), kept[0].ID
	if due, err := l.DuePages(ctx); err != nil || len(due) != 0 {
		t.Errorf("due on the first day: %v, %v", due, err)
	}
	if f := one(t, c.nextDay(t, l, true)); len(f.Changes) > 0 || s.same != 1 {
		t.Errorf("the page said that nothing changed %d times; found %+v", s.same, f)
	}
	s.set(func() { s.tag, s.text = "", rulesPage("nine", "served on Tuesday") })
	if f := one(t, c.nextDay(t, l, true)); len(f.Changes) > 0 {
		t.Errorf("what is beside the text counts as a change: %+v", f.Changes)
	}
	s.says(rulesPage("ten", ""))
	f := one(t, c.nextDay(t, l, true))
	if len(f.Changes) != 1 || f.Waits || f.Version != 2 || f.Changes[0][1] != (diff.Part{Text: "nine ", Fate: diff.Gone}) {
		t.Errorf("found %+v; want that ten took the place of nine", f)
	}
	check(t, l.Restore(ctx, "g", id, 1))
	if f := one(t, c.nextDay(t, l, true)); len(f.Changes) > 0 {
		t.Errorf("what a moderator brought back was changed again: %+v", f)
	}
	a, err := l.Store.Articles.Get(ctx, "g", id)
	check(t, err)
	if f, err := l.Refresh(ctx, "g", a, true); err != nil || len(f.Changes) != 1 || f.Version != 3 {
		t.Errorf("on demand: %+v, %v; want the change again", f, err)
	}
}

func TestAChangeIsTakenOverAfterAPress(t *testing.T) {
	s := newSite(t, "text/html", rulesPage("nine", ""))
	l, c, kept := follow(t, s, "/rules")
	ctx, id := t.Context(), kept[0].ID
	s.says(rulesPage("ten", ""))
	f := one(t, c.nextDay(t, l, false))
	if !f.Waits || len(f.Changes) != 1 {
		t.Fatalf("found %+v; want a change that waits", f)
	}
	if a, err := l.Store.Articles.Get(ctx, "g", id); err != nil || a.Version != 1 {
		t.Errorf("it is %+v, %v before anybody decided", a, err)
	}
	if f := one(t, c.nextDay(t, l, false)); f.Waits {
		t.Errorf("told again: %+v", f)
	}
	check(t, l.Leave(ctx, "g", id, f.Version))
	if f := one(t, c.nextDay(t, l, false)); f.Waits {
		t.Errorf("told again of what was left: %+v", f)
	}
	s.says(rulesPage("eleven", ""))
	f = one(t, c.nextDay(t, l, false))
	check(t, l.TakeOver(ctx, "g", id, f.Version))
	if a, err := l.Store.Articles.Get(ctx, "g", id); err != nil || a.Version != f.Version {
		t.Errorf("it is %+v, %v; want version %d", a, err, f.Version)
	}
}

func TestALostPageIsToldOnce(t *testing.T) {
	tests := []struct {
		name   string
		change func(*site)
		looks  int // until it is told
	}{
		{"gone", func(s *site) { s.status = http.StatusGone }, 1},
		{"in trouble", func(s *site) { s.status = http.StatusInternalServerError }, givenUp},
		{"without text", func(s *site) { s.text = "<html><body></body></html>" }, givenUp},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			s := newSite(t, "text/html", rulesPage("nine", ""))
			l, c, kept := follow(t, s, "/rules")
			for round := range 2 {
				s.set(func() { test.change(s) })
				c.now = c.now.Add(23 * time.Hour)
				var told []int
				for look := range 3 * 24 {
					for _, f := range c.later(t, l, time.Hour, true) {
						if f.Lost != nil {
							told = append(told, look+1)
						}
					}
				}
				if len(told) != 1 || told[0] != test.looks {
					t.Errorf("round %d: told at hours %v; want once, at the look number %d", round, told, test.looks)
				}
				s.set(func() { s.status, s.text = http.StatusOK, rulesPage("nine", "") })
				if f := one(t, c.nextDay(t, l, true)); f.Lost != nil || len(f.Changes) > 0 {
					t.Errorf("once it is back: %+v", f)
				}
			}
			if a, err := l.Store.Articles.Get(t.Context(), "g", kept[0].ID); err != nil || a.Version != 1 {
				t.Errorf("what was there is %+v, %v", a, err)
			}
			s.set(func() { test.change(s) })
			a, _ := l.Store.Articles.Get(t.Context(), "g", kept[0].ID)
			if _, err := l.Refresh(t.Context(), "g", a, true); err == nil {
				t.Error("a moderator who asks is told nothing")
			}
		})
	}
}

func camp(entries ...int) string {
	var b strings.Builder
	b.WriteString(`<rss version="2.0"><channel><title>Camp news</title><link>https://camp.example/</link>`)
	for _, n := range entries {
		fmt.Fprintf(&b, `<item><title>News</title><guid>%d</guid><link>https://camp.example/%[1]d</link><description>&lt;p&gt;Bus number %[1]d leaves from the mill at seven.&lt;/p&gt;</description></item>`, n)
	}
	return b.String() + `</channel></rss>`
}

func TestAFeedBringsItsNewestEntriesAndThenEachNewOne(t *testing.T) {
	var all []int
	for n := 30; n > 0; n-- {
		all = append(all, n)
	}
	s := newSite(t, "application/rss+xml", camp(all...))
	l, c, kept := follow(t, s, "/feed")
	ctx := t.Context()
	if len(kept) != articles.NewestEntries || kept[0].Origin.URL != "https://camp.example/30" || kept[0].Origin.Page {
		t.Fatalf("%d entries were kept, first %+v; want the newest %d", len(kept), kept[0].Origin, articles.NewestEntries)
	}
	if f := one(t, c.nextDay(t, l, false)); len(f.New) != 0 {
		t.Errorf("%d are new though the feed is as it was", len(f.New))
	}
	s.says(camp(append([]int{32, 31}, all...)...))
	if f := one(t, c.nextDay(t, l, false)); len(f.New) != 2 || f.New[0].Origin.URL != "https://camp.example/32" {
		t.Errorf("new are %+v; want two", f.New)
	}
	check(t, l.Store.Articles.Remove(ctx, "g", kept[0].ID, c.now))
	if f := one(t, c.nextDay(t, l, false)); len(f.New) != 0 {
		t.Errorf("what a moderator removed comes back: %+v", f.New)
	}
	there, _, err := l.Store.Articles.List(ctx, "g")
	check(t, err)
	if len(there) != articles.NewestEntries+1 {
		t.Errorf("%d are there; want %d", len(there), articles.NewestEntries+1)
	}
	s.says(camp(append([]int{33, 32, 31}, all...)...))
	if f, err := l.Refresh(ctx, "g", there[0], false); err != nil || len(f.New) != 1 {
		t.Errorf("on demand: %+v, %v", f.New, err)
	}
	look, err := l.LookAtPage(ctx, "g", s.URL+"/feed", "7", store.Overrides{})
	check(t, err)
	_, err = l.Keep(ctx, "g", look.Upload)
	check(t, err)
	feeds, err := l.Store.Pages.Feeds(ctx, "g")
	check(t, err)
	if len(feeds) != 1 || feeds[0].Feed != "Camp news" {
		t.Errorf("it is followed as %+v; want once", feeds)
	}
}

func campSaying(hour string, entries ...int) string {
	return strings.ReplaceAll(camp(entries...), "leaves from the mill at seven", "closes at "+hour)
}

func TestACorrectedEntryIsAnUpdateOfItsArticle(t *testing.T) {
	s := newSite(t, "application/rss+xml", campSaying("nine", 2, 1))
	l, c, kept := follow(t, s, "/feed")
	ctx := t.Context()
	_, err := l.Edit(ctx, "g", kept[1].ID, store.Overrides{Title: "The gate"})
	check(t, err)
	s.says(campSaying("ten", 3, 2, 1))
	f := one(t, c.nextDay(t, l, true))
	if len(f.New) != 1 || len(f.Entries) != 2 || f.Entries[1].Article.ID != kept[1].ID || f.Entries[1].Version != 2 || f.Entries[1].Waits {
		t.Fatalf("found %+v; want one that is new and two that say ten", f)
	}
	there, _, err := l.Store.Articles.Documents(ctx, "g")
	check(t, err)
	for _, a := range there {
		if !strings.Contains(a.Document, "closes at ten") {
			t.Errorf("%s says %s", a.Name, a.Document)
		}
		if a.ID == kept[1].ID && (a.Title != "The gate" || a.Origin.Feed != kept[1].Origin.Feed) {
			t.Errorf("what a moderator said of it is lost: %+v", a)
		}
	}
	check(t, l.Restore(ctx, "g", kept[1].ID, 1))
	if f := one(t, c.nextDay(t, l, true)); len(f.Entries) != 0 {
		t.Errorf("what a moderator brought back is changed again: %+v", f.Entries)
	}
	s.says(campSaying("eleven", 3, 2, 1))
	if f := one(t, c.nextDay(t, l, false)); len(f.Entries) != 3 || !f.Entries[0].Waits {
		t.Errorf("found %+v; want three that wait", f.Entries)
	}
	if f := one(t, c.nextDay(t, l, false)); len(f.Entries) != 0 {
		t.Errorf("told again: %+v", f.Entries)
	}
	if f, err := l.Refresh(ctx, "g", kept[0], false); err != nil || len(f.Entries) != 3 {
		t.Errorf("on demand %+v, %v; want what waits", f.Entries, err)
	}
}

func TestWhatWasUploadedHasNoPage(t *testing.T) {
	l := open(t)
	a := keep(t, l, "g", store.Upload{Name: "rules.md", Data: []byte(rules)})
	var refused *articles.Refusal
	if _, err := l.Refresh(t.Context(), "g", a, true); !errors.As(err, &refused) {
		t.Errorf("%v; want a refusal", err)
	}
}

// An entry is the same one as long as its id is, whatever it is called and wherever its page is by now.
func TestARenamedEntryIsAnotherVersionOfItsArticle(t *testing.T) {
	s := newSite(t, "application/rss+xml", camp(2, 1))
	l, c, kept := follow(t, s, "/feed")
	ctx := t.Context()
	_, err := l.Edit(ctx, "g", kept[0].ID, store.Overrides{Aliases: "the late bus"})
	check(t, err)
	rename := func(title, address string) {
		s.says(strings.NewReplacer("<title>News</title><guid>2<", "<title>"+title+"</title><guid>2<", "camp.example/2<", "camp.example/"+address+"<").Replace(camp(2, 1)))
	}
	want := func(when, title, address string, version int) {
		t.Helper()
		there, _, err := l.Store.Articles.List(ctx, "g")
		check(t, err)
		if len(there) != 2 {
			t.Fatalf("%s: %d articles are there; want the two", when, len(there))
		}
		a, err := l.Store.Articles.Get(ctx, "g", kept[0].ID)
		check(t, err)
		if a.Title != title || a.Origin.URL != "https://camp.example/"+address || a.Version != version || a.Overrides.Aliases == "" {
			t.Errorf("%s: it is %+v; want version %d, %q at %s", when, a, version, title, address)
		}
	}
	rename("Late news", "late")
	if f := one(t, c.nextDay(t, l, true)); len(f.New) != 0 || len(f.Entries) != 1 || len(f.Entries[0].Changes) != 2 {
		t.Errorf("found %+v; want that title and address of one entry have changed", f)
	}
	want("once it was renamed", "Late news", "late", 2)
	if f := one(t, c.nextDay(t, l, true)); len(f.New)+len(f.Entries) != 0 {
		t.Errorf("told again: %+v", f)
	}
	rename("Last news", "last")
	again(t, l, s.URL+"/feed")
	want("once its feed was added again", "Last news", "last", 3)

	other := newSite(t, "application/rss+xml", strings.ReplaceAll(camp(2), "News", "Another camp"))
	l.Pages = other.pages()
	again(t, l, other.URL+"/feed")
	if there, _, err := l.Store.Articles.List(ctx, "g"); err != nil || len(there) != 3 {
		t.Errorf("%d articles are there, %v; want one more, of another feed that has the same id in it", len(there), err)
	}
}

// again adds what lies at an address.
func again(t *testing.T, l *Library, url string) {
	t.Helper()
	look, err := l.LookAtPage(t.Context(), "g", url, "7", store.Overrides{})
	check(t, err)
	_, err = l.Keep(t.Context(), "g", look.Upload)
	check(t, err)
}
