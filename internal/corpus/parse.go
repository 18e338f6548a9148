package corpus

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"

	"github.com/sitrep-bot/sitrep/internal/lang"
	"github.com/sitrep-bot/sitrep/internal/told"
)

// parse makes a Document of the bytes of a file.
func (r *reading) parse(raw []byte) *reading {
	if read := readers[extension(r.path)]; read != nil {
		return r.parseOther(raw, read)
	}
	src, problem := decode(raw, formatOf(r.path))
	if problem != nil {
		return r.fail(problem.Line, problem.Reason, problem.Next)
	}
	fm, text, line, problem := splitFrontMatter(src)
	if problem != nil {
		return r.fail(problem.Line, problem.Reason, problem.Next)
	}
	fields, problem := fm.fields()
	if problem != nil {
		return r.fail(problem.Line, problem.Reason, problem.Next)
	}
	sum := sha256.Sum256(raw)
	r.doc = &Document{Path: r.path, Sum: hex.EncodeToString(sum[:])}
	h := header{doc: r.doc}
	h.apply(fields)
	for _, p := range h.problems {
		p.Path = r.path
		r.problems = append(r.problems, p)
	}
	if h.draft {
		r.doc = nil
		return r
	}
	return r.finish(text, line)
}

// finish reads the text below the front matter, which begins on the given line.
func (r *reading) finish(text string, line int) *reading {
	b, err := readBody(text, r.doc.Source.Title, formatOf(r.path))
	if err != nil {
		return r.fail(0, err, saveText)
	}
	if len(b.passages) == 0 {
		return r.fail(0, told.New("nothing", "wanted an article and found %v", nothing(text, b)),
			told.New("nothing.next", "write the text below the title, with a blank line between paragraphs"))
	}
	return r.take(b, line)
}

// take makes the Document of what a reader found below a line.
func (r *reading) take(b body, line int) *reading {
	for _, n := range b.notes {
		r.problems = append(r.problems, Problem{Path: r.path, Line: n.line + line - 1, Reason: n.reason, Next: n.next, Warning: true})
	}
	if formatOf(r.path) == markdownFormat {
		for i := range b.passages {
			if p := &b.passages[i]; p.Header == "" || fenceOf(p.Header) == "" {
				p.Header, p.Text = decodeEntities(p.Header), decodeEntities(p.Text)
			}
		}
	}
	r.doc.Passages = b.passages
	r.complete(b.source)
	return r
}

func readBody(text, title string, f format) (body, *told.Text) {
	if f != htmlFormat {
		if b, ok := readChat(text, title); ok {
			return b, nil
		}
	}
	switch f {
	case markdownFormat:
		return readMarkdown(text, title), nil
	case htmlFormat:
		return readHTML(text, title)
	}
	return readText(text, title), nil
}

func nothing(text string, b body) *told.Text {
	switch {
	case strings.TrimSpace(text) == "":
		return told.New("empty", "an empty file")
	case b.source.Title != "":
		return told.New("only-title", "only a title")
	}
	return told.New("no-paragraph", "no paragraph")
}

// complete takes from the text what the front matter left open.
func (r *reading) complete(found Source) {
	s := &r.doc.Source
	first(&s.Title, found.Title)
	first(&s.Publisher, found.Publisher)
	first(&s.Author, found.Author)
	first(&s.URL, found.URL)
	first(&s.Lang, found.Lang)
	if s.Published.IsZero() {
		s.Published = found.Published
	}
	if s.Title == "" {
		s.Title = baseName(r.path)
		r.problems = append(r.problems, Problem{Path: r.path, Line: 1, Reason: told.New("title", "wanted a title and found none"),
			Next: told.New("title.next", "write it on the first line, or as `title:` in the front matter; until then the file's name stands for it"), Warning: true})
	}
	if s.Lang == "" {
		s.Lang = lang.Detect(sample(r.doc.Passages))
	}
}

// sample is enough of an article to tell its language.
func sample(passages []Passage) string {
	var b strings.Builder
	for _, p := range passages {
		if b.WriteString(p.Text + "\n"); b.Len() > 8<<10 {
			break
		}
	}
	return b.String()
}
