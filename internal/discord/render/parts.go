package render

import (
	"slices"
	"sort"
	"unicode"

	"github.com/sitrep-bot/sitrep/internal/answers"
	"github.com/sitrep-bot/sitrep/internal/corpus/markup"
	"github.com/sitrep-bot/sitrep/internal/lang"
)

// Parts draws a passage as Discord's markdown, the sentence that answers in bold, in as many parts as there must be messages
// for it. Lines are cut at the ends of sentences, those that are too long by themselves between words, and words between
// letters. All parts together are the whole text, whatever is emphasised in it.
func Parts(q answers.Quote) []string {
	lines := marked(markup.Read(q.Passage, q.Markdown), q.Highlight)
	var parts []string
	for _, part := range fit(lines, sentenceStarts(q.Passage.Text)) {
		parts = append(parts, draw(part))
	}
	return parts
}

// sentenceStarts are the bytes at which sentences of a text begin.
func sentenceStarts(text string) map[int]bool {
	starts := map[int]bool{}
	for _, s := range lang.Sentences(text) {
		starts[s.Start] = true
	}
	return starts
}

// fit puts lines into parts that are no longer than a quotation may be.
func fit(lines []drawnLine, starts map[int]bool) (parts [][]drawnLine) {
	var part []drawnLine
	used := 0
	for len(lines) > 0 {
		l := lines[0]
		cost := room(l, part)
		if used+cost <= LongestQuote {
			part, used, lines = append(part, l), used+cost, lines[1:]
			continue
		}
		fits := func(head drawnLine) bool { return used+room(head, part) <= LongestQuote }
		if head, rest, ok := cutLine(l, starts, len(part) == 0, fits); ok {
			part = append(part, head)
			lines = append([]drawnLine{rest}, lines[1:]...)
		}
		parts, part, used = append(parts, part), nil, 0
	}
	if len(part) > 0 || len(parts) == 0 {
		parts = append(parts, part)
	}
	return parts
}

// room is what a line takes at the end of a part: no less with a sentence of it in bold than without.
func room(l drawnLine, part []drawnLine) int {
	const around = len("> ") + len("\n")
	if l.Block == nil {
		return Units(plainProse(l)) + around + 2*len("****")
	}
	n := max(Units(l.Text()), Units(Escape(l.Text()))) + around + len(gutter)
	if len(part) > 0 && part[len(part)-1].Block == l.Block {
		return n
	}
	for _, head := range l.Block.Head {
		n += Units(head.Text()) + around + len(gutter)
	}
	return n + 2*(len(fence)+around) + len(l.Block.Lang)
}

// plainProse is a line of prose as it is drawn without emphasis of ours.
func plainProse(l drawnLine) string {
	l.Letters = l.unmarked
	return l.prose()
}

// cutLine cuts a line where a sentence begins so that as much as possible fits, and one that stands in a part by itself
// between words or letters if it must be.
func cutLine(l drawnLine, starts map[int]bool, alone bool, fits func(drawnLine) bool) (head, rest drawnLine, ok bool) {
	at := func(may func(i int) bool) (places []int) {
		for i := 1; i < len(l.Letters); i++ {
			if may(i) {
				places = append(places, i)
			}
		}
		return places
	}
	ways := []func(i int) bool{func(i int) bool { return starts[l.Letters[i].At] && l.Block == nil }}
	if alone {
		ways = append(ways, func(i int) bool { return unicode.IsSpace(l.Letters[i-1].Rune) }, func(int) bool { return true })
	}
	for _, way := range ways {
		places := at(way)
		n := sort.Search(len(places), func(n int) bool { return !fits(l.until(places[n])) })
		for ; n > 0; n-- {
			if fits(l.until(places[n-1])) {
				return l.until(places[n-1]), l.from(places[n-1]), true
			}
		}
	}
	return l, l, false
}

// until is the begin of a line, up to a letter.
func (l drawnLine) until(i int) drawnLine {
	l.Letters, l.unmarked = slices.Clip(l.Letters[:i]), slices.Clip(l.unmarked[:i])
	return l
}

// from is the rest of it.
func (l drawnLine) from(i int) drawnLine {
	l.Letters, l.unmarked, l.Lead = l.Letters[i:], l.unmarked[i:], ""
	return l
}
