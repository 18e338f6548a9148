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
)

// A View says how a quotation is shown, and to whom.
type View struct {
	Words   *locale.Printer
	Asker   string       // id of the member who may turn its pages in place
	Part    int          // of a long passage, from 0
	Menu    []Option     // other matches; shown where there are two or more
	Notes   []string     // small lines above it
	Private bool         // only the asker sees it
	Votes   bool         // it can be voted on
	Home    int          // ordinal of the passage that was the answer; 0: the one shown, if a sentence is marked in it
	Mark    answers.Span // in that
}

// Quote shows a passage word for word, the answering sentence in bold, with its source and the ways on.
func (r Renderer) Quote(q answers.Quote, v View) *Page {
	parts := Parts(q)
	v.Part = min(max(v.Part, 0), len(parts)-1)
	if v.Home == 0 && q.Highlight.Start < q.Highlight.End {
		v.Home, v.Mark = q.Passage.Ordinal, q.Highlight
	}
	p := &Page{Notes: v.Notes, Quoted: true, Text: parts[v.Part]}
	if q.Passage.Heading != "" {
		p.Notes = append(p.Notes, "**"+EscapeLine(Shorten(q.Passage.Heading, LongestHeading))+"**")
	}
	if v.Part > 0 {
		p.Notes = append(p.Notes, v.Words.Text("cutBefore"))
	}
	if v.Part < len(parts)-1 {
		p.Foot = append(p.Foot, v.Words.Text("cut", v.Words.Text("readOn")))
	}
	p.Foot = append(p.Foot, sourceLine(q, v.Words))
	p.Rows = append(p.Rows, r.turning(q, v, len(parts)), r.menuRow(v), r.judging(q, v))
	return p
}

// sourceLine says where a passage is from.
func sourceLine(q answers.Quote, w *locale.Printer) string {
	published := ""
	if !q.Source.Published.IsZero() {
		published = Day(q.Source.Published)
	}
	return Inline("**"+EscapeLine(Shorten(q.Source.Title, LongestTitle))+"**", EscapeLine(Shorten(q.Source.Publisher, LongestNote)),
		published, w.Text("passageOf", q.Passage.Ordinal, q.Of), "`"+strings.ReplaceAll(q.ID, "`", "'")+"`")
}

// turning is the row of buttons that lead to other passages.
func (r Renderer) turning(q answers.Quote, v View, parts int) []discordgo.MessageComponent {
	to := func(ordinal, part int) State {
		p := passage(q, v)
		p.Ordinal, p.Part = ordinal, part
		return State{KindPassage, v.Asker, p}
	}
	row := []discordgo.MessageComponent{
		r.Button("◀", discordgo.SecondaryButton, to(q.Passage.Ordinal-1, 0), q.Passage.Ordinal == 1),
		r.Button("▶", discordgo.SecondaryButton, to(q.Passage.Ordinal+1, 0), q.Passage.Ordinal >= q.Of),
	}
	if v.Part < parts-1 {
		row = append(row, r.Button(v.Words.Text("readOn"), discordgo.SecondaryButton, to(q.Passage.Ordinal, v.Part+1), false))
	}
	return append(row, r.Button(v.Words.Text("followUp"), discordgo.PrimaryButton, State{Kind: KindFollowUp, Asker: v.Asker}, false))
}

// judging is the row of buttons about the answer itself.
func (r Renderer) judging(q answers.Quote, v View) (row []discordgo.MessageComponent) {
	if v.Votes {
		row = append(row, r.Button(v.Words.Text("helpful"), discordgo.SuccessButton, State{KindHelpful, v.Asker, passage(q, v)}, false),
			r.Button(v.Words.Text("notIt"), discordgo.SecondaryButton, State{KindNotIt, v.Asker, passage(q, v)}, false))
	}
	if v.Private {
		row = append(row, r.Button(v.Words.Text("share"), discordgo.SecondaryButton, State{KindShare, v.Asker, passage(q, v)}, false))
	} else {
		row = append(row, r.Button(v.Words.Text("dismiss"), discordgo.SecondaryButton, State{Kind: KindDismiss, Asker: v.Asker}, false))
	}
	if link, host := SourceLink(q); link != "" {
		row = append(row, discordgo.Button{Label: Shorten(v.Words.Text("openAt", host), 80), Style: discordgo.LinkButton, URL: link})
	}
	return row
}

// passage is what the buttons under a quote are about.
func passage(q answers.Quote, v View) Passage {
	return Passage{Document: DocumentKey(q.Document), Ordinal: q.Passage.Ordinal, Part: v.Part, Home: v.Home, Mark: v.Mark}
}

// Button is a button that means p.
func (r Renderer) Button(label string, style discordgo.ButtonStyle, p State, disabled bool) discordgo.Button {
	return discordgo.Button{Label: Shorten(label, 80), Style: style, CustomID: r.Sign(p), Disabled: disabled}
}

// Heading names a passage without quoting it.
func Heading(q answers.Quote) string {
	title := "*" + EscapeLine(Shorten(q.Source.Title, LongestTitle)) + "*"
	if q.Passage.Heading == "" {
		return title
	}
	return title + " › " + EscapeLine(Shorten(q.Passage.Heading, LongestHeading))
}
