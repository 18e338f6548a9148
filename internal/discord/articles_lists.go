package discord

import (
	"context"
	"fmt"
	"slices"

	"golang.org/x/text/collate"
	"golang.org/x/text/language"

	"github.com/sitrep-bot/sitrep/internal/discord/catalog"
	"github.com/sitrep-bot/sitrep/internal/discord/locale"
	"github.com/sitrep-bot/sitrep/internal/discord/render"
	"github.com/sitrep-bot/sitrep/internal/index"
	"github.com/sitrep-bot/sitrep/internal/lang"
)

// sources lists the articles.
func (a *articles) sources(_ context.Context, r request) (reply, error) {
	to := render.ListPage{Page: 1}
	if r.options["sort"] == sortTitle {
		to.List = byTitle
	}
	p, err := a.sourcesPage(to, r)
	return reply{page: p, private: r.private}, err
}

const sourcesAPage = 8

// The orders of the list of articles.
const (
	sortDate  = "date"
	sortTitle = "title"
)

// The orders as custom ids have them: the numbers must never change their meaning.
const (
	byDate = iota
	byTitle
)

// sourcesPage is one page of the list of articles, those in the language of who asks first; nil if there is no such page.
func (a *articles) sourcesPage(to render.ListPage, r request) (*render.Page, error) {
	w, number := r.words(), to.Page
	all, passages, err := a.catalog.at(r).Documents()
	if err != nil {
		return nil, err
	}
	pages := max(1, (len(all)+sourcesAPage-1)/sourcesAPage)
	if number < 1 || number > pages {
		return nil, nil
	}
	if to.List == byTitle {
		collator := collate.New(language.Make(w.Language()), collate.IgnoreCase)
		slices.SortStableFunc(all, func(x, y *index.Document) int { return collator.CompareString(x.Source.Title, y.Source.Title) })
	}
	catalog.Prefer(all, w.Language())
	p := &render.Page{Notes: []string{w.Plural("articles", len(all), len(all)) + ", " + w.Plural("passages", passages, passages)}, Foot: []string{w.Page(number, pages)}}
	from := (number - 1) * sourcesAPage
	for _, d := range all[from:min(from+sourcesAPage, len(all))] {
		p.Text = render.Lines(p.Text, "- "+articleLine(d, w))
	}
	if len(all) == 0 {
		p.Text = w.Text("emptyCorpus")
	}
	p.Rows = a.paging(number, pages, func(page int) render.State {
		return render.State{Kind: render.KindSources, Asker: r.user, Target: render.ListPage{Page: page, List: to.List}}
	}, w, r)
	return p, nil
}

func (a *articles) suggestTitles(r request, typed string) (reply, error) {
	found, err := a.catalog.at(r).Matching(typed)
	rep := reply{choices: []render.Suggestion{}}
	for _, d := range found[:min(render.MostSuggestions, len(found))] {
		rep.choices = append(rep.choices, render.Suggestion{Name: render.Shorten(render.Inline(lang.OneLine(d.Source.Title), lang.OneLine(d.Source.Publisher)), 100), Value: render.DocumentKey(d.ID)})
	}
	return rep, err
}

// article opens an article at its first page.
func (a *articles) article(_ context.Context, r request) (reply, error) {
	d, ok, err := a.catalog.at(r).Find(r.options["title"])
	if err != nil {
		return reply{}, err
	}
	if !ok {
		return telling(r.words().Text("noArticle", render.EscapeLine(render.Shorten(r.options["title"], render.LongestNote)))), nil
	}
	p, err := a.articlePage(render.DocumentKey(d.ID), 1, r)
	return reply{page: p, private: r.private}, err
}

// articlePage shows as many passages of an article as fit a message. It is nil if there is no such page.
func (a *articles) articlePage(doc string, number int, r request) (p *render.Page, err error) {
	w := r.words()
	err = a.catalog.at(r).Each(func(s *index.Snapshot) (bool, error) {
		for _, d := range s.Documents() {
			if render.DocumentKey(d.ID) != doc {
				continue
			}
			pages, err := paginate(s, d)
			if err != nil || number < 1 || number > len(pages) {
				return true, err
			}
			p = &render.Page{Quoted: true, Notes: []string{articleLine(d, w)}, Text: pages[number-1],
				Foot: []string{w.Page(number, len(pages))}}
			p.Rows = a.paging(number, len(pages), func(page int) render.State {
				return render.State{Kind: render.KindArticle, Asker: r.user, Target: render.ArticlePage{Document: doc, Page: page}}
			}, w, r)
			return true, nil
		}
		return false, nil
	})
	return p, err
}

// paginate lays out all passages of a Document, each under its number and heading.
func paginate(s *index.Snapshot, d *index.Document) (pages []string, err error) {
	last := ""
	for ordinal := 1; ordinal <= d.Count; ordinal++ {
		q, err := catalog.Quote(s, d, ordinal)
		if err != nil {
			return nil, err
		}
		for n, part := range render.Parts(q) {
			head := fmt.Sprintf("-# %s\n", render.Inline(fmt.Sprint(ordinal), render.EscapeLine(render.Shorten(q.Passage.Heading, render.LongestHeading))))
			if n > 0 {
				head = ""
			}
			text := head + part
			if last != "" && render.Units(last)+render.Units(text)+1 > render.LongestQuote+render.LongestHeading+10 {
				pages, last = append(pages, last), ""
			}
			last = render.Lines(last, text)
		}
	}
	return append(pages, last), nil
}

func articleLine(d *index.Document, w *locale.Printer) string {
	published := ""
	if !d.Source.Published.IsZero() {
		published = render.Day(d.Source.Published)
	}
	return render.Inline("**"+render.EscapeLine(render.Shorten(d.Source.Title, render.LongestTitle))+"**", render.EscapeLine(render.Shorten(d.Source.Publisher, 60)), published,
		w.Plural("passages", d.Count, d.Count))
}

func (a *articles) suggestArticle(_ context.Context, r request) (reply, error) {
	return a.suggestTitles(r, r.options["title"])
}
