package markup

import (
	"fmt"
	"regexp"
	"strings"
	"unicode/utf8"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	tables "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// passages parses one passage. It knows what may stand inside one: neither rules nor link definitions, which have their effect
// elsewhere in the article, nor HTML, which stays text.
var passages = parser.NewParser(
	parser.WithBlockParsers(
		util.Prioritized(parser.NewListParser(), 300),
		util.Prioritized(parser.NewListItemParser(), 400),
		util.Prioritized(parser.NewCodeBlockParser(), 500),
		util.Prioritized(parser.NewATXHeadingParser(), 600),
		util.Prioritized(parser.NewFencedCodeBlockParser(), 700),
		util.Prioritized(parser.NewBlockquoteParser(), 800),
		util.Prioritized(parser.NewParagraphParser(), 1000)),
	parser.WithInlineParsers(
		util.Prioritized(parser.NewCodeSpanParser(), 100),
		util.Prioritized(parser.NewLinkParser(), 200),
		util.Prioritized(parser.NewAutoLinkParser(), 300),
		util.Prioritized(parser.NewEmphasisParser(), 500),
		util.Prioritized(extension.NewStrikethroughParser(), 500)),
	parser.WithParagraphTransformers(util.Prioritized(extension.NewTableParagraphTransformer(), 200)),
)

// A reader makes lines of the nodes of a passage.
type reader struct {
	src   []byte
	shift int // where the text of the passage begins in src
	size  int // its length

	lines  []Line
	line   Line   // being written
	lead   string // of the next line, where a list item begins with it
	indent string // of the lines below that
	quoted bool
}

func readMarkdown(src string, shift, size int) []Line {
	r := &reader{src: []byte(src), shift: shift, size: size}
	r.blocks(passages.Parse(text.NewReader(r.src)))
	return r.lines
}

// at is where a byte of src is in the text of the passage; negative if it is not there.
func (r *reader) at(i int) int {
	if i -= r.shift; i < r.size {
		return i
	}
	return -1
}

func (r *reader) blocks(parent ast.Node) {
	for n := parent.FirstChild(); n != nil; n = n.NextSibling() {
		switch n := n.(type) {
		case *ast.Paragraph, *ast.TextBlock:
			if before := n.PreviousSibling(); before != nil && before.Kind() == ast.KindParagraph {
				r.begin()
				r.end()
			}
			r.prose(n, Look{})
		case *ast.Heading:
			r.prose(n, Look{Bold: true})
		case *ast.List:
			r.list(n)
		case *ast.Blockquote:
			outer := r.quoted
			r.quoted = true
			r.blocks(n)
			r.quoted = outer
		case *ast.FencedCodeBlock:
			r.code(n, string(n.Language(r.src)))
		case *ast.CodeBlock:
			r.code(n, "")
		case *tables.Table:
			r.table(n)
		default:
			r.blocks(n)
		}
	}
}

// begin opens a line.
func (r *reader) begin() {
	r.line = Line{Lead: r.lead, Quoted: r.quoted}
	if r.line.Lead == "" {
		r.line.Lead = r.indent
	}
	r.lead = ""
}

func (r *reader) end() {
	r.line.Letters = withAddresses(r.line.Letters)
	r.lines = append(r.lines, r.line)
}

func (r *reader) prose(n ast.Node, look Look) {
	r.begin()
	r.inline(n, look)
	r.end()
}

// list reads the items of a list. A number is the one its reader sees: lists count from their first.
func (r *reader) list(list *ast.List) {
	lead, outer := r.lead, r.indent
	if lead == "" {
		lead = outer
	}
	if before, ok := list.PreviousSibling().(*ast.List); ok && before.IsOrdered() && list.IsOrdered() {
		r.lines = append(r.lines, Line{Quoted: r.quoted}) // else it would go on with the numbers of the other
	}
	number := list.Start
	for item := list.FirstChild(); item != nil; item = item.NextSibling() {
		mark := "- "
		if list.IsOrdered() {
			mark = fmt.Sprintf("%d. ", number)
			number++
		}
		r.lead, r.indent = lead+mark, outer+"  "
		r.blocks(item)
		if r.lead != "" { // nothing stood in it
			r.begin()
			r.end()
		}
		lead, r.indent = outer, outer
	}
}

var lineBreak = regexp.MustCompile(`(?i)<br */?>`)

// inline reads what stands in a paragraph or a cell.
func (r *reader) inline(parent ast.Node, look Look) {
	for n := parent.FirstChild(); n != nil; n = n.NextSibling() {
		switch n := n.(type) {
		case *ast.Text:
			r.text(n.Segment, look)
			if n.SoftLineBreak() || n.HardLineBreak() {
				r.end()
				r.begin()
			}
		case *ast.CodeSpan:
			look := look
			look.Code = true
			for c := n.FirstChild(); c != nil; c = c.NextSibling() {
				if t, ok := c.(*ast.Text); ok {
					r.raw(t.Segment, look)
				}
			}
		case *ast.Emphasis:
			look := look
			look.Italic, look.Bold = look.Italic || n.Level == 1, look.Bold || n.Level == 2
			r.inline(n, look)
		case *tables.Strikethrough:
			look := look
			look.Struck = true
			r.inline(n, look)
		case *ast.AutoLink:
			r.autoLink(n, look)
		case *ast.Link:
			r.link(n, string(n.Destination), look)
		case *ast.Image:
			r.link(n, string(n.Destination), look)
		default:
			r.inline(n, look)
		}
	}
}

// text reads a run of text: a backslash before punctuation is not of it, and <br> is a line break.
func (r *reader) text(seg text.Segment, look Look) {
	for start := seg.Start; start < seg.Stop; {
		stop, next := seg.Stop, seg.Stop
		if at := lineBreak.FindIndex(r.src[start:seg.Stop]); at != nil {
			stop, next = start+at[0], start+at[1]
		}
		for i := start; i < stop; {
			if r.src[i] == '\\' && i+1 < stop && util.IsPunct(r.src[i+1]) {
				i++
			}
			i += r.letter(i, look)
		}
		if next > stop {
			r.end()
			r.begin()
		}
		start = next
	}
}

// letter adds the one that begins at a byte of src, and returns its length.
func (r *reader) letter(i int, look Look) int {
	c, size := utf8.DecodeRune(r.src[i:])
	r.line.Letters = append(r.line.Letters, Letter{c, r.at(i), look})
	return size
}

// raw reads a run of code, a line break in it as a space.
func (r *reader) raw(seg text.Segment, look Look) {
	for i := seg.Start; i < seg.Stop; {
		if r.src[i] == '\n' {
			r.line.Letters = append(r.line.Letters, Letter{' ', r.at(i), look})
			i++
			continue
		}
		i += r.letter(i, look)
	}
}

// autoLink reads <https://un.org>, whose brackets are none of the text; those around what leads to no page are. The node does
// not say where it stands: it is looked for behind what was read.
func (r *reader) autoLink(n *ast.AutoLink, look Look) {
	label := string(n.Label(r.src))
	whole := label
	if n.AutoLinkType == ast.AutoLinkURL && !strings.HasPrefix(label, "http://") && !strings.HasPrefix(label, "https://") {
		whole = "<" + label + ">"
	}
	from := r.shift
	if len(r.line.Letters) > 0 {
		from += max(0, r.line.Letters[len(r.line.Letters)-1].At)
	} else if len(r.lines) > 0 && len(r.lines[len(r.lines)-1].Letters) > 0 {
		last := r.lines[len(r.lines)-1].Letters
		from += max(0, last[len(last)-1].At)
	}
	at := strings.Index(string(r.src[from:]), "<"+label+">")
	if at < 0 {
		r.line.Letters = append(r.line.Letters, nowhere(whole)...)
		return
	}
	from += at + (len("<"+label+">")-len(whole))/2
	r.raw(text.NewSegment(from, from+len(whole)), look)
}

// link reads words with an address behind them. One that does not lead to the web is its words alone; one whose words say
// that it leads elsewhere, and an invitation, are shown as they were written.
func (r *reader) link(n ast.Node, destination string, look Look) {
	lines, first := len(r.lines), len(r.line.Letters)
	r.inline(n, look)
	words := Line{Letters: r.line.Letters[min(first, len(r.line.Letters)):]}.Text()
	if len(r.lines) > lines { // over several lines: no address
		return
	}
	switch target, honest := linkTarget(destination, words); {
	case !honest:
		r.line.Letters = append(r.line.Letters[:first], append(append(nowhere("["), r.line.Letters[first:]...), nowhere("]("+destination+")")...)...)
	case target != "":
		for i := first; i < len(r.line.Letters); i++ {
			r.line.Letters[i].Link = target
		}
	}
}

// code reads a block of code line by line.
func (r *reader) code(n ast.Node, lang string) {
	if r.lead != "" {
		r.begin()
		r.end()
	}
	block := &Block{Lang: lang}
	segments := n.Lines()
	for i := range segments.Len() {
		seg := segments.At(i)
		line := Line{Quoted: r.quoted, Block: block, Letters: nowhere(strings.Repeat(" ", seg.Padding))}
		r.line = line
		r.raw(text.NewSegment(seg.Start, seg.Start+len(strings.TrimRight(string(r.src[seg.Start:seg.Stop]), "\r\n"))), Look{})
		r.lines = append(r.lines, r.line)
	}
}
