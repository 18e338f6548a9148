package corpus

import (
	"bytes"
	"regexp"

	"golang.org/x/net/html"

	"github.com/sitrep-bot/sitrep/internal/corpus/epub"
	"github.com/sitrep-bot/sitrep/internal/told"
)

// readEPUB reads the chapters of a book in its order. A passage's place is the name of its chapter.
func readEPUB(_ string, raw []byte) (body, *Problem) {
	book, err := epub.Read(raw)
	if err != nil {
		return body{}, notEPUB(err)
	}
	p := pageReader{outline{title: book.Title}}
	for _, chapter := range book.Chapters {
		first(&chapter.Name, p.place) // one without a name goes on with the one before
		p.place = chapter.Name
		if err := p.chapter(chapter.Page); err != nil {
			return body{}, notEPUB(err)
		}
	}
	b := p.body("")
	if len(b.passages) == 0 && book.Locked {
		return body{}, &Problem{Reason: told.New("drm", "wanted an EPUB book and found one that its seller has locked"), Next: told.New("drm.next", "use a copy without DRM")}
	}
	b.source = Source{Title: book.Title, Author: book.Author, Publisher: book.Publisher, Lang: stated(book.Lang)}
	return b, nil
}

func notEPUB(err error) *Problem {
	return &Problem{Reason: told.New("epub", "wanted an EPUB book and found %v", err)}
}

// emptyElement is one that XHTML may close at once, and whose like HTML would read to the end of the file.
var emptyElement = regexp.MustCompile(`<(title|script|style|textarea|iframe)\b([^<>]*)/>`)

func (p *pageReader) chapter(page []byte) error {
	if bytes.Count(page, []byte("<")) > 3*mostElements {
		return told.New("chapter.large", "a chapter of more than %d elements", mostElements)
	}
	doc, err := html.Parse(bytes.NewReader(emptyElement.ReplaceAll(page, []byte("<$1$2></$1>"))))
	if err != nil {
		return told.New("chapter.deep", "a chapter whose elements are nested more than 512 deep")
	}
	for n := range doc.Descendants() {
		if n.Type == html.ElementNode && n.Data == "body" {
			p.children(n)
			break
		}
	}
	return nil
}
