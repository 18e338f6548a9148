package rendertest

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/dlclark/regexp2/v2"

	"github.com/sitrep-bot/sitrep/internal/lang"
)

// Seen is what a reader sees of a text.
type Seen struct {
	Text  string         // its letters, a list with its bullets and numbers
	Drawn map[string]int // how often each kind of markup was drawn: "bold", "mention", "spoiler", …
	Bold  []string       // what is in bold
	Links [][2]string    // words, and the address behind them
}

// Message reads a text as Discord draws it: the rules its clients are known to follow, as the page of the playground has them
// too. Where the two differ, one of them is wrong.
func Message(text string) Seen { return read(text, false) }

// Passage reads a text by the same rules, those left out that only Discord has: what its author formatted is taken away, and
// all else is text. Tables are theirs alone.
func Passage(text string) Seen { return read(text, true) }

func read(text string, author bool) Seen {
	r := &reader{author: author, seen: Seen{Drawn: map[string]int{}}}
	r.seen.Text = r.parse(text, place{blocks: true})
	return r.seen
}

type reader struct {
	author bool
	seen   Seen
}

// A place is where a text stands.
type place struct{ blocks, line, inQuote, inLink bool }

// A rule reads what a text begins with; n is how long that is, 0 if the rule does not apply.
type rule struct {
	kind   string // empty where nothing is drawn
	shared bool   // it is the author's too
	read   func(r *reader, text string, at place) (shown string, n int)
}

func (r *reader) parse(text string, at place) string {
	var out strings.Builder
	before := ""
	for text != "" {
		at.line = at.blocks && (before == "" || strings.HasSuffix(before, "\n"))
		for _, rule := range rules {
			if r.author && !rule.shared {
				continue
			}
			shown, n := rule.read(r, text, at)
			if n == 0 {
				continue
			}
			if rule.kind != "" {
				r.seen.Drawn[rule.kind]++
			}
			if rule.kind == "list" || rule.kind == "quote" || rule.kind == "codeblock" || rule.kind == "table" {
				shown = "\n" + shown + "\n"
			}
			out.WriteString(shown)
			before, text = text[:n], text[n:]
			break
		}
	}
	return out.String()
}

func (r *reader) inline(text string, at place) string {
	at.blocks = false
	return r.parse(text, at)
}

// compiled are the expressions, which need what package regexp does not have.
func compiled(expr string) *regexp2.Regexp {
	return regexp2.MustCompile(`^(?:`+expr+`)`, regexp2.ECMAScript)
}

// match is the groups of an expression at the begin of a text, and how long it is; 0 if it does not match.
func match(re *regexp2.Regexp, text string) (groups []string, n int) {
	m, err := re.FindStringMatch(text)
	if err != nil || m == nil {
		return nil, 0
	}
	for _, g := range m.Groups() {
		groups = append(groups, g.String())
	}
	return groups, len(groups[0])
}

// source is a rule whose text is shown as it stands.
func source(kind, expr string) rule {
	re := compiled(expr)
	return rule{kind, false, func(_ *reader, text string, _ place) (string, int) {
		groups, n := match(re, text)
		if n == 0 {
			return "", 0
		}
		return groups[0], n
	}}
}

// around is a rule whose first group is shown, itself read.
func around(kind, expr string, shared, lineOnly bool) rule {
	re := compiled(expr)
	return rule{kind, shared, func(r *reader, text string, at place) (string, int) {
		if lineOnly && !at.line {
			return "", 0
		}
		groups, n := match(re, text)
		if n == 0 {
			return "", 0
		}
		return r.inline(groups[1], at), n
	}}
}

// rules are tried in this order at every place.
var rules []rule

func init() {
	rules = []rule{
		{"table", true, readTable},
		{"quote", true, readQuote},
		{"codeblock", true, readCodeBlock},
		around("heading", ` *#{1,3}[ \t]+(?=\S)([^\n]+)(?:\n|$)`, true, true),
		around("subtext", ` *-#[ \t]+(?=\S)([^\n]+)(?:\n|$)`, false, true),
		{"list", true, readList},
		{"", true, readEscape},
		{"link", true, readAutoLink},
		{"link", true, readAddress},
		{"link", true, readMasked},
		source("mention", `<@!?\d+>|<@&\d+>|<#\d+>|</[^:>\n]{1,98}:\d+>|<id:(?:customize|browse|guide|linked-roles)>`),
		source("emoji", `<a?:\w{2,32}:\d+>|:[\w+-]+:`),
		source("time", `<t:-?\d{1,13}(?::[tTdDfFsSR])?>`),
		source("everyone", `@(?:everyone|here)\b`),
		{"", true, readEmphasis},
		around("struck", `~~([\s\S]+?)~~(?!_)`, true, false),
		around("spoiler", `\|\|([\s\S]+?)\|\|`, false, false),
		{"code", true, readCode},
		source("", `¯\\_\(ツ\)_/¯`),
		{"", true, readText},
	}
}

var escape = compiled(`\\([^0-9A-Za-z\s])`)

func readEscape(_ *reader, text string, _ place) (string, int) {
	groups, n := match(escape, text)
	if n == 0 {
		return "", 0
	}
	return groups[1], n
}

var plainText = compiled(`\n|[\s\S](?:(?!\n|\w+:\S)[0-9A-Za-z\s\u00c0-\uffff])*`)

func readText(_ *reader, text string, _ place) (string, int) {
	groups, n := match(plainText, text)
	if n == 0 { // half of a pair of surrogates
		return text[:1], 1
	}
	return groups[0], n
}

var (
	toTheEnd  = compiled(` *>>> ([\s\S]*)`)
	quoted    = compiled(` *> [^\n]*(?:\n *> [^\n]*)*\n?`)
	quoteMark = regexp.MustCompile(`(?m)^ *> `)
)

func readQuote(r *reader, text string, at place) (string, int) {
	if !at.line || at.inQuote {
		return "", 0
	}
	at.inQuote, at.blocks = true, true
	if !r.author {
		if groups, n := match(toTheEnd, text); n > 0 {
			return r.parse(groups[1], at), n
		}
	}
	groups, n := match(quoted, text)
	if n == 0 {
		return "", 0
	}
	return r.parse(strings.TrimSuffix(quoteMark.ReplaceAllString(groups[0], ""), "\n"), at), n
}

var codeBlock = compiled("```(?:([\\w+\\-.#]+?)\\n)?\\n*([^\\n][\\s\\S]*?)\\n*```")

func readCodeBlock(_ *reader, text string, _ place) (string, int) {
	groups, n := match(codeBlock, text)
	if n == 0 {
		return "", 0
	}
	return groups[2], n
}

var code = compiled("(`+)([\\s\\S]*?[^`])\\1(?!`)")

func readCode(_ *reader, text string, _ place) (string, int) {
	groups, n := match(code, text)
	if n == 0 {
		return "", 0
	}
	return groups[2], n
}

var (
	autoLink = compiled(`<(https?://[^\s>]+)>`)
	address  = compiled(`https?://[^\s<]+[^<.,:;"'\]\s]`)
	masked   = compiled(`\[((?:\[[^\]]*\]|[^\[\]]|\](?=[^\[]*\]))*)\]\(\s*<?((?:[^\s\\<>)(]|\\.|\([^\s()]*\))*)>?(?:\s+["'][\s\S]*?["'])?\s*\)`)
)

func readAutoLink(r *reader, text string, _ place) (string, int) {
	groups, n := match(autoLink, text)
	if n == 0 {
		return "", 0
	}
	r.seen.Links = append(r.seen.Links, [2]string{groups[1], groups[1]})
	return groups[1], n
}

func readAddress(r *reader, text string, _ place) (string, int) {
	groups, n := match(address, text)
	if n == 0 {
		return "", 0
	}
	found := groups[0]
	for strings.HasSuffix(found, ")") && strings.Count(found, ")") > strings.Count(found, "(") {
		found = found[:len(found)-1]
	}
	r.seen.Links = append(r.seen.Links, [2]string{found, found})
	return found, len(found)
}

// readMasked reads a link behind words: to Discord one that leads to the web, from words that are no address; to its author
// any, if its words do not claim to be another.
func readMasked(r *reader, text string, at place) (string, int) {
	groups, n := match(masked, text)
	web := len(groups) > 2 && (strings.HasPrefix(groups[2], "http://") || strings.HasPrefix(groups[2], "https://"))
	switch {
	case n == 0 || at.inLink || strings.TrimSpace(groups[1]) == "" || strings.Contains(groups[1], "http://") || strings.Contains(groups[1], "https://"):
		return "", 0
	case !web && !r.author:
		return "", 0
	}
	at.inLink = true
	words := r.inline(groups[1], at)
	r.seen.Links = append(r.seen.Links, [2]string{words, groups[2]})
	return words, n
}

var emphases = []struct {
	kind string
	re   *regexp2.Regexp
}{
	{"bold", compiled(`\*\*((?:\\[\s\S]|[^\\])+?)\*\*(?!\*)`)},
	{"underline", compiled(`__((?:\\[\s\S]|[^\\])+?)__(?!_)`)},
	{"italic", compiled(`_((?:__|\\[\s\S]|[^\\_])+?)_\b|\*(?=\S)((?:\*\*|\\[\s\S]|\s+(?:\\[\s\S]|[^\s*\\]|\*\*)|[^\s*\\])+?)\*(?!\*)`)},
}

// readEmphasis reads bold, italics and underline, of which the longest match wins.
func readEmphasis(r *reader, text string, at place) (string, int) {
	if text[0] != '*' && text[0] != '_' {
		return "", 0
	}
	kind, inner, length := "", "", 0
	for _, e := range emphases {
		if groups, n := match(e.re, text); n > 0 && n >= length {
			kind, inner, length = e.kind, groups[1], n
			if inner == "" {
				inner = groups[len(groups)-1]
			}
		}
	}
	if length == 0 {
		return "", 0
	}
	shown := r.inline(inner, at)
	r.seen.Drawn[kind]++
	if kind == "bold" {
		r.seen.Bold = append(r.seen.Bold, shown)
	}
	return shown, length
}

var (
	item       = regexp.MustCompile(`^( *)([-*]|\d+\.) +(\S.*)`)
	authorItem = regexp.MustCompile(`^( *)([-*+]|\d{1,9}[.)]) +(\S.*)`)
	further    = regexp.MustCompile(`^ {2,}\S`)
)

func (r *reader) item(line string) []string {
	if r.author {
		return authorItem.FindStringSubmatch(line)
	}
	return item.FindStringSubmatch(line)
}

func isNumber(bullet string) bool { return bullet[0] >= '0' && bullet[0] <= '9' }

// readList reads items of one kind, and what stands further in below them.
func readList(r *reader, text string, at place) (string, int) {
	first := r.item(text)
	if !at.line || first == nil {
		return "", 0
	}
	var lines []string
	n := 0
	for _, line := range strings.Split(text, "\n") {
		own := r.item(line)
		inside := len(lines) > 0 && further.MatchString(line) && !(own != nil && len(own[1]) <= len(first[1])+1)
		if !inside && !(own != nil && isNumber(own[2]) == isNumber(first[2])) {
			break
		}
		lines = append(lines, line)
		n += len(line) + 1
	}
	return r.items(lines, first, at), min(n, len(text))
}

func (r *reader) items(lines, first []string, at place) string {
	number := 0
	_, _ = fmt.Sscanf(first[2], "%d", &number)
	var items [][]string
	for _, line := range lines {
		if own := r.item(line); own != nil && len(own[1]) <= len(first[1])+1 {
			items = append(items, []string{own[3]})
		} else {
			items[len(items)-1] = append(items[len(items)-1], line)
		}
	}
	var shown []string
	for i, lines := range items {
		mark := "- "
		if isNumber(first[2]) {
			mark = fmt.Sprintf("%d. ", number+i)
		}
		nested := place{blocks: true, inQuote: at.inQuote}
		shown = append(shown, mark+r.inline(lines[0], at)+"\n"+r.parse(strings.Join(lines[1:], "\n"), nested))
	}
	return strings.Join(shown, "\n")
}

var (
	tableRule = regexp.MustCompile(`^\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)*\|?$`)
	bars      = regexp.MustCompile(`\\\||\|`)
)

// readTable reads a table cell by cell; Discord has none.
func readTable(r *reader, text string, at place) (string, int) {
	lines := strings.Split(text, "\n")
	if !r.author || !at.line || len(lines) < 2 || !strings.Contains(lines[0], "|") || !strings.Contains(lines[1], "|") || !tableRule.MatchString(strings.TrimSpace(lines[1])) {
		return "", 0
	}
	n, shown := 0, ""
	for i, line := range lines {
		if !strings.Contains(line, "|") {
			break
		}
		n += len(line) + 1
		if i != 1 {
			cells := bars.ReplaceAllStringFunc(line, func(bar string) string { return map[string]string{"|": "\x00", `\|`: "|"}[bar] })
			for _, cell := range strings.Split(cells, "\x00") {
				shown += " " + r.inline(strings.TrimSpace(cell), at)
			}
			shown += "\n"
		}
	}
	return shown, min(n, len(text))
}

// Fold makes texts comparable: white space is one space, and what a table or the line that answers is drawn with is gone.
func Fold(text string) string {
	return lang.OneLine(strings.NewReplacer("─", " ", "│", " ", "▸", " ").Replace(text))
}
