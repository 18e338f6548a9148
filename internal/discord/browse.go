package discord

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/bwmarrin/discordgo"

	"sitrep/internal/answers"
	"sitrep/internal/index"
)

// Discord takes at most 25 suggestions of an autocomplete and lines of a menu.
const maxChoices = 25

// search looks passages up: the one that was picked from the suggestions, or what fits the words best.
func (b *Bot) search(ctx context.Context, r request) (reply, error) {
	w := in(r.locale, "")
	if p, ok := parsePlace(r.options["query"]); ok {
		if q, found, err := b.shelf.passage(p); found || err != nil {
			return b.showQuote(q, r), err
		}
	}
	l, said, err := b.lookup(r, w)
	if err != nil || said != "" {
		return telling(said), err
	}
	l.Limit = maxChoices
	found, err := b.desk.Look(ctx, l)
	if err != nil {
		return reply{}, err
	}
	if len(found) == 0 {
		return telling(fmt.Sprintf(w.noMatch, escapeLine(shorten(r.options["query"], longestNote)))), nil
	}
	rep := b.showQuote(found[0], r, found...)
	return rep, nil
}

// telling is a line for the user alone.
func telling(text string) reply { return reply{page: &page{text: text}, private: true} }

// showQuote shows a passage that was looked up, with the menu of what else was found.
func (b *Bot) showQuote(q answers.Quote, r request, found ...answers.Quote) reply {
	v := view{words: in(r.locale, ""), asker: r.user, private: r.private, notes: r.notes(in(r.locale, "")), menu: matches(found)}
	return reply{page: b.quotePage(q, v), quoted: quotedAs(q), private: r.private, ping: r.ping}
}

// lookup reads the options of a search. said is what to tell the user of an option that cannot be read.
func (b *Bot) lookup(r request, w *words) (l answers.Lookup, said string, err error) {
	l = answers.Lookup{Text: r.options["query"], Limit: maxChoices}
	for name, bound := range map[string]*time.Time{"from": &l.From, "to": &l.To} {
		text := strings.TrimSpace(r.options[name])
		if text == "" {
			continue
		}
		if *bound, err = time.Parse("2006-01-02", text); err != nil {
			return l, fmt.Sprintf(w.badDay, escapeLine(shorten(text, longestNote))), nil
		}
	}
	if source := r.options["source"]; strings.TrimSpace(source) != "" {
		v, ok, err := b.shelf.find(source)
		if err != nil || !ok {
			return l, fmt.Sprintf(w.noArticle, escapeLine(shorten(source, longestNote))), err
		}
		l.Document = v.id
	}
	return l, "", nil
}

// suggestSearch completes what is being typed into /search.
func (b *Bot) suggestSearch(ctx context.Context, r request) (reply, error) {
	if r.focused == "source" {
		return b.suggestTitles(r.options["source"])
	}
	l, said, err := b.lookup(r, in(r.locale, ""))
	if err != nil || said != "" {
		return reply{}, err
	}
	l.Typing = true
	found, err := b.desk.Look(ctx, l)
	rep := reply{choices: []choice{}}
	for _, q := range found {
		name := joined(oneLine(q.Source.Title), written(q))
		name = shorten(label(q), 98-min(units(name), 40)) + " · " + shorten(name, 38)
		rep.choices = append(rep.choices, choice{Name: shorten(name, 100), Value: place{doc: docKey(q.Document), ordinal: q.Passage.Ordinal}.String()})
	}
	return rep, err
}

func (b *Bot) suggestArticle(_ context.Context, r request) (reply, error) {
	return b.suggestTitles(r.options["title"])
}

func (b *Bot) suggestTitles(typed string) (reply, error) {
	found, err := b.shelf.matching(typed)
	rep := reply{choices: []choice{}}
	for _, v := range found[:min(maxChoices, len(found))] {
		rep.choices = append(rep.choices, choice{Name: shorten(joined(oneLine(v.title), oneLine(v.publisher)), 100), Value: docKey(v.id)})
	}
	return rep, err
}

// passage shows the passage with an id.
func (b *Bot) passage(_ context.Context, r request) (reply, error) {
	id := r.options["id"]
	q, ok, err := b.shelf.byID(id)
	if err != nil {
		return reply{}, err
	}
	if !ok {
		return telling(fmt.Sprintf(in(r.locale, "").noPassage, strings.ReplaceAll(oneLine(shorten(id, longestNote)), "`", "'"))), nil
	}
	return b.showQuote(q, r), nil
}

// article opens an article at its first page.
func (b *Bot) article(_ context.Context, r request) (reply, error) {
	v, ok, err := b.shelf.find(r.options["title"])
	if err != nil {
		return reply{}, err
	}
	if !ok {
		return telling(fmt.Sprintf(in(r.locale, "").noArticle, escapeLine(shorten(r.options["title"], longestNote)))), nil
	}
	p, err := b.articlePage(docKey(v.id), 1, r)
	return reply{page: p, private: r.private}, err
}

// articlePage shows as many passages of an article as fit a message. It is nil if there is no such page.
func (b *Bot) articlePage(doc string, number int, r request) (p *page, err error) {
	w := in(r.locale, "")
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
				foot: []string{fmt.Sprintf(w.pageOf, number, len(pages))}}
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

func articleLine(d *index.Document, w *words) string {
	published := ""
	if !d.Source.Published.IsZero() {
		published = day(d.Source.Published)
	}
	return joined("**"+escapeLine(shorten(d.Source.Title, longestTitle))+"**", escapeLine(shorten(d.Source.Publisher, 60)), published,
		fmt.Sprintf(w.sourceLine, d.Count))
}

// paging is the row that turns the pages of a list.
func (b *Bot) paging(kind, doc string, number, of int, w *words, r request) [][]discordgo.MessageComponent {
	var row []discordgo.MessageComponent
	if of > 1 {
		row = append(row,
			b.button("◀", discordgo.SecondaryButton, pressed{kind: kind, asker: r.user, doc: doc, ordinal: number - 1}, number == 1),
			b.button("▶", discordgo.SecondaryButton, pressed{kind: kind, asker: r.user, doc: doc, ordinal: number + 1}, number == of))
	}
	if !r.private {
		row = append(row, b.button(w.dismiss, discordgo.SecondaryButton, pressed{kind: pressDismiss, asker: r.user}, false))
	}
	return [][]discordgo.MessageComponent{row}
}

// sources lists the articles.
func (b *Bot) sources(_ context.Context, r request) (reply, error) {
	p, err := b.sourcesPage(1, r)
	return reply{page: p, private: r.private}, err
}

const sourcesAPage = 8

// sourcesPage is one page of the list of articles, the newest first; nil if there is no such page.
func (b *Bot) sourcesPage(number int, r request) (*page, error) {
	w := in(r.locale, "")
	all, passages, err := b.shelf.volumes()
	if err != nil {
		return nil, err
	}
	pages := max(1, (len(all)+sourcesAPage-1)/sourcesAPage)
	if number < 1 || number > pages {
		return nil, nil
	}
	p := &page{notes: []string{fmt.Sprintf(w.sources, len(all), passages)}, foot: []string{fmt.Sprintf(w.pageOf, number, pages)}}
	from := (number - 1) * sourcesAPage
	for _, v := range all[from:min(from+sourcesAPage, len(all))] {
		p.text = stacked(p.text, "- "+articleLine(v.document, w))
	}
	if len(all) == 0 {
		p.text = w.emptyCorpus
	}
	p.rows = b.paging(pressSources, "", number, pages, w, r)
	return p, nil
}

func (b *Bot) help(_ context.Context, r request) (reply, error) {
	return telling(fmt.Sprintf(in(r.locale, "").help, escapeLine(b.name))), nil
}

func (b *Bot) privacy(_ context.Context, r request) (reply, error) {
	return telling(in(r.locale, "").privacy), nil
}
