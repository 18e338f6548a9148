// Package dates reads dates in texts, in English and French, and says which days they mean.
//
// Start at [Read]. What could mean several days, as "12/06" does, or "Friday" in an article without a date, is no date.
package dates

import (
	"slices"
	"time"

	"github.com/sitrep-bot/sitrep/internal/lang"
)

// A Date is a time that a text names: a day, a month, a year, or from one of them to another.
type Date struct {
	Span     lang.Span // where it is written
	From, To time.Time // the first and the last day it means, midnight UTC
	Relative bool      // it was resolved against the day of the article: "last year"
}

// A Precision says how exactly a Date names a time.
type Precision int

// The precisions.
const (
	Day Precision = iota
	Month
	Year
	Range // from one day to another
)

// Precision tells whether a Date is a day, a whole month, a whole year, or neither.
func (d Date) Precision() Precision {
	switch {
	case d.From.Equal(d.To):
		return Day
	case d.From.Equal(monthOf(d.From.Year(), d.From.Month()).from) && d.To.Equal(monthOf(d.From.Year(), d.From.Month()).to):
		return Month
	case d.From.Equal(yearOf(d.From.Year()).from) && d.To.Equal(yearOf(d.From.Year()).to):
		return Year
	}
	return Range
}

// String writes a Date as scripts read it: "2023-06-30", "2023-06", "2023", "2023-06-30/2023-07-01".
func (d Date) String() string {
	switch d.Precision() {
	case Day:
		return d.From.Format(time.DateOnly)
	case Month:
		return d.From.Format("2006-01")
	case Year:
		return d.From.Format("2006")
	}
	return d.From.Format(time.DateOnly) + "/" + d.To.Format(time.DateOnly)
}

// A Sentence is one with dates in it.
type Sentence struct {
	Span  lang.Span
	Dates []Date // in the order they are written; at least one, and no two of the same days
}

// Read finds the sentences of a text that name dates. published is the day of the article; if it is zero, only dates that say
// their year are read. In a language that is neither English nor French, only dates as 2023-06-30 are.
func Read(code, text string, published time.Time) []Sentence {
	r := reader{grammar: grammarOf(code), published: published}
	var found []Sentence
	for _, span := range lang.WholeSentences(text) {
		dates := r.sentence(text[span.Start:span.End])
		if len(dates) == 0 {
			continue
		}
		for i := range dates {
			dates[i].Span.Start += span.Start
			dates[i].Span.End += span.Start
		}
		found = append(found, Sentence{span, dates})
	}
	return found
}

// A reader reads one text, sentence by sentence.
type reader struct {
	grammar   *grammar
	published time.Time
	otherYear bool // the text has named another year than that of the article: what "in June" means is not plain any more
}

// An atom is one date as it is written, perhaps without its year.
type atom struct {
	span     lang.Span
	year     int // 0: not written
	month    time.Month
	day      int
	days     days // where it is resolved already
	relative bool
	dropped  bool // it was read, and means nothing that is plain
}

// sentence reads the dates of one sentence.
func (r *reader) sentence(text string) []Date {
	atoms := r.atoms(text)
	borrowYears(text, atoms)
	var dates []Date
	for i := range atoms {
		a := &atoms[i]
		if a.year != 0 && a.year != r.published.Year() {
			r.otherYear = true
		}
		if !a.dropped && a.days.isZero() {
			a.days, a.relative = r.resolve(*a)
		}
		if !a.dropped && !a.days.isZero() {
			dates = append(dates, Date{Span: a.span, From: a.days.from, To: a.days.to, Relative: a.relative})
		}
	}
	return withoutTwins(r.grammar.joinRanges(text, dates))
}

// atoms finds what is written, in order. Of what overlaps, the pattern that comes first has it.
func (r *reader) atoms(text string) []atom {
	quotes := lang.Quotations(text)
	clues := r.grammar.clues(text)
	var found []atom
	for _, p := range r.grammar.patterns {
		if clues&p.needs != p.needs {
			continue
		}
		for _, m := range p.expression.FindAllStringSubmatchIndex(text, -1) {
			a, ok := p.read(r, match{text, m, quotes})
			if !ok || slices.ContainsFunc(found, func(other atom) bool { return a.span.Start < other.span.End && other.span.Start < a.span.End }) {
				continue
			}
			found = append(found, a)
		}
	}
	slices.SortFunc(found, func(a, b atom) int { return a.span.Start - b.span.Start })
	return found
}

// borrowYears gives an atom without a year that of the next one, where nothing but "to", "and" or a comma is between them: "from
// 8 June to 1 July 2023".
func borrowYears(text string, atoms []atom) {
	for i := len(atoms) - 2; i >= 0; i-- {
		a, next := &atoms[i], atoms[i+1]
		if a.year == 0 && a.month != 0 && next.year != 0 && next.month != 0 && connects[trimmed(text[a.span.End:next.span.Start])] {
			a.year = next.year
		}
	}
}

// resolve says which days an atom means.
func (r *reader) resolve(a atom) (d days, relative bool) {
	year := a.year
	if year == 0 {
		if year = r.yearOf(a.month); year == 0 {
			return days{}, false
		}
		relative = true
	}
	switch {
	case a.day != 0:
		return dayOf(year, a.month, a.day), relative
	case a.month != 0:
		return monthOf(year, a.month), relative
	}
	return yearOf(year), relative
}

// yearOf is the year of a month without one: that of the article, unless it is so near another that it could be in that; 0 if it
// is not plain.
func (r *reader) yearOf(m time.Month) int {
	if r.published.IsZero() || r.otherYear {
		return 0
	}
	switch written := r.published.Month(); {
	case written <= time.February && m >= time.October, written >= time.November && m <= time.March:
		return 0
	}
	return r.published.Year()
}

// withoutTwins drops dates that mean the same days as one before them.
func withoutTwins(dates []Date) []Date {
	var kept []Date
	for _, d := range dates {
		if !slices.ContainsFunc(kept, func(k Date) bool { return k.From.Equal(d.From) && k.To.Equal(d.To) }) {
			kept = append(kept, d)
		}
	}
	return kept
}
