package discord

import (
	"context"

	"github.com/sitrep-bot/sitrep/internal/discord/render"
)

// sources lists the articles.
func (b *Bot) sources(_ context.Context, r request) (reply, error) {
	p, err := b.sourcesPage(1, r)
	return reply{page: p, private: r.private}, err
}

const sourcesAPage = 8

// sourcesPage is one page of the list of articles, the newest first; nil if there is no such page.
func (b *Bot) sourcesPage(number int, r request) (*render.Page, error) {
	w := r.words()
	all, passages, err := b.catalog.Documents()
	if err != nil {
		return nil, err
	}
	pages := max(1, (len(all)+sourcesAPage-1)/sourcesAPage)
	if number < 1 || number > pages {
		return nil, nil
	}
	p := &render.Page{Notes: []string{w.Plural("articles", len(all), len(all)) + ", " + w.Plural("passages", passages, passages)}, Foot: []string{w.Text("pageOf", number, pages)}}
	from := (number - 1) * sourcesAPage
	for _, d := range all[from:min(from+sourcesAPage, len(all))] {
		p.Text = render.Lines(p.Text, "- "+articleLine(d, w))
	}
	if len(all) == 0 {
		p.Text = w.Text("emptyCorpus")
	}
	p.Rows = b.paging(render.KindSources, "", number, pages, w, r)
	return p, nil
}

func (b *Bot) suggestTitles(typed string) (reply, error) {
	found, err := b.catalog.Matching(typed)
	rep := reply{choices: []choice{}}
	for _, d := range found[:min(maxChoices, len(found))] {
		rep.choices = append(rep.choices, choice{Name: render.Shorten(render.Inline(render.OneLine(d.Source.Title), render.OneLine(d.Source.Publisher)), 100), Value: render.DocumentKey(d.ID)})
	}
	return rep, err
}
