package corpus

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/sitrep-bot/sitrep/internal/told"
)

// readTable reads a table with its column names in the first row, as spreadsheets save it (RFC 4180, or with semicolons where the
// comma is for decimals). Each row is a passage: "column: cell" a line.
func readTable(file string, raw []byte) (body, *Problem) {
	src, problem := decode(raw, otherFormat)
	if problem != nil {
		return body{}, problem
	}
	r := csv.NewReader(strings.NewReader(src))
	r.Comma = separator(src)
	r.FieldsPerRecord = -1
	r.LazyQuotes = true
	columns, err := r.Read()
	if err != nil && err != io.EOF {
		return body{}, tableProblem(err)
	}
	o := outline{title: baseName(file)}
	for {
		cells, err := r.Read()
		if err == io.EOF {
			break
		}
		if err != nil {
			return body{}, tableProblem(err)
		}
		line, _ := r.FieldPos(0)
		o.place = fmt.Sprintf("row %d", line)
		if text := rowText(columns, cells); text != "" {
			o.addUnder("", text, 0) // the first column is no label of the row
		}
	}
	if len(o.passages) == 0 {
		return body{}, &Problem{Reason: told.New("rows", "wanted a row of column names with rows below it and found none below it"),
			Next: told.New("rows.next", "write the names of the columns in the first row, then a row for each thing")}
	}
	return o.body(""), nil
}

func tableProblem(err error) *Problem {
	line := 0
	if p := (*csv.ParseError)(nil); errors.As(err, &p) {
		line, err = p.Line, p.Err
	}
	return &Problem{Line: line, Reason: told.New("table", "wanted a table and found a mistake (%v)", err),
		Next: told.New("table.next", `put a cell that has a quote in it in quotes, and double the quote: "a ""b"" c"`)}
}

// separator is what stands oftenest between the names of the columns.
func separator(src string) rune {
	head, _, _ := strings.Cut(src, "\n")
	best, most := '\t', strings.Count(head, "\t")
	for _, r := range ",;" {
		if n := strings.Count(head, string(r)); n > most {
			best, most = r, n
		}
	}
	return best
}

// rowText is a row as a person would read it out; empty cells say nothing.
func rowText(columns, cells []string) string {
	var lines []string
	for i, cell := range cells {
		cell = strings.TrimSpace(cell)
		switch {
		case cell == "":
		case i < len(columns) && strings.TrimSpace(columns[i]) != "":
			lines = append(lines, strings.TrimSpace(columns[i])+": "+cell)
		default:
			lines = append(lines, cell)
		}
	}
	return strings.Join(lines, "\n")
}
