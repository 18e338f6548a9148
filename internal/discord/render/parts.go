package render

import (
	"sort"

	"github.com/sitrep-bot/sitrep/internal/answers"
	"github.com/sitrep-bot/sitrep/internal/lang"
)

// Parts cuts a passage that is too long for a message at the ends of sentences; one that fits is one part. All parts
// together are the whole text.
func Parts(text string) []answers.Span {
	const room = LongestQuote - len("****")
	if Units(Escape(text)) <= room {
		return []answers.Span{{Start: 0, End: len(text)}}
	}
	var parts []answers.Span
	start, end, used := 0, 0, 0
	for _, piece := range pieces(text, room) {
		length := Units(Escape(text[piece.Start:piece.End]))
		if used+length > room {
			parts = append(parts, answers.Span{Start: start, End: end})
			start, used = piece.Start, 0
		}
		end, used = piece.End, used+length
	}
	return append(parts, answers.Span{Start: start, End: len(text)})
}

// pieces cuts a text into sentences with the space after them, and sentences that are too long by themselves into words,
// and words into letters.
func pieces(text string, room int) []answers.Span {
	var ends []int
	for _, s := range lang.Sentences(text) {
		ends = append(ends, s.Start)
	}
	ends = cutAt(text, append(ends, len(text)), room, func(at int) bool { return text[at] == ' ' || text[at] == '\n' })
	ends = cutAt(text, ends, room, func(int) bool { return true })
	var spans []answers.Span
	start := 0
	for _, end := range ends {
		if end > start {
			spans = append(spans, answers.Span{Start: start, End: end})
			start = end
		}
	}
	return spans
}

// cutAt adds every place where may says so, inside the pieces that are too long.
func cutAt(text string, ends []int, room int, may func(at int) bool) []int {
	all := append([]int(nil), ends...)
	start := 0
	for _, end := range ends {
		if end > start && Units(Escape(text[start:end])) > room {
			for at := range text[start:end] {
				if at > 0 && may(start+at) {
					all = append(all, start+at)
				}
			}
		}
		start = max(start, end)
	}
	sort.Ints(all)
	return all
}
