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
	for _, chapter := range b.chapters {
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
	chapters []string          // paths in reading order
}

func (b *book) start(name string, attribute func(string) string) {
	b.metadata.start(name, attribute)
	switch name {
	case "item":
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
