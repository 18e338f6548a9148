package discord

import (
	"fmt"
	"net/url"
	"sort"
	"strings"

	"github.com/bwmarrin/discordgo"

	"sitrep/internal/answers"
	"sitrep/internal/lang"
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
	words   *words
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
		p.notes = append(p.notes, v.words.cutBefore)
	}
	if v.part < len(parts)-1 {
		p.foot = append(p.foot, fmt.Sprintf(v.words.cut, v.words.readOn))
	}
	p.foot = append(p.foot, sourceLine(q, v.words))
	p.rows = append(p.rows, b.turning(q, v, len(parts)), b.menuRow(v), b.judging(q, v))
	return p
}

// sourceLine says where a passage is from.
func sourceLine(q answers.Quote, w *words) string {
	published := ""
	if !q.Source.Published.IsZero() {
		published = day(q.Source.Published)
	}
	return joined("**"+escapeLine(shorten(q.Source.Title, longestTitle))+"**", escapeLine(shorten(q.Source.Publisher, longestNote)),
		published, fmt.Sprintf(w.passageOf, q.Passage.Ordinal, q.Of), "`"+strings.ReplaceAll(q.ID, "`", "'")+"`")
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
		row = append(row, b.button(v.words.readOn, discordgo.SecondaryButton, to(q.Passage.Ordinal, v.part+1), false))
	}
	return append(row, b.button(v.words.followUp, discordgo.PrimaryButton, b.about(pressFollowUp, q, v), false))
}

// judging is the row of buttons about the answer itself.
func (b *Bot) judging(q answers.Quote, v view) (row []discordgo.MessageComponent) {
	if v.votes {
		row = append(row, b.button(v.words.helpful, discordgo.SuccessButton, b.about(pressHelpful, q, v), false),
			b.button(v.words.notIt, discordgo.SecondaryButton, b.about(pressNotIt, q, v), false))
	}
	if v.private {
		row = append(row, b.button(v.words.share, discordgo.SecondaryButton, b.about(pressShare, q, v), false))
	} else {
		row = append(row, b.button(v.words.dismiss, discordgo.SecondaryButton, b.about(pressDismiss, q, v), false))
	}
	if link, host := sourceLink(q); link != "" {
		row = append(row, discordgo.Button{Label: shorten(fmt.Sprintf(v.words.openAt, host), 80), Style: discordgo.LinkButton, URL: link})
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

// menuRow is the menu of other matches; none where there is nothing to choose from.
func (b *Bot) menuRow(v view) []discordgo.MessageComponent {
	if len(v.menu) < 2 {
		return nil
	}
	return []discordgo.MessageComponent{b.menuOf(v.words.others, v.asker, v.menu)}
}

func (b *Bot) menuOf(placeholder, asker string, options []menuOption) discordgo.SelectMenu {
	menu := discordgo.SelectMenu{MenuType: discordgo.StringSelectMenu, Placeholder: placeholder,
		CustomID: b.signer.sign(pressed{kind: pressMenu, asker: asker})}
	for _, o := range options {
		menu.Options = append(menu.Options, discordgo.SelectMenuOption(discordgo.SelectMenuOption{
			Label: o.Label, Value: o.Value, Description: o.Description, Default: o.Default}))
	}
	return menu
}

// matches lists passages as a menu, the first of them shown.
func matches(quotes []answers.Quote) []menuOption {
	var options []menuOption
	for i, q := range quotes {
		options = append(options, menuOption{
			Label:       shorten(label(q), 100),
			Value:       place{docKey(q.Document), q.Passage.Ordinal, q.Highlight}.String(),
			Description: shorten(joined(oneLine(q.Source.Title), written(q)), 100),
			Default:     i == 0,
		})
	}
	return options
}

// label is what a passage is called in a list: its heading and how it begins.
func label(q answers.Quote) string {
	text := oneLine(q.Passage.Text)
	if h := q.Highlight; h.Start > 0 && h.Start < h.End && h.End <= len(q.Passage.Text) {
		text = oneLine(q.Passage.Text[h.Start:h.End])
	}
	if q.Passage.Heading != "" {
		return shorten(oneLine(q.Passage.Heading), 40) + ": " + text
	}
	return text
}

func written(q answers.Quote) string {
	if q.Source.Published.IsZero() {
		return ""
	}
	return q.Source.Published.Format("2006-01-02")
}

func oneLine(text string) string { return strings.Join(strings.Fields(text), " ") }

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

// partsOf cuts a passage that is too long for a message at the ends of sentences; one that fits is one part. All parts
// together are the whole text.
func partsOf(text string) []answers.Span {
	const room = longestQuote - len("****")
	if units(escape(text)) <= room {
		return []answers.Span{{Start: 0, End: len(text)}}
	}
	var parts []answers.Span
	start, end, used := 0, 0, 0
	for _, piece := range pieces(text, room) {
		length := units(escape(text[piece.Start:piece.End]))
		if used+length > room {
			parts = append(parts, answers.Span{Start: start, End: end})
			start, used = piece.Start, 0
		}
		end, used = piece.End, used+length
	}
	return append(parts, answers.Span{Start: start, End: len(text)})
}

// pieces cuts a text into sentences with the space after them, and sentences that are too long by themselves into words,
// and words into letters.
func pieces(text string, room int) []answers.Span {
	var ends []int
	for _, s := range lang.Sentences(text) {
		ends = append(ends, s.Start)
	}
	ends = cutAt(text, append(ends, len(text)), room, func(at int) bool { return text[at] == ' ' || text[at] == '\n' })
	ends = cutAt(text, ends, room, func(int) bool { return true })
	var spans []answers.Span
	start := 0
	for _, end := range ends {
		if end > start {
			spans = append(spans, answers.Span{Start: start, End: end})
			start = end
		}
	}
	return spans
}

// cutAt adds every place where may says so, inside the pieces that are too long.
func cutAt(text string, ends []int, room int, may func(at int) bool) []int {
	all := append([]int(nil), ends...)
	start := 0
	for _, end := range ends {
		if end > start && units(escape(text[start:end])) > room {
			for at := range text[start:end] {
				if at > 0 && may(start+at) {
					all = append(all, start+at)
				}
			}
		}
		start = max(start, end)
	}
	sort.Ints(all)
	return all
}

// sourceLink is the address of the passage in its source, at the sentence that answers, and the site it leads to.
func sourceLink(q answers.Quote) (link, host string) {
	u, err := url.Parse(q.Source.URL)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return "", ""
	}
	link = u.String()
	if deep := link + fragmentFor(u, q); len(deep) <= longestLink {
		link = deep
	}
	if len(link) > longestLink {
		return "", ""
	}
	return link, strings.TrimPrefix(u.Hostname(), "www.")
}

// fragmentFor is a text fragment: browsers scroll to the words and mark them.
func fragmentFor(u *url.URL, q answers.Quote) string {
	text := q.Passage.Text
	if h := q.Highlight; h.Start >= 0 && h.Start < h.End && h.End <= len(text) {
		text = text[h.Start:h.End]
	}
	first, last := strings.Fields(text), []string(nil)
	if len(first) == 0 {
		return ""
	}
	if len(first) > 10 {
		first, last = first[:4], first[len(first)-4:]
	}
	f := ":~:text=" + fragmentWords(first)
	if last != nil {
		f += "," + fragmentWords(last)
	}
	if u.Fragment == "" {
		f = "#" + f
	}
	return f
}

// fragmentWords encodes what has a meaning of its own in a text fragment: "-", "," and "&".
func fragmentWords(ws []string) string {
	return strings.ReplaceAll(url.PathEscape(strings.Join(ws, " ")), "-", "%2D")
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
