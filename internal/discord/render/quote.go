package render

import (
	"strings"

	"github.com/bwmarrin/discordgo"

	"github.com/sitrep-bot/sitrep/internal/answers"
	"github.com/sitrep-bot/sitrep/internal/discord/locale"
)

// Lengths in UTF-16 units, see [Units]. A quotation and everything around it must fit the 2,000 of a message without layout.
const (
	LongestQuote   = 1400
	LongestTitle   = 120
	LongestNote    = 160
	LongestHeading = 120
	longestLink    = 512 // Discord's limit for the address of a button

	longestFirstWords = 90
)

// A View says how a quotation is shown, and to whom.
type View struct {
	Words   *locale.Printer
	Asker   string       // id of the member who may turn its pages in place
	Part    int          // of a long passage, from 0
	Notes   []string     // small lines above it
	Also    []string     // titles of other articles that say the same
	Private bool         // only the asker sees it
	Others  bool         // there are other matches, behind a button
	Menu    []Option     // or in a menu; shown where there are two or more
	Home    int          // ordinal of the passage that was the answer; 0: the one shown, if a sentence is marked in it
	Mark    answers.Span // in that
}

// home is the passage that was the answer.
func (v View) home(q answers.Quote) View {
	if v.Home == 0 && q.Highlight.Start < q.Highlight.End {
		v.Home, v.Mark = q.Passage.Ordinal, q.Highlight
	}
	return v
}

// Quote shows a passage word for word, the answering sentence in bold, with its source and the ways on.
func (r Renderer) Quote(q answers.Quote, v View) *Page {
	parts := Parts(q)
	v.Part = min(max(v.Part, 0), len(parts)-1)
	v = v.home(q)
	p := &Page{Notes: v.Notes, Quoted: true, Text: parts[v.Part]}
	if q.Passage.Heading != "" {
		p.Notes = append(p.Notes, "**"+EscapeLine(Shorten(q.Passage.Heading, LongestHeading))+"**")
	}
	if v.Part > 0 {
		p.Notes = append(p.Notes, v.Words.Text("cutBefore"))
	}
	if v.Part < len(parts)-1 {
		p.Foot = append(p.Foot, v.Words.Text("cut"))
	}
	p.Foot = append(p.Foot, sourceLine(q, v.Words))
	if len(v.Also) > 0 {
		p.Foot = append(p.Foot, v.Words.Text("also", v.Words.Enumerate(titles(v.Also), 0)))
	}
	p.Rows = append(p.Rows, r.menuRow(v), r.controls(q, v, len(parts)))
	return p
}

func titles(all []string) (shown []string) {
	for _, title := range all {
		shown = append(shown, "*"+EscapeLine(Shorten(title, LongestTitle))+"*")
	}
	return shown
}

// sourceLine says where a passage is from.
func sourceLine(q answers.Quote, w *locale.Printer) string {
	published := ""
	if !q.Source.Published.IsZero() {
		published = Day(q.Source.Published)
	}
	return Inline("**"+EscapeLine(Shorten(q.Source.Title, LongestTitle))+"**", EscapeLine(Shorten(q.Source.Publisher, LongestNote)),
		published, PlaceOf(q, w))
}

// PlaceOf says which passage of its article one is, and where in the original it stands.
func PlaceOf(q answers.Quote, w *locale.Printer) string {
	return Inline(w.Text("passageOf", q.Passage.Ordinal, q.Of), place(q.Passage.Place, w))
}

// place says where in the original a passage stands.
func place(original string, w *locale.Printer) string {
	kind, number, _ := strings.Cut(original, " ")
	switch kind {
	case "page":
		return w.Text("onPage", EscapeLine(number))
	case "row":
		return w.Text("inRow", EscapeLine(number))
	}
	return EscapeLine(original)
}

// controls is the row of buttons under a quotation: the passages and parts around it, and what can be asked or done next.
func (r Renderer) controls(q answers.Quote, v View, parts int) (row []discordgo.MessageComponent) {
	to := func(label string, ordinal, part int) {
		p := passage(q, v)
		p.Ordinal, p.Part = ordinal, part
		row = append(row, r.Button(label, discordgo.SecondaryButton, State{KindPassage, v.Asker, p}, false))
	}
	switch {
	case v.Part > 0:
		to("◀", q.Passage.Ordinal, v.Part-1)
	case q.Passage.Ordinal > 1:
		to("◀", q.Passage.Ordinal-1, 0)
	}
	switch {
	case v.Part < parts-1:
		to("▶", q.Passage.Ordinal, v.Part+1)
	case q.Passage.Ordinal < q.Of:
		to("▶", q.Passage.Ordinal+1, 0)
	}
	if v.Others {
		row = append(row, r.Button(v.Words.Text("others"), discordgo.SecondaryButton, State{KindOthers, v.Asker, passage(q, v)}, false))
	}
	return append(row, r.Button(v.Words.Text("followUp"), discordgo.PrimaryButton, State{Kind: KindFollowUp, Asker: v.Asker}, false),
		r.Button("⋯", discordgo.SecondaryButton, State{KindMore, v.Asker, passage(q, v)}, false))
}

// A Choice is what else somebody may do about an answer.
type Choice struct {
	Vote, Share, Dismiss bool
	Message              string // id of the answer
	ID                   bool   // the id of the passage is shown
}

// More shows where an answer is from, and what else can be done about it.
func (r Renderer) More(q answers.Quote, v View, c Choice) *Page {
	v = v.home(q)
	w := v.Words
	p := &Page{Notes: v.Notes, Text: sourceLine(q, w)}
	if author := q.Source.Author; author != "" {
		p.Text += "\n" + EscapeLine(Shorten(author, LongestNote))
	}
	if len(v.Also) > 0 {
		p.Text += "\n" + w.Text("also", w.Enumerate(titles(v.Also), 0))
	}
	if c.ID {
		p.Text += "\n`" + strings.ReplaceAll(q.Ref.String(), "`", "'") + "`"
	}
	var row []discordgo.MessageComponent
	add := func(may bool, label, kind string, style discordgo.ButtonStyle) {
		if may {
			row = append(row, r.Button(label, style, State{kind, v.Asker, Answer{passage(q, v), c.Message}}, false))
		}
	}
	add(c.Vote, w.Text("helpful"), KindHelpful, discordgo.SuccessButton)
	add(c.Vote, w.Text("notIt"), KindNotIt, discordgo.SecondaryButton)
	add(c.Share, w.Text("share"), KindShare, discordgo.SecondaryButton)
	add(c.Dismiss, w.Text("removeAnswer"), KindDismiss, discordgo.SecondaryButton)
	if link, host := SourceLink(q); link != "" {
		row = append(row, discordgo.Button{Label: Shorten(w.Text("openAt", host), 80), Style: discordgo.LinkButton, URL: link})
	}
	p.Rows = append(p.Rows, row)
	return p
}

// passage is what the buttons under a quote are about.
func passage(q answers.Quote, v View) Passage {
	return Passage{Document: DocumentKey(q.Ref.Document), Ordinal: q.Passage.Ordinal, Part: v.Part, Home: v.Home, Mark: v.Mark}
}

// Read is a button that shows a passage.
func (r Renderer) Read(label, asker string, q answers.Quote) discordgo.Button {
	return r.Button(label, discordgo.SecondaryButton, State{KindPassage, asker, passage(q, View{}.home(q))}, false)
}

// Button is a button that means p.
func (r Renderer) Button(label string, style discordgo.ButtonStyle, p State, disabled bool) discordgo.Button {
	return discordgo.Button{Label: Shorten(label, 80), Style: style, CustomID: r.Sign(p), Disabled: disabled}
}

// Nearest names a passage that is no answer: its title and heading, and how it begins.
func Nearest(q answers.Quote) string {
	title := "*" + EscapeLine(Shorten(q.Source.Title, LongestTitle)) + "*"
	if q.Passage.Heading != "" {
		title += " › " + EscapeLine(Shorten(q.Passage.Heading, LongestHeading))
	}
	whole := q
	whole.Highlight = answers.Span{}
	return title + ": " + EscapeLine(Shorten(FirstWords(whole), longestFirstWords))
}
