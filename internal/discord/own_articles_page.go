package discord

import (
	"context"
	"fmt"
	"strings"

	"github.com/bwmarrin/discordgo"
	"go.yaml.in/yaml/v4"

	uploads "github.com/sitrep-bot/sitrep/internal/articles"
	"github.com/sitrep-bot/sitrep/internal/corpus"
	"github.com/sitrep-bot/sitrep/internal/discord/locale"
	"github.com/sitrep-bot/sitrep/internal/discord/render"
	"github.com/sitrep-bot/sitrep/internal/library"
	"github.com/sitrep-bot/sitrep/internal/store"
)

const (
	articlesAPage    = 10
	previewsShown    = 10  // of a .zip; the rest is counted
	problemsShown    = 5   // of all files
	longestPreviewed = 400 // units of a passage; a moderator sees how it was cut, not what it says to the end
)

// previewPage shows what would be kept: of one file its first and its longest passage, of several a line each.
func previewPage(look library.Look, w *locale.Printer) *render.Page {
	page := &render.Page{}
	for _, p := range look.Previews[:min(len(look.Previews), previewsShown)] {
		page.Text = render.Lines(page.Text, previewLine(p, w))
	}
	if more := len(look.Previews) - previewsShown; more > 0 {
		page.Text = render.Lines(page.Text, w.Plural("articlesMore", more, more))
	}
	if len(look.Previews) == 1 && look.Previews[0].Document != nil {
		page.Text = render.Lines(page.Text, passageLines(look.Previews[0], w))
	}
	page.Text = render.Lines(page.Text, problemLines(look.Previews, w))
	if look.Refused != nil {
		page.Text = render.Lines(page.Text, "**"+render.EscapeLine(look.Refused.Error())+"**")
	}
	if look.Upload != "" {
		page.Foot = append(page.Foot, w.Text("articlesNotYet"))
	}
	if look.Feed && look.Upload != "" {
		page.Foot = append(page.Foot, w.Text("feedFollowed"))
	}
	return page
}

// previewLine says what one file is.
func previewLine(p uploads.Preview, w *locale.Printer) string {
	if p.Document == nil {
		return "- " + fileLabel(p.Name) + ": " + w.Text("articlesUnread")
	}
	published := ""
	if day := p.Document.Source.Published; !day.IsZero() {
		published = render.Day(day)
	}
	line := "- " + render.Inline("**"+render.EscapeLine(render.Shorten(p.Document.Source.Title, render.LongestTitle))+"**", fileLabel(p.Name),
		p.Document.Source.Lang, published, w.Plural("passages", len(p.Document.Passages), len(p.Document.Passages)))
	switch {
	case p.Same:
		line += "\n-# " + w.Text("articlesSame", fileLabel(p.Replaces))
	case p.Replaces != "":
		line += "\n-# " + w.Text("articlesReplaces", fileLabel(p.Replaces))
	}
	return line
}

func passageLines(p uploads.Preview, w *locale.Printer) string {
	first, longest := p.First(), p.Longest()
	lines := "-# " + w.Text("articlesFirst") + "\n" + quotedPassage(first)
	if longest.Ordinal != first.Ordinal {
		lines += "\n-# " + w.Text("articlesLongest", longest.Ordinal) + "\n" + quotedPassage(longest)
	}
	return lines
}

func quotedPassage(p corpus.Passage) string {
	return render.BlockQuote(render.Escape(render.Shorten(p.Text, longestPreviewed)))
}

func problemLines(previews []uploads.Preview, w *locale.Printer) string {
	var lines []string
	for _, p := range previews {
		for _, problem := range p.Problems {
			place := fileLabel(p.Name)
			if problem.Line > 0 {
				place += fmt.Sprintf(":%d", problem.Line)
			}
			lines = append(lines, "- "+place+" "+render.EscapeLine(render.Shorten(problem.Reason+"; "+problem.Next, longestPreviewed)))
		}
	}
	if len(lines) == 0 {
		return ""
	}
	return "-# " + w.Text("articlesProblems") + "\n" + strings.Join(lines[:min(len(lines), problemsShown)], "\n")
}

// list shows a server's own articles.
func (o *ownArticles) list(ctx context.Context, r request) (reply, error) {
	return o.listPage(ctx, 1, r)
}

func (o *ownArticles) turnList(ctx context.Context, r request) (reply, error) {
	rep, err := o.listPage(ctx, target[render.ListPage](r).Page, r)
	rep.replace = err == nil
	return rep, err
}

func (o *ownArticles) listPage(ctx context.Context, number int, r request) (reply, error) {
	w := r.words()
	there, _, err := o.library.Store.Articles(ctx, r.guild)
	if err != nil {
		return reply{}, err
	}
	feeds, err := o.library.Store.Feeds(ctx, r.guild)
	if err != nil {
		return reply{}, err
	}
	waiting, err := o.waiting(ctx, r.guild)
	if err != nil {
		return reply{}, err
	}
	if len(there) == 0 && len(feeds) == 0 {
		return telling(w.Text("articlesNone")), nil
	}
	pages := max(1, (len(there)+articlesAPage-1)/articlesAPage)
	number = min(max(number, 1), pages)
	from := (number - 1) * articlesAPage
	page := &render.Page{Notes: []string{totals(there, w)}, Foot: []string{w.Text("pageOf", number, pages)}}
	for _, f := range feeds[:min(len(feeds), articlesAPage)] {
		page.Notes = append(page.Notes, feedLine(f, w))
	}
	for _, a := range there[from:min(from+articlesAPage, len(there))] {
		line := "- " + ownArticleLine(a, w)
		if waiting[a.ID] {
			line = render.Inline(line, w.Text("changeWaits"))
		}
		page.Text = render.Lines(page.Text, line)
	}
	if pages > 1 {
		turn := func(label string, to int) discordgo.MessageComponent {
			return o.render.Button(label, discordgo.SecondaryButton, render.State{Kind: render.KindOwnArticles, Asker: r.user, Target: render.ListPage{Page: to}},
				to < 1 || to > pages)
		}
		page.Rows = [][]discordgo.MessageComponent{{turn("◀", number-1), turn("▶", number+1)}}
	}
	return reply{page: page, private: true}, nil
}

// waiting are the ids of the articles whose pages say something else, about which nobody has decided yet.
func (o *ownArticles) waiting(ctx context.Context, guild string) (map[string]bool, error) {
	all, err := o.library.Store.WaitingArticles(ctx, guild)
	ids := map[string]bool{}
	for _, a := range all {
		ids[a.ID] = true
	}
	return ids, err
}

// feedLine says what a feed is, and where.
func feedLine(f store.Page, w *locale.Printer) string {
	return w.Text("feed", render.Inline("**"+render.EscapeLine(render.Shorten(f.Feed, render.LongestTitle))+"**", linked(f.URL)))
}

// linked is an address that shows no preview.
func linked(address string) string {
	if address == "" {
		return ""
	}
	return "<" + strings.ReplaceAll(address, ">", "%3E") + ">"
}

func totals(there []store.Article, w *locale.Printer) string {
	passages := 0
	for _, a := range there {
		passages += a.Passages
	}
	return w.Plural("articles", len(there), len(there)) + ", " + w.Plural("passages", passages, passages)
}

// ownArticleLine says what a kept article is, how old, and where it is from.
func ownArticleLine(a store.Article, w *locale.Printer) string {
	return render.Inline("**"+render.EscapeLine(render.Shorten(a.Title, render.LongestTitle))+"**", fileLabel(a.Name),
		w.Plural("passages", a.Passages, a.Passages), since(a.Added), linked(a.Origin.URL))
}

// suggest completes the names of a server's own articles.
func (o *ownArticles) suggest(ctx context.Context, r request) (reply, error) {
	if r.guild == "" || r.absent || !allowed(r, mayManageServer) {
		return reply{}, nil
	}
	there, _, err := o.library.Store.Articles(ctx, r.guild)
	if err != nil {
		return reply{}, err
	}
	rep := reply{choices: []choice{}}
	typed := strings.ToLower(strings.TrimSpace(r.options[r.focused]))
	if r.sub == "remove" {
		feeds, err := o.library.Store.Feeds(ctx, r.guild)
		if err != nil {
			return reply{}, err
		}
		for _, f := range feeds {
			if strings.Contains(strings.ToLower(f.Feed+" "+f.URL), typed) && len(rep.choices) < maxChoices {
				rep.choices = append(rep.choices, choice{Name: render.Shorten(render.Inline(r.words().Text("feed", render.OneLine(f.Feed)), f.URL), 100), Value: f.ID})
			}
		}
	}
	for _, a := range there {
		if strings.Contains(strings.ToLower(a.Title+" "+a.Name), typed) && len(rep.choices) < maxChoices {
			rep.choices = append(rep.choices, choice{Name: render.Shorten(render.Inline(render.OneLine(a.Title), render.OneLine(a.Name)), 100), Value: a.ID})
		}
	}
	return rep, nil
}

// messageArticle is a message as a file: its text as it stands, and who wrote it, when and where.
func messageArticle(r request, link string) ([]byte, error) {
	first, _, _ := strings.Cut(strings.TrimSpace(r.text), "\n")
	head, err := yaml.Marshal(map[string]string{"title": render.Shorten(render.OneLine(strings.TrimLeft(first, "#> -*")), 80), "author": r.author,
		"date": r.sent.UTC().Format("2006-01-02"), "url": link})
	return fmt.Appendf(nil, "---\n%s---\n%s\n", head, r.text), err
}
