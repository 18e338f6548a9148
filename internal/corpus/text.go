package corpus

import (
	"regexp"
	"strings"

	"github.com/sitrep-bot/sitrep/internal/lang"
)

const (
	longestTitle = 300  // runes; a longer first line is the first paragraph
	longestList  = 2000 // bytes of a list that is still one passage
)

// readText cuts plain text as people paste it from a web page: the title on the first line unless the front matter has
// one, then paragraphs.
func readText(src, title string) body {
	t := textReader{src: src, outline: outline{title: title}}
	blocks := splitBlocks(src)
	oneBlock := len(blocks) == 1
	if title == "" {
		blocks = t.takeTitle(blocks)
	}
	pieces := t.pieces(blocks, oneBlock)
	for i := 0; i < len(pieces); i++ {
		p := pieces[i]
		text := p.of(src)
		switch {
		case p.level > 0:
			t.section(p.level, plain(text))
		case i+1 < len(pieces) && announces(text) && t.isList(pieces[i+1].block): // list items stay with their lead-in
			i++
			t.add(src[p.span().start:pieces[i].span().end], p.span().start)
		case t.labels(pieces, i) && !boilerplate(text) && !t.isTitle(text):
			t.label(plain(text), text)
		default:
			t.paragraph(text, p.span().start)
		}
	}
	return t.body(src)
}

type textReader struct {
	outline
	src     string
	doubled bool // a line underlined with === was there, so one with --- is below it
}

// takeTitle takes the first line for the title, or the whole first block when the title is wrapped. A block that is prose is
// left alone: a text without a title must not lose the head of its first paragraph.
func (t *textReader) takeTitle(blocks []block) []block {
	if len(blocks) == 0 {
		return nil
	}
	for isRule(blocks[0][0].of(t.src)) && len(blocks[0]) > 1 { // a line drawn above the title
		blocks = append([]block{blocks[0][1:]}, blocks[1:]...)
	}
	first := blocks[0]
	width := 1
	if len(first) > 1 && !t.endsEarly(first, 0, t.widest(first)) && !boilerplate(first[1].of(t.src)) {
		width = len(first)
	}
	title := lang.OneLine(first[:width].of(t.src))
	if runes(title) > longestTitle || width > 1 && endsSentence(title) {
		return blocks
	}
	t.title = title
	if width == len(first) {
		return blocks[1:]
	}
	return append([]block{first[width:]}, blocks[1:]...)
}

// units cuts a block into what stands by itself: most often one paragraph, wrapped over the lines of the block.
func (t *textReader) units(b block, oneBlock bool) []block {
	if len(b) == 1 || t.isList(b) {
		return []block{b}
	}
	widest := t.widest(b)
	switch {
	case !t.isWrapped(b, widest):
		return cutAll(b)
	case oneBlock:
		return t.cutWrapped(b, widest)
	}
	return t.detach(b, widest)
}

func cutAll(b block) []block {
	units := make([]block, len(b))
	for i := range b {
		units[i] = b[i : i+1]
	}
	return units
}

const (
	narrowest    = 60  // runes; nobody wraps narrower, so a shorter line ends on purpose
	usualColumn  = 120 // runes; lines up to here may be wrapped
	widestColumn = 200 // runes; lines up to here are wrapped if they are filled to the brim
)

// isWrapped reports whether the lines of a block are pieces of one paragraph. Otherwise each is a paragraph.
func (t *textReader) isWrapped(b block, widest int) bool {
	if widest <= usualColumn {
		return true
	}
	if widest > widestColumn || len(b) < 3 {
		return false
	}
	for i := range b[:len(b)-1] {
		if t.endsEarly(b, i, widest) {
			return false
		}
	}
	return true
}

// widest is the longest line of a block in runes, not counting addresses, which no editor breaks.
func (t *textReader) widest(b block) int {
	widest := 0
	for _, line := range b {
		text := line.of(t.src)
		n := runes(text)
		if strings.Contains(text, "://") {
			n = runes(address.ReplaceAllString(text, ""))
		}
		widest = max(widest, n)
	}
	return widest
}

var address = regexp.MustCompile(`\S*://\S*`)

// endsEarly reports whether line i of a block ends though the first word of the next would have fitted.
func (t *textReader) endsEarly(b block, i, widest int) bool {
	word, _, _ := strings.Cut(b[i+1].of(t.src), " ")
	return runes(b[i].of(t.src))+1+runes(word) < max(narrowest, widest)
}

// detach parts a wrapped paragraph from the lines glued to it that are none of it: the title above, a credit below.
func (t *textReader) detach(b block, widest int) []block {
	var above, below []block
	for len(b) > 1 && t.startsApart(b, widest) {
		above, b = append(above, b[:1]), b[1:]
	}
	for len(b) > 1 && endsSentence(b[len(b)-2].of(t.src)) && boilerplate(b[len(b)-1].of(t.src)) {
		below, b = append(below, b[len(b)-1:]), b[:len(b)-1]
	}
	return append(append(above, b), below...)
}

func (t *textReader) startsApart(b block, widest int) bool {
	line := b[0].of(t.src)
	return t.isTitle(line) || t.endsEarly(b, 0, widest) && (boilerplate(line) || leadIn(line) != "" || labelledQuestion(line) != "" || headLevel(line) > 0)
}

// cutWrapped finds the paragraphs of a text without a blank line by how its lines end.
func (t *textReader) cutWrapped(b block, widest int) []block {
	ended := 0
	for _, line := range b {
		if endsSentence(line.of(t.src)) {
			ended++
		}
	}
	if ended*5 >= len(b)*4 { // nearly every line ends a sentence: one paragraph a line
		return cutAll(b)
	}
	var units []block
	start := 0
	for i := range b[:len(b)-1] {
		if t.endsParagraph(b, i, widest) {
			units, start = append(units, b[start:i+1]), i+1
		}
	}
	return append(units, b[start:])
}

func (t *textReader) endsParagraph(b block, i, widest int) bool {
	line := b[i].of(t.src)
	if endsSentence(line) {
		return t.endsEarly(b, i, widest) || t.isIndented(b[i+1])
	}
	return t.endsEarly(b, i, widest) && (boilerplate(line) || leadIn(line) != "" || labelledQuestion(line) != "" || headLevel(line) > 0)
}

func (t *textReader) isIndented(line span) bool {
	return line.start > 0 && (t.src[line.start-1] == ' ' || t.src[line.start-1] == '\t')
}

var bullet = regexp.MustCompile(`^(?:[-*•–—·▪◦]|\d{1,3}[.)]|[a-z][.)])\s+\S`)

// isList reports whether a block is a list of two items or more, with its lead-in or without.
func (t *textReader) isList(b block) bool {
	if len(b) < 2 || len(b.of(t.src)) > longestList {
		return false
	}
	items := 0
	for _, line := range b {
		if bullet.MatchString(line.of(t.src)) {
			items++
		}
	}
	return items >= 2 && (announces(b[0].of(t.src)) || bullet.MatchString(b[0].of(t.src)))
}
