package briefing

import (
	"cmp"
	"slices"

	"github.com/sitrep-bot/sitrep/internal/corpus"
	"github.com/sitrep-bot/sitrep/internal/dates"
)

// A Dated is a sentence of a Document that names a date. One that names two is there twice.
type Dated struct {
	Line
	When dates.Date // whose Span is within the Line
}

// Day is the kind of a Line in a Timeline.
const Day Kind = "day"

// datedOf takes the sentences of a Document that name a date.
func datedOf(d *corpus.Document) (found []Dated) {
	for _, p := range d.Passages {
		for _, s := range dates.Read(d.Source.Lang, p.Text, d.Source.Published) {
			for _, when := range s.Dates {
				when.Span.Start -= s.Span.Start
				when.Span.End -= s.Span.Start
				found = append(found, Dated{Line{Kind: Day, Passage: d.Ref(p.Ordinal), Heading: p.Heading,
					Text: p.Text[s.Span.Start:s.Span.End]}, when})
			}
		}
	}
	return found
}

// An Entry is a Dated of one of the Articles.
type Entry struct {
	Dated
	Article *Article
}

// Timeline is what all Articles have with a date, the earliest first; what takes longer stands before what begins on the same day.
func (b Briefing) Timeline() (all []Entry) {
	for i := range b.Articles {
		for _, d := range b.Articles[i].Dated {
			all = append(all, Entry{d, &b.Articles[i]})
		}
	}
	slices.SortStableFunc(all, func(a, b Entry) int {
		return cmp.Or(a.When.From.Compare(b.When.From), b.When.To.Compare(a.When.To))
	})
	return all
}

// FitTimeline returns as much of a Timeline as has room in limit: the latest entries. LeftOut counts the earlier ones.
func (b Briefing) FitTimeline(limit int, size func(Entry) int) Briefing {
	all := b.Timeline()
	from := len(all)
	for from > 0 && size(all[from-1]) <= limit {
		from--
		limit -= size(all[from])
	}
	fitted := b
	fitted.LeftOut, fitted.Articles = from, slices.Clone(b.Articles)
	for i := range fitted.Articles {
		fitted.Articles[i].Dated = nil
		for _, e := range all[from:] {
			if e.Article == &b.Articles[i] {
				fitted.Articles[i].Dated = append(fitted.Articles[i].Dated, e.Dated)
			}
		}
	}
	return fitted
}
