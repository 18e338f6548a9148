package dates

import (
	"regexp"
	"strconv"
	"strings"
)

// dropped reads what looks like a date and could mean several.
func (g *grammar) dropped(expression *regexp.Regexp) pattern {
	return pattern{expression: expression, read: func(_ *reader, m match) (atom, bool) {
		return atom{span: m.span(expression), dropped: true}, true
	}}
}

// decade reads "the 1990s".
func (g *grammar) decade(expression *regexp.Regexp) pattern {
	read := g.written(expression).read
	return pattern{expression: expression, read: func(r *reader, m match) (atom, bool) {
		a, ok := read(r, m)
		a.days = days{yearOf(a.year).from, yearOf(a.year + 9).to}
		return a, ok
	}}
}

// yearRange reads "2013–2023".
func (g *grammar) yearRange(expression *regexp.Regexp) pattern {
	read := g.written(expression).read
	return pattern{expression: expression, read: func(r *reader, m match) (atom, bool) {
		a, ok := read(r, m)
		first, _ := strconv.Atoi(m.group(expression, "first"))
		a.days = days{yearOf(first).from, yearOf(a.year).to}
		return a, ok && first < a.year
	}}
}

// dayRange reads "3–5 May 2023" and "between 3 and 5 May"; of "3 and 5 May", which are two days, it leaves the first out.
func (g *grammar) dayRange(expression *regexp.Regexp) pattern {
	read := g.written(expression).read
	return pattern{expression: expression, read: func(r *reader, m match) (atom, bool) {
		a, ok := read(r, m)
		join := strings.TrimSpace(m.group(expression, "join"))
		if (join == "and" || join == "et" || join == "et le" || join == "à") && m.group(expression, "open") == "" {
			return atom{}, false
		}
		first, _ := strconv.Atoi(m.group(expression, "first"))
		year := a.year
		if year == 0 {
			year = r.yearOf(a.month)
			a.relative = true
		}
		if year == 0 || a.dropped {
			a.dropped = true
			return a, ok
		}
		from, to := dayOf(year, a.month, first), dayOf(year, a.month, a.day)
		a.days = days{from.from, to.to}
		return a, ok && !from.isZero() && !to.isZero() && first < a.day
	}}
}
