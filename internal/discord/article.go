package discord

import (
	"context"
	"fmt"

	"github.com/sitrep-bot/sitrep/internal/discord/locale"
	"github.com/sitrep-bot/sitrep/internal/index"
)

// article opens an article at its first page.
func (b *Bot) article(_ context.Context, r request) (reply, error) {
	v, ok, err := b.shelf.find(r.options["title"])
	if err != nil {
		return reply{}, err
	}
	if !ok {
		return telling(r.words().Text("noArticle", escapeLine(shorten(r.options["title"], longestNote)))), nil
	}
	p, err := b.articlePage(docKey(v.id), 1, r)
	return reply{page: p, private: r.private}, err
}

// articlePage shows as many passages of an article as fit a message. It is nil if there is no such page.
func (b *Bot) articlePage(doc string, number int, r request) (p *page, err error) {
	w := r.words()
	err = b.shelf.read(func(s *index.Snapshot) error {
		for _, d := range s.Documents() {
			if docKey(d.ID) != doc {
				continue
			}
			pages, err := paginate(s, d)
			if err != nil || number < 1 || number > len(pages) {
				return err
			}
			p = &page{quote: true, notes: []string{articleLine(d, w)}, text: pages[number-1],
				foot: []string{w.Text("pageOf", number, len(pages))}}
			p.rows = b.paging(pressArticle, doc, number, len(pages), w, r)
		}
		return nil
	})
	return p, err
}

// paginate lays out all passages of a Document, each under its number and heading.
func paginate(s *index.Snapshot, d *index.Document) (pages []string, err error) {
	last := ""
	for ordinal := 1; ordinal <= d.Count; ordinal++ {
		q, err := quoteOf(s, d, ordinal)
		if err != nil {
			return nil, err
		}
		for n, part := range partsOf(q.Passage.Text) {
			head := fmt.Sprintf("-# %s\n", joined(fmt.Sprint(ordinal), escapeLine(shorten(q.Passage.Heading, longestHeading))))
			if n > 0 {
				head = ""
			}
			text := head + escape(q.Passage.Text[part.Start:part.End])
			if last != "" && units(last)+units(text)+1 > longestQuote+longestHeading+10 {
				pages, last = append(pages, last), ""
			}
			last = stacked(last, text)
		}
	}
	return append(pages, last), nil
}

func articleLine(d *index.Document, w *locale.Printer) string {
	published := ""
	if !d.Source.Published.IsZero() {
		published = day(d.Source.Published)
	}
	return joined("**"+escapeLine(shorten(d.Source.Title, longestTitle))+"**", escapeLine(shorten(d.Source.Publisher, 60)), published,
		w.Plural("passages", d.Count, d.Count))
}

func (b *Bot) suggestArticle(_ context.Context, r request) (reply, error) {
	return b.suggestTitles(r.options["title"])
}
