package discord

import (
	"context"
	"strings"
	"time"

	"github.com/bwmarrin/discordgo"

	"github.com/sitrep-bot/sitrep/internal/answers"
	"github.com/sitrep-bot/sitrep/internal/discord/locale"
)

// Discord takes at most 25 suggestions of an autocomplete and lines of a menu.
const maxChoices = 25

// search looks passages up: the one that was picked from the suggestions, or what fits the words best.
func (b *Bot) search(ctx context.Context, r request) (reply, error) {
	w := r.words()
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
		return telling(w.Text("noMatch", escapeLine(shorten(r.options["query"], longestNote)))), nil
	}
	rep := b.showQuote(found[0], r, found...)
	return rep, nil
}

// telling is a line for the user alone.
func telling(text string) reply { return reply{page: &page{text: text}, private: true} }

// showQuote shows a passage that was looked up, with the menu of what else was found.
func (b *Bot) showQuote(q answers.Quote, r request, found ...answers.Quote) reply {
	v := view{words: r.words(), asker: r.user, private: r.private, notes: r.notes(r.words()), menu: matches(found)}
	return reply{page: b.quotePage(q, v), quoted: quotedAs(q), private: r.private, ping: r.ping}
}

// lookup reads the options of a search. said is what to tell the user of an option that cannot be read.
func (b *Bot) lookup(r request, w *locale.Printer) (l answers.Lookup, said string, err error) {
	l = answers.Lookup{Text: r.options["query"], Limit: maxChoices}
	for name, bound := range map[string]*time.Time{"from": &l.From, "to": &l.To} {
		text := strings.TrimSpace(r.options[name])
		if text == "" {
			continue
		}
		if *bound, err = time.Parse("2006-01-02", text); err != nil {
			return l, w.Text("badDay", escapeLine(shorten(text, longestNote))), nil
		}
	}
	if source := r.options["source"]; strings.TrimSpace(source) != "" {
		v, ok, err := b.shelf.find(source)
		if err != nil || !ok {
			return l, w.Text("noArticle", escapeLine(shorten(source, longestNote))), err
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
	l, said, err := b.lookup(r, r.words())
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

// passage shows the passage with an id.
func (b *Bot) passage(_ context.Context, r request) (reply, error) {
	id := r.options["id"]
	q, ok, err := b.shelf.byID(id)
	if err != nil {
		return reply{}, err
	}
	if !ok {
		return telling(r.words().Text("noPassage", strings.ReplaceAll(oneLine(shorten(id, longestNote)), "`", "'"))), nil
	}
	return b.showQuote(q, r), nil
}

// paging is the row that turns the pages of a list.
func (b *Bot) paging(kind, doc string, number, of int, w *locale.Printer, r request) [][]discordgo.MessageComponent {
	var row []discordgo.MessageComponent
	if of > 1 {
		row = append(row,
			b.button("◀", discordgo.SecondaryButton, pressed{kind: kind, asker: r.user, doc: doc, ordinal: number - 1}, number == 1),
			b.button("▶", discordgo.SecondaryButton, pressed{kind: kind, asker: r.user, doc: doc, ordinal: number + 1}, number == of))
	}
	if !r.private {
		row = append(row, b.button(w.Text("dismiss"), discordgo.SecondaryButton, pressed{kind: pressDismiss, asker: r.user}, false))
	}
	return [][]discordgo.MessageComponent{row}
}

func (b *Bot) help(_ context.Context, r request) (reply, error) {
	return telling(r.words().Text("help", escapeLine(b.name))), nil
}

// privacy tells what is stored, as things are here.
func (b *Bot) privacy(ctx context.Context, r request) (reply, error) {
	w := r.words()
	gaps := w.Text("privacyNoGaps")
	if s, err := b.settings.of(ctx, r.guild); b.care.store != nil && b.care.gaps && r.guild != "" && !r.absent && (err != nil || !s.NoGaps) {
		gaps = w.Text("privacyGaps")
	}
	return telling(stacked(w.Text("privacy"), gaps, w.Text("privacyServer"))), nil
}
