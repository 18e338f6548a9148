package dates

import (
	"maps"
	"strconv"
	"strings"
	"time"
	"unicode"
)

// Parse reads what somebody typed that is nothing but a day, a month or a year: "30 June 2023", "juin 2023", "2023". English, French
// and German are read whatever somebody's language is. 03/04/2023 could mean two days and is none.
func Parse(text string) (Date, bool) {
	text = strings.TrimSpace(text)
	if day, ok := ParseDay(text); ok {
		return ofDays(dayOf(day.Date()))
	}
	for _, l := range numberLayouts {
		if t, err := time.Parse(l.layout, text); err == nil {
			return ofDays(l.days(t))
		}
	}
	if d := eitherWay(text); !d.isZero() {
		return ofDays(d)
	}
	return ofDays(inWords(text))
}

// numberLayouts are the ways to write a day, a month or a year in numbers, beside those of ParseDay.
var numberLayouts = []struct {
	layout string
	days   func(time.Time) days
}{
	{"2.1.2006", func(t time.Time) days { return dayOf(t.Date()) }},
	{"2. 1. 2006", func(t time.Time) days { return dayOf(t.Date()) }},
	{"2006-1", theMonth}, {"2006/1", theMonth}, {"1/2006", theMonth}, {"1.2006", theMonth},
	{"2006", func(t time.Time) days { return yearOf(t.Year()) }},
}

func theMonth(t time.Time) days { return monthOf(t.Year(), t.Month()) }

// eitherWay is the day of 30/06/2023 and of 06/30/2023; the zero days where both numbers could be the month.
func eitherWay(text string) days {
	european, notEuropean := time.Parse("2/1/2006", text)
	american, notAmerican := time.Parse("1/2/2006", text)
	switch {
	case notEuropean != nil && notAmerican != nil, notEuropean == nil && notAmerican == nil && !european.Equal(american):
		return days{}
	case notEuropean != nil:
		return dayOf(american.Date())
	}
	return dayOf(european.Date())
}

// typedMonths are the months in all languages that are read, also as they are typed on other keyboards; the first letters of a long
// name may stand for it.
var typedMonths = func() map[string]time.Month {
	names := monthNames(`januar februar märz april mai juni juli august september oktober november dezember`, ``)
	maps.Copy(names, english.months)
	maps.Copy(names, french.months)
	maps.Copy(names, map[string]time.Month{"jänner": time.January, "fevrier": time.February, "maerz": time.March, "mrz": time.March,
		"aout": time.August, "decembre": time.December})
	return names
}()

// fillers may stand between the parts of a date.
var fillers = words("of the le de du der den dem im in en")

// ordinalEnds are what the number of a day may end in.
var ordinalEnds = []string{"st", "nd", "rd", "th", "er"}

// inWords reads a month by its name with a year, and perhaps a day; the zero days for any other text.
func inWords(text string) days {
	var year, day int
	var month time.Month
	for _, part := range strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return unicode.IsSpace(r) || strings.ContainsRune(".,-/", r) }) {
		number := withoutOrdinal(part)
		n, err := strconv.Atoi(number)
		switch named := monthNamed(part); {
		case fillers[part]:
		case err == nil && len(number) == 4 && year == 0:
			year = n
		case err == nil && n >= 1 && n <= 31 && day == 0:
			day = n
		case err != nil && named != 0 && month == 0:
			month = named
		default:
			return days{}
		}
	}
	switch {
	case year == 0 || month == 0:
		return days{}
	case day == 0:
		return monthOf(year, month)
	}
	return dayOf(year, month, day)
}

func withoutOrdinal(part string) string {
	for _, end := range ordinalEnds {
		if number, ok := strings.CutSuffix(part, end); ok {
			return number
		}
	}
	return part
}

// monthNamed is the month that a name, or its first three letters or more, can alone mean; else 0: "jui" is juin and juillet.
func monthNamed(name string) (month time.Month) {
	if this, ok := typedMonths[name]; ok || len([]rune(name)) < 3 {
		return this
	}
	for whole, this := range typedMonths {
		switch {
		case !strings.HasPrefix(whole, name):
		case month != 0 && month != this:
			return 0
		default:
			month = this
		}
	}
	return month
}

func ofDays(d days) (Date, bool) {
	return Date{From: d.from, To: d.to}, d.from.Year() > 0 && !d.isZero()
}
