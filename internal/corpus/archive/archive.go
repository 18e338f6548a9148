// Package archive reads files that are zip archives of XML, as office documents and books are, within bounds: what a hostile file unpacks to
// and how deep its elements nest. Start at [Open] and [Walk].
package archive

import (
	"archive/zip"
	"bytes"
	"cmp"
	"encoding/xml"
	"io"
	"strings"

	"golang.org/x/net/html/charset"

	"github.com/sitrep-bot/sitrep/internal/lang"
	"github.com/sitrep-bot/sitrep/internal/told"
)

// Bounds of what office documents may unpack to. The longest novels have about six million letters; a hundred times its own size
// is what a zip bomb unpacks to, and 2,000 files is more than a book with a picture on every page has.
const (
	MostUnpacked = 64 << 20 // bytes of all the files that are read of one archive
	MostEntries  = 20_000
	deepestXML   = 200 // elements inside each other; LibreOffice writes about 30 for tables within tables
)

// An Archive is a zip file whose files are read within bounds.
type Archive struct {
	files map[string]*zip.File
	left  int64 // bytes that may still be unpacked
}

// centralHeader begins the entry of a file in the directory of a zip file (APPNOTE.TXT 4.3.12).
var centralHeader = []byte("PK\x01\x02")

// Open reads the directory of an archive. An error says what was found instead of one.
func Open(raw []byte) (*Archive, error) {
	if bytes.Count(raw, centralHeader) > MostEntries {
		return nil, told.New("archive.many", "more than %d files in one", MostEntries)
	}
	z, err := zip.NewReader(bytes.NewReader(raw), int64(len(raw)))
	if err != nil {
		return nil, told.New("archive.damaged", "a damaged or empty file (%s)", strings.TrimPrefix(err.Error(), "zip: "))
	}
	a := &Archive{files: map[string]*zip.File{}, left: MostUnpacked}
	for _, f := range z.File {
		a.files[f.Name] = f
	}
	return a, nil
}

// Has reports whether there is a file of that name.
func (a *Archive) Has(name string) bool { return a.files[name] != nil }

// Read unpacks a file of the archive. An error says what was found.
func (a *Archive) Read(name string) ([]byte, error) {
	f := a.files[name]
	if f == nil {
		return nil, told.New("archive.lacks", "no %s inside", name)
	}
	if f.Flags&1 != 0 {
		return nil, told.New("locked", "one that a password locks")
	}
	r, err := f.Open()
	if err != nil {
		return nil, told.New("archive.part", "a damaged file (%s: %v)", name, err)
	}
	defer r.Close()
	raw, err := io.ReadAll(io.LimitReader(r, a.left+1))
	if a.left -= int64(len(raw)); a.left < 0 {
		return nil, told.New("archive.large", "one that unpacks to more than %d MiB", MostUnpacked>>20)
	}
	if err != nil {
		return nil, told.New("archive.part", "a damaged file (%s: %v)", name, err)
	}
	return raw, nil
}

// A Visitor hears of the elements and texts of an XML file in order; of those that are nil, nothing. Names are without their namespace.
type Visitor struct {
	Start func(name string, attribute func(string) string) // an attribute that is not there is empty
	End   func(name string)
	Text  func(string)
}

// Walk reads an XML file. Elements nested without end would fill the memory, and are an error.
func Walk(raw []byte, v Visitor) error {
	d := xml.NewDecoder(bytes.NewReader(raw))
	d.CharsetReader = charset.NewReaderLabel
	depth := 0
	for {
		token, err := d.RawToken()
		switch t := token.(type) {
		case xml.StartElement:
			if depth++; depth > deepestXML {
				return told.New("archive.deep", "elements nested more than %d deep", deepestXML)
			}
			if v.Start != nil {
				v.Start(t.Name.Local, func(name string) string { return valueOf(t.Attr, name) })
			}
		case xml.EndElement:
			depth--
			if v.End != nil {
				v.End(t.Name.Local)
			}
		case xml.CharData:
			if v.Text != nil {
				v.Text(string(t))
			}
		}
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return told.New("archive.xml", "broken XML (%v)", err)
		}
	}
}

func valueOf(attributes []xml.Attr, name string) string {
	for _, a := range attributes {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

// Metadata are the Dublin Core elements that office documents and books state of themselves, on one line each; empty where they
// state nothing. Of several the first counts.
type Metadata struct {
	Title, Author, Publisher string
	Lang                     string // as stated, which may be no language tag
	open                     string
	value                    strings.Builder
}

// Visitor hears what is stated in a file that states it.
func (m *Metadata) Visitor() Visitor { return Visitor{m.start, m.end, m.text} }

func (m *Metadata) start(name string, _ func(string) string) {
	m.open = name
	m.value.Reset()
}

func (m *Metadata) text(s string) { m.value.WriteString(s) }

func (m *Metadata) end(name string) {
	value := lang.OneLine(m.value.String())
	if name != m.open || value == "" {
		return
	}
	m.open = ""
	switch name {
	case "title":
		m.Title = cmp.Or(m.Title, value)
	case "creator":
		m.Author = cmp.Or(m.Author, value)
	case "publisher":
		m.Publisher = cmp.Or(m.Publisher, value)
	case "language":
		m.Lang = cmp.Or(m.Lang, value)
	}
}

// Metadata reads what a file of the archive states; one that is not there states nothing.
func (a *Archive) Metadata(name string) *Metadata {
	var m Metadata
	if raw, err := a.Read(name); err == nil {
		_ = Walk(raw, m.Visitor()) // what stands before a mistake was stated all the same
	}
	return &m
}
