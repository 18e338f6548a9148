package corpus

import (
	"regexp"
	"strings"
)

// longestPart bounds in bytes a part of a long table or of long code. A reply quotes 1,400 characters at once, and the
// header rows need room too.
const longestPart = 1000

var (
	delimiterRow = regexp.MustCompile(`^\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)*\|?$`)
	fenceLine    = regexp.MustCompile("^(`{3,}|~{3,})")
)

// isTable reports whether lines are a Markdown table: a header row, a row of dashes, and rows.
func isTable(src string, b block) bool {
	return len(b) > 2 && strings.Contains(b[0].of(src), "|") && strings.Contains(b[1].of(src), "|") && delimiterRow.MatchString(b[1].of(src))
}

// fenceOf is the fence that closes what a line of code opens, or empty.
func fenceOf(line string) string { return fenceLine.FindString(line) }

// addTable makes one passage of a table, and of a long one a passage of every few rows.
func (o *outline) addTable(src string, b block) {
	if at := b.span(); at.end-at.start <= longestList {
		o.add(at.of(src), at.start)
		return
	}
	o.addLines(src, b[:2].of(src), b[2:], nil)
}

// addCode makes one passage of a fenced block of code, and of a long one a passage of every few lines. It breaks at an
// empty line if it can.
func (o *outline) addCode(src string, at span) {
	text := at.of(src)
	if len(text) <= longestList || fenceOf(text) == "" {
		o.add(text, at.start)
		return
	}
	var lines block
	blank := map[int]bool{} // before which line one or more are blank
	for start := at.start; start < at.end; {
		end, next := lineEnd(src[:at.end], start)
		line := span{start, end}
		if strings.TrimSpace(line.of(src)) == "" {
			blank[len(lines)] = true
		} else {
			lines = append(lines, line)
		}
		start = next
	}
	head, lines := lines[0].of(src), lines[1:]
	if last := len(lines) - 1; last >= 0 && fenceOf(strings.TrimLeft(lines[last].of(src), "> \t")) != "" {
		lines = lines[:last]
	}
	o.addLines(src, head, lines, func(i int) bool { return blank[i+1] })
}

// addLines makes passages of as many lines as fit, each under the same header. breaks, which may be nil, says before which
// lines to break first.
func (o *outline) addLines(src, header string, lines block, breaks func(i int) bool) {
	for start := 0; start < len(lines); {
		end, good := start+1, 0
		for end < len(lines) && lines[end].end-lines[start].start <= longestPart {
			if breaks != nil && breaks(end) {
				good = end
			}
			end++
		}
		if end < len(lines) && good > start {
			end = good
		}
		o.add(lines[start:end].of(src), lines[start].start)
		o.passages[len(o.passages)-1].Header = header
		start = end
	}
}
