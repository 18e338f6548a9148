package briefing

import (
	"strings"
	"testing"

	"github.com/sitrep-bot/sitrep/internal/corpus"
)

// pier are two articles with dates, of 30 June 2023.
func pier() []corpus.Document {
	one := article("one", "", "The pier opened on 8 May 1987. By the end of 2024 a new one is to stand.", "", "Nobody knows what was on 12/06.")
	two := article("two", "", "A storm broke it last year, and in 1988 nobody was there.")
	one.Source.Published, two.Source.Published = day(30), day(30)
	return []corpus.Document{one, two}
}

func listed(b Briefing) string {
	var got []string
	for _, e := range b.Timeline() {
		got = append(got, e.When.String()+" "+e.Passage.String())
	}
	return strings.Join(got, " | ")
}

func TestATimelineHasTheDatedSentencesInOrder(t *testing.T) {
	b := Make(Choice{Style: Timeline}, pier())
	if got, want := listed(b), "1987-05-08 one#1 | 1988 two#1 | 2022 two#1 | 2024 one#1"; got != want {
		t.Errorf("%s\nwant %s", got, want)
	}
	for _, e := range b.Timeline() {
		if !strings.Contains(e.Text, e.Text[e.When.Span.Start:e.When.Span.End]) || e.Article.Document != e.Passage.Document {
			t.Errorf("%+v", e)
		}
	}
	if a := b.Articles[0]; a.About.Text != "" || a.Sections != nil || a.Statements != nil {
		t.Errorf("more than dates: %+v", a)
	}
}

func TestATimelineWithoutRoomKeepsTheLatest(t *testing.T) {
	b := Make(Choice{Style: Timeline}, pier())
	fitted := b.FitTimeline(3, func(Entry) int { return 1 })
	if got, want := listed(fitted), "1988 two#1 | 2022 two#1 | 2024 one#1"; got != want || fitted.LeftOut != 1 {
		t.Errorf("%s, %d left out; want %s", got, fitted.LeftOut, want)
	}
	if all := b.FitTimeline(100, func(Entry) int { return 1 }); listed(all) != listed(b) || all.LeftOut != 0 {
		t.Errorf("%s", listed(all))
	}
}

func TestATimelineThatChangedHasAnotherHash(t *testing.T) {
	before := Make(Choice{Style: Timeline}, pier())
	changed := pier()
	changed[0].Passages[0].Text = strings.Replace(changed[0].Passages[0].Text, "1987", "1989", 1)
	after := Make(Choice{Style: Timeline}, changed)
	if before.Hash() == after.Hash() {
		t.Error("the same hash")
	}
	if found := Diff(before, after); len(found) != 2 || found[0].What != Added || found[1].What != Removed {
		t.Errorf("%+v", found)
	}
	if same := Diff(before, before); len(same) != 0 {
		t.Errorf("%+v", same)
	}
}
