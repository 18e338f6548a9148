package corpus

import (
	"strings"

	"codeberg.org/readeck/go-readability/v2"
	"codeberg.org/readeck/go-readability/v2/render"
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"github.com/sitrep-bot/sitrep/internal/lang"
	"github.com/sitrep-bot/sitrep/internal/told"
)

// mostElements bounds a page; finding its main text walks it several times.
const mostElements = 100_000

var tooLarge = told.New("page.large", "wanted a page of at most %d elements and found a larger one", mostElements)

// tooDeep is about the limit of golang.org/x/net/html, above which a page takes the square of its depth.
var tooDeep = told.New("page.deep", "wanted a web page whose elements are nested at most 512 deep and found a deeper one")

// readHTML takes the article out of a saved page. Nothing is ever fetched.
func readHTML(src, title string) (body, *told.Text) {
	if strings.Count(src, "<") > 3*mostElements { // before a tree of it fills the memory
		return body{}, tooLarge
	}
	doc, err := html.Parse(strings.NewReader(src))
	if err != nil {
		return body{}, tooDeep // the only thing the parser refuses
	}
	facts, said := pageFacts(doc, src)
	page := readability.NewParser()
	page.MaxElemsToParse = mostElements
	article, err := page.ParseAndMutate(doc, nil)
	if err != nil {
		return body{}, tooLarge
	}
	facts.Publisher = lang.OneLine(article.SiteName())
	facts.Author = authorName(article.Byline(), said)
	facts.Title = lang.OneLine(article.Title())
	if title == "" {
		title = facts.Title
	}
	p := pageReader{outline{title: title}}
	if article.Node != nil {
		p.children(article.Node)
	}
	b := p.body("")
	b.source = facts
	if len(b.passages) == 0 {
		return b, told.New("page.empty", "wanted an article and found a page without a paragraph of text")
	}
	return b, nil
}

// authorName is a byline without its "By", as far as the page's metadata says the same. What only looks like a byline in the
// text is as often a date or the label of a button as it is a name.
func authorName(byline, said string) string {
	name := lang.OneLine(byline)
	if len(name) > 3 && strings.EqualFold(name[:3], "by ") {
		name = name[3:]
	}
	for part := range strings.SplitSeq(name, ", ") {
		if !strings.Contains(said, part) || strings.Contains(part, "://") {
			return ""
		}
	}
	return name
}

type pageReader struct{ outline }

// children reads what stands in an element: blocks each by itself, and runs of bare text as paragraphs.
func (p *pageReader) children(parent *html.Node) {
	for n := parent.FirstChild; n != nil; n = n.NextSibling {
		if isInline(n) {
			n = p.run(n)
		} else {
			n = p.block(n)
		}
	}
}

// run puts the inline nodes from first on into a paragraph of their own, and returns it.
func (p *pageReader) run(first *html.Node) *html.Node {
	box := &html.Node{Type: html.ElementNode, Data: "p", DataAtom: atom.P}
	parent := first.Parent
	parent.InsertBefore(box, first)
	for n := first; n != nil && isInline(n); n = box.NextSibling {
		parent.RemoveChild(n)
		box.AppendChild(n)
	}
	return p.announcing(box)
}

// block reads one block element, and a list with the paragraph that announces it. It returns the last node it took.
func (p *pageReader) block(n *html.Node) *html.Node {
	switch {
	case n.Type != html.ElementNode || hiddenTags[n.Data]:
	case len(n.Data) == 2 && n.Data[0] == 'h' && n.Data[1] >= '1' && n.Data[1] <= '6':
		p.section(int(n.Data[1]-'0'), lang.OneLine(render.InnerText(n)))
	case n.Data == "p":
		return p.announcing(n)
	case n.Data == "ul", n.Data == "ol":
		p.list(n)
	case n.Data == "summary":
		text := shown(n)
		p.label(lang.OneLine(text), text)
	case n.Data == "dl" && asksInTerms(n):
		p.terms(n)
	case n.Data == "table":
		p.table(n)
	case n.Data == "dl", n.Data == "pre":
		p.keep(shown(n))
	case n.Data == "blockquote" && count(n) <= 2:
		p.keep(shown(n))
	default:
		p.children(n)
	}
	return n
}

func (p *pageReader) announcing(n *html.Node) *html.Node {
	list := n.NextSibling
	for list != nil && list.Type == html.TextNode && strings.TrimSpace(list.Data) == "" {
		list = list.NextSibling
	}
	if list != nil && list.Data == "ol" {
		number(list)
	}
	lead := shown(n)
	if list == nil || list.Data != "ul" && list.Data != "ol" || !announces(lead) || len(shown(list)) > longestList {
		p.text(n)
		return n
	}
	p.keep(lead + "\n" + shown(list))
	return list
}

// list makes one passage of a list, and of a long one a passage of each item.
func (p *pageReader) list(n *html.Node) {
	if n.Data == "ol" {
		number(n)
	}
	if text := shown(n); len(text) <= longestList {
		p.keep(text)
		return
	}
	for item := range n.ChildNodes() {
		p.keep(shown(item))
	}
}

// text makes paragraphs of an element: one, or one for each question and answer that line breaks part.
func (p *pageReader) text(n *html.Node) {
	text := shown(n)
	for _, b := range splitBlocks(text) {
		for _, part := range cutDialogue(text, b) {
			p.paragraph(part.of(text), 0)
		}
	}
}

func (p *pageReader) keep(text string) {
	if !isRule(text) {
		p.add(text, 0)
	}
}

// shown is the text of an element as its reader sees it, without empty lines.
func shown(n *html.Node) string {
	var lines []string
	for line := range strings.Lines(render.InnerText(n)) {
		if line = strings.TrimSpace(line); line != "" {
			lines = append(lines, line)
		}
	}
	return strings.Join(lines, "\n")
}

func count(n *html.Node) int {
	elements := 0
	for c := range n.ChildNodes() {
		if c.Type == html.ElementNode && !isInline(c) {
			elements++
		}
	}
	return elements
}

// hiddenTags hold no text of the article.
var hiddenTags = setOf(`script|style|figure|figcaption|noscript|template|iframe|svg|video|audio|canvas|button|form|nav|aside
	|footer|select|textarea|object|head|title`)

// inlineTags run on within a line.
var inlineTags = setOf(`a|abbr|b|bdi|bdo|br|cite|code|data|del|dfn|em|font|i|ins|kbd|label|mark|math|q|s|samp|small|span|strong
	|sub|sup|time|tt|u|var|wbr`)

func isInline(n *html.Node) bool {
	return n.Type == html.TextNode || n.Type == html.ElementNode && inlineTags[n.Data]
}
