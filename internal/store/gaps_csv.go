package store

import (
	"encoding/csv"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"
)

// WriteGaps writes gaps as CSV with a line of names, for a spreadsheet. Times are RFC 3339 in UTC.
func WriteGaps(w io.Writer, gaps []Gap) error {
	lines := [][]string{{"question", "asked", "first asked", "last asked", "nearest passage", "state", "answered by"}}
	for _, g := range gaps {
		lines = append(lines, []string{harmless(g.Question), strconv.Itoa(g.Asked), g.First.UTC().Format(time.RFC3339),
			g.Last.UTC().Format(time.RFC3339), harmless(g.Nearest), string(g.State), harmless(g.Answer)})
	}
	if err := csv.NewWriter(w).WriteAll(lines); err != nil {
		return fmt.Errorf("write gaps as CSV: %w", err)
	}
	return nil
}

// harmless keeps a spreadsheet from taking a question for a formula, which could send what is in the sheet elsewhere.
// https://owasp.org/www-community/attacks/CSV_Injection
func harmless(cell string) string {
	if strings.IndexAny(cell, "=+-@\t\r") == 0 {
		return "'" + cell
	}
	return cell
}
