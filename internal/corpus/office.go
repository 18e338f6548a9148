package corpus

import (
	"fmt"

	"github.com/sitrep-bot/sitrep/internal/corpus/office"
	"github.com/sitrep-bot/sitrep/internal/told"
)

func readDOCX(_ string, raw []byte) (body, *Problem) {
	d, err := office.ReadDOCX(raw)
	if err != nil {
		return body{}, &Problem{Reason: told.New("docx", "wanted a Word document and found %v", err)}
	}
	return officeBody(d), nil
}

func readODT(_ string, raw []byte) (body, *Problem) {
	d, err := office.ReadODT(raw)
	if err != nil {
		return body{}, &Problem{Reason: told.New("odt", "wanted an OpenDocument text and found %v", err)}
	}
	return officeBody(d), nil
}

var officeKinds = map[office.Kind]partKind{office.Heading: headingPart, office.Item: itemPart, office.Row: rowPart}

func officeBody(d office.Document) body {
	parts := make([]part, len(d.Paragraphs))
	for i, p := range d.Paragraphs {
		parts[i] = part{kind: officeKinds[p.Kind], level: p.Level, text: p.Text}
		if p.Page > 0 {
			parts[i].place = fmt.Sprintf("page %d", p.Page)
		}
	}
	o := outline{title: d.Title}
	first(&o.title, firstHeading(parts))
	o.addParts(parts)
	b := o.body("")
	b.source = Source{Title: o.title, Author: d.Author, Publisher: d.Publisher, Lang: stated(d.Lang)}
	return b
}
