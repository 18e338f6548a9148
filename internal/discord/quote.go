package discord

import (
	"strings"

	"github.com/bwmarrin/discordgo"

	"github.com/sitrep-bot/sitrep/internal/answers"
	"github.com/sitrep-bot/sitrep/internal/discord/locale"
)

// Lengths in UTF-16 units. A quotation and everything around it must fit the 2,000 of a message without layout.
const (
	longestQuote   = 1400
	longestTitle   = 120
	longestNote    = 160
	longestHeading = 120
	longestLink    = 512
)

// A view says how a quotation is shown, and to whom.
type view struct {
	words   *locale.Printer
	asker   string // who may turn its pages in place
	part    int    // of a long passage, from 0
	menu    []menuOption
	notes   []string
	private bool
	votes   bool
	home    int          // ordinal of the passage that was the answer; 0: the one shown, if a sentence is marked in it
	mark    answers.Span // in that
}

// quotePage shows a passage word for word, the answering sentence in bold, with its source and the ways on.
func (b *Bot) quotePage(q answers.Quote, v view) *page {
	parts := partsOf(q.Passage.Text)
	v.part = min(max(v.part, 0), len(parts)-1)
	part := parts[v.part]
	if v.home == 0 && q.Highlight.Start < q.Highlight.End {
		v.home, v.mark = q.Passage.Ordinal, q.Highlight
	}
	p := &page{notes: v.notes, quote: true, text: emphasize(q.Passage.Text, part, q.Highlight)}
	if q.Passage.Heading != "" {
		p.notes = append(p.notes, "**"+escapeLine(shorten(q.Passage.Heading, longestHeading))+"**")
	}
	if v.part > 0 {
		p.notes = append(p.notes, v.words.Text("cutBefore"))
	}
	if v.part < len(parts)-1 {
		p.foot = append(p.foot, v.words.Text("cut", v.words.Text("readOn")))
	}
	p.foot = append(p.foot, sourceLine(q, v.words))
	p.rows = append(p.rows, b.turning(q, v, len(parts)), b.menuRow(v), b.judging(q, v))
	return p
}

// sourceLine says where a passage is from.
func sourceLine(q answers.Quote, w *locale.Printer) string {
	published := ""
	if !q.Source.Published.IsZero() {
		published = day(q.Source.Published)
	}
	return joined("**"+escapeLine(shorten(q.Source.Title, longestTitle))+"**", escapeLine(shorten(q.Source.Publisher, longestNote)),
		published, w.Text("passageOf", q.Passage.Ordinal, q.Of), "`"+strings.ReplaceAll(q.ID, "`", "'")+"`")
}

// turning is the row of buttons that lead to other passages.
func (b *Bot) turning(q answers.Quote, v view, parts int) []discordgo.MessageComponent {
	to := func(ordinal, part int) pressed {
		p := b.about(pressPassage, q, v)
		p.ordinal, p.part = ordinal, part
		return p
	}
	row := []discordgo.MessageComponent{
		b.button("◀", discordgo.SecondaryButton, to(q.Passage.Ordinal-1, 0), q.Passage.Ordinal == 1),
		b.button("▶", discordgo.SecondaryButton, to(q.Passage.Ordinal+1, 0), q.Passage.Ordinal >= q.Of),
	}
	if v.part < parts-1 {
		row = append(row, b.button(v.words.Text("readOn"), discordgo.SecondaryButton, to(q.Passage.Ordinal, v.part+1), false))
	}
	return append(row, b.button(v.words.Text("followUp"), discordgo.PrimaryButton, b.about(pressFollowUp, q, v), false))
}

// judging is the row of buttons about the answer itself.
func (b *Bot) judging(q answers.Quote, v view) (row []discordgo.MessageComponent) {
	if v.votes {
		row = append(row, b.button(v.words.Text("helpful"), discordgo.SuccessButton, b.about(pressHelpful, q, v), false),
			b.button(v.words.Text("notIt"), discordgo.SecondaryButton, b.about(pressNotIt, q, v), false))
	}
	if v.private {
		row = append(row, b.button(v.words.Text("share"), discordgo.SecondaryButton, b.about(pressShare, q, v), false))
	} else {
		row = append(row, b.button(v.words.Text("dismiss"), discordgo.SecondaryButton, b.about(pressDismiss, q, v), false))
	}
	if link, host := sourceLink(q); link != "" {
		row = append(row, discordgo.Button{Label: shorten(v.words.Text("openAt", host), 80), Style: discordgo.LinkButton, URL: link})
	}
	return row
}

func (b *Bot) about(kind string, q answers.Quote, v view) pressed {
	return pressed{kind: kind, asker: v.asker, doc: docKey(q.Document), ordinal: q.Passage.Ordinal, part: v.part,
		home: v.home, mark: v.mark}
}

func (b *Bot) button(label string, style discordgo.ButtonStyle, p pressed, disabled bool) discordgo.Button {
	return discordgo.Button{Label: shorten(label, 80), Style: style, CustomID: b.signer.sign(p), Disabled: disabled}
}

// emphasize escapes part of a text, the highlighted sentence in bold as far as it is in that part.
func emphasize(text string, part, highlight answers.Span) string {
	start, end := max(part.Start, highlight.Start), min(part.End, highlight.End)
	if start < end {
		inner := text[start:end]
		start += len(inner) - len(strings.TrimLeft(inner, " \t\r\n"))
		end = start + len(strings.TrimSpace(inner))
	}
	if start >= end {
		return escape(text[part.Start:part.End])
	}
	return escape(text[part.Start:start]) + "**" + escape(text[start:end]) + "**" + escape(text[end:part.End])
}

// small makes lines of small print.
func small(lines []string) string {
	var b strings.Builder
	for _, l := range lines {
		if b.Len() > 0 {
			b.WriteByte('\n')
		}
		b.WriteString("-# ")
		b.WriteString(l)
	}
	return b.String()
}

// quoted marks every line as quoted.
func quoted(text string) string { return "> " + strings.ReplaceAll(text, "\n", "\n> ") }

func stacked(texts ...string) string {
	kept := texts[:0]
	for _, t := range texts {
		if t != "" {
			kept = append(kept, t)
		}
	}
	return strings.Join(kept, "\n")
}
