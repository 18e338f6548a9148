package library

import (
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/sitrep-bot/sitrep/internal/articles"
	"github.com/sitrep-bot/sitrep/internal/articles/fetch"
	"github.com/sitrep-bot/sitrep/internal/store"
)

const rules = "# Camp rules\n\nThe gate closes at nine in the evening.\n\nGuests sleep in the blue tent.\n"

func open(t *testing.T) *Library {
	t.Helper()
	db, err := store.Open(t.Context(), t.TempDir(), "")
	check(t, err)
	t.Cleanup(func() { check(t, db.Close()) })
	return &Library{Store: db, Limits: articles.Default, Pages: fetch.New(fetch.Options{})}
}

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func keep(t *testing.T, l *Library, guild string, u store.Upload) store.Article {
	t.Helper()
	look, err := l.Look(t.Context(), guild, u)
	check(t, err)
	kept, err := l.Keep(t.Context(), guild, look.Upload)
	check(t, err)
	if len(kept) != 1 {
		t.Fatalf("%d articles were kept of %+v", len(kept), look)
	}
	return kept[0]
}

func TestAnUploadIsLookedAtThenKept(t *testing.T) {
	l, ctx := open(t), t.Context()
	u := store.Upload{Name: "Camp Rules.md", Data: []byte(rules), Overrides: store.Overrides{Date: "2026-01-02", Lang: "en"}, Origin: store.Origin{Member: "7"}}
	look, err := l.Look(ctx, "g", u)
	check(t, err)
	if d := look.Previews[0].Document; d == nil || d.Source.Title != "Camp rules" || len(d.Passages) != 2 || d.Source.Published.Format(time.DateOnly) != "2026-01-02" {
		t.Fatalf("looked at %+v", look.Previews[0])
	}
	if there, _, err := l.Store.Articles.List(ctx, "g"); err != nil || len(there) != 0 {
		t.Fatalf("kept before anybody said so: %v, %v", there, err)
	}
	if _, err := l.Keep(ctx, "other", look.Upload); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("another server keeps it: %v", err)
	}
	kept, err := l.Keep(ctx, "g", look.Upload)
	check(t, err)
	if _, err := l.Keep(ctx, "g", look.Upload); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("kept twice: %v", err)
	}
	stored, _, err := l.Store.Articles.Documents(ctx, "g")
	check(t, err)
	d, err := Document(stored[0])
	check(t, err)
	if d.ID != kept[0].ID || !strings.HasPrefix(d.ID, "camp-rules-") || d.Passages[1].Text != "Guests sleep in the blue tent." || d.Source.Lang != "en" {
		t.Errorf("stored %+v", d)
	}
}

func TestWhatAnUploadTakesThePlaceOf(t *testing.T) {
	l := open(t)
	first := keep(t, l, "g", store.Upload{Name: "rules.md", Data: []byte(rules)})
	look, err := l.Look(t.Context(), "g", store.Upload{Name: "rules.md", Data: []byte(rules)})
	check(t, err)
	if !look.Previews[0].Same || look.Upload != "" {
		t.Errorf("the same bytes can be kept again: %+v", look)
	}
	second := keep(t, l, "g", store.Upload{Name: "rules.md", Data: []byte(rules + "\nDogs are welcome.\n")})
	if second.ID != first.ID {
		t.Errorf("the new version has id %s, the old %s", second.ID, first.ID)
	}
}

func TestWhatCannotBeKept(t *testing.T) {
	tests := []struct {
		name   string
		upload store.Upload
		limits articles.Limits
		want   string
	}{
		{"a day that is none", store.Upload{Name: "a.md", Data: []byte(rules), Overrides: store.Overrides{Date: "tomorrow"}}, articles.Default, "wanted a day as 2023-06-30"},
		{"a language that is none", store.Upload{Name: "a.md", Data: []byte(rules), Overrides: store.Overrides{Lang: "english"}}, articles.Default, "wanted a language as two letters"},
		{"one article too many", store.Upload{Name: "a.md", Data: []byte(rules)}, articles.Limits{Passages: 9, Bytes: 999, File: 999}, "wanted at most 0 articles"},
		{"no article", store.Upload{Name: "a.exe", Data: []byte("MZ")}, articles.Default, "wanted"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			l := open(t)
			l.Limits = test.limits
			look, err := l.Look(t.Context(), "g", test.upload)
			said := fmt.Sprint(err, look.Refused)
			for _, p := range look.Previews {
				said += fmt.Sprint(p.Problems)
			}
			if !strings.Contains(said, test.want) || look.Upload != "" {
				t.Errorf("said %s, upload %q; want %q", said, look.Upload, test.want)
			}
		})
	}
}

func TestAnEditShowsInTheDocument(t *testing.T) {
	l, ctx := open(t), t.Context()
	a := keep(t, l, "g", store.Upload{Name: "rules.md", Data: []byte(rules)})
	before, _, err := l.Store.Articles.Documents(ctx, "g")
	check(t, err)
	_, err = l.Edit(ctx, "g", a.ID, store.Overrides{Title: "House rules", Date: "2025-05-05"})
	check(t, err)
	after, _, err := l.Store.Articles.Documents(ctx, "g")
	check(t, err)
	was, _ := Document(before[0])
	now, _ := Document(after[0])
	if now.Source.Title != "House rules" || now.Source.Published.Year() != 2025 || now.Sum == was.Sum || !reflect.DeepEqual(now.Passages, was.Passages) {
		t.Errorf("edited %+v", now)
	}
}

func TestAnExportIsWhatWasUploaded(t *testing.T) {
	l, ctx := open(t), t.Context()
	keep(t, l, "g", store.Upload{Name: "rules.md", Data: []byte(rules)})
	keep(t, l, "g", store.Upload{Name: "menu.txt", Data: []byte("Menu\n\nBeans on Monday, and beans on Friday.\n")})
	packed, err := l.Export(ctx, "g")
	check(t, err)
	look, err := l.Look(ctx, "elsewhere", store.Upload{Name: "articles.zip", Data: packed})
	check(t, err)
	_, err = l.Keep(ctx, "elsewhere", look.Upload)
	check(t, err)
	again, err := l.Export(ctx, "elsewhere")
	check(t, err)
	if string(again) != string(packed) {
		t.Error("the export of what was imported is another")
	}
}

// What moderators say of an article goes along, but not the ids of this server; what another program noted is no harm.
func TestAnExportKeepsWhatIsKnownBesideTheBytes(t *testing.T) {
	l, ctx := open(t), t.Context()
	old := keep(t, l, "g", store.Upload{Name: "old.md", Data: []byte("# Old rules\n\nThe gate never closes.\n")})
	a := keep(t, l, "g", store.Upload{Name: "rules.md", Data: []byte(rules), Origin: store.Origin{URL: "https://camp.example/rules", Page: true}})
	said := store.Overrides{Title: "House rules", Date: "2025-05-05", Lang: "fr", Aliases: "gate, tent", Supersedes: old.ID}
	_, err := l.Edit(ctx, "g", a.ID, said)
	check(t, err)
	packed, err := l.Export(ctx, "g")
	check(t, err)
	look, err := l.Look(ctx, "elsewhere", store.Upload{Name: "articles.zip", Data: packed})
	check(t, err)
	if d := look.Previews[1].Document; d.Source.Title != "House rules" || d.Source.URL != "https://camp.example/rules" {
		t.Errorf("previewed %+v", d.Source)
	}
	kept, err := l.Keep(ctx, "elsewhere", look.Upload)
	check(t, err)
	said.Supersedes = ""
	if got := kept[1]; got.Title != "House rules" || got.Overrides != said || got.Origin.URL != "https://camp.example/rules" || got.Origin.Page {
		t.Errorf("kept %+v from %+v", got.Overrides, got.Origin)
	}
	for _, note := range []string{"packed by a camel", `{"url":"javascript://alert(1)"}`, `{"url":"https:alert(1)"}`, `{"title":"` + strings.Repeat("x", 201) + `"}`,
		`{"date":"soon"}`, `{"supersedes":"` + old.ID + `"}`, `{"title":1}`} {
		u := noted(store.Upload{}, articles.File{Note: note})
		if u.Overrides != (store.Overrides{}) || u.Origin != (store.Origin{}) {
			t.Errorf("%s: took %+v, %+v", note, u.Overrides, u.Origin)
		}
	}
	if u := noted(store.Upload{Overrides: store.Overrides{Title: "Mine"}}, articles.File{Note: `{"title":"Yours","lang":"de"}`}); u.Overrides.Title != "Mine" || u.Overrides.Lang != "de" {
		t.Errorf("took %+v; want what is said now before what was said", u.Overrides)
	}
}
