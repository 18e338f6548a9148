package corpus

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// A piece is what stands by itself in plain text: a paragraph, a list, or a line that heads what follows.
type piece struct {
	block
	level int // of the section it opens; 0 if it opens none
}

var (
	underline    = regexp.MustCompile(`^(?:={3,}|-{3,}|~{3,}|\^{3,}|\*{3,}|_{3,}|#{3,})$`)
	numberedHead = regexp.MustCompile(`^(?:§\s?)?(\d{1,3}(?:\.\d{1,3}){0,4})([.)]?)\s+(\S)`)
	romanHead    = regexp.MustCompile(`^[IVXLC]{1,7}\.\s+\p{L}`)
	chapterHead  = regexp.MustCompile(`(?i)^(?:chapter|part|section|article|appendix|annex|kapitel|teil|abschnitt|artikel|anhang|chapitre|partie|annexe` +
		`|capítulo|capitolo|parte|sección|artículo|hoofdstuk|глава|часть|раздел)\s+(?:\d{1,3}|[ivxlc]{1,7}|[a-z])(?:[\s.:–—-]|$)|^第[\d一二三四五六七八九十百]{1,5}[章节節部]`)
)

// The levels of sections in plain text. Numbers add one for each dot.
const (
	chapterLevel = 1
	sectionLevel = 2
)

// pieces cuts the blocks of a text; oneBlock is one that has no blank line.
func (t *textReader) pieces(blocks []block, oneBlock bool) (all []piece) {
	for _, b := range blocks {
		for _, p := range t.cutUnderlined(b) {
			if p.level > 0 {
				all = append(all, p)
				continue
			}
			for _, part := range cutDialogue(t.src, p.block) {
				for _, unit := range t.units(part, oneBlock) {
					all = append(all, piece{unit, 0})
				}
			}
		}
	}
	bare := make([]int, len(all)) // levels, before the lines are seen together
	for i, p := range all {
		bare[i] = p.level
		if p.level == 0 && len(p.block) == 1 {
			bare[i] = headLevel(p.of(t.src))
		}
	}
	for i := range all {
		if t.heads(all, bare, i) {
			all[i].level = bare[i]
		}
	}
	return all
}

// cutUnderlined finds the lines of a block that have a line of === or --- under them.
func (t *textReader) cutUnderlined(b block) (pieces []piece) {
	start := 0
	for i := 1; i < len(b); i++ {
		line, under := b[i-1].of(t.src), b[i].of(t.src)
		if i-1 < start || !underline.MatchString(under) || runes(line) > questionMax || isRule(line) || endsSentence(line) && !strings.HasSuffix(line, "?") {
			continue
		}
		if i-1 > start {
			pieces = append(pieces, piece{b[start : i-1], 0})
		}
		level := sectionLevel
		if under[0] == '=' {
			t.doubled = true
		} else if t.doubled {
			level++
		}
		pieces, start = append(pieces, piece{b[i-1 : i], level}), i+1
	}
	if start < len(b) {
		pieces = append(pieces, piece{b[start:], 0})
	}
	return pieces
}

// headLevel is the level of the section that a bare line opens by its looks; 0 if it looks like none.
func headLevel(line string) int {
	if len(line) > longestBoilerplate || runes(line) > questionMax || endsSentence(line) || strings.ContainsAny(line[len(line)-1:], ":;,|") || bulletMark(line) {
		return 0
	}
	if chapterHead.MatchString(line) {
		return chapterLevel
	}
	if m := numberedHead.FindStringSubmatch(line); m != nil {
		dots := strings.Count(m[1], ".")
		if first, _ := utf8.DecodeRuneInString(m[3]); (dots > 0 || m[2] != "") && unicode.IsLetter(first) && !unicode.IsLower(first) {
			return sectionLevel + dots
		}
	}
	if romanHead.MatchString(line) || isCapitals(line) {
		return sectionLevel
	}
	return 0
}

func bulletMark(line string) bool {
	return strings.ContainsAny(line[:1], "-*+>") || strings.HasPrefix(line, "•")
}

// isCapitals takes "INSTALLATION" and "OPENING HOURS 2025", and no line without a word.
func isCapitals(line string) bool {
	letters := 0
	for _, r := range line {
		if unicode.IsLower(r) {
			return false
		}
		if unicode.IsUpper(r) {
			letters++
		}
	}
	return letters > 3 && !strings.ContainsAny(line, "<@#=/\\")
}

// heads reports whether the piece at i opens a section. A line heads something that follows it; numbered lines one after
// the other are a list.
func (t *textReader) heads(all []piece, bare []int, i int) bool {
	if all[i].level > 0 {
		return true
	}
	line := all[i].of(t.src)
	if bare[i] == 0 || i+1 == len(all) || boilerplate(line) || t.isTitle(line) {
		return false
	}
	if !numberedHead.MatchString(line) {
		return true
	}
	beside := func(j int) bool {
		return j >= 0 && j < len(all) && bare[j] == bare[i] && numberedHead.MatchString(all[j].of(t.src))
	}
	return !beside(i-1) && !beside(i+1)
}

const (
	labelRunes = 60
	labelWords = 8
)

// labels reports whether a piece is a short line without a full stop above a paragraph or a list, which it heads.
func (t *textReader) labels(all []piece, i int) bool {
	if i+1 == len(all) || !isLabel(all[i].block, t.src) || i > 0 && all[i-1].level == 0 && isLabel(all[i-1].block, t.src) {
		return false
	}
	next := all[i+1]
	text := next.of(t.src)
	return next.level == 0 && (t.isList(next.block) || endsSentence(text) && len(text) > len(all[i].of(t.src)) && !boilerplate(text))
}

func isLabel(b block, src string) bool {
	line := b.of(src)
	if len(b) > 1 || len(line) > longestBoilerplate || runes(line) > labelRunes || strings.Count(line, " ") >= labelWords {
		return false
	}
	first, _ := utf8.DecodeRuneInString(line)
	last, _ := utf8.DecodeLastRuneInString(line)
	if isIdeograph(first) && runes(line) > unspacedLead {
		return false
	}
	return unicode.IsLetter(first) && !unicode.IsLower(first) && (unicode.IsLetter(last) || unicode.IsDigit(last) || last == ')')
}
