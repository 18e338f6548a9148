package corpus

import (
	"strings"

	"github.com/sitrep-bot/sitrep/internal/told"
)

// longestPassage is what one message can quote, in characters.
const longestPassage = 4000

// A body is what a reader found below the front matter.
type body struct {
	source   Source // what the text itself states of its source; often only the title
	passages []Passage
	notes    []note
}

// A note is a warning about a line of the body.
type note struct {
	line         int // from 1, counted from the first line of the body; 0 for the body as a whole
	reason, next *told.Text
}

func longNote(line, n int) note {
	reason := told.New("long", "wanted paragraphs of at most %d characters, which fit in one message, and found %d longer", longestPassage, n)
	return note{line, reason, told.New("long.next", "break it with blank lines where its subject changes")}
}

// An outline collects passages and keeps account of the headings above them. The readers of all formats fill one.
type outline struct {
	title    string
	sections [7]string // by heading level
	lead     string    // the lead-in line above, as a heading
	labelled bool      // the lead-in says that it is a question: "Q:"
	pending  string    // the same line as the file has it, while nothing has followed it
	heading  string    // sections and lead joined
	place    string    // of the passages that follow, where the format has pages, rows or times
	question string    // quoted in the paragraph before, so that the next answers it; empty if none
	passages []Passage
	long     []int // where the passages too long to quote begin
}

// section opens a section under a heading; the title said again opens none.
func (o *outline) section(level int, heading string) {
	o.flush()
	if o.isTitle(heading) {
		heading = ""
	}
	if question := labelledQuestion(heading); question != "" {
		heading = question
	}
	o.question = ""
	clear(o.sections[level:])
	o.sections[level] = heading
	o.setLead("")
}

// label takes a line that heads what follows it; text is the line as the file has it.
func (o *outline) label(heading, text string) {
	if o.pending != "" { // one label right above another
		if joined := o.lead + " > " + heading; runes(joined) <= longestHeading {
			o.setLead(joined)
			o.pending = text
			return
		}
		o.flush()
	}
	o.setLead(heading)
	o.pending = text
}

func (o *outline) setLead(heading string) {
	o.lead, o.labelled = heading, false
	var parts []string
	for _, part := range append(o.sections[:], heading) {
		if part != "" {
			parts = append(parts, part)
		}
	}
	o.heading = strings.Join(parts, " > ")
}

// paragraph takes a text that stands by itself, at an offset of the source: a passage, a lead-in, or a part of the page
// that is neither.
func (o *outline) paragraph(text string, offset int) {
	if len(text) > longestBoilerplate {
		o.add(text, offset)
		return
	}
	line := plain(text)
	_, day := isDateline(line)
	heading := leadIn(line)
	if question := labelledQuestion(text); question != "" {
		heading = question
	}
	answer := 0
	if o.labelled || strings.HasSuffix(o.heading, "?") {
		answer = answerIn(text)
	}
	quoted := quotedQuestion.FindStringSubmatch(line)
	switch {
	case o.isTitle(line):
	case answer > 0:
		o.add(text[answer:], offset+answer)
	case quoted != nil:
		o.add(text, offset)
		o.passages[len(o.passages)-1].Asks = true
		o.question = plain(quoted[1])
	case day && len(o.passages) > 0: // an entry of a timeline; at the top it dates the page
		o.setLead(line)
	case boilerplate(line):
	case heading != "":
		o.label(heading, text)
		o.labelled = questionLabel.MatchString(text)
	default:
		o.add(text, offset)
	}
}

// add makes a passage of a text.
func (o *outline) add(text string, offset int) {
	o.pending = ""
	heading := o.heading
	if o.question != "" {
		heading = strings.TrimPrefix(heading+" > "+o.question, " > ")
		o.question = ""
	}
	if label := runIn(text); label != "" && label != o.lead {
		heading = strings.TrimPrefix(heading+" > "+label, " > ")
	}
	o.addUnder(heading, text, offset)
}

// addUnder makes a passage of a text under a heading of its own.
func (o *outline) addUnder(heading, text string, offset int) {
	if len(text) > longestPassage && runes(text) > longestPassage {
		o.long = append(o.long, offset)
	}
	o.passages = append(o.passages, Passage{Ordinal: len(o.passages) + 1, Heading: heading, Text: text, Place: o.place, Asks: onlyAsks(text)})
}

// flush keeps a lead-in that led to nothing: it was a paragraph after all.
func (o *outline) flush() {
	if text := o.pending; text != "" {
		o.setLead("")
		o.add(text, 0)
	}
}

func (o *outline) isTitle(text string) bool {
	return o.title != "" && len(text) <= longestBoilerplate && strings.EqualFold(plain(text), plain(o.title))
}

// body closes the outline over the source text it was made from.
func (o *outline) body(src string) body {
	o.flush()
	b := body{source: Source{Title: o.title}, passages: o.passages}
	if n := len(o.long); n > 0 {
		b.notes = append(b.notes, longNote(lineAt(src, o.long[0]), n))
	}
	return b
}
