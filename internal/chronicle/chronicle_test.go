package chronicle

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/sitrep-bot/sitrep/internal/corpus"
	"github.com/sitrep-bot/sitrep/internal/index"
)

// june is a day of June 2023.
func june(n int) time.Time { return time.Date(2023, time.June, n, 0, 0, 0, 0, time.UTC) }

func article(id, code string, published time.Time, texts ...string) corpus.Document {
	d := corpus.Document{ID: id, Path: id + ".md", Sum: strings.Join(texts, id), Source: corpus.Source{Title: id, Lang: code, Published: published}}
	for i, text := range texts {
		d.Passages = append(d.Passages, corpus.Passage{Ordinal: i + 1, Text: text})
	}
	return d
}

// harbour are three articles on one pier.
func harbour() []corpus.Document {
	return []corpus.Document{
		article("storm", "en", june(2), "Mara Quill, the harbour director, said that the pier was lost. She told members to stay away."),
		article("vote", "en", june(9), "The club voted on Thursday. Mara Quill warned that the new pier would cost a lot of money.",
			"Ole Brun, ambassador of the United States, praised the club. The US ambassador asked members to be patient.",
			"The old pier had opened in May 1987. By the end of 2023 the new one is to stand."),
		article("quai", "fr", june(20), "« Le quai sera beau », a dit Mara Quill, la directrice du port. Le quai avait ouvert en 1987."),
	}
}

func open(t *testing.T, documents ...corpus.Document) *index.Index {
	t.Helper()
	ix, _, err := index.Open("")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = ix.Close() })
	bring(t, ix, documents...)
	return ix
}

func bring(t *testing.T, ix *index.Index, documents ...corpus.Document) {
	t.Helper()
	if _, err := ix.Sync(context.Background(), &corpus.Corpus{Documents: documents}, nil); err != nil {
		t.Fatal(err)
	}
}

func snapshot(t *testing.T, ix *index.Index) *index.Snapshot {
	t.Helper()
	s, err := ix.Snapshot()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}

func said(t *testing.T, c *Chronicle, s *index.Snapshot, about string) []Statement {
	t.Helper()
	all, err := c.Statements(t.Context(), s, about)
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func TestStatementsAreListedNewestFirst(t *testing.T) {
	all := said(t, New(), snapshot(t, open(t, harbour()...)), "")
	var got []string
	for _, s := range all {
		got = append(got, s.Ref().String()+" "+s.Speaker.Name)
	}
	want := []string{"quai#1 Mara Quill", "vote#1 Mara Quill", "vote#2 Ole Brun", "vote#2 Ole Brun", "storm#1 Mara Quill", "storm#1 Mara Quill"}
	if !slices.Equal(got, want) {
		t.Errorf("%q\nwant %q", got, want)
	}
}

func TestSpeakersAreFoundByNameAndOffice(t *testing.T) {
	all := Speakers(said(t, New(), snapshot(t, open(t, harbour()...)), ""), "en")
	for typed, want := range map[string]string{
		"":                               "Mara Quill, harbour director (4) | Ole Brun, ambassador of the United States (2)",
		"quill":                          "Mara Quill, harbour director (4)",
		"mara q":                         "Mara Quill, harbour director (4)",
		"harbour director":               "Mara Quill, harbour director (4)",
		"US ambassador":                  "Ole Brun, ambassador of the United States (2)",
		"the us amb":                     "Ole Brun, ambassador of the United States (2)",
		"ambassador of the United State": "Ole Brun, ambassador of the United States (2)",
		"Kirby":                          "",
		"mara brun":                      "",
	} {
		var got []string
		for _, s := range Find(all, typed) {
			got = append(got, fmt.Sprintf("%s (%d)", s, s.Count))
		}
		if strings.Join(got, " | ") != want {
			t.Errorf("%q: %q; want %s", typed, got, want)
		}
	}
}

func TestAboutLeavesWhatAQuestionIsAbout(t *testing.T) {
	s := snapshot(t, open(t, harbour()...))
	for about, want := range map[string]string{
		"what will the pier cost": "vote#1",
		"staying away":            "storm#1",
		"monny":                   "vote#1", // misspelt
		"whales":                  "",
	} {
		var got []string
		for _, s := range said(t, New(), s, about) {
			got = append(got, s.Ref().String())
		}
		if strings.Join(got, " ") != want {
			t.Errorf("about %q: %q; want %q", about, got, want)
		}
	}
}

func TestEventsAreListedInTheirOrder(t *testing.T) {
	s := snapshot(t, open(t, harbour()...))
	list := func(within Period, about string) string {
		all, err := New().Events(t.Context(), s, within, about)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, e := range all {
			got = append(got, e.Date.String()+" "+e.Ref().String())
		}
		return strings.Join(got, " | ")
	}
	for _, test := range []struct {
		within      Period
		about, want string
	}{
		{Period{}, "", "1987 quai#1 | 1987-05 vote#3 | 2023 vote#3 | 2023-06-08 vote#1"},
		{Period{From: june(1)}, "", "2023 vote#3 | 2023-06-08 vote#1"},
		{Period{To: time.Date(1987, time.April, 1, 0, 0, 0, 0, time.UTC)}, "", "1987 quai#1"},
		{Period{From: june(9), To: june(10)}, "", "2023 vote#3"},
		{Period{}, "the vote", "2023-06-08 vote#1"},
	} {
		if got := list(test.within, test.about); got != test.want {
			t.Errorf("%+v, %q: %s\nwant %s", test.within, test.about, got, test.want)
		}
	}
}

func TestAnArticleThatWasReplacedOrChangedIsReadNoMore(t *testing.T) {
	documents := harbour()
	ix, c := open(t, documents...), New()
	said(t, c, snapshot(t, ix), "")
	documents[1] = article("vote", "en", june(9), "Ole Brun said that it was late.")
	next := article("storm-2", "en", june(3), "Mara Quill said that the pier stands.")
	next.Supersedes = "storm"
	bring(t, ix, append(documents, next)...)
	var got []string
	for _, s := range said(t, c, snapshot(t, ix), "") {
		got = append(got, s.Text())
	}
	want := []string{"« Le quai sera beau », a dit Mara Quill, la directrice du port.", "Ole Brun said that it was late.", "Mara Quill said that the pier stands."}
	if !slices.Equal(got, want) {
		t.Errorf("%q\nwant %q", got, want)
	}
}

func TestOfArticlesOfOneDayThoseInALanguageComeFirst(t *testing.T) {
	ix := open(t,
		article("a-quai", "fr", june(9), "Mara Quill, directrice du port, a dit que le quai était perdu."),
		article("b-old", "en", june(2), "Mara Quill, the harbour director, said that it would rain."),
		article("c-pier", "en", june(9), "Mara Quill, the harbour director, said that the pier was lost."))
	all := said(t, New(), snapshot(t, ix), "")
	for code, want := range map[string][]string{"en": {"c-pier", "a-quai", "b-old"}, "fr": {"a-quai", "c-pier", "b-old"}} {
		var got []string
		for _, s := range By(all, all[0].Key, code) {
			got = append(got, s.Document.ID)
		}
		if !slices.Equal(got, want) {
			t.Errorf("for %s: %v, want %v", code, got, want)
		}
	}
}
