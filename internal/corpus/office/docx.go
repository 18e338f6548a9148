package office

import (
	"strconv"
	"strings"

	"github.com/sitrep-bot/sitrep/internal/corpus/archive"
	"github.com/sitrep-bot/sitrep/internal/lang"
)

// ReadDOCX reads a Word document: the text of its body as Word shows it, without what was deleted in tracked changes, notes
// and the headers and footers of its pages. An error says what was found. Office Open XML is ECMA-376; the elements named here
// are of its part 1, 17.
func ReadDOCX(raw []byte) (Document, error) {
	a, err := archive.Open(raw)
	if err != nil {
		return Document{}, err
	}
	w := docxReader{styles: docxStylesOf(a)}
	content, err := a.Read("word/document.xml")
	if err == nil {
		err = archive.Walk(content, archive.Visitor{Start: w.start, End: w.end, Text: w.write})
	}
	if err != nil {
		return Document{}, err
	}
	return w.document(a.Metadata("docProps/core.xml")), nil
}

type docxReader struct {
	reader
	styles map[string]docxStyle
	style  string
	item   bool
	tables int // that are open
}

// A docxStyle is what a paragraph's style makes of it.
type docxStyle struct {
	title bool
	level int // of a heading; 0 for none
}

// hiddenDOCX are the elements whose text nobody sees, or sees somewhere else.
var hiddenDOCX = setOf("del", "moveFrom", "instrText", "delText", "Fallback", "footnote", "endnote", "comment", "rPrChange", "pPrChange")

func (r *docxReader) start(name string, attribute func(string) string) {
	switch {
	case hiddenDOCX[name]:
		r.hide++
	case name == "p":
		r.openParagraph()
		r.style, r.item = "", false
	case name == "pStyle":
		r.style = attribute("val")
	case name == "numPr":
		r.item = true
	case name == "tab" && attribute("val") == "": // a tab in the text, not a stop in its ruler
		r.write("\t")
	case name == "br" && attribute("type") != "page", name == "cr":
		r.write("\n")
	case name == "noBreakHyphen":
		r.write("-")
	case name == "lastRenderedPageBreak":
		r.page++
	case name == "tbl":
		r.tables++
	case name == "tr":
		r.cells = nil
	}
}

func (r *docxReader) end(name string) {
	switch {
	case hiddenDOCX[name]:
		r.hide = max(0, r.hide-1)
	case name == "p":
		r.take(r.closeParagraph())
	case name == "tr":
		r.add(Row, 0, strings.Join(r.cells, "\t"))
		r.cells = nil
	case name == "tbl":
		r.tables--
	}
}

func (r *docxReader) take(text string) {
	style := r.styles[r.style]
	switch {
	case text == "" || r.hide > 0:
	case r.tables > 0:
		r.cells = append(r.cells, text)
	case style.title && r.title == "":
		r.title = lang.OneLine(text)
	case style.level > 0:
		r.add(Heading, style.level, text)
	case r.item:
		r.add(Item, 0, text)
	default:
		r.add(Text, 0, text)
	}
}

// docxStyles reads which styles are headings. Their ids are in the language of the Word that wrote the file; their names are
// English everywhere.
func docxStylesOf(a *archive.Archive) map[string]docxStyle {
	s := docxStyles{found: map[string]docxStyle{}}
	if raw, err := a.Read("word/styles.xml"); err == nil {
		_ = archive.Walk(raw, archive.Visitor{Start: s.start}) // styles before a mistake are styles all the same
	}
	return s.found
}

type docxStyles struct {
	id    string
	found map[string]docxStyle
}

func (s *docxStyles) start(name string, attribute func(string) string) {
	style := s.found[s.id]
	switch name {
	case "style":
		s.id = attribute("styleId")
		return
	case "name":
		value := strings.ToLower(attribute("val"))
		style.title = value == "title"
		if _, number, ok := strings.Cut(value, "heading "); ok {
			style.level, _ = strconv.Atoi(number) // what is no number is no heading
		}
	case "basedOn":
		if parent := s.found[attribute("val")]; style.level == 0 && !style.title {
			style = parent
		}
	case "outlineLvl":
		if level, err := strconv.Atoi(attribute("val")); err == nil && level < 6 {
			style.level = level + 1
		}
	}
	s.found[s.id] = style
}
