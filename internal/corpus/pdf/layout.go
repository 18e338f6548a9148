package pdf

import (
	"math"
	"slices"
)

// inReadingOrder sorts the lines of a page as a person reads them: columns from left to right, each from the top; a line across
// several columns ends what stands above it. Lines that follow each other in one column have the same flow.
func inReadingOrder(lines []line) []line {
	flow := 0
	return inOrder(lines, &flow)
}

func inOrder(lines []line, flow *int) []line {
	at, ok := findGutter(lines)
	if !ok {
		*flow++
		return oneColumn(lines, *flow)
	}
	var ordered []line
	for _, band := range bands(lines, at) {
		ordered = append(ordered, inOrder(band.left, flow)...)
		ordered = append(ordered, inOrder(band.right, flow)...)
		if len(band.across) > 0 {
			*flow++
			ordered = append(ordered, oneColumn(band.across, *flow)...)
		}
	}
	return ordered
}

// Columns as typographers set them: they hold a few lines at least, most of their lines are filled to more than half, and they
// stand beside each other. Cells of a table are seldom filled.
const (
	fewestInColumn = 4
	filled         = 0.6
	besides        = 0.3  // of the height of the shorter column
	mostAcross     = 0.5  // lines across a gutter, of those beside it
	step           = 3.0  // points; the narrowest gutter of a newspaper has 8
	mostOnPage     = 2000 // lines; a page of a newspaper has about a thousand
)

// findGutter looks for the place that parts two columns: fewest lines run across it.
func findGutter(lines []line) (at float64, ok bool) {
	if len(lines) < 2*fewestInColumn || len(lines) > mostOnPage {
		return 0, false
	}
	left, right := extent(lines)
	best := math.MaxInt
	for x := left + 0.1*(right-left); x < right-0.1*(right-left); x += step {
		l, r, across := part(lines, x)
		if len(across) < best && areColumns(l, r, across, x) {
			best, at = len(across), x
		}
	}
	return at, best < math.MaxInt
}

func areColumns(left, right, across []line, x float64) bool {
	if len(left) < fewestInColumn || len(right) < fewestInColumn || float64(len(across)) > mostAcross*float64(len(left)+len(right)) {
		return false
	}
	l, _ := extent(left)
	_, r := extent(right)
	return areBeside(left, right) && (isFilled(left, x-l) || hasGutter(left)) && (isFilled(right, r-x) || hasGutter(right))
}

// hasGutter reports whether one side is columns itself.
func hasGutter(lines []line) bool {
	_, ok := findGutter(lines)
	return ok
}

func isFilled(lines []line, width float64) bool {
	widths := make([]float64, len(lines))
	for i, l := range lines {
		widths[i] = l.right - l.left
	}
	slices.Sort(widths)
	return widths[len(widths)/2] > filled*width
}

func areBeside(left, right []line) bool {
	lb, lt := heights(left)
	rb, rt := heights(right)
	return min(lt, rt)-max(lb, rb) > besides*min(lt-lb, rt-rb)
}

func extent(lines []line) (left, right float64) {
	left, right = math.Inf(1), math.Inf(-1)
	for _, l := range lines {
		left, right = min(left, l.left), max(right, l.right)
	}
	return left, right
}

func heights(lines []line) (bottom, top float64) {
	bottom, top = math.Inf(1), math.Inf(-1)
	for _, l := range lines {
		bottom, top = min(bottom, l.bottom), max(top, l.top)
	}
	return bottom, top
}

// part sorts lines by the side of x they stand on.
func part(lines []line, x float64) (left, right, across []line) {
	for _, l := range lines {
		switch {
		case l.right <= x:
			left = append(left, l)
		case l.left >= x:
			right = append(right, l)
		default:
			across = append(across, l)
		}
	}
	return left, right, across
}

// A band is a part of the page: two columns, and what runs across below them.
type band struct{ left, right, across []line }

func bands(lines []line, at float64) []band {
	left, right, across := part(lines, at)
	sortDown(across)
	var found []band
	above := math.Inf(1)
	for i := 0; i <= len(across); i++ {
		below := math.Inf(-1)
		if i < len(across) {
			below = across[i].baseline
		}
		b := band{left: between(left, below, above), right: between(right, below, above)}
		if i < len(across) {
			b.across = across[i : i+1]
		}
		if n := len(found); n > 0 && len(b.left)+len(b.right) == 0 {
			found[n-1].across = append(found[n-1].across, b.across...)
		} else {
			found = append(found, b)
		}
		above = below
	}
	return found
}

func between(lines []line, below, above float64) []line {
	var found []line
	for _, l := range lines {
		if l.baseline > below && l.baseline <= above {
			found = append(found, l)
		}
	}
	return found
}

func sortDown(lines []line) {
	slices.SortStableFunc(lines, func(a, b line) int { return compare(b.baseline, a.baseline) })
}

// oneColumn sorts lines from the top, and joins what stands on one baseline: the cells of a row.
func oneColumn(lines []line, flow int) []line {
	sorted := slices.Clone(lines)
	sortDown(sorted)
	_, edge := extent(lines)
	var rows []line
	for len(sorted) > 0 {
		n := 1
		for n < len(sorted) && sorted[0].baseline-sorted[n].baseline < 0.3*min(sorted[0].size, sorted[n].size) {
			n++
		}
		row := slices.Clone(sorted[:n])
		slices.SortStableFunc(row, func(a, b line) int { return compare(a.left, b.left) })
		rows = append(rows, joinRow(row, flow, edge))
		sorted = sorted[n:]
	}
	return rows
}

func joinRow(row []line, flow int, edge float64) line {
	whole := row[0]
	whole.flow, whole.edge = flow, edge
	for _, l := range row[1:] {
		whole.text += " " + l.text
		whole.right, whole.bottom, whole.top = max(whole.right, l.right), min(whole.bottom, l.bottom), max(whole.top, l.top)
		whole.hyphen = l.hyphen
	}
	return whole
}
