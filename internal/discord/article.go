package discord

import (
	"context"
	"fmt"

	"github.com/sitrep-bot/sitrep/internal/discord/catalog"
	"github.com/sitrep-bot/sitrep/internal/discord/locale"
	"github.com/sitrep-bot/sitrep/internal/discord/render"
	"github.com/sitrep-bot/sitrep/internal/index"
)

// article opens an article at its first page.
func (b *Bot) article(_ context.Context, r request) (reply, error) {
	d, ok, err := b.catalog.Find(r.options["title"])
	if err != nil {
		return reply{}, err
	}
	if !ok {
		return telling(r.words().Text("noArticle", render.EscapeLine(render.Shorten(r.options["title"], render.LongestNote)))), nil
	}
	p, err := b.articlePage(render.DocumentKey(d.ID), 1, r)
	return reply{page: p, private: r.private}, err
}

// articlePage shows as many passages of an article as fit a message. It is nil if there is no such page.
func (b *Bot) articlePage(doc string, number int, r request) (p *render.Page, err error) {
	w := r.words()
	err = b.catalog.Read(func(s *index.Snapshot) error {
		for _, d := range s.Documents() {
			if render.DocumentKey(d.ID) != doc {
				continue
			}
			pages, err := paginate(s, d)
			if err != nil || number < 1 || number > len(pages) {
				return err
			}
			p = &render.Page{Quoted: true, Notes: []string{articleLine(d, w)}, Text: pages[number-1],
				Foot: []string{w.Text("pageOf", number, len(pages))}}
			p.Rows = b.paging(render.KindArticle, doc, number, len(pages), w, r)
		}
		return nil
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
		for n, part := range render.Parts(q.Passage.Text) {
			head := fmt.Sprintf("-# %s\n", render.Inline(fmt.Sprint(ordinal), render.EscapeLine(render.Shorten(q.Passage.Heading, render.LongestHeading))))
			if n > 0 {
				head = ""
			}
			text := head + render.Escape(q.Passage.Text[part.Start:part.End])
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

func (b *Bot) suggestArticle(_ context.Context, r request) (reply, error) {
	return b.suggestTitles(r.options["title"])
}
