package render

import (
	"regexp"
	"strings"

	"github.com/sitrep-bot/sitrep/internal/answers"
	"github.com/sitrep-bot/sitrep/internal/corpus/markup"
)

// Lines of a passage become Discord's markdown here. Every line opens and closes what it draws, so that lines can be put into
// messages as they fit; whatever cannot be drawn without doubt is drawn as text.

// marked is a passage's lines with a sentence of it emphasised: in bold, and in code or a table, where nothing can be
// bold, by a mark before its line. Of a block it is one line, or none.
func marked(lines []markup.Line, sentence answers.Span) []drawnLine {
	in := func(l markup.Letter) bool { return l.At >= sentence.Start && l.At < sentence.End }
	touched := map[*markup.Block]int{}
	drawn := make([]drawnLine, len(lines))
	for i, l := range lines {
		drawn[i] = drawnLine{Line: l, unmarked: l.Letters}
		some := false
		for _, letter := range l.Letters {
			some = some || in(letter)
		}
		switch {
		case !some:
		case l.Block != nil:
			drawn[i].marked = true
			touched[l.Block]++
		default:
			drawn[i].Letters = emphasized(l.Letters, in)
		}
	}
	for i := range drawn {
		if block := drawn[i].Block; touched[block] == 1 {
			drawn[i].guttered = true
		} else {
			drawn[i].marked = false
		}
	}
	return drawn
}

// A drawnLine is one as it is shown.
type drawnLine struct {
	markup.Line
	unmarked []markup.Letter // its letters as their author has them
	marked   bool            // it answers, in a block
	guttered bool            // a line of its block does
}

// emphasized makes letters bold. Code and addresses are bold as a whole, or not at all.
func emphasized(letters []markup.Letter, in func(markup.Letter) bool) []markup.Letter {
	out := make([]markup.Letter, len(letters))
	bold := false
	for i, l := range letters {
		whole := l.Code || l.Bare
		if same := i > 0 && whole && letters[i-1].Look == l.Look; !same {
			bold = in(l)
		}
		out[i] = l
		out[i].Bold = l.Bold || bold
	}
	return out
}

const (
	fence  = "```"
	gutter = "  "
	answer = "▸ "
)

// draw writes lines as one text. A table that goes on begins with its head again.
func draw(lines []drawnLine) string {
	var b strings.Builder
	write := func(quoted bool, text string) {
		if b.Len() > 0 {
			b.WriteByte('\n')
		}
		if quoted {
			b.WriteString("> ")
		}
		b.WriteString(text)
	}
	for i := 0; i < len(lines); {
		first := lines[i]
		if first.Block == nil {
			write(first.Quoted, first.prose())
			i++
			continue
		}
		n := i
		for n < len(lines) && lines[n].Block == first.Block {
			n++
		}
		block := lines[i:n]
		if head := first.Block.Head; len(head) > 0 && !sameLine(first.Line, head[0]) {
			block = append(headLines(first), block...)
		}
		for _, line := range fenced(block) {
			write(first.Quoted, line)
		}
		i = n
	}
	return b.String()
}

// sameLine tells whether two lines are one.
func sameLine(a, b markup.Line) bool {
	return len(a.Letters) == len(b.Letters) && (len(a.Letters) == 0 || &a.Letters[0] == &b.Letters[0])
}

func headLines(of drawnLine) (head []drawnLine) {
	for _, l := range of.Block.Head {
		head = append(head, drawnLine{Line: l, guttered: of.guttered})
	}
	return head
}

// fenced are the lines of a block of code, or, where code cannot hold them, those of text.
func fenced(block []drawnLine) (lines []string) {
	var all strings.Builder
	for _, l := range block {
		text := l.Text()
		switch {
		case l.marked:
			text = answer + text
		case l.guttered:
			text = gutter + text
		}
		lines = append(lines, text)
		all.WriteString(text + "\n")
	}
	switch text := all.String(); {
	case strings.TrimSpace(text) == "":
		return nil
	case strings.Contains(text, fence) || markup.IsInvite(text):
		for i, line := range lines {
			lines[i] = Escape(line)
		}
		return lines
	}
	opening := fence
	if lang := block[0].Block.Lang; language.MatchString(lang) {
		opening += lang
	}
	return append(append([]string{opening}, lines...), fence)
}

// language is what Discord takes for the name of one.
var language = regexp.MustCompile(`^[\w+\-.#]+$`)

// prose is a line that is no code.
func (l drawnLine) prose() string {
	return l.Lead + new(writer).line(settled(l.Letters))
}

// verbatim is what may stand in code or an address inside bold: Discord looks for the end of bold there too.
var verbatim = regexp.MustCompile("^[^*_~|`\\\\\\[\\]<>()]*$")

// settled takes away the looks that Discord could not show: code that cannot be written as such, and looks around code or
// addresses that have a sign of them in it.
func settled(letters []markup.Letter) []markup.Letter {
	out := append([]markup.Letter(nil), letters...)
	for i := 0; i < len(out); {
		look, n := out[i].Look, i+1
		for n < len(out) && sameUnit(out[n].Look, look) {
			n++
		}
		text := textOf(out[i:n])
		plain := verbatim.MatchString(text)
		for j := i; j < n; j++ {
			l := &out[j].Look
			switch {
			case look.Code && (strings.TrimSpace(text) == "" || markup.IsInvite(text) || strings.Contains(text, "``")): // three are a block
				l.Code = false
			case (look.Code || look.Bare) && !plain:
				l.Bold, l.Italic, l.Struck = false, false, false
				if look.Code {
					l.Link = ""
				}
			}
		}
		i = n
	}
	return withoutOpenLinks(out)
}

// sameUnit tells whether two letters are of one piece of code, of one address, or of neither.
func sameUnit(a, b markup.Look) bool {
	return a.Code == b.Code && a.Bare == b.Bare && (!a.Bare || a.Link == b.Link)
}

// withoutOpenLinks takes away the links behind words that have a bracket too many, and of addresses that were cut.
func withoutOpenLinks(letters []markup.Letter) []markup.Letter {
	for i := 0; i < len(letters); {
		n := i + 1
		for n < len(letters) && letters[n].Link == letters[i].Link && letters[n].Bare == letters[i].Bare {
			n++
		}
		text := textOf(letters[i:n])
		ok := balanced(text) && strings.TrimSpace(text) != ""
		if letters[i].Bare {
			ok = text == letters[i].Link
		}
		for j := i; j < n && !ok; j++ {
			letters[j].Link, letters[j].Bare = "", false
		}
		i = n
	}
	return letters
}

func balanced(text string) bool {
	open := 0
	for _, r := range text {
		switch r {
		case '[':
			open++
		case ']':
			open--
		}
		if open < 0 || open > 1 {
			return false
		}
	}
	return open == 0
}

func textOf(letters []markup.Letter) string { return markup.Line{Letters: letters}.Text() }
