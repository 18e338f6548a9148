package briefing

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/sitrep-bot/sitrep/internal/corpus"
)

func TestWhatChanged(t *testing.T) {
	tests := []struct {
		name   string
		change func([]corpus.Document) []corpus.Document // of vote and other
		want   []string
	}{
		{"nothing", func(d []corpus.Document) []corpus.Document { return d }, nil},
		{"what is not shown", func(d []corpus.Document) []corpus.Document { d[0].Passages[1].Text = "x"; return d }, nil},
		{"where a passage stands", func(d []corpus.Document) []corpus.Document {
			d[0].Passages = slices.Insert(d[0].Passages, 2, corpus.Passage{Heading: "The vote", Text: "One more."})
			for i := range d[0].Passages {
				d[0].Passages[i].Ordinal = i + 1
			}
			return d
		}, nil},
		{"a section", func(d []corpus.Document) []corpus.Document { d[0].Passages[2].Text = "Troops stay."; return d },
			[]string{"changed vote section Troops stay."}},
		{"a section that came", func(d []corpus.Document) []corpus.Document {
			d[1].Passages = append(d[1].Passages, corpus.Passage{Ordinal: 2, Heading: "New", Text: "News."})
			return d
		}, []string{"added other section News."}},
		{"a section that went", func(d []corpus.Document) []corpus.Document {
			d[0].Passages = slices.Delete(d[0].Passages, 2, 3)
			return d
		}, []string{"removed vote section Troops leave by the end of the year."}},
		{"one of two sections with the same heading", func(d []corpus.Document) []corpus.Document {
			d[2].Passages[3].Text = "Another."
			return d
		}, []string{"changed twice section Another."}},
		{"a statement", func(d []corpus.Document) []corpus.Document {
			d[0].Passages[4].Text = "Alioune Tine warned of nothing."
			return d
		}, []string{"added vote statement Alioune Tine warned of nothing.", "removed vote statement Alioune Tine warned of gaps."}},
		{"what it is about", func(d []corpus.Document) []corpus.Document { d[1].Summary = "Others."; return d },
			[]string{"changed other about Others.", "added other section Other."}},
		{"the source", func(d []corpus.Document) []corpus.Document { d[1].Source.Publisher = "UN"; return d },
			[]string{"changed other"}},
		{"an article that came and one that went", func(d []corpus.Document) []corpus.Document {
			d[1] = article("late", "", "Late.")
			return d
		}, []string{"added late", "removed other"}},
	}
	library := func() []corpus.Document {
		return []corpus.Document{vote(), article("other", "", "Other."), article("twice", "", "First.", "A", "Second.", "", "Third.", "A", "Fourth.")}
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			changes := Diff(Make(Choice{}, library()), Make(Choice{}, test.change(library())))
			var got []string
			for _, c := range changes {
				if c.Title != "About "+c.Document {
					t.Errorf("title %q of %q", c.Title, c.Document)
				}
				got = append(got, strings.TrimSpace(fmt.Sprintln(c.What, c.Document, c.Line.Kind, c.Line.Text)))
			}
			if !slices.Equal(got, test.want) {
				t.Errorf("changes %q; want %q", got, test.want)
			}
		})
	}
}

func TestAnArticlePushedOffTheEndWasNotRemoved(t *testing.T) {
	var documents []corpus.Document
	for i := range MaxArticles {
		d := article(fmt.Sprintf("d%02d", i), "", "Text.")
		d.Source.Published = day(30 - i)
		documents = append(documents, d)
	}
	newer := article("newer", "", "Text.")
	newer.Source.Published = day(30).AddDate(0, 0, 1)
	few, many := Make(Choice{}, documents), Make(Choice{}, append(slices.Clone(documents), newer))
	if got := Diff(few, many); len(got) != 1 || got[0].What != Added || got[0].Document != "newer" {
		t.Errorf("one more came: %+v; want only that one", got)
	}
	if got := Diff(many, few); len(got) != 1 || got[0].What != Removed || got[0].Document != "newer" {
		t.Errorf("it went again: %+v; want only that one", got)
	}
}
