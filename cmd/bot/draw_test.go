package main

import (
	"strings"
	"testing"

	"github.com/sitrep-bot/sitrep/internal/answers"
	"github.com/sitrep-bot/sitrep/internal/corpus"
)

func TestATerminalShowsTheAuthorsFormatting(t *testing.T) {
	p := corpus.Passage{Text: "Use **both** hands, *never* `one`, says [the guide](https://example.org/a). It is \x1b[31msafe.\n- a\n  - b"}
	const want = "Use \x1b[1mboth\x1b[0m hands, \x1b[3mnever\x1b[0m \x1b[36mone\x1b[0m, says \x1b[4mthe guide\x1b[0m. \x1b[1mIt is [31msafe.\x1b[0m"
	at := strings.Index(p.Text, "It is")
	strong := answers.Span{Start: at, End: at + len("It is \x1b[31msafe.")}
	lines := strings.Split(page{bold: true}.drawn(p, true, strong), "\n")
	if lines[0] != want {
		t.Errorf("drew\n%q\nwanted\n%q", lines[0], want)
	}
	if got := (page{}).drawn(p, true, strong); got != safe(p.Text) {
		t.Errorf("drew %q where nothing can be drawn", got)
	}
	table := corpus.Passage{Text: "| Bed | Price |\n|---|---|\n| upper | **9** |\n| lower | 12 |"}
	rows := page{bold: true}.drawn(table, true, answers.Span{})
	if !strings.Contains(rows, "upper  9") || strings.Contains(rows, "|") {
		t.Errorf("drew the table as\n%s", rows)
	}
}

func TestLinesAreWrappedAsIfNothingWereDrawn(t *testing.T) {
	var out strings.Builder
	p := page{out: &out, width: 10, bold: true}
	p.line(p.drawn(corpus.Passage{Text: "one **two** `six` ten"}, true, answers.Span{}))
	if want := "one \x1b[1mtwo\x1b[0m\n\x1b[36msix\x1b[0m ten\n"; out.String() != want {
		t.Errorf("wrapped as %q, wanted %q", out.String(), want)
	}
}
