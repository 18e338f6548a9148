package corpus

import (
	"regexp"
	"strings"

	"github.com/yuin/goldmark/ast"

	"github.com/sitrep-bot/sitrep/internal/told"
)

// longestHeading is in runes; a paragraph with a line of dashes under it is none.
const longestHeading = 200

// readMarkdown cuts Markdown. Only its blocks are parsed: a passage is a range of the source, with its markup.
func readMarkdown(src, title string) body {
	root := markdownBlocks(src)
	m := markdownReader{src: src, outline: outline{title: title}}
	if title == "" {
		m.title = m.titleIn(root)
	}
	m.blocks(root)
	b := m.body(src)
	if m.html > 0 {
		b.notes = append(b.notes, note{lineAt(src, m.htmlAt), told.New("html", "wanted Markdown and found HTML lists or tables in it (%d), which were left out", m.html),
			told.New("html.next", "write them as Markdown, or save the article as .html")})
	}
	return b
}

type markdownReader struct {
	outline
	src        string
	afterImage bool        // the block before was an image, so a line in italics is its caption
	open       []enclosure // outermost first
	html       int         // HTML blocks whose text cannot be read between its tags, which were left out
	htmlAt     int         // where the first of them begins
}

// titleIn is the first heading of level 1, or the heading that the text begins with.
func (m *markdownReader) titleIn(root ast.Node) string {
	for n := root.FirstChild(); n != nil; n = n.NextSibling() {
		if h, ok := n.(*ast.Heading); ok && (h.Level == 1 || n.PreviousSibling() == nil) {
			if text := m.headingText(h); text != "" && runes(text) <= longestHeading {
				return text
			}
		}
	}
	return ""
}

func (m *markdownReader) headingText(h *ast.Heading) string {
	lines := m.lines(h)
	if len(lines) == 0 {
		return ""
	}
	return plain(lines.of(m.src))
}

func (m *markdownReader) blocks(parent ast.Node) {
	for n := parent.FirstChild(); n != nil; n = n.NextSibling() {
		n = m.block(n)
	}
}

// block takes one block and whatever belongs to it, and returns the last node it took.
func (m *markdownReader) block(n ast.Node) ast.Node {
	image := m.afterImage
	m.afterImage = false
	switch n := n.(type) {
	case *ast.Heading:
		m.takeHeading(n)
	case *ast.Paragraph, *ast.TextBlock:
		return m.takeParagraph(n, image)
	case *ast.List:
		m.takeList(n)
	case *ast.Blockquote:
		m.takeQuote(n)
	case *ast.CodeBlock, *ast.FencedCodeBlock:
		if at, ok := m.extent(n); ok {
			m.addCode(m.src, at)
		}
	case *ast.HTMLBlock:
		m.takeHTML(n)
	}
	return n
}

func (m *markdownReader) takeHeading(h *ast.Heading) {
	text := m.headingText(h)
	if runes(text) > longestHeading {
		at := m.lines(h).span()
		m.add(at.of(m.src), at.start)
		return
	}
	m.open = nil
	m.section(h.Level, text)
}

// takeParagraph keeps a paragraph that announces a list or some code in one passage with it.
func (m *markdownReader) takeParagraph(n ast.Node, afterImage bool) ast.Node {
	lines := m.openings(m.dropTags(m.dropImages(m.lines(n), afterImage)))
	if len(lines) == 0 {
		return n
	}
	if next := n.NextSibling(); next != nil && announces(lines.of(m.src)) && isListOrCode(next) {
		start := lines[0].start
		if at, ok := m.extent(next); ok && at.end-start <= longestList {
			m.add(m.src[start:at.end], start)
			return next
		}
	}
	m.paragraphOf(lines)
	return n
}

// paragraphOf takes the lines of a paragraph, with whatever is glued to it, or of a table.
func (m *markdownReader) paragraphOf(lines block) {
	switch {
	case len(lines) == 0:
		return
	case isTable(m.src, lines):
		m.addTable(m.src, lines)
		return
	}
	t := textReader{src: m.src, outline: outline{title: m.title}}
	for _, part := range cutDialogue(m.src, lines) {
		for _, unit := range t.detach(part, t.widest(part)) {
			m.prose(unit)
		}
	}
}

var (
	imageOnly  = regexp.MustCompile(`^(?:\[?!\[[^\]]*\](?:\([^)]*\)|\[[^\]]*\])(?:\]\([^)]*\))?(?:\{[^}]*\})?\s*)+$`)
	definition = regexp.MustCompile(`^\[[^\]^][^\]]*\]:\s*\S+(?:\s+["'(].*)?$`)
	italic     = regexp.MustCompile(`^(?:\*[^*]+\*|_[^_]+_)$`)
	boldOnly   = regexp.MustCompile(`^(?:\*\*[^*]+\*\*|__[^_]+__)$`)
)

// dropImages leaves out the images at the head of a paragraph, the line in italics under an image, which is its caption, and
// link targets.
func (m *markdownReader) dropImages(lines block, afterImage bool) block {
	for len(lines) > 0 {
		text := lines[0].of(m.src)
		switch {
		case imageOnly.MatchString(text):
			afterImage = true
		case definition.MatchString(text):
		case afterImage && italic.MatchString(text) && runes(text) <= longestTitle:
		default:
			return lines
		}
		lines = lines[1:]
	}
	m.afterImage = afterImage
	return nil
}

// prose takes a paragraph; a short line all in bold is a heading that somebody typed that way.
func (m *markdownReader) prose(b block) {
	text := b.of(m.src)
	if len(b) == 1 && boldOnly.MatchString(text) && runes(text) <= questionMax && !endsSentence(text) {
		m.label(strings.TrimRight(plain(text), ":： "), text)
		return
	}
	m.paragraph(text, b[0].start)
}

// takeList makes one passage of a list, and of a long one a passage of each item.
func (m *markdownReader) takeList(list ast.Node) {
	at, ok := m.extent(list)
	if !ok || m.takeQuestions(list) {
		return
	}
	if text := at.of(m.src); isListHeading(list, text) {
		m.label(plain(text), text)
		return
	}
	if at.end-at.start <= longestList {
		m.add(at.of(m.src), at.start)
		return
	}
	for item := list.FirstChild(); item != nil; item = item.NextSibling() {
		if lines := m.lines(item); len(lines) > 0 {
			m.add(lines.of(m.src), lines[0].start)
		}
	}
}

// takeQuote makes one passage of a quotation and its attribution; a longer quote is read like any text.
func (m *markdownReader) takeQuote(quote ast.Node) {
	if m.takeAdmonition(quote) {
		return
	}
	first := len(m.passages)
	defer func() {
		for i := range m.passages[first:] {
			if p := &m.passages[first+i]; p.Header == "" && !strings.Contains(p.Text, "\n") {
				p.Header = quotation
			}
		}
	}()
	for n := quote.FirstChild(); n != nil; n = n.NextSibling() {
		if n.Kind() != ast.KindParagraph || quote.ChildCount() > 2 {
			m.blocks(quote)
			return
		}
	}
	if lines := m.lines(quote); len(lines) > 0 {
		m.add(lines.of(m.src), lines[0].start)
	}
}

func (m *markdownReader) takeHTML(n *ast.HTMLBlock) {
	lines := m.lines(n)
	if len(lines) == 0 {
		return
	}
	text := lines.of(m.src)
	if readable(text) {
		m.tags(lines.span())
		return
	}
	if !showsText(text) {
		return
	}
	if m.html == 0 {
		m.htmlAt = lines[0].start
	}
	m.html++
}

// takeQuestions reads a list of questions with their answers: each question heads what follows it in its item. It reports
// whether the list is one; a list of nothing but questions is not.
func (m *markdownReader) takeQuestions(list ast.Node) bool {
	for item := list.FirstChild(); item != nil; item = item.NextSibling() {
		lines := m.lines(item)
		if len(lines) == 0 || len(m.lines(item.FirstChild())) == 0 {
			return false
		}
		first := lines[0].of(m.src)
		if runInQuestion(first) == "" && (!isQuestionLine(first) || len(lines) == 1 && item.NextSibling() != nil) {
			return false
		}
	}
	outer := m.lead
	for item := list.FirstChild(); item != nil; item = item.NextSibling() {
		first := item.FirstChild()
		lines := m.lines(first)
		if text := lines[0].of(m.src); runInQuestion(text) == "" {
			m.label(questionIn(text), text)
			lines = lines[1:]
		}
		if len(lines) > 0 {
			m.paragraphOf(lines)
		}
		for n := first.NextSibling(); n != nil; n = n.NextSibling() {
			n = m.block(n)
		}
	}
	if m.pending == "" {
		m.setLead(outer)
	}
	return true
}

// isListHeading reports whether a list is a numbered heading: one short item by itself above a paragraph.
func isListHeading(list ast.Node, text string) bool {
	l, next := list.(*ast.List), list.NextSibling()
	return l.IsOrdered() && l.ChildCount() == 1 && next != nil && next.Kind() == ast.KindParagraph && headLevel(text) > 0
}

// takeAdmonition reads a quote that begins with [!WARNING] or the like, under that label.
func (m *markdownReader) takeAdmonition(quote ast.Node) bool {
	first := quote.FirstChild()
	if first == nil || first.Kind() != ast.KindParagraph {
		return false
	}
	lines := m.lines(first)
	label := admonitionLabel(quoteMark, lines[0].of(m.src))
	if label == "" {
		return false
	}
	m.enter("[!", label, "")
	if len(lines) > 1 {
		m.paragraphOf(lines[1:])
	}
	for n := first.NextSibling(); n != nil; n = n.NextSibling() {
		n = m.block(n)
	}
	m.leave("[!")
	return true
}

// dropTags leaves out the lines of MDX that are none of the text, and the tags of a component around a paragraph.
func (m *markdownReader) dropTags(lines block) block {
	if len(lines) > 0 && mdxCode.MatchString(lines[0].of(m.src)) {
		return nil
	}
	var kept block
	for _, line := range lines {
		text := line.of(m.src)
		switch {
		case jsxTags.MatchString(text):
			m.paragraphOf(kept)
			kept = nil
			m.tags(line)
			continue
		case jsxFirst.MatchString(text):
			first := jsxFirst.FindStringSubmatchIndex(text)
			if closing := "</" + text[first[2]:first[3]] + ">"; strings.HasSuffix(text, closing) {
				line = trim(m.src, span{line.start + first[1], line.end - len(closing)})
			}
		}
		if line.start < line.end {
			kept = append(kept, line)
		}
	}
	return kept
}
