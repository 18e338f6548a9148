package corpus

import (
	"regexp"
	"strings"

	"golang.org/x/net/html"
)

// showsText reports whether HTML has text that a reader would see, captions aside.
func showsText(src string) bool {
	hidden := ""
	for z := html.NewTokenizer(strings.NewReader(src)); ; {
		switch z.Next() {
		case html.ErrorToken:
			return false
		case html.StartTagToken:
			if name, _ := z.TagName(); hidden == "" && hiddenTags[string(name)] {
				hidden = string(name)
			}
		case html.EndTagToken:
			if name, _ := z.TagName(); string(name) == hidden {
				hidden = ""
			}
		case html.TextToken:
			if hidden == "" && !isRule(string(z.Text())) {
				return true
			}
		}
	}
}

// wrapperTags hold text in Markdown without giving it another shape.
var wrapperTags = setOf(`details|summary|div|p|section|article|center|main|header|img|picture|source|hr`)

var (
	mdxCode  = regexp.MustCompile(`^(?:import\s+(?:.+\s+from\s+)?['"][^'"]+['"];?|export\s+(?:const|default|function|let|async)\b.*|\{/\*.*)$`)
	jsxTags  = regexp.MustCompile(`^(?:</?[A-Z][\w.]*(?:\s[^<>]*)?/?>\s*)+$`)
	jsxFirst = regexp.MustCompile(`^<([A-Z][\w.]*)(\s[^<>]*)?>`)
	jsxTitle = regexp.MustCompile(`\s(?:title|label|summary)="([^"]+)"`)
)

// readable reports whether the text of some HTML can be read between its tags.
func readable(src string) bool {
	for z := html.NewTokenizer(strings.NewReader(src)); ; {
		switch z.Next() {
		case html.ErrorToken:
			return true
		case html.StartTagToken, html.SelfClosingTagToken:
			raw := string(z.Raw())
			if name, _ := z.TagName(); !isComponent(raw) && !wrapperTags[string(name)] && !inlineTags[string(name)] && !hiddenTags[string(name)] {
				return false
			}
		}
	}
}

// isComponent takes the tags of MDX, which begin with a capital.
func isComponent(tag string) bool {
	tag = strings.TrimLeft(tag, "</")
	return tag != "" && tag[0] >= 'A' && tag[0] <= 'Z'
}

// tags reads the text between the tags of some HTML at an offset of the source. The heading of a folded part, and the title
// of a component, head what is in them.
func (m *markdownReader) tags(at span) {
	run, hidden := span{at.start, at.start}, ""
	end := func(offset int, heads bool) {
		text := trim(m.src, run)
		run = span{offset, offset}
		switch {
		case text.start == text.end:
		case heads:
			m.label(plain(stripTags(text.of(m.src))), text.of(m.src))
		default:
			for _, b := range splitBlocks(text.of(m.src)) {
				m.paragraphOf(b.shift(text.start))
			}
		}
	}
	z := html.NewTokenizer(strings.NewReader(at.of(m.src)))
	for offset := at.start; z.Next() != html.ErrorToken; {
		raw := string(z.Raw())
		before := offset
		offset += len(raw)
		token := z.Token()
		switch {
		case hidden != "":
			if token.Type == html.EndTagToken && token.Data == hidden {
				hidden, run = "", span{offset, offset}
			}
		case token.Type == html.TextToken, token.Type != html.CommentToken && inlineTags[token.Data] && !isComponent(raw):
			run.end = offset
		default:
			run.end = before
			end(offset, token.Type == html.EndTagToken && token.Data == "summary")
			if token.Type == html.StartTagToken && hiddenTags[token.Data] {
				hidden = token.Data
			}
			m.tag(token, raw)
		}
	}
	run.end = max(run.end, run.start)
	end(at.end, false)
}

// tag opens or closes an enclosure.
func (m *markdownReader) tag(token html.Token, raw string) {
	if token.Data != "details" && !isComponent(raw) {
		return
	}
	switch token.Type {
	case html.StartTagToken:
		title := ""
		if t := jsxTitle.FindStringSubmatch(raw); t != nil {
			title = t[1]
		}
		m.enter(token.Data, plain(title), title)
	case html.EndTagToken:
		m.leave(token.Data)
	}
}

func stripTags(src string) string {
	var b strings.Builder
	for z := html.NewTokenizer(strings.NewReader(src)); z.Next() != html.ErrorToken; {
		if t := z.Token(); t.Type == html.TextToken {
			b.WriteString(t.Data)
		}
	}
	return b.String()
}
