package render

import (
	"strings"
	"unicode"

	"github.com/sitrep-bot/sitrep/internal/corpus/markup"
)

// A writer writes the letters of one line in Discord's markdown.
type writer struct{ marks []mark }

// A mark is a piece of what is written: text, or the begin or end of a look.
type mark struct {
	text  string
	slant int // number of the italics that begin or end here, from 1; 0: it is text
}

func (w *writer) add(text string) { w.marks = append(w.marks, mark{text: text}) }

// A look is one that Discord has marks for.
type look struct {
	has  func(markup.Look) bool
	lose func(*markup.Look)
	sign string
}

// looks are the looks, the outermost first.
var looks = []look{
	{func(l markup.Look) bool { return l.Bold }, func(l *markup.Look) { l.Bold = false }, "**"},
	{func(l markup.Look) bool { return l.Struck }, func(l *markup.Look) { l.Struck = false }, "~~"},
	{func(l markup.Look) bool { return l.Italic }, func(l *markup.Look) { l.Italic = false }, "*"},
}

// line writes the letters of a line.
func (w *writer) line(letters []markup.Letter) string {
	runs(letters, func(l markup.Look) any { return hidden(l) }, func(some []markup.Letter) {
		link := hidden(some[0].Look)
		if link != "" {
			w.add("[")
		}
		w.looks(some, 0)
		if link != "" {
			w.add("](<" + encodeAddress.Replace(link) + ">)")
		}
	})
	return w.String()
}

// hidden is the address behind a letter.
func hidden(l markup.Look) string {
	if l.Bare {
		return ""
	}
	return l.Link
}

// encodeAddress keeps an address from ending where its markup does not.
var encodeAddress = strings.NewReplacer(" ", "%20", "(", "%28", ")", "%29", "<", "%3C", ">", "%3E", "*", "%2A", "|", "%7C", "~", "%7E", "`", "%60", `\`, "%5C")

// looks writes letters in the looks from one on.
func (w *writer) looks(letters []markup.Letter, from int) {
	if from == len(looks) {
		w.plain(letters)
		return
	}
	look := looks[from]
	runs(letters, func(l markup.Look) any { return look.has(l) }, func(some []markup.Letter) {
		if !look.has(some[0].Look) {
			w.looks(some, from+1)
			return
		}
		some = without(some, look)
		first, last := 0, len(some)
		for first < last && isSpace(some[first]) {
			first++
		}
		for last > first && isSpace(some[last-1]) {
			last--
		}
		w.looks(some[:first], from+1)
		w.inside(some[first:last], look, from)
		w.looks(some[last:], from+1)
	})
}

// inside writes letters between the signs of a look, unless the last of them would be taken for one.
func (w *writer) inside(letters []markup.Letter, look look, from int) {
	if len(letters) == 0 {
		return
	}
	sign := mark{text: look.sign}
	switch {
	case look.sign == "~~" && letters[len(letters)-1].Rune == '~':
		w.looks(letters, from+1)
		return
	case look.sign == "*":
		sign.slant = len(w.marks) + 1
	}
	w.marks = append(w.marks, sign)
	w.looks(letters, from+1)
	w.marks = append(w.marks, sign)
}

// isSpace tells what is white space to Discord, which the byte order mark is too.
func isSpace(l markup.Letter) bool { return !l.Code && (unicode.IsSpace(l.Rune) || l.Rune == '\ufeff') }

func without(letters []markup.Letter, look look) []markup.Letter {
	out := append([]markup.Letter(nil), letters...)
	for i := range out {
		look.lose(&out[i].Look)
	}
	return out
}

// plain writes letters without a look: code, addresses and text.
func (w *writer) plain(letters []markup.Letter) {
	runs(letters, func(l markup.Look) any { return [2]bool{l.Code, l.Bare} }, func(some []markup.Letter) {
		text := textOf(some)
		switch {
		case some[0].Code:
			w.add(codeSpan(text))
		case some[0].Bare:
			w.add("<" + text + ">")
		default:
			w.add(Escape(text))
		}
	})
}

// codeSpan is code between more back-ticks than it has in a row.
func codeSpan(text string) string {
	most, n := 0, 0
	for _, r := range text {
		if r != '`' {
			n = 0
			continue
		}
		n++
		most = max(most, n)
	}
	ticks := strings.Repeat("`", most+1)
	if strings.HasPrefix(text, "`") || strings.HasSuffix(text, "`") {
		text = " " + text + " "
	}
	return ticks + text + ticks
}

// runs hands out the letters, those together whose key is the same.
func runs(letters []markup.Letter, key func(markup.Look) any, use func([]markup.Letter)) {
	for i := 0; i < len(letters); {
		n, k := i+1, key(letters[i].Look)
		for n < len(letters) && key(letters[n].Look) == k {
			n++
		}
		use(letters[i:n])
		i = n
	}
}

// String is what was written. Italics are between stars or, beside a star of something else, between underscores; where
// neither would be understood they are left out.
func (w *writer) String() string {
	var b strings.Builder
	chosen := map[int]string{}
	for i, m := range w.marks {
		text := m.text
		if m.slant != 0 {
			if _, known := chosen[m.slant]; !known {
				chosen[m.slant] = w.slant(i)
			}
			text = chosen[m.slant]
		}
		if before := b.String(); before != "" && isWord(before[len(before)-1]) && (strings.HasPrefix(text, ".") || strings.HasPrefix(text, ")")) {
			text = `\` + text // perhaps behind the number of a list
		}
		b.WriteString(text)
	}
	return b.String()
}

// slant is the sign for the italics that begin at a mark.
func (w *writer) slant(first int) string {
	last := first + 1
	for w.marks[last].slant != w.marks[first].slant {
		last++
	}
	before, after := w.beside(first, -1), w.beside(last, +1)
	switch {
	case !strings.HasSuffix(before, "*") && !strings.HasPrefix(after, "*"):
		return "*"
	case strings.HasPrefix(after, "_") || before == "~~" || len(after) > 0 && isWord(after[0]):
		return ""
	}
	return "_"
}

// beside is what is written before or after a mark, empty at an end of the line and where it is text that ends in what is
// no sign.
func (w *writer) beside(i, step int) string {
	if i += step; i < 0 || i >= len(w.marks) {
		return ""
	}
	text := w.marks[i].text
	if step < 0 && text != "**" && text != "~~" {
		return ""
	}
	return text
}

func isWord(c byte) bool {
	return c == '_' || c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
}
