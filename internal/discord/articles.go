package discord

import (
	"context"
	"strings"
	"time"

	"github.com/bwmarrin/discordgo"

	"github.com/sitrep-bot/sitrep/internal/answers"
	"github.com/sitrep-bot/sitrep/internal/dates"
	"github.com/sitrep-bot/sitrep/internal/discord/cache"
	"github.com/sitrep-bot/sitrep/internal/discord/locale"
	"github.com/sitrep-bot/sitrep/internal/discord/render"
	"github.com/sitrep-bot/sitrep/internal/lang"
)

// articles show what there is in the corpus: passages, articles and lists of them.
type articles struct {
	desk    *fairDesk
	catalog *catalogs
	render  render.Renderer

	conversations *cache.Conversations // know what lists are about
}

// search looks passages up: the one that was picked from the suggestions, or what fits the words best.
func (a *articles) search(ctx context.Context, r request) (reply, error) {
	w := r.words()
	if p, ok := render.ParsePlace(r.options["query"]); ok {
		if q, found, err := a.catalog.at(r).Passage(p); found || err != nil {
			return a.showQuote(q, r), err
		}
	}
	l, said, err := a.lookup(r, w)
	if err != nil || said != "" {
		return telling(said), err
	}
	r.text = strings.TrimSpace(l.Text)
	p, err := a.searchPage(ctx, l, render.SearchPage{Document: documentKey(l.Document), Page: 1, From: l.From, To: l.To}, r)
	if err != nil {
		return reply{}, err
	}
	if p == nil {
		return telling(w.Text("noMatch", render.EscapeLine(render.Shorten(r.text, render.LongestNote)))), nil
	}
	return a.listed(p, r), nil
}

// documentKey is the key of a Document, empty for none.
func documentKey(id string) string {
	if id == "" {
		return ""
	}
	return render.DocumentKey(id)
}

// searchPage is one page of what was found, the best first; nil if there is no such page.
func (a *articles) searchPage(ctx context.Context, l answers.Lookup, to render.SearchPage, r request) (*render.Page, error) {
	w := r.words()
	l.Limit = render.MostSuggestions
	found, err := a.desk.Look(ctx, r.user, a.catalog.at(r), l)
	if err != nil {
		return nil, err
	}
	var entries []entry
	for _, q := range found {
		entries = append(entries, entry{above: render.EscapeLine(render.Shorten(lang.OneLine(q.Passage.Heading), longestHit)), quote: q,
			drawn: render.EscapeLine(render.Shorten(render.FirstWords(q), longestHit)), place: render.PlaceOf(q, w)})
	}
	note := render.Inline(w.Plural("passages", len(entries), len(entries)), w.Text("listFor", render.EscapeLine(render.Shorten(r.text, render.LongestNote))),
		dayLine("listFrom", to.From, w), dayLine("listTo", to.To, w))
	return a.listPage(entries, to.Page, []string{note}, func(page int) render.State {
		to.Page = page
		return render.State{Kind: render.KindSearch, Asker: r.user, Target: to}
	}, w, r), nil
}

// longestHit is how much of a passage a list of hits shows, and of its heading, in units.
const longestHit = 100

// turnSearch shows another page of what was found.
func (a *articles) turnSearch(ctx context.Context, r request) (reply, error) {
	to := target[render.SearchPage](r)
	l := answers.Lookup{From: to.From, To: to.To}
	if to.Document != "" {
		d, ok, err := a.catalog.at(r).Find(to.Document)
		if err != nil || !ok {
			return telling(r.words().Text("stale")), err
		}
		l.Document = d.ID
	}
	return a.turnListAbout(ctx, r, true, func(r request) (*render.Page, error) {
		l.Text = r.text
		return a.searchPage(ctx, l, to, r)
	})
}

// telling is a line for the user alone.
func telling(text string) reply {
	return reply{page: &render.Page{Text: text}, private: true, spoken: true}
}

// showQuote shows a passage that was looked up.
func (a *articles) showQuote(q answers.Quote, r request) reply {
	v := render.View{Words: r.words(), Asker: r.user, Private: r.private, Notes: r.notes(r.words())}
	return reply{page: a.render.Quote(q, v), private: r.private, ping: r.ping}
}

// lookup reads the options of a search. said is what to tell the user of an option that cannot be read.
func (a *articles) lookup(r request, w *locale.Printer) (l answers.Lookup, said string, err error) {
	l = answers.Lookup{Text: r.options["query"], Limit: render.MostSuggestions}
	if l.From, l.To, said = bounds(r, w); said != "" {
		return l, said, nil
	}
	if source := r.options["source"]; strings.TrimSpace(source) != "" {
		d, ok, err := a.catalog.at(r).Find(source)
		if err != nil || !ok {
			return l, w.Text("noArticle", render.EscapeLine(render.Shorten(source, render.LongestNote))), err
		}
		l.Document = d.ID
	}
	return l, "", nil
}

// bounds are the first and the last day of what the options from and to ask for, whichever of them was named first; zero for none. said
// is what to tell the user of one that cannot be read.
func bounds(r request, w *locale.Printer) (first, last time.Time, said string) {
	var from, to dates.Date
	for name, bound := range map[string]*dates.Date{"from": &from, "to": &to} {
		text := strings.TrimSpace(r.options[name])
		if text == "" {
			continue
		}
		var ok bool
		if *bound, ok = dates.Parse(text); !ok {
			return first, last, w.Text("badDay", render.EscapeLine(render.Shorten(text, render.LongestNote)))
		}
	}
	if !from.From.IsZero() && !to.To.IsZero() && to.From.Before(from.From) {
		from, to = to, from
	}
	return from.From, to.To, ""
}

// suggestSearch completes what is being typed into /search.
func (a *articles) suggestSearch(ctx context.Context, r request) (reply, error) {
	if r.focused == "source" {
		return a.suggestTitles(r, r.options["source"])
	}
	l, said, err := a.lookup(r, r.words())
	if err != nil || said != "" {
		return reply{}, err
	}
	l.Typing = true
	found, err := a.desk.Look(ctx, r.user, a.catalog.at(r), l)
	rep := reply{choices: []render.Suggestion{}}
	for _, q := range found {
		name := render.Inline(lang.OneLine(q.Source.Title), render.PublishedDay(q))
		name = render.Shorten(render.Label(q), 98-min(render.Units(name), 40)) + " · " + render.Shorten(name, 38)
		rep.choices = append(rep.choices, render.Suggestion{Name: render.Shorten(name, 100), Value: render.Place{Document: render.DocumentKey(q.Ref.Document), Ordinal: q.Passage.Ordinal}.String()})
	}
	return rep, err
}

// passage shows the passage with an id.
func (a *articles) passage(_ context.Context, r request) (reply, error) {
	id, known := r.options["id"], a.catalog.at(r)
	q, ok, err := known.ByID(id)
	if err != nil {
		return reply{}, err
	}
	if !ok {
		all, _, err := known.Documents()
		if err != nil || len(all) == 0 {
			return telling(r.words().Text("emptyCorpus")), err
		}
		there := all[0].Ref(1).String()
		return telling(r.words().Text("noPassage", inCode(render.Shorten(id, render.LongestNote)), inCode(there))), nil
	}
	return a.showQuote(q, r), nil
}

// inCode is a text as it may stand between back-ticks.
func inCode(text string) string { return strings.ReplaceAll(lang.OneLine(text), "`", "'") }

// paging is the row that turns the pages of a list.
func (a *articles) paging(number, of int, to func(page int) render.State, w *locale.Printer, r request) [][]discordgo.MessageComponent {
	var row []discordgo.MessageComponent
	if of > 1 {
		row = append(row,
			a.render.Button("◀", discordgo.SecondaryButton, to(number-1), number == 1),
			a.render.Button("▶", discordgo.SecondaryButton, to(number+1), number == of))
	}
	if !r.private {
		row = append(row, a.render.Button(w.Text("dismiss"), discordgo.SecondaryButton, render.State{Kind: render.KindDismiss, Asker: r.user}, false))
	}
	return [][]discordgo.MessageComponent{row}
}
