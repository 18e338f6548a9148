package dates

import (
	"testing"
	"time"
)

func TestParseDay(t *testing.T) {
	want := time.Date(2023, time.June, 30, 0, 0, 0, 0, time.UTC)
	for _, text := range []string{"2023-06-30", "30 June 2023", "June 30, 2023", "30 Jun 2023", "2023/06/30", " 2023-06-30 ",
		"2023-06-30 10:32", "2023-06-30T10:32:00Z", "2023-06-30T23:30:00-04:00", "2023-06-30T10:32:00.123Z", "Fri, 30 Jun 2023 10:32:00 GMT"} {
		if got, ok := ParseDay(text); !ok || !got.Equal(want) {
			t.Errorf("%q: got %v, %v, want the day as written", text, got, ok)
		}
	}
	for _, text := range []string{"", "03/04/2023", "June 2023", "2023", "2023-13-01", "2023-02-30", "yesterday", "0000-01-01"} {
		if got, ok := ParseDay(text); ok {
			t.Errorf("%q: got %v, want no day, because it could be another", text, got)
		}
	}
}
