package ownarticles

import (
	"context"
	"strings"

	"github.com/bwmarrin/discordgo"

	"github.com/sitrep-bot/sitrep/internal/discord/locale"
	"github.com/sitrep-bot/sitrep/internal/discord/render"
	"github.com/sitrep-bot/sitrep/internal/lang"
	"github.com/sitrep-bot/sitrep/internal/store"
)

// List shows a server's own articles.
func (c *Commands) List(ctx context.Context, r Request) (Reply, error) {
	return c.listPage(ctx, 1, r)
}

// TurnList shows another page of the list.
func (c *Commands) TurnList(ctx context.Context, r Request) (Reply, error) {
	rep, err := c.listPage(ctx, target[render.ListPage](r).Page, r)
	rep.Replace = err == nil
	return rep, err
}

func (c *Commands) listPage(ctx context.Context, number int, r Request) (Reply, error) {
	w := r.Words
	there, _, err := c.Library.Store.Articles.List(ctx, r.Guild)
	if err != nil {
		return Reply{}, err
	}
	feeds, err := c.Library.Store.Pages.Feeds(ctx, r.Guild)
	if err != nil {
		return Reply{}, err
	}
	waiting, err := c.waiting(ctx, r.Guild)
	if err != nil {
		return Reply{}, err
	}
	lost, err := c.Library.LostPages(ctx, r.Guild)
	if err != nil {
		return Reply{}, err
	}
	if len(there) == 0 && len(feeds) == 0 {
		return telling(w.Text("articlesNone")), nil
	}
	pages := max(1, (len(there)+articlesAPage-1)/articlesAPage)
	number = min(max(number, 1), pages)
	from := (number - 1) * articlesAPage
	page := &render.Page{Notes: []string{totals(there, w)}, Foot: []string{w.Page(number, pages)}}
	for _, f := range feeds[:min(len(feeds), articlesAPage)] {
		page.Notes = append(page.Notes, lostMark(feedLine(f, w), lost[f.ID], w))
	}
	for _, a := range there[from:min(from+articlesAPage, len(there))] {
		line := "- " + articleLine(a, w)
		if a.Answered > 0 {
			line = render.Inline(line, w.Plural("articlesAnswered", a.Answered, a.Answered))
		}
		if waiting[a.ID] {
			line = render.Inline(line, w.Text("changeWaits"))
		}
		page.Text = render.Lines(page.Text, lostMark(line, lost[a.ID], w))
	}
	if pages > 1 {
		turn := func(label string, to int) discordgo.MessageComponent {
			return c.Render.Button(label, discordgo.SecondaryButton, render.State{Kind: render.KindOwnArticles, Asker: r.User, Target: render.ListPage{Page: to}},
				to < 1 || to > pages)
		}
		page.Rows = [][]discordgo.MessageComponent{{turn("◀", number-1), turn("▶", number+1)}}
	}
	return Reply{Page: page}, nil
}

// waiting are the ids of the articles whose pages say something else, about which nobody has decided yet.
func (c *Commands) waiting(ctx context.Context, guild string) (map[string]bool, error) {
	all, err := c.Library.Store.Articles.Waiting(ctx, guild)
	ids := map[string]bool{}
	for _, a := range all {
		ids[a.ID] = true
	}
	return ids, err
}

// lostMark is a line of the list, with a mark where the source of what it is about is lost.
func lostMark(line string, lost bool, w *locale.Printer) string {
	if !lost {
		return line
	}
	return render.Inline(line, w.Text("sourceLost"))
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

// articleLine says what a kept article is, how old, and where it is from.
func articleLine(a store.Article, w *locale.Printer) string {
	added := ""
	if !a.Added.IsZero() { // what was only just added is not read from the store again
		added = render.Since(a.Added)
	}
	return render.Inline("**"+render.EscapeLine(render.Shorten(a.Title, render.LongestTitle))+"**", fileLabel(a.Name),
		w.Plural("passages", a.Passages, a.Passages), added, linked(a.Origin.URL))
}

// Suggest completes the names of a server's own articles.
func (c *Commands) Suggest(ctx context.Context, r Request) (Reply, error) {
	there, _, err := c.Library.Store.Articles.List(ctx, r.Guild)
	if err != nil {
		return Reply{}, err
	}
	rep := Reply{Choices: []render.Suggestion{}}
	typed := strings.ToLower(strings.TrimSpace(r.Options[r.Focused]))
	if r.Sub == "remove" {
		feeds, err := c.Library.Store.Pages.Feeds(ctx, r.Guild)
		if err != nil {
			return Reply{}, err
		}
		for _, f := range feeds {
			if strings.Contains(strings.ToLower(f.Feed+" "+f.URL), typed) && len(rep.Choices) < render.MostSuggestions {
				rep.Choices = append(rep.Choices, render.Suggestion{Name: render.Shorten(render.Inline(r.Words.Text("feed", lang.OneLine(f.Feed)), f.URL), 100), Value: f.ID})
			}
		}
	}
	for _, a := range there {
		if strings.Contains(strings.ToLower(a.Title+" "+a.Name), typed) && len(rep.Choices) < render.MostSuggestions {
			rep.Choices = append(rep.Choices, render.Suggestion{Name: render.Shorten(render.Inline(lang.OneLine(a.Title), lang.OneLine(a.Name)), 100), Value: a.ID})
		}
	}
	return rep, nil
}
