package corpus

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"

	"github.com/sitrep-bot/sitrep/internal/lang"
	"github.com/sitrep-bot/sitrep/internal/told"
)

// A reader takes the article out of a file of one format; file is its path below the corpus folder.
type reader func(file string, raw []byte) (body, *Problem)

// readers are the formats that are no text with front matter, by extension.
var readers = map[string]reader{
	".atom": readFeed,
	".csv":  readTable,
	".docx": readDOCX,
	".epub": readEPUB,
	".json": readChatExport,
	".odt":  readODT,
	".pdf":  readPDF,
	".rss":  readFeed,
	".srt":  readSubtitles,
	".tsv":  readTable,
	".vtt":  readSubtitles,
	".xml":  readFeed,
}

// Extensions are those of the files that are read, with their dots, sorted.
func Extensions() []string {
	return slices.Sorted(slices.Values(slices.Concat(slices.Collect(maps.Keys(readers)), markdownFiles, textFiles, htmlFiles)))
}

// conversions are the commands that turn what is not read here into what is: %[1]s is the file, %[2]s its path without the
// extension.
var conversions = map[string]string{
	".adoc": "asciidoctor -o %[2]s.html %[1]s",
	".azw3": "ebook-convert %[1]s %[2]s.epub",
	".djvu": "djvutxt %[1]s %[2]s.txt",
	".doc":  "soffice --headless --convert-to docx %[1]s",
	".docx": "pandoc %[1]s -t gfm -o %[2]s.md",
	".epub": "pandoc %[1]s -t gfm -o %[2]s.md",
	".fb2":  "pandoc %[1]s -t gfm -o %[2]s.md",
	".key":  "soffice --headless --convert-to pdf %[1]s",
	".mobi": "ebook-convert %[1]s %[2]s.epub",
	".odp":  "soffice --headless --convert-to pdf %[1]s",
	".ods":  "soffice --headless --convert-to csv %[1]s",
	".odt":  "pandoc %[1]s -t gfm -o %[2]s.md",
	".org":  "pandoc %[1]s -t gfm -o %[2]s.md",
	".pdf":  "pdftotext -layout %[1]s %[2]s.txt",
	".ppt":  "soffice --headless --convert-to pdf %[1]s",
	".pptx": "soffice --headless --convert-to pdf %[1]s",
	".ps":   "ps2pdf %[1]s %[2]s.pdf",
	".rst":  "pandoc %[1]s -t gfm -o %[2]s.md",
	".rtf":  "pandoc %[1]s -t gfm -o %[2]s.md",
	".tex":  "pandoc %[1]s -t gfm -o %[2]s.md",
	".vsd":  "soffice --headless --convert-to pdf %[1]s",
	".wpd":  "soffice --headless --convert-to docx %[1]s",
	".xls":  "soffice --headless --convert-to csv %[1]s",
	".xlsx": "soffice --headless --convert-to csv %[1]s",
	".zip":  "unzip %[1]s -d %[2]s",
}

// baseName is the name of a file without folder and extension: the title of formats that have no place for one.
func baseName(file string) string { return strings.TrimSuffix(path.Base(file), path.Ext(file)) }

func extension(name string) string { return strings.ToLower(path.Ext(name)) }

// conversion is the command that makes a file readable, in backticks; empty if none is known.
func conversion(name string) string {
	command := conversions[extension(name)]
	if command == "" {
		return ""
	}
	return "`" + fmt.Sprintf(command, shellWord(name), shellWord(strings.TrimSuffix(name, path.Ext(name)))) + "`"
}

// shellWord is a file's path as one word of a command line.
func shellWord(name string) string {
	odd := strings.ContainsFunc(name, func(r rune) bool {
		return !(r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || strings.ContainsRune("._-/", r))
	})
	if strings.HasPrefix(name, "-") {
		name = "./" + name
	}
	if !odd {
		return name
	}
	return "'" + strings.ReplaceAll(name, "'", `'\''`) + "'"
}

// parseOther makes a Document of the bytes of a file that has a reader of its own.
func (r *reading) parseOther(raw []byte, read reader) *reading {
	b, problem := read(r.path, raw)
	if problem == nil && len(b.passages) == 0 {
		problem = &Problem{Reason: told.New("textless", "wanted an article and found no text in the file")}
	}
	if problem != nil {
		return r.fail(problem.Line, problem.Reason, r.wayOut(problem.Next))
	}
	sum := sha256.Sum256(raw)
	r.doc = &Document{Path: r.path, Sum: hex.EncodeToString(sum[:])}
	return r.take(b, 1)
}

// wayOut is what to do about a file that could not be read, where its reader says nothing better.
func (r *reading) wayOut(next *told.Text) *told.Text {
	switch command := conversion(r.path); {
	case next != nil:
		return next
	case command != "":
		return run(command)
	}
	return saveText
}

var saveText = told.New("text.next", "save the article's own text as .txt or .md")

// run is a way out by a command, in backticks.
func run(command string) *told.Text {
	return told.New("run.next", "run %s and put what it writes in the place of the file", command)
}

// A part is what office documents and PDFs are made of: one paragraph with what it is.
type part struct {
	kind  partKind
	level int // of a heading, from 1
	text  string
	place string
}

type partKind int

const (
	paragraphPart partKind = iota
	headingPart
	itemPart // of a list
	rowPart  // of a table
)

// addParts fills the outline. A list stays with the paragraph that announces it, a table is one passage while it is short.
func (o *outline) addParts(parts []part) {
	for i := 0; i < len(parts); {
		first, n := parts[i], 1
		o.place = first.place
		switch {
		case first.kind == headingPart:
			o.section(min(max(first.level, 1), 6), lang.OneLine(first.text))
		case first.kind != paragraphPart:
			n = o.addRun(parts[i:], false)
		case announces(first.text) && i+1 < len(parts) && parts[i+1].kind == itemPart:
			n = o.addRun(parts[i:], true)
		default:
			o.paragraph(first.text, 0)
		}
		i += n
	}
}

// addRun adds the list or table that parts begin with, and returns how many of them it took.
func (o *outline) addRun(parts []part, announced bool) int {
	kind, n := parts[0].kind, 1
	if announced {
		kind = itemPart
	}
	var lines []string
	for n < len(parts) && parts[n].kind == kind {
		n++
	}
	for _, p := range parts[:n] {
		lines = append(lines, p.text)
	}
	if text := strings.Join(lines, "\n"); len(text) <= longestList {
		o.add(text, 0)
		return n
	}
	if announced {
		o.paragraph(parts[0].text, 0)
		return 1
	}
	for _, p := range parts[:n] {
		o.place = p.place
		o.add(p.text, 0)
	}
	return n
}

// firstHeading is the title of a document that states none: the heading above its first text.
func firstHeading(parts []part) string {
	at := slices.IndexFunc(parts, func(p part) bool { return p.kind != headingPart })
	if at > 0 {
		return lang.OneLine(parts[0].text)
	}
	return ""
}
