// Package briefing makes a digest of Documents out of their own sentences: what each is about, one line a section, and
// who said what. It writes nothing itself and knows nothing of Discord.
//
// Start at [Make]. [Briefing.Fit] brings a Briefing to the size of a message, [Briefing.Hash] tells whether what it
// shows has changed, and [Diff] what.
package briefing

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/sitrep-bot/sitrep/internal/corpus"
	"github.com/sitrep-bot/sitrep/internal/lang"
	"github.com/sitrep-bot/sitrep/internal/statements"
)

// MaxArticles is how many Documents one Briefing shows: as many as Discord allows options in a menu.
const MaxArticles = 25

// A Briefing is a digest of Documents. It can be kept as JSON, to be compared with a later one.
type Briefing struct {
	Title    string    `json:"title,omitempty"`    // of the only Document, else the tags as chosen; empty if neither
	AsOf     time.Time `json:"as_of,omitzero"`     // when the newest Document was published; zero if none says
	Articles []Article `json:"articles"`           // in the order they were named, then newest first; at most MaxArticles
	More     int       `json:"more,omitempty"`     // Documents that were chosen beyond those in Articles
	LeftOut  int       `json:"left_out,omitempty"` // lines that Fit found no room for
	Style    Style     `json:"style,omitempty"`
	Missing  []string  `json:"missing,omitempty"` // ids that were named and are not in the corpus
}

// An Article is one Document in a Briefing.
type Article struct {
	Document   string        `json:"document"`           // id
	Markdown   bool          `json:"markdown,omitempty"` // its texts are
	Source     corpus.Source `json:"source"`             // what a Briefing shows of it: no archive, retrieval or license
	About      Line          `json:"about"`
	Sections   []Line        `json:"sections,omitempty"`
	Statements []Line        `json:"statements,omitempty"`
	Dated      []Dated       `json:"dated,omitempty"` // of a Timeline, which has nothing else of an Article
}

// A Kind says what a Line is for.
type Kind string

// The kinds of Line.
const (
	About     Kind = "about"     // what the Document is about
	Section   Kind = "section"   // how one section begins
	Statement Kind = "statement" // somebody says something
)

// A Line is a whole sentence of a Document, or several where a quotation holds them together.
type Line struct {
	Kind    Kind       `json:"kind"`
	Passage corpus.Ref `json:"passage,omitzero"`  // the Passage Text is a part of; zero if Text is the Document's summary
	Heading string     `json:"heading,omitempty"` // of that Passage
	Speaker string     `json:"speaker,omitempty"` // of a Statement: a part of Text, "he" perhaps; empty if it is not plain
	Who     string     `json:"who,omitempty"`     // who that is, as the Document names them best; empty if it is not plain
	Text    string     `json:"text"`              // byte for byte as the Document has it
}

// Make makes the Briefing of the Documents chosen from a corpus.
func Make(choice Choice, documents []corpus.Document) Briefing {
	chosen, missing := choice.of(documents)
	b := Briefing{Missing: missing, Articles: []Article{}, Style: choice.Style}
	for i, d := range chosen {
		if d.Source.Published.After(b.AsOf) {
			b.AsOf = d.Source.Published
		}
		if i < MaxArticles {
			b.Articles = append(b.Articles, makeArticle(d, choice.Style))
		}
	}
	b.More = len(chosen) - len(b.Articles)
	b.Title = strings.Join(choice.Tags, ", ")
	if len(chosen) == 1 {
		b.Title = chosen[0].Source.Title
	}
	return b
}

func makeArticle(d *corpus.Document, style Style) Article {
	a := Article{Document: d.ID, Source: d.Source, Markdown: d.IsMarkdown()}
	a.Source.Retrieved, a.Source.ArchiveURL, a.Source.License = time.Time{}, "", ""
	if style == Timeline {
		a.Dated = datedOf(d)
		return a
	}
	a.About = about(d)
	a.Statements = statementsOf(d)
	a.Sections = slices.DeleteFunc(sectionsOf(d), func(section Line) bool {
		isIt := func(other Line) bool {
			return other.Passage == section.Passage && strings.Contains(other.Text, section.Text)
		}
		return isIt(a.About) || slices.ContainsFunc(a.Statements, isIt)
	})
	a.Statements = slices.DeleteFunc(a.Statements, func(s Line) bool { return s.Passage == a.About.Passage && s.Text == a.About.Text })
	return a
}

// about is the summary its publisher gave a Document, else the sentence it begins with.
func about(d *corpus.Document) Line {
	if d.Summary == "" {
		for _, p := range d.Passages {
			if line, ok := opening(d, p, About); ok {
				return line
			}
		}
	}
	return Line{Kind: About, Text: d.Summary}
}

// sectionsOf takes the sentence each section begins with. A section is a run of Passages under one heading.
func sectionsOf(d *corpus.Document) []Line {
	var lines []Line
	begun := false // the section has its line
	for i, p := range d.Passages {
		if i == 0 || p.Heading != d.Passages[i-1].Heading {
			begun = false
		}
		if line, ok := opening(d, p, Section); ok && !begun {
			lines, begun = append(lines, line), true
		}
	}
	return lines
}

// statementsOf takes the sentences in which somebody says something, those of one speaker together, in the order in which the
// speakers first do.
func statementsOf(d *corpus.Document) []Line {
	var lines []Line
	var speakers []string // of each line
	first := map[string]int{}
	for i, s := range statements.Of(d.Source.Lang, d.Passages) {
		who := fmt.Sprint(i) // nobody else
		if s.Speaker.IsKnown() {
			who = statements.Key(d.Source.Lang, d.ID, s.Speaker)
		} else if s.Carried {
			continue // without the sentence before it nobody knows who "he" is
		}
		if _, known := first[who]; !known {
			first[who] = len(lines)
		}
		at := slices.IndexFunc(d.Passages, func(p corpus.Passage) bool { return p.Ordinal == s.Ordinal })
		p := d.Passages[at]
		line := Line{Kind: Statement, Passage: d.Ref(p.Ordinal), Heading: p.Heading,
			Speaker: s.By, Who: s.Speaker.Called(), Text: p.Text[s.Span.Start:s.Span.End]}
		if begun := first[who]; begun < len(lines) {
			line.Who = lines[begun].Who // by one name
		}
		lines, speakers = append(lines, line), append(speakers, who)
	}
	order := make([]int, len(lines))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return first[speakers[a]] - first[speakers[b]] })
	var grouped []Line
	for _, i := range order {
		grouped = append(grouped, lines[i])
	}
	return grouped
}

// opening is the sentence a Passage begins with, without a label that says no more than its heading, and with the list that
// it leads to. ok is false where that says nothing by itself: a lead-in without its list, a question, the words under a picture.
func opening(d *corpus.Document, p corpus.Passage, kind Kind) (line Line, ok bool) {
	text := p.Text
	_, label := cutLast(p.Heading, " > ")
	if rest, found := strings.CutPrefix(text, label+":"); found && label != "" && strings.TrimSpace(rest) != "" {
		text = rest
	}
	whole := text
	if parts := lang.WholeSentences(text); len(parts) > 0 {
		text = text[parts[0].Start:parts[0].End]
	}
	ok = !p.Asks && !isCaption(text)
	if announces(text) && text != label+":" {
		text, ok = withList(whole, text)
	}
	return Line{Kind: kind, Passage: d.Ref(p.Ordinal), Heading: p.Heading, Text: text}, ok
}

func cutLast(s, sep string) (before, after string) {
	if i := strings.LastIndex(s, sep); i >= 0 {
		return s[:i], s[i+len(sep):]
	}
	return "", s
}

// Hash stands for everything the Briefing shows and leads to: two Briefings have the same exactly if they are the same
// to a reader and to the buttons below them. Take it of what Fit returned.
func (b Briefing) Hash() string {
	encoded, err := json.Marshal(b)
	if err != nil {
		panic(fmt.Sprintf("a briefing cannot be encoded: %v", err)) // only a year past 9999 could do that
	}
	sum := sha256.Sum256(encoded)
	return hex.EncodeToString(sum[:16])
}
