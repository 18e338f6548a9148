// Package epub takes the chapters out of a book, in the order in which they are read. EPUB 3.3 is a W3C recommendation; section 5
// is the package document.
package epub

import (
	"net/url"
	"path"
	"strings"

	"github.com/sitrep-bot/sitrep/internal/corpus/archive"
	"github.com/sitrep-bot/sitrep/internal/lang"
	"github.com/sitrep-bot/sitrep/internal/told"
)

// A Book is what an EPUB file holds, and what it states of itself; empty where it states nothing.
type Book struct {
	Title, Author, Publisher string
	Lang                     string // as stated, which may be no language tag
	Locked                   bool   // its seller encrypted some of it
	Chapters                 []Chapter
}

// A Chapter is a file of the book.
type Chapter struct {
	Name string // in the table of contents, on one line; empty for one that goes on with the one before
	Page []byte // XHTML
}

// Read reads a book. An error says what was found instead of one.
func Read(raw []byte) (Book, error) {
	a, err := archive.Open(raw)
	if err != nil {
		return Book{}, err
	}
	p, err := readPackage(a)
	if err != nil {
		return Book{}, err
	}
	b := Book{Title: p.Title, Author: p.Author, Publisher: p.Publisher, Lang: p.Lang, Locked: a.Has("META-INF/encryption.xml")}
	names := p.names(a)
	for _, chapter := range p.chapters {
		page, err := a.Read(chapter)
		if err != nil {
			return Book{}, err
		}
		b.Chapters = append(b.Chapters, Chapter{names[chapter], page})
	}
	return b, nil
}

// A document is what the package document of an EPUB says.
type document struct {
	archive.Metadata
	folder   string
	items    map[string]string // id → path of the chapter
	contents string            // path of the table of contents; empty if it has none
	chapters []string          // paths in reading order
}

func (d *document) start(name string, attribute func(string) string) {
	switch name {
	case "item":
		if strings.Contains(attribute("properties"), "nav") || d.contents == "" && attribute("media-type") == "application/x-dtbncx+xml" {
			d.contents = path.Join(d.folder, attribute("href"))
		}
		if href, err := url.PathUnescape(attribute("href")); err == nil && strings.Contains(attribute("media-type"), "html") &&
			!strings.Contains(attribute("properties"), "nav") {
			d.items[attribute("id")] = path.Join(d.folder, href)
		}
	case "itemref":
		if chapter := d.items[attribute("idref")]; chapter != "" && attribute("linear") != "no" {
			d.chapters = append(d.chapters, chapter)
		}
	}
}

// A container says where in the archive the package document lies.
type container struct{ rootfile string }

func (c *container) start(name string, attribute func(string) string) {
	if name == "rootfile" && c.rootfile == "" {
		c.rootfile = attribute("full-path")
	}
}

func readPackage(a *archive.Archive) (*document, error) {
	var c container
	raw, err := a.Read("META-INF/container.xml")
	if err == nil {
		err = archive.Walk(raw, archive.Visitor{Start: c.start})
	}
	if err != nil {
		return nil, err
	}
	d := &document{folder: path.Dir(c.rootfile), items: map[string]string{}}
	if raw, err = a.Read(c.rootfile); err == nil {
		stated := d.Visitor()
		err = archive.Walk(raw, archive.Visitor{End: stated.End, Text: stated.Text, Start: func(name string, attribute func(string) string) {
			stated.Start(name, attribute)
			d.start(name, attribute)
		}})
	}
	if err == nil && len(d.chapters) == 0 {
		err = told.New("chapter.none", "no chapter in its spine")
	}
	return d, err
}

// A tableOfContents says what the chapters of a book are called: the links of an EPUB 3 navigation document, or the points of an
// EPUB 2 one (NCX).
type tableOfContents struct {
	folder string
	names  map[string]string // by path of the chapter; the first counts, which is that of the whole chapter
	target string
	label  strings.Builder
	open   bool // what comes now is a label
}

func (t *tableOfContents) start(name string, attribute func(string) string) {
	switch name {
	case "a":
		t.target, t.open = attribute("href"), true
		t.label.Reset()
	case "navLabel":
		t.open = true
		t.label.Reset()
	case "content":
		t.target = attribute("src")
		t.keep()
	}
}

func (t *tableOfContents) text(text string) {
	if t.open {
		t.label.WriteString(text)
	}
}

func (t *tableOfContents) end(name string) {
	switch name {
	case "a":
		t.keep()
		t.open = false
	case "navLabel":
		t.open = false
	}
}

func (t *tableOfContents) keep() {
	target, _, _ := strings.Cut(t.target, "#")
	href, err := url.PathUnescape(target)
	label := lang.OneLine(t.label.String())
	if chapter := path.Join(t.folder, href); err == nil && label != "" && len(label) <= longestPlace && t.names[chapter] == "" {
		t.names[chapter] = label
	}
}

// longestPlace is what a line of small print has room for, in bytes.
const longestPlace = 120

// names are those of the chapters in the table of contents, which a book can do without, by path.
func (d *document) names(a *archive.Archive) map[string]string {
	t := &tableOfContents{folder: path.Dir(d.contents), names: map[string]string{}}
	if raw, err := a.Read(d.contents); d.contents != "" && err == nil {
		_ = archive.Walk(raw, archive.Visitor{Start: t.start, End: t.end, Text: t.text}) // what was read up to a mistake is good
	}
	return t.names
}
