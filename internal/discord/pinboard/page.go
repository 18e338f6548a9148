package pinboard

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/bwmarrin/discordgo"

	"github.com/sitrep-bot/sitrep/internal/answers"
	"github.com/sitrep-bot/sitrep/internal/briefing"
	"github.com/sitrep-bot/sitrep/internal/corpus"
	"github.com/sitrep-bot/sitrep/internal/discord/locale"
	"github.com/sitrep-bot/sitrep/internal/discord/render"
	"github.com/sitrep-bot/sitrep/internal/index"
	"github.com/sitrep-bot/sitrep/internal/lang"
	"github.com/sitrep-bot/sitrep/internal/scope"
	"github.com/sitrep-bot/sitrep/internal/store"
)

// A digest is what a briefing shows.
type digest struct {
	made     briefing.Briefing  // all there is
	fitted   briefing.Briefing  // what has room in a message
	revision string             // of the articles
	fresh    map[freshLine]bool // what has changed since the message was last edited; nil for one that was not
}

// A freshLine is one that is marked as changed.
type freshLine struct{ document, text string }

// mostMarked bounds the marks, which no room is kept for: where all is new, nothing needs one.
const mostMarked = 20

// freshLines are the lines that came or changed.
func freshLines(changes []briefing.Change) map[freshLine]bool {
	fresh := map[freshLine]bool{}
	for _, c := range changes {
		if c.What != briefing.Removed && c.Line.Text != "" {
			fresh[freshLine{c.Document, c.Line.Text}] = true
		}
	}
	if len(fresh) > mostMarked {
		return nil
	}
	return fresh
}

// mark is what stands before a line: that it has changed, or nothing.
func (d digest) mark(document, text string, w *locale.Printer) string {
	if d.fresh[freshLine{document, text}] {
		return w.Text("freshLine") + " "
	}
	return ""
}

// Discord allows 4,000 characters over all texts of a message. What stands around the lines takes the rest.
const briefingRoom = 2800

// digest makes what a briefing of a server shows now.
func (k *Keeper) digest(ctx context.Context, guild string, c briefing.Choice) (d digest, err error) {
	settings, _ := k.Settings.Of(ctx, guild) // there are none where they cannot be read
	opened := k.Scopes.Open(guild, scope.OrderOf(settings))
	defer opened.Close()
	shared, err := k.Scopes.SharedRevision()
	if err != nil {
		return d, err
	}
	d.revision = revisionOf(shared, opened.OwnRevision())
	d.made, err = makeBriefing(opened, c)
	if c.Style == briefing.Timeline {
		d.fitted = d.made.FitTimeline(briefingRoom, func(e briefing.Entry) int {
			return render.Units(drawnEntry(e, locale.For("de", ""), "")+articleLine(e)) + 20
		})
		return d, err
	}
	d.fitted, _ = d.made.Fit(briefingRoom, func(a briefing.Article, l briefing.Line) int { return render.Units(drawn(a, l, "")) + 1 })
	return d, err
}

// makeBriefing makes a briefing from a state of the articles. Passages are read only of Documents that are in it.
func makeBriefing(from *scope.Scope, c briefing.Choice) (made briefing.Briefing, err error) {
	var all []corpus.Document
	err = from.Read(func(s *index.Snapshot) (bool, error) {
		for _, d := range s.Documents() {
			all = append(all, d.Document)
		}
		return false, nil
	})
	if err != nil {
		return made, err
	}
	for _, a := range briefing.Make(c, all).Articles {
		if err := addPassages(from, all, a.Document); err != nil {
			return made, err
		}
	}
	return briefing.Make(c, all), nil
}

// addPassages reads the passages of one of the Documents.
func addPassages(from *scope.Scope, all []corpus.Document, id string) error {
	return from.Read(func(s *index.Snapshot) (bool, error) {
		d := s.Document(id)
		if d == nil {
			return false, nil
		}
		at := slices.IndexFunc(all, func(other corpus.Document) bool { return other.ID == id })
		all[at].Passages = nil
		for ordinal := 1; ordinal <= d.Count; ordinal++ {
			p, err := s.Passage(d, ordinal)
			if err != nil {
				return true, err
			}
			all[at].Passages = append(all[at].Passages, p)
		}
		return true, nil
	})
}

// revisionOf is another one whenever everyone's articles or the server's own have changed.
func revisionOf(shared int, own string) string { return fmt.Sprint(shared, " ", own) }

func choiceOf(p store.Briefing) briefing.Choice {
	return briefing.Choice{Documents: p.Documents, Tags: p.Tags, Lang: p.Lang, Style: briefing.Style(p.Style)}
}

// page lays a briefing out; updated says what changed, if anything has. Its menu has the briefing's id, by which the message is recognised.
func (k *Keeper) page(id string, d digest, w *locale.Printer, updated string) *render.Page {
	p := &render.Page{Text: "## " + w.Text("briefing")}
	if d.made.Title != "" && len(d.fitted.Articles) != 1 {
		p.Text += ": " + render.EscapeLine(render.Shorten(d.made.Title, render.LongestTitle))
	}
	if d.made.Style == briefing.Timeline {
		p.Text = strings.Replace(p.Text, w.Text("briefing"), w.Text("timeline"), 1)
		entries := d.fitted.Timeline()
		for i, e := range entries { // an article is named above the first of its entries that follow one another
			if len(d.made.Articles) > 1 && (i == 0 || entries[i-1].Article.Document != e.Article.Document) {
				p.Text += "\n" + articleLine(e)
			}
			p.Text += "\n" + drawnEntry(e, w, d.mark(e.Article.Document, e.Text, w))
		}
		d.fitted.Articles = nil // nothing else is shown of them
	}
	for _, a := range d.fitted.Articles {
		p.Text += "\n" + drawn(a, a.About, d.mark(a.Document, a.About.Text, w))
		for _, l := range a.Sections {
			p.Text += "\n" + drawn(a, l, d.mark(a.Document, l.Text, w))
		}
		for i, l := range a.Statements {
			mark := d.mark(a.Document, l.Text, w)
			if i > 0 && l.Who != "" && l.Who == a.Statements[i-1].Who {
				p.Text += "\n" + quoted(a, l, mark)
			} else {
				p.Text += "\n" + drawn(a, l, mark)
			}
		}
	}
	if len(d.made.Articles) == 0 {
		p.Text += "\n" + w.Text("briefingEmpty")
	}
	p.Foot = append(p.Foot, footLines(d, w)...)
	if updated != "" {
		p.Foot = append(p.Foot, updated)
	}
	if options := articleOptions(d.made); len(options) > 0 {
		menu := k.Render.Menu(w.Text("readArticle"), "", options)
		menu.CustomID = k.Render.Sign(render.State{Kind: render.KindBriefing, Target: render.Briefing(id)})
		p.Rows = append(p.Rows, []discordgo.MessageComponent{menu})
	}
	return p
}

// drawnEntry is an entry of a timeline, its date as it was resolved before it.
func drawnEntry(e briefing.Entry, w *locale.Printer, mark string) string {
	return "- " + mark + "**" + w.Date(e.When) + "**: " + render.Escape(lang.OneLine(e.Text)) + ordinalOf(e.Line)
}

// articleLine names the article of the entries below it.
func articleLine(e briefing.Entry) string {
	return "-# " + render.EscapeLine(render.Shorten(e.Article.Source.Title, 80))
}

// drawn is a line of a briefing behind a mark, which may be empty: an About with the title and the source of its article, a
// Statement with who makes it.
func drawn(a briefing.Article, l briefing.Line, mark string) string {
	switch text := formatted(a, l); l.Kind {
	case briefing.About:
		return render.Lines("**"+render.EscapeLine(render.Shorten(a.Source.Title, render.LongestTitle))+"**", "-# "+sourceLine(a), mark+text)
	case briefing.Section:
		if strings.Contains(text, "\n") { // a list below what leads to it
			return mark + headed(l.Heading) + text + ordinalOf(l)
		}
		return "- " + mark + headed(l.Heading) + text + ordinalOf(l)
	default: // an empty line before it, or Discord draws what several people said as one quotation
		who := ""
		if l.Who != "" {
			who = "> **" + render.EscapeLine(render.Shorten(l.Who, 80)) + "**"
		}
		return "\n" + render.Lines(who, quoted(a, l, mark))
	}
}

// quoted is a line as a quotation.
func quoted(a briefing.Article, l briefing.Line, mark string) string {
	return render.BlockQuote(mark + formatted(a, l) + ordinalOf(l))
}

// formatted is the text of a line as its author formatted it, where that can stand among other lines; else letter by letter.
func formatted(a briefing.Article, l briefing.Line) string {
	parts := render.Parts(answers.Quote{Passage: corpus.Passage{Text: l.Text}, Markdown: a.Markdown})
	if len(parts) == 1 && strings.TrimSpace(parts[0]) != "" && !strings.Contains(parts[0], "```") {
		return parts[0]
	}
	return render.Escape(l.Text)
}

func headed(heading string) string {
	if heading = strings.TrimRight(heading, ": "); heading == "" {
		return ""
	}
	return "**" + render.EscapeLine(render.Shorten(heading, render.LongestHeading)) + "**: "
}

// ordinalOf points to the passage a line is from.
func ordinalOf(l briefing.Line) string {
	return " `" + strconv.Itoa(l.Passage.Ordinal) + "`"
}

func sourceLine(a briefing.Article) string {
	published := ""
	if !a.Source.Published.IsZero() {
		published = render.Day(a.Source.Published)
	}
	link := ""
	if address, host := render.SourceLink(answers.Quote{Source: a.Source}); address != "" {
		link = "[" + render.EscapeLine(host) + "](<" + strings.ReplaceAll(address, ">", "%3E") + ">)"
	}
	return render.Inline(render.EscapeLine(render.Shorten(a.Source.Publisher, 60)), render.EscapeLine(render.Shorten(a.Source.Author, 60)), published, link)
}

const missingNamed = 5

// footLines says what the numbers are, as of when, what is missing and what had no room.
func footLines(d digest, w *locale.Printer) (lines []string) {
	if len(d.made.Articles) > 0 {
		lines = append(lines, w.Text("ordinals"))
	}
	if !d.made.AsOf.IsZero() {
		lines = append(lines, w.Text("asOf", render.Day(d.made.AsOf)))
	}
	if n := len(d.made.Missing); n > 0 {
		var ids []string
		for _, id := range d.made.Missing[:min(n, missingNamed)] {
			ids = append(ids, "`"+render.Shorten(id, 40)+"`")
		}
		lines = append(lines, w.Text("missing", w.Enumerate(ids, n-len(ids))))
	}
	if left := d.fitted.LeftOut + d.made.More; left > 0 {
		lines = append(lines, w.Plural("leftOut", left, left))
	}
	return lines
}

func articleOptions(made briefing.Briefing) (options []render.Option) {
	for _, a := range made.Articles {
		written := ""
		if !a.Source.Published.IsZero() {
			written = a.Source.Published.Format("2006-01-02")
		}
		options = append(options, render.Option{Label: render.Shorten(lang.OneLine(a.Source.Title), 100), Value: render.DocumentKey(a.Document),
			Description: render.Shorten(render.Inline(lang.OneLine(a.Source.Publisher), written), 100)})
	}
	return options
}

const changesNamed = 3

// changed says in one line what became of a briefing's articles.
func changed(changes []briefing.Change, w *locale.Printer) string {
	var order []string
	parts, lines := map[string]string{}, map[string]int{}
	for _, c := range changes {
		title := "*" + render.EscapeLine(render.Shorten(c.Title, 60)) + "*"
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
