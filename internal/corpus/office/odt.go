package office

import (
	"strconv"
	"strings"

	"github.com/sitrep-bot/sitrep/internal/corpus/archive"
	"github.com/sitrep-bot/sitrep/internal/lang"
)

// ReadODT reads a text document of LibreOffice or OpenOffice. An error says what was found. OpenDocument is ISO/IEC 26300; the
// elements named here are of its part 3, chapters 5 and 9.
func ReadODT(raw []byte) (Document, error) {
	a, err := archive.Open(raw)
	if err != nil {
		return Document{}, err
	}
	r := odtReader{titles: map[string]bool{"Title": true}}
	content, err := a.Read("content.xml")
	if err == nil {
		err = archive.Walk(content, archive.Visitor{Start: r.start, End: r.end, Text: r.text})
	}
	if err != nil {
		return Document{}, err
	}
	return r.document(a.Metadata("meta.xml")), nil
}

type odtReader struct {
	reader
	titles map[string]bool // styles of the title
	level  int
	style  string
	items  int // list items that are open
	tables int
}

// hiddenODT are the elements whose text nobody sees, or sees somewhere else.
var hiddenODT = setOf("tracked-changes", "note", "annotation", "forms", "desc", "title", "sequence-decls")

func (r *odtReader) start(name string, attribute func(string) string) {
	switch {
	case hiddenODT[name]:
		r.hide++
	case name == "style" && r.titles[attribute("parent-style-name")]:
		r.titles[attribute("name")] = true
	case name == "p", name == "h":
		r.openParagraph()
		r.style = attribute("style-name")
		r.level, _ = strconv.Atoi(attribute("outline-level")) // a heading that states none is of level 1
	case name == "tab":
		r.write("\t")
	case name == "line-break":
		r.write("\n")
	case name == "s":
		n, _ := strconv.Atoi(attribute("c")) // one space unless it says otherwise
		r.write(strings.Repeat(" ", min(max(n, 1), 100)))
	case name == "soft-page-break":
		r.page++
	case name == "list-item":
		r.items++
	case name == "table":
		r.tables++
	case name == "table-row":
		r.cells = nil
	}
}

// text takes spaces as ODF counts them: line breaks in the file are its writer's.
func (r *odtReader) text(s string) {
	r.write(strings.NewReplacer("\r", "", "\n", " ").Replace(s))
}

func (r *odtReader) end(name string) {
	switch {
	case hiddenODT[name]:
		r.hide = max(0, r.hide-1)
	case name == "p", name == "h":
		r.take(name, r.closeParagraph())
	case name == "list-item":
		r.items--
	case name == "table-row":
		r.add(Row, 0, strings.Join(r.cells, "\t"))
		r.cells = nil
	case name == "table":
		r.tables--
	}
}

func (r *odtReader) take(name, text string) {
	switch {
	case text == "" || r.hide > 0:
	case r.tables > 0:
		r.cells = append(r.cells, text)
	case r.titles[r.style] && r.title == "":
		r.title = lang.OneLine(text)
	case name == "h":
		r.add(Heading, r.level, text)
	case r.items > 0:
		r.add(Item, 0, text)
	default:
		r.add(Text, 0, text)
	}
}
