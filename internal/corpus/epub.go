package corpus

import (
	"bytes"
	"errors"
	"fmt"
	"regexp"

	"golang.org/x/net/html"

	"github.com/sitrep-bot/sitrep/internal/corpus/epub"
)

// readEPUB reads the chapters of a book in its order. A passage's place is the name of its chapter.
func readEPUB(_ string, raw []byte) (body, *Problem) {
	const wanted = "an EPUB book"
	book, err := epub.Read(raw)
	if err != nil {
		return body{}, found(wanted, err)
	}
	p := pageReader{outline{title: book.Title}}
	for _, chapter := range book.Chapters {
		first(&chapter.Name, p.place) // one without a name goes on with the one before
		p.place = chapter.Name
		if err := p.chapter(chapter.Page); err != nil {
			return body{}, found(wanted, err)
		}
	}
	b := p.body("")
	if len(b.passages) == 0 && book.Locked {
		return body{}, &Problem{Reason: "wanted an EPUB book and found one that its seller has locked", Next: "use a copy without DRM"}
	}
	b.source = Source{Title: book.Title, Author: book.Author, Publisher: book.Publisher, Lang: stated(book.Lang)}
	return b, nil
}

// emptyElement is one that XHTML may close at once, and whose like HTML would read to the end of the file.
var emptyElement = regexp.MustCompile(`<(title|script|style|textarea|iframe)\b([^<>]*)/>`)

func (p *pageReader) chapter(page []byte) error {
	if bytes.Count(page, []byte("<")) > 3*mostElements {
		return fmt.Errorf("a chapter of more than %d elements", mostElements)
	}
	doc, err := html.Parse(bytes.NewReader(emptyElement.ReplaceAll(page, []byte("<$1$2></$1>"))))
	if err != nil {
		return errors.New("a chapter whose elements are nested more than 512 deep")
	}
	for n := range doc.Descendants() {
		if n.Type == html.ElementNode && n.Data == "body" {
			p.children(n)
			break
		}
	}
	return nil
}
