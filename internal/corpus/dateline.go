package corpus

import (
	"regexp"
	"strings"
	"unicode"
)

var (
	wholeDate  = regexp.MustCompile(`^(?:\d{4}-\d\d?-\d\d?|\d{1,2}[./]\d{1,2}[./]\d{2,4})$`)
	dateNumber = regexp.MustCompile(`^(?:\d{1,4}(?:st|nd|rd|th|er|h\d*|am|pm)?|\d{1,2}[:.]\d\d(?:[:.]\d\d)?(?:am|pm|z)?)$`)
)

// months of the languages whose pages say when they were published in words; their short forms too.
var months = setOf(`january|february|march|april|may|june|july|august|september|october|november|december
	|jan|feb|mar|apr|jun|jul|aug|sep|sept|oct|nov|dec
	|janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre
	|enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre|noviembre|diciembre
	|januar|februar|märz|juni|juli|oktober|dezember`)

var weekdays = setOf(`monday|tuesday|wednesday|thursday|friday|saturday|sunday|mon|tue|wed|thu|fri|sat|sun
	|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|lunes|martes|miércoles|jueves|viernes|sábado|domingo
	|montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonntag`)

// pageWords stand beside the date in the line that says when a page was published.
var pageWords = setOf(`am|pm|a.m|p.m|gmt|utc|est|edt|et|pt|pst|pdt|cet|cest|bst|ist|published|updated|posted|modified|first|last|on|at|the|of|le|à|mis|jour
	|publié|de|del|el|um|uhr|min|mins|minute|minutes|hours|hour|days|day|h`)

// ageWords make a line of numbers and pageWords the age of a page, or the time it takes to read.
var ageWords = setOf(`ago|read`)

// isDateline takes a line that is only a date: "Published 30 June 2023, 10:32 GMT · 5 min read". It is a day when nothing
// else is said, as above an entry of a timeline.
func isDateline(line string) (date, day bool) {
	if len(line) > 200 {
		return false, false
	}
	month, number, whole, page, age := false, false, false, false, false
	for word := range strings.FieldsFuncSeq(strings.ToLower(line), isDateGap) {
		word = strings.Trim(word, ".:")
		switch {
		case wholeDate.MatchString(word):
			whole = true
		case months[word]:
			month = true
		case dateNumber.MatchString(word):
			number = true
		case pageWords[word], ageWords[word]:
			page, age = true, age || ageWords[word]
		case word != "" && !weekdays[word]:
			return false, false
		}
	}
	date = whole || number && (month || age)
	return date, date && !page && !strings.Contains(line, ":")
}

func isDateGap(r rune) bool { return unicode.IsSpace(r) || strings.ContainsRune(",|·•()–—", r) }
