package corpus

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// A span is a range of bytes of a source text.
type span struct{ start, end int }

func (s span) of(src string) string { return src[s.start:s.end] }

// A block is a run of lines with no blank line between them. The spaces around each line are not part of it.
type block []span

func (b block) span() span { return span{b[0].start, b[len(b)-1].end} }

// shift moves a block that was found in a part of a source to where the part begins in it.
func (b block) shift(by int) block {
	for i := range b {
		b[i].start, b[i].end = b[i].start+by, b[i].end+by
	}
	return b
}

func (b block) of(src string) string { return b.span().of(src) }

// splitBlocks cuts a text at its blank lines. Lines may end as on Unix, Windows or an old Mac.
func splitBlocks(src string) []block {
	var blocks []block
	var b block
	for start := 0; start < len(src); {
		end, next := lineEnd(src, start)
		if line := trim(src, span{start, end}); line.start < line.end {
			b = append(b, line)
		} else if b != nil {
			blocks, b = append(blocks, b), nil
		}
		start = next
	}
	if b != nil {
		blocks = append(blocks, b)
	}
	return blocks
}

// lineEnd finds where the line that starts at start ends, and where the next one starts.
func lineEnd(src string, start int) (end, next int) {
	i := strings.IndexAny(src[start:], "\r\n")
	if i < 0 {
		return len(src), len(src)
	}
	end = start + i
	if strings.HasPrefix(src[end:], "\r\n") {
		return end, end + 2
	}
	return end, end + 1
}

// trim leaves out the spaces at both ends, non-breaking ones too.
func trim(src string, s span) span {
	text := strings.TrimLeftFunc(s.of(src), unicode.IsSpace)
	s.start = s.end - len(text)
	s.end = s.start + len(strings.TrimRightFunc(text, unicode.IsSpace))
	return s
}

// lineAt counts the line that the byte at offset stands on, from 1.
func lineAt(src string, offset int) int {
	before := src[:offset]
	if !strings.Contains(before, "\n") {
		return 1 + strings.Count(before, "\r")
	}
	return 1 + strings.Count(before, "\n")
}

// oneLine shows a text as one line with single spaces.

func runes(text string) int { return utf8.RuneCountInString(text) }
