package corpus

import (
	"strings"
	"time"
)

// dayLayouts are the ways to write a day that mean one day only: 03/04/2023 is not among them.
var dayLayouts = []string{
	time.DateOnly, time.RFC3339, time.DateTime, "2006-01-02 15:04:05 -0700", "2006-01-02 15:04:05 -07:00", "2006-01-02 15:04",
	"2006-01-02T15:04:05", "2006-01-02T15:04", "2006-01-02T15:04Z07:00", "2006-01-02T15:04:05-0700", "2006/01/02",
	"2 January 2006", "January 2, 2006", "January 2 2006", "2 Jan 2006", "Jan 2, 2006", time.RFC1123, time.RFC1123Z,
}

// parseDay reads a day and gives midnight UTC of it, whatever the hour and its zone.
func parseDay(text string) (time.Time, bool) {
	text = strings.TrimSpace(text)
	for _, layout := range dayLayouts {
		if t, err := time.Parse(layout, text); err == nil {
			return midnight(t), t.Year() > 0
		}
	}
	return time.Time{}, false
}

// midnight is the day that a time falls on where it was written, at midnight UTC.
func midnight(t time.Time) time.Time {
	year, month, day := t.Date()
	return time.Date(year, month, day, 0, 0, 0, 0, time.UTC)
}
