package pdf

import (
	"math"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/sitrep-bot/sitrep/internal/lang"
)

// A draft is a paragraph while its lines are gathered.
type draft struct {
	page  int
	lines []line
}

func (d draft) last() line { return d.lines[len(d.lines)-1] }

// paragraphs puts the lines of all pages together; code is the language, if the file states it.
func paragraphs(pages []page, code string) []Paragraph {
	s := settingOf(pages)
	var drafts []draft
	for _, p := range pages {
		for i, l := range p.lines {
			if n := len(drafts); n > 0 && s.continues(drafts[n-1], l, i == 0) {
				drafts[n-1].lines = append(drafts[n-1].lines, l)
			} else {
				drafts = append(drafts, draft{p.number, []line{l}})
			}
		}
	}
	j := newJoiner(drafts, code)
	found := make([]Paragraph, 0, len(drafts))
	for _, d := range drafts {
		text := j.join(d.lines)
		level := s.level(d, text)
		found = append(found, Paragraph{Page: d.page, Level: level, Item: level == 0 && bullet.MatchString(text), Text: text})
	}
	return found
}

// A setting is how a document is set: what its body text looks like, and what its headings.
type setting struct {
	body    float64         // size of the body text
	bold    bool            // whether the body is
	leading map[int]float64 // by size: the usual distance of two lines
	levels  []int           // sizes of headings, the largest first
}

// rounded is a size to half a point: what a reader sees as one.
func rounded(size float64) int { return int(math.Round(2 * size)) }

func settingOf(pages []page) setting {
	letters, bold, distances := map[int]int{}, 0, map[int][]float64{}
	total := 0
	for _, p := range pages {
		for i, l := range p.lines {
			letters[rounded(l.size)] += len(l.text)
			total += len(l.text)
			if l.bold {
				bold += len(l.text)
			}
			if i > 0 && p.lines[i-1].flow == l.flow && rounded(p.lines[i-1].size) == rounded(l.size) {
				distances[rounded(l.size)] = append(distances[rounded(l.size)], p.lines[i-1].baseline-l.baseline)
			}
		}
	}
	s := setting{bold: 2*bold > total, leading: map[int]float64{}}
	most := 0
	for size, n := range letters {
		if n > most || n == most && float64(size) < 2*s.body {
			most, s.body = n, float64(size)/2
		}
	}
	for size, list := range distances {
		slices.Sort(list)
		s.leading[size] = list[len(list)/3] // more lines follow within a paragraph than between two
	}
	for size := range letters {
		if s.isLarge(float64(size) / 2) {
			s.levels = append(s.levels, size)
		}
	}
	slices.Sort(s.levels)
	slices.Reverse(s.levels)
	return s
}

// isLarge takes a size that is seen to be larger than the body's: a tenth, as 12 is beside 11.
func (s setting) isLarge(size float64) bool { return size > 1.08*s.body }

const (
	longestHeading = 200  // letters
	longestBold    = 120  // letters of a line in bold that is still a heading
	loose          = 1.25 // of the usual distance: more parts two paragraphs
	indent         = 0.8  // of a size: as narrow as a first line is set in
)

var (
	bullet = regexp.MustCompile(`^(?:[•▪◦●■‣∙*–—-]|\(?\d{1,3}[.)]|\(?[a-z][.)])\s+\S`)
	ended  = regexp.MustCompile(`[.!?…:;。！？][\])"'”’»\d]*$`)
)

// continues reports whether a line goes on with the paragraph before it; turned says that it is the first of its page.
func (s setting) continues(d draft, l line, turned bool) bool {
	last := d.last()
	switch {
	case rounded(last.size) != rounded(l.size), last.bold != l.bold && s.isHeading(d), bullet.MatchString(l.text) && !last.hyphen:
		return false
	case last.hyphen:
		return true
	case turned || last.flow != l.flow:
		return !s.isLarge(l.size) && !ended.MatchString(last.text) && (startsLower(l.text) || last.right > last.edge-2*l.size && !l.bold)
	}
	distance, usual := last.baseline-l.baseline, s.leading[rounded(l.size)]
	if usual > 0 && distance > loose*usual {
		return false
	}
	if s.isLarge(l.size) || s.isHeading(d) {
		return true
	}
	if l.left > last.left+indent*l.size && len(d.lines) > 1 && ended.MatchString(last.text) {
		return false
	}
	return !ended.MatchString(last.text) || !hadRoom(last, l)
}

// hadRoom reports whether the first word of a line would have fitted on the one before: that one ended on purpose.
func hadRoom(last, l line) bool {
	word, _, _ := strings.Cut(l.text, " ")
	letter := (l.right - l.left) / float64(max(1, utf8.RuneCountInString(l.text)))
	return last.right+letter*float64(utf8.RuneCountInString(word)+2) < last.edge
}

func startsLower(text string) bool {
	r, _ := utf8.DecodeRuneInString(text)
	return unicode.IsLower(r)
}

// isHeading reports whether all lines of a draft are in bold within a text that is not.
func (s setting) isHeading(d draft) bool {
	return !s.bold && !slices.ContainsFunc(d.lines, func(l line) bool { return !l.bold })
}

// level is the level of a heading, or 0.
func (s setting) level(d draft, text string) int {
	n, size := utf8.RuneCountInString(text), rounded(d.lines[0].size)
	switch {
	case s.isLarge(d.lines[0].size) && n <= longestHeading && hasLetter(text):
		return 1 + slices.Index(s.levels, size)
	case s.isHeading(d) && d.lines[0].size >= s.body && n <= longestBold && !strings.HasSuffix(text, ".") && !bullet.MatchString(text):
		return 1 + len(s.levels)
	}
	return 0
}

func hasLetter(text string) bool { return strings.ContainsFunc(text, unicode.IsLetter) }

// title is the first heading in the largest letters, on the first page.
func title(found []Paragraph) string {
	best := Paragraph{}
	for _, p := range found {
		if p.Page == found[0].Page && p.Level > 0 && (best.Level == 0 || p.Level < best.Level) {
			best = p
		}
	}
	return best.Text
}

// A joiner puts the lines of a paragraph on one line.
type joiner struct {
	words *lang.Frequencies
	seen  map[string]bool // words of the document that no end of a line parts, in lower case
}

func newJoiner(drafts []draft, code string) joiner {
	var sample strings.Builder
	j := joiner{seen: map[string]bool{}}
	for _, d := range drafts {
		for _, l := range d.lines {
			words := strings.Fields(strings.ToLower(l.text))
			if l.hyphen && len(words) > 0 {
				words = words[:len(words)-1]
			}
			for _, word := range words {
				j.seen[strings.TrimFunc(word, notInWord)] = true
			}
			if sample.Len() < 8<<10 {
				sample.WriteString(l.text + "\n")
			}
		}
	}
	if code = lang.Base(code); !lang.Known(code) {
		code = lang.Detect(sample.String())
	}
	j.words = lang.FrequenciesOf(code)
	return j
}

func notInWord(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsNumber(r) && r != '-' }

func (j joiner) join(lines []line) string {
	var b strings.Builder
	for i, l := range lines {
		switch {
		case i == 0:
		case lines[i-1].hyphen:
			b.WriteString(j.hyphen(lines[i-1].text, l.text))
		case !areUnspaced(lines[i-1].text, l.text):
			b.WriteByte(' ')
		}
		b.WriteString(l.text)
	}
	if n := len(lines); lines[n-1].hyphen {
		b.WriteByte('-')
	}
	return b.String()
}

// hyphen is what stands between the two halves of a word: nothing, unless the word has a hyphen of its own. The document itself
// tells first, where the word stands in a line whole; then the table of its language.
func (j joiner) hyphen(before, after string) string {
	head := strings.ToLower(before[strings.LastIndexByte(before, ' ')+1:])
	tail, _, _ := strings.Cut(strings.ToLower(after), " ")
	head, tail = strings.TrimLeftFunc(head, notInWord), strings.TrimRightFunc(tail, notInWord)
	switch {
	case !startsLower(after):
		return "-"
	case conjunctions[tail]: // as in "pre- and post-war"
		return "- "
	case j.seen[head+tail]:
		return ""
	case j.seen[head+"-"+tail]:
		return "-"
	case j.words.Has(lang.Fold(head + tail)):
		return ""
	case strings.Contains(head, "-"), j.words.Has(lang.Fold(head)) && j.words.Has(lang.Fold(tail)) && len(head) > 3 && len(tail) > 3:
		return "-"
	}
	return ""
}

var conjunctions = map[string]bool{"and": true, "or": true, "to": true, "et": true, "ou": true, "und": true, "oder": true, "bis": true, "y": true, "o": true, "e": true}

// areUnspaced reports whether two lines belong to a script that has no spaces between its words.
func areUnspaced(before, after string) bool {
	last, _ := utf8.DecodeLastRuneInString(before)
	next, _ := utf8.DecodeRuneInString(after)
	return lang.Unspaced(last) && lang.Unspaced(next)
}

var ligatures = strings.NewReplacer("ﬀ", "ff", "ﬁ", "fi", "ﬂ", "fl", "ﬃ", "ffi", "ﬄ", "ffl", "ﬅ", "st", "ﬆ", "st", "\u00ad", "")

// clean is a text with single spaces, without ligatures and without what is no letter to a reader.
func clean(text string) string {
	text = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case unicode.IsControl(r), r == utf8.RuneError, unicode.Is(unicode.Co, r), unicode.Is(unicode.Noncharacter_Code_Point, r):
			return -1
		}
		return r
	}, ligatures.Replace(text))
	return lang.OneLine(text)
}
