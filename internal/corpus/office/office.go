// Package office gives the text of office documents as their readers see it. Start at [ReadDOCX] and [ReadODT].
package office

import (
	"cmp"
	"strings"

	"github.com/sitrep-bot/sitrep/internal/corpus/archive"
)

// A Document is the text of an office document, and what it states of itself; empty where it states nothing.
type Document struct {
	Title, Author, Publisher string
	Lang                     string // as stated, which may be no language tag
	Paragraphs               []Paragraph
}

// A Paragraph is what stands by itself.
type Paragraph struct {
	Kind  Kind
	Level int // of a heading, from 1
	Text  string
	Page  int // where it begins, from 1; 0 in a document in which no page breaks are marked
}

// A Kind is what a paragraph is.
type Kind int

const (
	Text    Kind = iota
	Heading      // stands above what follows
	Item         // of a list
	Row          // of a table: the cells with tabs between them
)

// A reader keeps the text of a document while it is read.
type reader struct {
	title      string
	paragraphs []Paragraph
	page       int                // from 0; counted where the program that wrote the file marked where its pages broke
	cells      []string           // of the table row that is open
	open       []*strings.Builder // paragraphs inside each other: a text box stands in one
	hide       int                // elements that are open and not shown
}

func (r *reader) openParagraph() { r.open = append(r.open, &strings.Builder{}) }

// closeParagraph takes the text of the paragraph that was opened last.
func (r *reader) closeParagraph() string {
	if len(r.open) == 0 {
		return ""
	}
	last := r.open[len(r.open)-1]
	r.open = r.open[:len(r.open)-1]
	return strings.TrimSpace(last.String())
}

func (r *reader) write(s string) {
	if r.hide == 0 && len(r.open) > 0 {
		r.open[len(r.open)-1].WriteString(s)
	}
}

func (r *reader) add(kind Kind, level int, text string) {
	if text != "" {
		r.paragraphs = append(r.paragraphs, Paragraph{kind, level, text, r.page + 1})
	}
}

// document is what was read, with what the file states of it. A title in the text is the better one.
func (r *reader) document(stated *archive.Metadata) Document {
	if r.page == 0 {
		for i := range r.paragraphs {
			r.paragraphs[i].Page = 0
		}
	}
	return Document{cmp.Or(r.title, stated.Title), stated.Author, stated.Publisher, stated.Lang, r.paragraphs}
}

func setOf(names ...string) map[string]bool {
	set := map[string]bool{}
	for _, name := range names {
		set[name] = true
	}
	return set
}
