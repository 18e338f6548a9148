package dates

import (
	"cmp"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/sitrep-bot/sitrep/internal/lang"
)

// A grammar is how a language writes dates.
type grammar struct {
	patterns    []pattern
	rangeOpens  []string        // words before the first date of two with one of rangeJoins between them: "from"
	rangeJoins  map[string]bool // "to"
	future      *regexp.Regexp  // words of what is yet to come
	past        *regexp.Regexp  // words of what has been
	months      map[string]time.Month
	weekdays    map[string]time.Weekday
	numbers     map[string]int
	units       map[string]unit
	shifts      map[string]int  // "last" is one before
	ago         string          // a word without which nothing was two years ago
	determiners map[string]bool // words before "last year" that make it another: "the last year"
}

// A pattern is one way to write dates, and what it means. Its groups have names.
type pattern struct {
	expression *regexp.Regexp
	read       func(*reader, match) (atom, bool)
	needs      clues // without all of them in a sentence it need not be looked for
}

// clues are what can be seen of a sentence without looking for dates, which takes a hundred times as long.
type clues uint8

const (
	hasMonth clues = 1 << iota
	hasWeekday
	hasShift // "last", "ago"
	hasNumber
	hasYear // four digits
)

// with is the pattern, to be looked for only where there are some clues.
func (p pattern) with(needs clues) pattern {
	p.needs = needs
	return p
}

// clues finds those of a sentence.
func (g *grammar) clues(text string) (found clues) {
	for t := range lang.Tokens(text) {
		w := lang.Unelided(lang.Fold(text[t.Start:t.End]))
		if g.months[w] != 0 {
			found |= hasMonth
		}
		if _, ok := g.weekdays[w]; ok {
			found |= hasWeekday
		}
		if _, ok := g.shifts[w]; ok || w == g.ago {
			found |= hasShift
		}
	}
	digits := 0
	for i := range len(text) {
		if text[i] < '0' || text[i] > '9' {
			digits = 0
			continue
		}
		found |= hasNumber
		if digits++; digits == 4 {
			found |= hasYear
		}
	}
	return found
}

// A match is where a pattern is found in a sentence.
type match struct {
	text   string
	at     []int
	quotes []lang.Span
}

func (m match) group(e *regexp.Regexp, name string) string {
	i := 2 * e.SubexpIndex(name)
	if i < 0 || m.at[i] < 0 {
		return ""
	}
	return m.text[m.at[i]:m.at[i+1]]
}

// span is where the group "date" is, or the whole match.
func (m match) span(e *regexp.Regexp) lang.Span {
	if i := 2 * e.SubexpIndex("date"); i >= 0 && m.at[i] >= 0 {
		return lang.Span{Start: m.at[i], End: m.at[i+1]}
	}
	return lang.Span{Start: m.at[0], End: m.at[1]}
}

// isQuoted reports whether the match is inside a quotation, where "last year" is another one.
func (m match) isQuoted() bool { return lang.Inside(m.quotes, m.at[0]+1) }

// wordBefore and wordAfter are the words around a match, as written; empty where there is none or a sign stands between.
func (m match) wordBefore() string {
	before := strings.TrimRight(m.text[:m.at[0]], " \u00a0-")
	return before[strings.LastIndexFunc(before, notLetter)+1:]
}

func (m match) wordAfter() string {
	after, spaced := strings.CutPrefix(m.text[m.at[1]:], " ")
	if !spaced {
		return ""
	}
	if end := strings.IndexFunc(after, notLetter); end >= 0 {
		after = after[:end]
	}
	return after
}

func notLetter(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }

// continues reports whether letters or digits go on right before or after the match, so that it is a part of something else.
func (m match) continues() bool {
	before, _ := utf8.DecodeLastRuneInString(m.text[:m.at[0]])
	after, size := utf8.DecodeRuneInString(m.text[m.at[1]:])
	next, _ := utf8.DecodeRuneInString(m.text[m.at[1]+size:])
	joined := strings.ContainsRune(".,/:", after) && unicode.IsDigit(next)
	last, _ := utf8.DecodeLastRuneInString(m.text[:m.at[1]])
	first, _ := utf8.DecodeRuneInString(m.text[m.at[0]:])
	return !notLetter(first) && !notLetter(before) || strings.ContainsRune("/#€$£", before) || unicode.IsDigit(after) ||
		unicode.IsLetter(last) && unicode.IsLetter(after) || unicode.IsDigit(last) && (joined || unicode.IsLetter(after) || after == '%')
}

// connects are what may stand between two dates that share a year.
var connects = map[string]bool{"to": true, "and": true, "or": true, "until": true, "–": true, "-": true, "—": true, ",": true, "through": true,
	"à": true, "au": true, "et": true, "ou": true, "et le": true, "jusqu'au": true, "jusqu’au": true, "and on": true, ", and": true, "and from": true}

func trimmed(s string) string { return strings.ToLower(strings.Trim(s, " \u00a0\u202f")) }

// joinRanges makes one date of two with a word of a range between them: "from 2013 to 2023".
func (g *grammar) joinRanges(text string, dates []Date) []Date {
	var joined []Date
	for _, d := range dates {
		if n := len(joined); n > 0 && g.isRange(text, joined[n-1], d) {
			joined[n-1].Span.End, joined[n-1].To = d.Span.End, d.To
			joined[n-1].Relative = joined[n-1].Relative || d.Relative
			continue
		}
		joined = append(joined, d)
	}
	return joined
}

func (g *grammar) isRange(text string, a, b Date) bool {
	if !a.From.Before(b.From) || a.To.After(b.To) {
		return false
	}
	before, between := trimmed(text[:a.Span.Start]), trimmed(text[a.Span.End:b.Span.Start])
	if between == "–" || between == "-" {
		return true
	}
	opened := slices.ContainsFunc(g.rangeOpens, func(w string) bool {
		return before == w || strings.HasSuffix(before, " "+w) || strings.HasPrefix(trimmed(text[a.Span.Start:a.Span.End]), w+" ")
	})
	return opened && g.rangeJoins[between]
}

// byNumbers reads 30/06/2023 and 06/30/2023, and takes 12/06/2023 for no date; 12.06.2023 is the twelfth wherever it is written.
func byNumbers(expression *regexp.Regexp) pattern {
	return pattern{expression: expression, read: func(_ *reader, m match) (atom, bool) {
		first, _ := strconv.Atoi(m.group(expression, "first"))
		second, _ := strconv.Atoi(m.group(expression, "second"))
		year, _ := strconv.Atoi(m.group(expression, "year"))
		a := atom{span: m.span(expression), year: year}
		switch dotted := m.group(expression, "sign") == "."; {
		case m.continues():
			return atom{}, false
		case second <= 12 && (first > 12 || dotted):
			a.day, a.month = first, time.Month(second)
		case first <= 12 && second > 12 && !dotted:
			a.day, a.month = second, time.Month(first)
		default:
			a.dropped = true
		}
		return a.checked()
	}}
}

// checked drops an atom of a day that does not exist.
func (a atom) checked() (atom, bool) {
	year := a.year
	if year == 0 {
		year = 2000 // which has a 29 February
	}
	if a.month != 0 && a.day != 0 && dayOf(year, a.month, a.day).isZero() {
		a.dropped = true
	}
	return a, true
}

var (
	isoExpression     = regexp.MustCompile(`(?P<year>\d{4})-(?P<month>\d\d)-(?P<day>\d\d)`)
	numbersExpression = regexp.MustCompile(`(?P<first>\d{1,2})(?P<sign>[./])(?P<second>\d{1,2})[./](?P<year>\d{4})`)
	shortExpression   = regexp.MustCompile(`\d{1,2}/\d{1,2}`)
)

// written reads a date of a day, month and year, each of which may be missing.
func (g *grammar) written(expression *regexp.Regexp) pattern {
	return pattern{expression: expression, read: func(_ *reader, m match) (atom, bool) {
		if m.continues() {
			return atom{}, false
		}
		a := atom{span: m.span(expression)}
		a.year, _ = strconv.Atoi(m.group(expression, "year"))
		a.day, _ = strconv.Atoi(m.group(expression, "day"))
		month := strings.ToLower(strings.TrimSuffix(m.group(expression, "month"), "."))
		if a.month = g.months[month]; a.month == 0 {
			n, _ := strconv.Atoi(month)
			a.month = time.Month(n)
		}
		if a.month < 0 || a.month > 12 {
			a.dropped = true
		}
		return a.checked()
	}}
}

// lone reads a year or a month by itself, which a word before it must tell from a number or a name.
func (g *grammar) lone(expression *regexp.Regexp) pattern {
	read := g.written(expression).read
	return pattern{expression: expression, read: func(r *reader, m match) (atom, bool) {
		a, ok := read(r, m)
		if ok && a.month == 0 {
			after := m.wordAfter()
			counted := a.year < 1700 && after != "" || !strings.EqualFold(m.group(expression, "word"), "in") && !strings.EqualFold(m.group(expression, "word"), "en") &&
				after != "" && !follows[strings.ToLower(after)]
			era := slices.Contains([]string{"BC", "BCE", "av"}, after)
			ok = !era && !counted
		}
		if ok && a.month != 0 && a.year == 0 {
			shift, shifts := g.shifts[strings.ToLower(m.group(expression, "shift"))]
			if shifts {
				a = r.shiftedMonth(a, shift)
			}
			a.dropped = a.dropped || m.isQuoted()
		}
		return a, ok
	}}
}

// follows are words after a year that show that it is no number of something.
var follows = words(`the a an and or to when he she it they we in on at by for from with after before as while although if but so until was were
	is are has had have will would who which that said this its his her their
	le la les l un une et ou à quand il elle ils elles en sur au aux par pour de du des avec après avant comme que qui dont lorsque a ont est sont
	était étaient mais jusqu`)

func words(list string) map[string]bool {
	set := map[string]bool{}
	for word := range strings.FieldsSeq(list) {
		set[word] = true
	}
	return set
}

// shiftedMonth is "last June" or "next June" where that is plain: said in October, last June may be of this year or the last.
func (r *reader) shiftedMonth(a atom, shift int) atom {
	if shift == 0 {
		return a
	}
	written := r.published.Month()
	plain := !r.published.IsZero() && (shift < 0 && a.month >= written || shift > 0 && a.month <= written)
	if !plain {
		a.dropped = true
		return a
	}
	a.days, a.relative = monthOf(r.published.Year()+shift, a.month), true
	return a
}

// relative reads "last year", where the article has a date.
func (g *grammar) relative(expression *regexp.Regexp) pattern {
	return pattern{expression: expression, read: func(r *reader, m match) (atom, bool) {
		if m.continues() {
			return atom{}, false
		}
		a := atom{span: m.span(expression), relative: true}
		of := slices.Contains([]string{"of", "de", "du"}, m.wordAfter())
		if r.published.IsZero() || m.isQuoted() || of || g.determiners[strings.ToLower(m.wordBefore())] {
			a.dropped = true
			return a, true
		}
		u := g.units[strings.ToLower(cmp.Or(m.group(expression, "unit"), m.group(expression, "unit2"), m.group(expression, "unit3"), m.group(expression, "shift")))]
		n, counted := g.numbers[strings.ToLower(m.group(expression, "number"))]
		if !counted {
			n, _ = strconv.Atoi(m.group(expression, "number"))
		}
		n = -n
		if shift, ok := g.shifts[strings.ToLower(m.group(expression, "shift"))]; ok {
			n = shift
		}
		a.days = shifted(r.published, u, n)
		return a, a.days.from.Year() > 0
	}}
}

// weekday reads "on Friday", where the article has a date, and the sentence tells whether it was or will be.
func (g *grammar) weekday(expression *regexp.Regexp) pattern {
	return pattern{expression: expression, read: func(r *reader, m match) (atom, bool) {
		day, known := g.weekdays[strings.ToLower(m.group(expression, "weekday"))]
		if m.continues() || !known {
			return atom{}, false
		}
		a := atom{span: m.span(expression), relative: true, dropped: true}
		after, _ := utf8.DecodeRuneInString(m.wordAfter())
		if r.published.IsZero() || m.isQuoted() || g.determiners[strings.ToLower(m.wordBefore())] || unicode.IsUpper(after) {
			return a, true
		}
		ahead := (int(day) - int(r.published.Weekday()) + 7) % 7 // days until the next one, 0 on the day itself
		shift, shifts := g.shifts[strings.ToLower(m.group(expression, "shift"))]
		tense := g.tense(m.text, a.span.Start)
		n := 0
		switch {
		case shifts && shift < 0 && ahead <= 4 && ahead > 0: // three days ago or more
			n = ahead - 7
		case shifts && shift < 0 && ahead == 0:
			n = -7
		case shifts && shift > 0 && ahead == 0:
			n = 7
		case shifts && shift != 0, tense == 0, tense > 0 && ahead == 0:
			return a, true
		case tense > 0:
			n = ahead
		case ahead > 0:
			n = ahead - 7
		}
		a.dropped, a.days = false, shifted(r.published, byDay, n)
		return a, true
	}}
}

// tense is -1 if the verbs nearest before a place tell what has been, 1 if they tell what will be, 0 if they tell neither. Where
// there is none before, those after it tell.
func (g *grammar) tense(text string, at int) int {
	last := func(e *regexp.Regexp) int {
		all := e.FindAllStringIndex(text[:at], -1)
		if len(all) == 0 {
			return -1
		}
		return all[len(all)-1][1]
	}
	first := func(e *regexp.Regexp) int {
		if found := e.FindStringIndex(text[at:]); found != nil {
			return found[0]
		}
		return len(text)
	}
	future, past := last(g.future), last(g.past)
	if future < 0 && past < 0 {
		future, past = -first(g.future), -first(g.past)
		if future == past {
			return 0
		}
	}
	if future >= past {
		return 1
	}
	return -1
}
