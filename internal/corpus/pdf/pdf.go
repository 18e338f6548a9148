// Package pdf gives the text of a PDF as its reader sees it: in reading order, in paragraphs, without what stands on every page.
//
// Start at [Read]. PDFium, Chrome's own reader, finds the letters; it runs as WebAssembly in a sandbox without files, network or
// clock, and with a bound on its memory (sandbox.go). What it finds are lines; which belong to a column, a paragraph or a running
// header is decided here (layout.go, running.go, paragraphs.go).
package pdf

import (
	"cmp"
	"context"
	"time"

	"github.com/sitrep-bot/sitrep/internal/told"
)

// Bounds of one file. The longest book of the corpus's kind, a United Nations report with annexes, has some 700 pages.
const (
	MostPages   = 2000
	longest     = 60 * time.Second // a page takes a few milliseconds
	mostLetters = 200_000          // of one page; a page of a newspaper has about 30,000
	mostLines   = 400_000          // of a document
)

// What is wrong with a file that could not be read. Other errors say what else was found.
var (
	ErrLocked  = told.New("locked", "one that a password locks")
	ErrDamaged = told.New("pdf.damaged", "a damaged one")
	ErrScanned = told.New("pdf.scanned", "pictures of pages, without text")
	ErrLong    = told.New("pdf.long", "one of more than %d pages", MostPages)
	ErrSlow    = told.New("pdf.slow", "one that takes more than %v to read", longest)
)

// A Document is the text of a PDF.
type Document struct {
	Title      string // the heading in the largest letters on the first page, else what the file states; empty if neither
	Author     string // as the file states; empty if it does not
	Lang       string // language tag as the file states; empty if it does not
	Paragraphs []Paragraph
}

// A Paragraph is what stands by itself.
type Paragraph struct {
	Page  int    // where it begins, from 1
	Level int    // of a heading, from 1; 0 for text
	Item  bool   // whether it begins with the mark of a list
	Text  string // on one line, hyphens at the ends of lines joined
}

// Read reads the text of a PDF. It ends with an error when ctx does, or after a minute.
func Read(ctx context.Context, raw []byte) (Document, error) {
	pool, err := engine() // the first start may take long, and that is no fault of the file's: its minute begins afterwards
	if err != nil {
		return Document{}, told.New("pdf.engine", "a machine on which PDFium does not start (%v)", err)
	}
	ctx, cancel := context.WithTimeoutCause(ctx, longest, ErrSlow)
	defer cancel()
	f, err := open(ctx, pool, raw)
	if err != nil {
		return Document{}, cmp.Or(context.Cause(ctx), err) // PDFium that was stopped takes the file for damaged
	}
	defer f.close()
	pages, err := f.pages()
	if err := cmp.Or(context.Cause(ctx), err); err != nil { // PDFium that was stopped reports something else, or nothing
		return Document{}, err
	}
	return f.put(pages)
}

// put puts the lines of the pages together.
func (f *file) put(pages []page) (Document, error) {
	dropRunning(pages)
	for i := range pages {
		pages[i].lines = inReadingOrder(pages[i].lines)
	}
	d := Document{Author: f.meta("Author"), Lang: f.lang()}
	d.Paragraphs = paragraphs(pages, d.Lang)
	if len(d.Paragraphs) == 0 {
		return Document{}, ErrScanned
	}
	d.Title = title(d.Paragraphs)
	if d.Title == "" {
		d.Title = f.meta("Title")
	}
	return d, nil
}
