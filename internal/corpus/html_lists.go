package corpus

import (
	"strconv"
	"strings"

	"golang.org/x/net/html"

	"github.com/sitrep-bot/sitrep/internal/lang"
)

// number writes the numbers of an ordered list into its items, as a browser shows them. A list is numbered once.
func number(list *html.Node) {
	if attribute(list, numbered) != "" {
		return
	}
	list.Attr = append(list.Attr, html.Attribute{Key: numbered, Val: "yes"})
	n := 1
	if start, err := strconv.Atoi(attribute(list, "start")); err == nil {
		n = start
	}
	for item := range list.ChildNodes() {
		if item.Data != "li" {
			continue
		}
		if value, err := strconv.Atoi(attribute(item, "value")); err == nil {
			n = value
		}
		inside := item
		for c := inside.FirstChild; c != nil && (!isInline(c) || isBlank(c)); {
			if isBlank(c) {
				c = c.NextSibling
				continue
			}
			inside, c = c, c.FirstChild
		}
		inside.InsertBefore(&html.Node{Type: html.TextNode, Data: strconv.Itoa(n) + ". "}, inside.FirstChild)
		n++
	}
}

// numbered marks a list whose items have their numbers.
const numbered = "data-numbered"

func isBlank(n *html.Node) bool {
	return n.Type == html.TextNode && strings.TrimSpace(n.Data) == "" || n.Type == html.CommentNode
}

// asksInTerms reports whether a list of definitions is one of questions and answers.
func asksInTerms(list *html.Node) bool {
	asks, terms := 0, 0
	for n := range list.Descendants() {
		if n.Type == html.ElementNode && n.Data == "dt" {
			terms++
			if isQuestionLine(shown(n)) {
				asks++
			}
		}
	}
	return terms > 0 && asks == terms
}

// terms reads a list of questions and answers.
func (p *pageReader) terms(list *html.Node) {
	for n := range list.ChildNodes() {
		switch n.Data {
		case "dt":
			text := shown(n)
			p.label(questionIn(text), text)
		case "dd":
			p.children(n)
		case "div":
			p.terms(n)
		}
	}
}

// table makes one passage of a table, and of a long one a passage of every few rows under its header row.
func (p *pageReader) table(n *html.Node) {
	text := shown(n)
	if len(text) <= longestList {
		p.keep(text)
		return
	}
	var rows []string
	for row := range n.Descendants() {
		if row.Type != html.ElementNode || row.Data != "tr" {
			continue
		}
		if line := shown(row); line != "" {
			rows = append(rows, lang.OneLine(line))
		}
	}
	if len(rows) < 3 {
		p.keep(text)
		return
	}
	whole := strings.Join(rows, "\n")
	b := splitBlocks(whole)[0]
	p.addLines(whole, rows[0], b[1:], nil)
}
