package corpus

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"

	"golang.org/x/net/html/charset"
)

// Bounds of what office documents may unpack to. The longest novels have about six million letters; a hundred times its own size
// is what a zip bomb unpacks to, and 2,000 files is more than a book with a picture on every page has.
const (
	largestUnpacked = 64 << 20 // bytes of all the files that are read of one archive
	mostEntries     = 20_000
	deepestXML      = 200 // elements inside each other; LibreOffice writes about 30 for tables within tables
)

// An archive is a zip file whose files are read within bounds.
type archive struct {
	files map[string]*zip.File
	left  int64 // bytes that may still be unpacked
}

// centralHeader begins the entry of a file in the directory of a zip file (APPNOTE.TXT 4.3.12).
var centralHeader = []byte("PK\x01\x02")

func openArchive(raw []byte) (*archive, error) {
	if bytes.Count(raw, centralHeader) > mostEntries {
		return nil, fmt.Errorf("more than %d files in one", mostEntries)
	}
	z, err := zip.NewReader(bytes.NewReader(raw), int64(len(raw)))
	if err != nil {
		return nil, errors.New("a damaged or empty file (" + strings.TrimPrefix(err.Error(), "zip: ") + ")")
	}
	a := &archive{files: map[string]*zip.File{}, left: largestUnpacked}
	for _, f := range z.File {
		a.files[f.Name] = f
	}
	return a, nil
}

// read unpacks a file of the archive.
func (a *archive) read(name string) ([]byte, error) {
	f := a.files[name]
	if f == nil {
		return nil, fmt.Errorf("no %s inside", name)
	}
	if f.Flags&1 != 0 {
		return nil, errors.New("one that a password locks")
	}
	r, err := f.Open()
	if err != nil {
		return nil, fmt.Errorf("a damaged file (%s: %w)", name, err)
	}
	defer r.Close()
	raw, err := io.ReadAll(io.LimitReader(r, a.left+1))
	if a.left -= int64(len(raw)); a.left < 0 {
		return nil, fmt.Errorf("one that unpacks to more than %d MiB", largestUnpacked>>20)
	}
	if err != nil {
		return nil, fmt.Errorf("a damaged file (%s: %w)", name, err)
	}
	return raw, nil
}

// An xmlVisitor hears of the elements and texts of an XML file in order. Names are without their namespace.
type xmlVisitor interface {
	start(name string, attributes func(string) string)
	end(name string)
	text(string)
}

// walkXML reads an XML file. Elements nested without end would fill the memory, and are an error.
func walkXML(raw []byte, v xmlVisitor) error {
	d := xml.NewDecoder(bytes.NewReader(raw))
	d.CharsetReader = charset.NewReaderLabel
	depth := 0
	for {
		token, err := d.RawToken()
		switch t := token.(type) {
		case xml.StartElement:
			if depth++; depth > deepestXML {
				return fmt.Errorf("elements nested more than %d deep", deepestXML)
			}
			v.start(t.Name.Local, func(name string) string { return valueOf(t.Attr, name) })
		case xml.EndElement:
			depth--
			v.end(t.Name.Local)
		case xml.CharData:
			v.text(string(t))
		}
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return fmt.Errorf("broken XML (%w)", err)
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

// metadata collects the Dublin Core elements that office documents and books state of themselves.
type metadata struct {
	source Source
	open   string
	value  strings.Builder
}

func (m *metadata) start(name string, _ func(string) string) {
	m.open = name
	m.value.Reset()
}

func (m *metadata) text(s string) { m.value.WriteString(s) }

func (m *metadata) end(name string) {
	value := oneLine(m.value.String())
	if name != m.open || value == "" {
		return
	}
	m.open = ""
	switch name {
	case "title":
		first(&m.source.Title, value)
	case "creator":
		first(&m.source.Author, value)
	case "publisher":
		first(&m.source.Publisher, value)
	case "language":
		first(&m.source.Lang, stated(value))
	}
}

// readMetadata reads the Dublin Core of an archive's file; a file that is not there states nothing.
func (a *archive) readMetadata(name string) Source {
	var m metadata
	if raw, err := a.read(name); err == nil {
		_ = walkXML(raw, &m) // what stands before a mistake was stated all the same
	}
	return m.source
}

// found says in a Problem what was wanted and what came instead.
func found(wanted string, err error) *Problem {
	return &Problem{Reason: "wanted " + wanted + " and found " + err.Error()}
}
