package corpus

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

var (
	quoteMark     = regexp.MustCompile(`^\[!([\p{L}-]{2,20})\][+-]?(?:\s+(.+))?$`)                                               // GitHub, Obsidian: > [!WARNING]
	containerMark = regexp.MustCompile(`^:{3,}\s*(?:\{[^}]*?([\p{L}]{3,20})[^}]*\}|([\p{L}-]{2,20})(?:\[([^\]]+)\]|\s+(.+))?)$`) // VitePress, Docusaurus: ::: tip
	containerEnd  = regexp.MustCompile(`^:{3,}$`)
	indentedMark  = regexp.MustCompile(`^(?:!!!|\?\?\?\+?)\s+([\p{L}-]{2,20})(?:\s+"([^"]*)")?$`) // MkDocs: !!! note "Title"
)

// An enclosure is an admonition, a folded part or a component that is open: its label heads what is in it.
type enclosure struct {
	name  string // how its end is known: ":::" or the name of a tag
	outer string // the lead-in it stands under
}

// admonitionLabel is what heads the text of an admonition that a line opens; empty if it opens none.
func admonitionLabel(mark *regexp.Regexp, line string) string {
	m := mark.FindStringSubmatch(line)
	if m == nil {
		return ""
	}
	label := ""
	for _, group := range m[1:] {
		if group != "" {
			label = group // the title stands after the kind
		}
	}
	label = plain(label)
	first, size := utf8.DecodeRuneInString(label)
	rest := label[size:]
	if strings.ToUpper(label) == label {
		rest = strings.ToLower(rest)
	}
	return string(unicode.ToUpper(first)) + rest
}

// enter opens an enclosure. text is what stands for its label in the file.
func (m *markdownReader) enter(name, label, text string) {
	m.open = append(m.open, enclosure{name, m.lead})
	if label != "" {
		m.label(label, text)
	}
}

// leave closes the innermost enclosure if it has the name.
func (m *markdownReader) leave(name string) {
	last := len(m.open) - 1
	if last < 0 || m.open[last].name != name {
		return
	}
	m.flush()
	m.setLead(m.open[last].outer)
	m.open = m.open[:last]
}

// openings takes the lines that open and close enclosures out of a paragraph, and reads what stands before the last.
func (m *markdownReader) openings(lines block) block {
	for i := 0; i < len(lines); i++ {
		text := lines[i].of(m.src)
		label := admonitionLabel(containerMark, text)
		if label == "" && !containerEnd.MatchString(text) {
			continue
		}
		m.paragraphOf(lines[:i])
		if label != "" {
			m.enter(":::", label, "")
		} else {
			m.leave(":::")
		}
		lines, i = lines[i+1:], -1
	}
	if len(lines) > 1 {
		if label := admonitionLabel(indentedMark, lines[0].of(m.src)); label != "" {
			m.enter("!!!", label, "")
			m.paragraphOf(lines[1:])
			m.leave("!!!")
			return nil
		}
	}
	return lines
}
