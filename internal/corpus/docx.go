package corpus

import (
	"strconv"
	"strings"
)

// readDOCX reads a Word document: the text of its body as Word shows it, without what was deleted in tracked changes, notes
// and the headers and footers of its pages. Office Open XML is ECMA-376; the elements named here are of its part 1, 17.
func readDOCX(_ string, raw []byte) (body, *Problem) {
	const wanted = "a Word document"
	a, err := openArchive(raw)
	if err != nil {
		return body{}, found(wanted, err)
	}
	w := docxReader{styles: a.docxStyles()}
	content, err := a.read("word/document.xml")
	if err == nil {
		err = walkXML(content, &w)
	}
	if err != nil {
		return body{}, found(wanted, err)
	}
	return officeBody(w.office, a.readMetadata("docProps/core.xml")), nil
}

// officeBody closes an office document over what it states of itself.
func officeBody(o office, stated Source) body {
	first(&o.title, stated.Title)
	first(&o.title, firstHeading(o.parts))
	out := outline{title: o.title}
	out.addParts(o.placed())
	b := out.body("")
	stated.Title = o.title
	b.source = stated
	return b
}

// An office is the text of an office document while it is read.
type office struct {
	title string
	parts []part
	page  int                // from 0; counted where the program that wrote the file marked where its pages broke
	cells []string           // of the table row that is open
	open  []*strings.Builder // paragraphs inside each other: a text box stands in one
	hide  int                // elements that are open and not shown
}

func (o *office) openParagraph() { o.open = append(o.open, &strings.Builder{}) }

// closeParagraph takes the text of the paragraph that was opened last.
func (o *office) closeParagraph() string {
	if len(o.open) == 0 {
		return ""
	}
	last := o.open[len(o.open)-1]
	o.open = o.open[:len(o.open)-1]
	return strings.TrimSpace(last.String())
}

func (o *office) write(s string) {
	if o.hide == 0 && len(o.open) > 0 {
		o.open[len(o.open)-1].WriteString(s)
	}
}

func (o *office) add(kind partKind, level int, text string) {
	if text != "" {
		o.parts = append(o.parts, part{kind: kind, level: level, text: text, place: strconv.Itoa(o.page + 1)})
	}
}

// placed names the pages, in a document in which page breaks are marked.
func (o *office) placed() []part {
	for i := range o.parts {
		if o.page == 0 {
			o.parts[i].place = ""
		} else {
			o.parts[i].place = "page " + o.parts[i].place
		}
	}
	return o.parts
}

type docxReader struct {
	office
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
var hiddenDOCX = setOf("del|moveFrom|instrText|delText|Fallback|footnote|endnote|comment|rPrChange|pPrChange")

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

func (r *docxReader) text(s string) { r.write(s) }

func (r *docxReader) end(name string) {
	switch {
	case hiddenDOCX[name]:
		r.hide = max(0, r.hide-1)
	case name == "p":
		r.take(r.closeParagraph())
	case name == "tr":
		r.add(rowPart, 0, strings.Join(r.cells, "\t"))
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
		r.title = oneLine(text)
	case style.level > 0:
		r.add(headingPart, style.level, text)
	case r.item:
		r.add(itemPart, 0, text)
	default:
		r.add(paragraphPart, 0, text)
	}
}

// docxStyles reads which styles are headings. Their ids are in the language of the Word that wrote the file; their names are
// English everywhere.
func (a *archive) docxStyles() map[string]docxStyle {
	s := docxStyles{found: map[string]docxStyle{}}
	if raw, err := a.read("word/styles.xml"); err == nil {
		_ = walkXML(raw, &s) // styles before a mistake are styles all the same
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

func (s *docxStyles) text(string) {}
func (s *docxStyles) end(string)  {}
