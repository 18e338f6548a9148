package corpus

import (
	"context"
	"errors"
	"fmt"

	"github.com/sitrep-bot/sitrep/internal/corpus/pdf"
	"github.com/sitrep-bot/sitrep/internal/lang"
	"github.com/sitrep-bot/sitrep/internal/told"
)

// readPDF reads a PDF. A passage's place is the page on which it begins, counted from the first leaf as PDF readers count.
func readPDF(file string, raw []byte) (body, *Problem) {
	d, err := pdf.Read(context.Background(), raw)
	if err != nil {
		return body{}, &Problem{Reason: told.New("pdf", "wanted a PDF and found %v", err), Next: pdfWayOut(file, err)}
	}
	o := outline{title: lang.OneLine(d.Title)}
	o.addParts(pdfParts(d.Paragraphs))
	b := o.body("")
	b.source.Author = d.Author
	b.source.Lang = stated(d.Lang)
	return b, nil
}

func pdfParts(paragraphs []pdf.Paragraph) []part {
	parts := make([]part, len(paragraphs))
	for i, p := range paragraphs {
		parts[i] = part{level: p.Level, text: p.Text, place: fmt.Sprintf("page %d", p.Page)}
		switch {
		case p.Level > 0:
			parts[i].kind = headingPart
		case p.Item:
			parts[i].kind = itemPart
		}
	}
	return parts
}

// pdfWayOut is the command that helps with what is wrong; nil for the one that helps with any PDF.
func pdfWayOut(file string, err error) *told.Text {
	in, out := shellWord(file), shellWord(baseName(file)+"-read.pdf")
	switch {
	case errors.Is(err, pdf.ErrLocked):
		return run(fmt.Sprintf("`qpdf --decrypt --password=PASSWORD %s %s`", in, out))
	case errors.Is(err, pdf.ErrScanned):
		return run(fmt.Sprintf("`ocrmypdf %s %s`", in, out))
	case errors.Is(err, pdf.ErrLong):
		return run(fmt.Sprintf("`qpdf --split-pages=%d %s %s`", pdf.MostPages, in, out))
	}
	return nil
}
