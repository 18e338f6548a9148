// Package corpus reads a folder of articles and cuts them into passages.
//
// Start at [Load]. It returns every Document it could read and a [Problem] for everything it could not; one broken file
// never hides the others.
package corpus

import (
	"crypto/sha256"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/sitrep-bot/sitrep/internal/lang"
)

// A Document is one article of the corpus.
type Document struct {
	ID         string // stable name: front matter `id`, else made from the file name; [a-z0-9-], unique in the corpus
	Path       string // below the corpus folder, with forward slashes
	Sum        string // hex SHA-256 of the file's bytes
	Source     Source
	Summary    string
	Tags       []string
	Aliases    []string          // other names of what the article is about
	Supersedes string            // id of the Document this one replaces; empty if none
	Extra      map[string]string // front matter keys sitrep has no use for, lower case, as written; nil if none
	Passages   []Passage         // in reading order; ordinals from 1
}

// A Source says where a Document was published. Nothing in it is ever guessed but Lang.
type Source struct {
	Title      string // never empty in a loaded Document: where the file states none, its name
	Publisher  string
	Author     string
	Published  time.Time // midnight UTC of the day; zero if not stated
	Retrieved  time.Time // midnight UTC of the day; zero if not stated
	URL        string    // http or https; empty if not stated
	ArchiveURL string
	License    string
	Lang       string // ISO 639-1 code, stated or detected; never empty in a loaded Document
}

// A Passage is one paragraph of a Document, the unit that is quoted.
type Passage struct {
	Ordinal int    // place in its Document, from 1
	Heading string // "Chapter > Section", a lead-in, a run-in label, the question it answers or who wrote it; empty if none
	Header  string // of a part of a long table, its header rows; of a part of long code, its opening fence; of a quotation on one line, its mark; empty otherwise
	Text    string // byte for byte as the file has it; of a page, PDF or office document, the text its reader sees
	Place   string // where a person finds it in the original: "page 4", "row 12", "00:01:05"; empty where its ordinal says it
	Asks    bool   // it only asks, as a message that others answer does: never the answer to its own question
}

// quotation is the mark of one. Of a longer one all lines but the first of the Text have it.
const quotation = ">"

// Drawn is the passage as it is to be drawn: a part of a table below its header rows, a part of code between its fences, a
// quotation behind its mark.
// Text begins at the byte start of it.
func (p Passage) Drawn() (drawn string, start int) {
	if p.Header == "" {
		return p.Text, 0
	}
	if p.Header == quotation {
		return "> " + p.Text, len("> ")
	}
	drawn, start = p.Header+"\n"+p.Text, len(p.Header)+1
	if fence := fenceOf(p.Header); fence != "" {
		drawn += "\n" + fence
	}
	return drawn, start
}

// Sum is equal for passages that say the same, whatever their spaces and line ends: one answer that stands in several
// Documents. "Yes." says nothing without its question, so a question above the text counts.
func (p Passage) Sum() [sha256.Size]byte {
	text := lang.OneLine(p.Header + "\n" + p.Text)
	if strings.HasSuffix(p.Heading, "?") {
		text = p.Heading[strings.LastIndex(p.Heading, " > ")+1:] + "\n" + text
	}
	return sha256.Sum256([]byte(text))
}

// A Ref names a passage: that with an ordinal in a Document.
type Ref struct {
	Document string // its id
	Ordinal  int    // from 1
}

// String writes a Ref as people see it, "minusma-ends#4"; [ParseRef] reads it.
func (r Ref) String() string { return r.Document + "#" + strconv.Itoa(r.Ordinal) }

// MarshalText writes a Ref into JSON as [Ref.String] does.
func (r Ref) MarshalText() ([]byte, error) { return []byte(r.String()), nil }

// UnmarshalText reads what [Ref.MarshalText] wrote.
func (r *Ref) UnmarshalText(text []byte) error {
	read, ok := ParseRef(string(text))
	if !ok {
		return fmt.Errorf("wanted the id of a passage, such as %q, found %q", Ref{"minusma-ends", 4}, text)
	}
	*r = read
	return nil
}

// Ref names one of the passages of a Document.
func (d Document) Ref(ordinal int) Ref { return Ref{d.ID, ordinal} }

// ParseRef reads what [Ref.String] writes; ok is false if it is no such thing. The passage need not be there.
func ParseRef(text string) (r Ref, ok bool) {
	at := strings.LastIndexByte(text, '#')
	if at < 0 {
		return Ref{}, false
	}
	ordinal, err := strconv.Atoi(text[at+1:])
	return Ref{text[:at], ordinal}, err == nil
}

// IsMarkdown tells whether the text of the passages is Markdown, so that markup in it is its author's.
func (d Document) IsMarkdown() bool { return formatOf(d.Path) == markdownFormat }
