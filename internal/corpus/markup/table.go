package markup

import (
	"strings"
	"unicode"

	"github.com/yuin/goldmark/ast"
	tables "github.com/yuin/goldmark/extension/ast"
	"golang.org/x/text/width"
)

// widestTable is how many columns of letters a table may have to be drawn in columns of its own. A wider one would be
// broken anywhere on a narrow screen: its cells stand one after another, to be broken between words.
const widestTable = 72

// A row is the cells of one row of a table.
type row [][]Letter

// table draws a table with spaces between its columns.
func (r *reader) table(n *tables.Table) {
	var rows []row
	widths := make([]int, len(n.Alignments))
	total := 2 * (len(n.Alignments) - 1)
	for tr := n.FirstChild(); tr != nil; tr = tr.NextSibling() {
		var cells row
		for td := tr.FirstChild(); td != nil && len(cells) < len(widths); td = td.NextSibling() {
			cell := r.cell(td)
			widths[len(cells)] = max(widths[len(cells)], columns(cell))
			cells = append(cells, cell)
		}
		rows = append(rows, cells)
	}
	for _, w := range widths {
		total += w
	}
	if len(rows) == 0 {
		return
	}
	if r.lead != "" {
		r.begin()
		r.end()
	}
	block, draw := &Block{}, func(c row) []Letter { return aligned(c, widths, n.Alignments) }
	if total > widestTable {
		draw = listed
	}
	line := func(letters []Letter) Line { return Line{Quoted: r.quoted, Block: block, Letters: letters} }
	head := []Line{line(draw(rows[0])), line(nowhere(strings.Repeat("─", min(total, widestTable))))}
	r.lines = append(r.lines, head...)
	for _, c := range rows[1:] {
		r.lines = append(r.lines, line(draw(c)))
	}
	block.Head = head
}

// cell reads a cell: its words alone, as nothing is drawn in a block of code.
func (r *reader) cell(td ast.Node) (cell []Letter) {
	first := len(r.lines)
	r.line = Line{}
	r.inline(td, Look{})
	all := append(r.lines[first:len(r.lines):len(r.lines)], r.line)
	r.lines = r.lines[:first]
	for i, l := range all {
		if i > 0 {
			cell = append(cell, nowhere(" ")...)
		}
		cell = append(cell, l.Letters...)
	}
	return unescapePipes(cell)
}

// unescapePipes takes the backslash away that keeps a bar in code from ending the cell.
func unescapePipes(cell []Letter) (plain []Letter) {
	for i, l := range cell {
		if l.Rune != '\\' || !l.Code || i+1 == len(cell) || cell[i+1].Rune != '|' {
			l.Look = Look{}
			plain = append(plain, l)
		}
	}
	return plain
}

// aligned is a row with each cell as wide as its column.
func aligned(cells row, widths []int, how []tables.Alignment) (line []Letter) {
	for i, w := range widths {
		var cell []Letter
		if i < len(cells) {
			cell = cells[i]
		}
		before, after := 0, w-columns(cell)
		switch how[i] {
		case tables.AlignRight:
			before, after = after, 0
		case tables.AlignCenter:
			before = after / 2
			after -= before
		}
		if i > 0 {
			before += 2
		}
		line = append(line, nowhere(strings.Repeat(" ", before))...)
		line = append(line, cell...)
		line = append(line, nowhere(strings.Repeat(" ", after))...)
	}
	for len(line) > 0 && line[len(line)-1].Rune == ' ' {
		line = line[:len(line)-1]
	}
	return line
}

// listed is a row with its cells one after another.
func listed(cells row) (line []Letter) {
	for i, cell := range cells {
		if i > 0 {
			line = append(line, nowhere(" │ ")...)
		}
		line = append(line, cell...)
	}
	return line
}

// columns is how wide letters are where all are equally wide, those of East Asia twice as.
func columns(letters []Letter) (n int) {
	for _, l := range letters {
		switch kind := width.LookupRune(l.Rune).Kind(); {
		case unicode.In(l.Rune, unicode.Mn, unicode.Me, unicode.Cf):
		case kind == width.EastAsianWide || kind == width.EastAsianFullwidth:
			n += 2
		default:
			n++
		}
	}
	return n
}
