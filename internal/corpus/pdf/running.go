package pdf

import (
	"math"
	"regexp"
	"slices"
	"strconv"
)

// Running lines are few, and stand in the margin: books leave a tenth of the page or more.
const (
	edgeLines = 3    // at the top, and at the foot
	marginal  = 0.12 // of the page's height
)

var number = regexp.MustCompile(`\d{1,5}`)

// An edge is a line at the top or foot of a page as it is the same on other pages if it is a running one: at one height, and
// without the number that grows with the pages. "Part 3" is none of these, and is kept.
type edge struct {
	text     string
	baseline int
	first    int // number of the first page, by the number of this one
}

func edgeOf(l line, page int) edge {
	e := edge{text: l.text, baseline: int(math.Round(l.baseline / 3))}
	if at := number.FindStringIndex(l.text); at != nil {
		n, _ := strconv.Atoi(l.text[at[0]:at[1]])
		e.text = l.text[:at[0]] + "#" + l.text[at[1]:]
		e.first = n - page
	}
	return e
}

// same is the edge whose number, if it has one, does not change.
func same(l line) edge { return edge{text: l.text, baseline: int(math.Round(l.baseline / 3))} }

// edges are the lines at the top and at the foot of a page.
func (p page) edges() []line {
	sorted := slices.Clone(p.lines)
	slices.SortStableFunc(sorted, func(a, b line) int { return compare(b.baseline, a.baseline) })
	var found []line
	for i, l := range sorted {
		if i < edgeLines && l.baseline > (1-marginal)*p.height || i >= len(sorted)-edgeLines && l.baseline < marginal*p.height {
			found = append(found, l)
		}
	}
	return found
}

// dropRunning takes out what stands at the edge of several pages at the same height: running headers and footers, and the numbers
// of the pages. Left and right pages may have their own, and a chapter too.
func dropRunning(pages []page) {
	seen := map[edge]int{}
	for _, p := range pages {
		here := map[edge]bool{}
		for _, l := range p.edges() {
			here[edgeOf(l, p.number)], here[same(l)] = true, true
		}
		for e := range here {
			seen[e]++
		}
	}
	enough := 3
	if len(pages) <= 4 {
		enough = 2
	}
	for i := range pages {
		running := map[line]bool{}
		for _, l := range pages[i].edges() {
			if seen[edgeOf(l, pages[i].number)] >= enough || seen[same(l)] >= enough || isPageNumber(l.text) && len(pages[i].lines) > 1 {
				running[l] = true
			}
		}
		pages[i].lines = slices.DeleteFunc(pages[i].lines, func(l line) bool { return running[l] })
	}
}

var pageNumber = regexp.MustCompile(`(?i)^(?:(?:page|seite|p\.)\s*)?[-–—| ]*(?:\d{1,4}|[ivxlc]{1,7})[-–—| ]*(?:\s*(?:/|of|de|sur|von)\s*\d{1,4})?$`)

func isPageNumber(text string) bool { return pageNumber.MatchString(text) }

func compare(a, b float64) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}
