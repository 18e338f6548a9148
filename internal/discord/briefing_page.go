package discord

import (
	"strings"

	"github.com/bwmarrin/discordgo"

	"github.com/sitrep-bot/sitrep/internal/answers"
	"github.com/sitrep-bot/sitrep/internal/briefing"
	"github.com/sitrep-bot/sitrep/internal/corpus"
	"github.com/sitrep-bot/sitrep/internal/discord/locale"
	"github.com/sitrep-bot/sitrep/internal/index"
	"github.com/sitrep-bot/sitrep/internal/store"
)

// A digest is what a briefing shows.
type digest struct {
	made     briefing.Briefing // all there is
	fitted   briefing.Briefing // what has room in a message
	revision int               // of the corpus
}

// Discord allows 4,000 characters over all texts of a message. What stands around the lines takes the rest.
const briefingRoom = 2800

// digest makes what a briefing shows now.
func (b *Bot) digest(c briefing.Choice) (d digest, err error) {
	err = b.shelf.read(func(s *index.Snapshot) error {
		d.revision = s.Revision()
		d.made, err = brief(s, c)
		return err
	})
	d.fitted, _ = d.made.Fit(briefingRoom, func(a briefing.Article, l briefing.Line) int { return units(drawn(a, l)) + 1 })
	return d, err
}

// brief makes a briefing from a state of the corpus. Passages are read only of Documents that are in it.
func brief(s *index.Snapshot, c briefing.Choice) (briefing.Briefing, error) {
	var all []corpus.Document
	for _, d := range s.Documents() {
		all = append(all, d.Document)
	}
	for _, a := range briefing.Make(c, all).Articles {
		for i, d := range s.Documents() {
			for ordinal := 1; d.ID == a.Document && ordinal <= d.Count; ordinal++ {
				p, err := s.Passage(d, ordinal)
				if err != nil {
					return briefing.Briefing{}, err
				}
				all[i].Passages = append(all[i].Passages, p)
			}
		}
	}
	return briefing.Make(c, all), nil
}

func choiceOf(p store.Briefing) briefing.Choice {
	return briefing.Choice{Documents: p.Documents, Tags: p.Tags, Lang: p.Lang}
}

// briefingPage lays a briefing out. Its menu has the briefing's id, by which the message is recognised.
func (b *Bot) briefingPage(id string, d digest, w *locale.Printer, updated string) *page {
	p := &page{text: "## " + w.Text("briefing")}
	if d.made.Title != "" && len(d.fitted.Articles) != 1 {
		p.text += ": " + escapeLine(shorten(d.made.Title, longestTitle))
	}
	for _, a := range d.fitted.Articles {
		p.text += "\n" + drawn(a, a.About)
		for _, l := range append(a.Sections, a.Statements...) {
			p.text += "\n" + drawn(a, l)
		}
	}
	if len(d.made.Articles) == 0 {
		p.text += "\n" + w.Text("briefingEmpty")
	}
	p.foot = append(p.foot, briefingFoot(d, w)...)
	if updated != "" {
		p.foot = append(p.foot, updated)
	}
	if options := articleOptions(d.made); len(options) > 0 {
		menu := b.menuOf(w.Text("readArticle"), "", options)
		menu.CustomID = b.signer.sign(pressed{kind: pressBriefing, doc: id})
		p.rows = append(p.rows, []discordgo.MessageComponent{menu})
	}
	return p
}

// drawn is a line of a briefing, an About with the title and the source of its article.
func drawn(a briefing.Article, l briefing.Line) string {
	switch text := escape(l.Text); l.Kind {
	case briefing.About:
		return stacked("**"+escapeLine(shorten(a.Source.Title, longestTitle))+"**", "-# "+briefingSource(a), text)
	case briefing.Section:
		return "- " + headed(l.Heading) + text + ordinalOf(l)
	default: // an empty line before it, or Discord draws what several people said as one quotation
		return "\n" + quoted(text) + ordinalOf(l)
	}
}

func headed(heading string) string {
	if heading == "" {
		return ""
	}
	return "**" + escapeLine(shorten(heading, longestHeading)) + "**: "
}

// ordinalOf points to the passage a line is from.
func ordinalOf(l briefing.Line) string {
	return " `" + l.Passage[strings.LastIndexByte(l.Passage, '#')+1:] + "`"
}

func briefingSource(a briefing.Article) string {
	published := ""
	if !a.Source.Published.IsZero() {
		published = day(a.Source.Published)
	}
	link := ""
	if address, host := sourceLink(answers.Quote{Source: a.Source}); address != "" {
		link = "[" + escapeLine(host) + "](<" + strings.ReplaceAll(address, ">", "%3E") + ">)"
	}
	return joined(escapeLine(shorten(a.Source.Publisher, 60)), escapeLine(shorten(a.Source.Author, 60)), published, link,
		"`"+shorten(a.Document, 60)+"`")
}

const missingNamed = 5

// briefingFoot says as of when, what is missing and what had no room.
func briefingFoot(d digest, w *locale.Printer) (lines []string) {
	if !d.made.AsOf.IsZero() {
		lines = append(lines, w.Text("asOf", day(d.made.AsOf)))
	}
	if n := len(d.made.Missing); n > 0 {
		var ids []string
		for _, id := range d.made.Missing[:min(n, missingNamed)] {
			ids = append(ids, "`"+shorten(id, 40)+"`")
		}
		lines = append(lines, w.Text("missing", w.Enumerate(ids, n-len(ids))))
	}
	if left := d.fitted.LeftOut + d.made.More; left > 0 {
		lines = append(lines, w.Plural("leftOut", left, left))
	}
	return lines
}

func articleOptions(made briefing.Briefing) (options []menuOption) {
	for _, a := range made.Articles {
		written := ""
		if !a.Source.Published.IsZero() {
			written = a.Source.Published.Format("2006-01-02")
		}
		options = append(options, menuOption{Label: shorten(oneLine(a.Source.Title), 100), Value: docKey(a.Document),
			Description: shorten(joined(oneLine(a.Source.Publisher), written), 100)})
	}
	return options
}

const changesNamed = 3

// changed says in one line what became of a briefing's articles.
func changed(changes []briefing.Change, w *locale.Printer) string {
	var order []string
	parts, lines := map[string]string{}, map[string]int{}
	for _, c := range changes {
		title := "*" + escapeLine(shorten(c.Title, 60)) + "*"
		if _, known := parts[c.Document]; !known {
			order = append(order, c.Document)
		}
		switch {
		case c.Line.Kind == "" && c.What == briefing.Added:
			parts[c.Document] = w.Text("articleAdded", title)
		case c.Line.Kind == "" && c.What == briefing.Removed:
			parts[c.Document] = w.Text("articleGone", title)
		default:
			lines[c.Document]++
			parts[c.Document] = w.Plural("linesChanged", lines[c.Document], title, lines[c.Document])
		}
	}
	var said []string
	for _, id := range order[:min(changesNamed, len(order))] {
		said = append(said, parts[id])
	}
	return w.Enumerate(said, len(order)-len(said))
}
