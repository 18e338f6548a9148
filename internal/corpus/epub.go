package corpus

import (
	"bytes"
	"errors"
	"fmt"
	"net/url"
	"path"
	"regexp"
	"strings"

	"golang.org/x/net/html"
)

// readEPUB reads the chapters of a book in the order of its spine. EPUB 3.3 is a W3C recommendation; section 5 is the package
// document.
func readEPUB(_ string, raw []byte) (body, *Problem) {
	const wanted = "an EPUB book"
	a, err := openArchive(raw)
	if err != nil {
		return body{}, found(wanted, err)
	}
	b, err := a.book()
	if err != nil {
		return body{}, found(wanted, err)
	}
	p := pageReader{outline{title: b.source.Title}}
	names := a.contents(b)
	for _, chapter := range b.chapters {
		if name := names[chapter]; name != "" {
			p.place = name // a chapter without one goes on with the one before
		}
		if err := a.readChapter(&p, chapter); err != nil {
			return body{}, found(wanted, err)
		}
	}
	text := p.body("")
	if len(text.passages) == 0 && a.files["META-INF/encryption.xml"] != nil {
		return body{}, &Problem{Reason: "wanted an EPUB book and found one that its seller has locked", Next: "use a copy without DRM"}
	}
	text.source = b.source
	return text, nil
}

// A book is what the package document of an EPUB says.
type book struct {
	metadata
	folder   string
	items    map[string]string // id → path of the chapter
	contents string            // path of the table of contents; empty if it has none
	chapters []string          // paths in reading order
}

func (b *book) start(name string, attribute func(string) string) {
	b.metadata.start(name, attribute)
	switch name {
	case "item":
		if strings.Contains(attribute("properties"), "nav") || b.contents == "" && attribute("media-type") == "application/x-dtbncx+xml" {
			b.contents = path.Join(b.folder, attribute("href"))
		}
		if href, err := url.PathUnescape(attribute("href")); err == nil && strings.Contains(attribute("media-type"), "html") &&
			!strings.Contains(attribute("properties"), "nav") {
			b.items[attribute("id")] = path.Join(b.folder, href)
		}
	case "itemref":
		if chapter := b.items[attribute("idref")]; chapter != "" && attribute("linear") != "no" {
			b.chapters = append(b.chapters, chapter)
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
func (c *container) text(string) {}
func (c *container) end(string)  {}

func (a *archive) book() (*book, error) {
	var c container
	raw, err := a.read("META-INF/container.xml")
	if err == nil {
		err = walkXML(raw, &c)
	}
	if err != nil {
		return nil, err
	}
	b := &book{folder: path.Dir(c.rootfile), items: map[string]string{}}
	if raw, err = a.read(c.rootfile); err == nil {
		err = walkXML(raw, b)
	}
	if err == nil && len(b.chapters) == 0 {
		err = errors.New("no chapter in its spine")
	}
	return b, err
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
	label := oneLine(t.label.String())
	if chapter := path.Join(t.folder, href); err == nil && label != "" && len(label) <= longestPlace && t.names[chapter] == "" {
		t.names[chapter] = label
	}
}

// longestPlace is what a line of small print has room for, in bytes.
const longestPlace = 120

// contents reads the table of contents, which a book can do without.
func (a *archive) contents(b *book) map[string]string {
	t := &tableOfContents{folder: path.Dir(b.contents), names: map[string]string{}}
	if raw, err := a.read(b.contents); b.contents != "" && err == nil {
		_ = walkXML(raw, t) // what was read up to a mistake is good
	}
	return t.names
}

// emptyElement is one that XHTML may close at once, and whose like HTML would read to the end of the file.
var emptyElement = regexp.MustCompile(`<(title|script|style|textarea|iframe)\b([^<>]*)/>`)

func (a *archive) readChapter(p *pageReader, name string) error {
	raw, err := a.read(name)
	if err != nil {
		return err
	}
	if bytes.Count(raw, []byte("<")) > 3*mostElements {
		return fmt.Errorf("a chapter of more than %d elements", mostElements)
	}
	doc, err := html.Parse(bytes.NewReader(emptyElement.ReplaceAll(raw, []byte("<$1$2></$1>"))))
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
