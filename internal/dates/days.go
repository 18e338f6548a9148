package dates

import (
	"strings"
	"time"
)

// days are those from one to another, midnight UTC.
type days struct{ from, to time.Time }

func (d days) isZero() bool { return d.from.IsZero() }

// dayOf is one day; the zero days if the month has no such day.
func dayOf(year int, month time.Month, day int) days {
	t := time.Date(year, month, day, 0, 0, 0, 0, time.UTC)
	if t.Month() != month || t.Day() != day {
		return days{}
	}
	return days{t, t}
}

func monthOf(year int, month time.Month) days {
	return days{time.Date(year, month, 1, 0, 0, 0, 0, time.UTC), time.Date(year, month+1, 0, 0, 0, 0, 0, time.UTC)}
}

func yearOf(year int) days {
	return days{time.Date(year, time.January, 1, 0, 0, 0, 0, time.UTC), time.Date(year, time.December, 31, 0, 0, 0, 0, time.UTC)}
}

// weekOf is the week of a day, from Monday to Sunday.
func weekOf(t time.Time) days {
	monday := t.AddDate(0, 0, -(int(t.Weekday())+6)%7)
	return days{monday, monday.AddDate(0, 0, 6)}
}

// A unit is what is counted in "two years ago".
type unit int

const (
	byDay unit = iota
	byWeek
	byMonth
	byYear
)

// shifted is the day, week, month or year that lies n before or after that of t.
func shifted(t time.Time, u unit, n int) days {
	switch u {
	case byDay:
		t = t.AddDate(0, 0, n)
		return days{t, t}
	case byWeek:
		return weekOf(t.AddDate(0, 0, 7*n))
	case byMonth:
		return monthOf(t.Year(), t.Month()+time.Month(n))
	}
	return yearOf(t.Year() + n)
}

// dayLayouts are the ways to write a day that mean one day only: 03/04/2023 is not among them.
var dayLayouts = []string{
	time.DateOnly, time.RFC3339, time.DateTime, "2006-01-02 15:04:05 -0700", "2006-01-02 15:04:05 -07:00", "2006-01-02 15:04",
	"2006-01-02T15:04:05", "2006-01-02T15:04", "2006-01-02T15:04Z07:00", "2006-01-02T15:04:05-0700", "2006/01/02",
	"2 January 2006", "January 2, 2006", "January 2 2006", "2 Jan 2006", "Jan 2, 2006", time.RFC1123, time.RFC1123Z,
}

// ParseDay reads a text that is nothing but a day, whatever the hour and its zone; midnight UTC of the day as written.
func ParseDay(text string) (time.Time, bool) {
	text = strings.TrimSpace(text)
	for _, layout := range dayLayouts {
		if t, err := time.Parse(layout, text); err == nil {
			return Midnight(t), t.Year() > 0
		}
	}
	return time.Time{}, false
}

// Midnight is the day that a time falls on where it was written, at midnight UTC.
func Midnight(t time.Time) time.Time {
	year, month, day := t.Date()
	return time.Date(year, month, day, 0, 0, 0, 0, time.UTC)
}
