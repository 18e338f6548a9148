package discord

import (
	"cmp"
	"context"
	"slices"

	"github.com/bwmarrin/discordgo"

	"github.com/sitrep-bot/sitrep/internal/answers"
	"github.com/sitrep-bot/sitrep/internal/discord/locale"
	"github.com/sitrep-bot/sitrep/internal/discord/render"
)

// turn shows another passage in place. To others than the asker it is shown alone: what all see stays as it is.
func (a *articles) turn(_ context.Context, r request) (reply, error) {
	return a.showInPlace(target[render.Passage](r).Place(), r)
}

func (a *articles) choose(_ context.Context, r request) (reply, error) {
	if len(r.values) == 1 {
		if p, ok := render.ParsePlace(r.values[0]); ok {
			return a.showInPlace(p, r)
		}
	}
	return telling(r.words().Text("stale")), nil
}

func (a *articles) showInPlace(p render.Place, r request) (reply, error) {
	w := r.words()
	q, ok, err := a.catalog.at(r).Passage(p)
	if err != nil || !ok {
		return telling(w.Text("stale")), err
	}
	menu := slices.Clone(r.menu)
	for i, o := range menu {
		m, _ := render.ParsePlace(o.Value)
		menu[i].Default = m.Document == p.Document && m.Ordinal == p.Ordinal
	}
	mine, pressed := r.user == r.pressed.Asker, target[render.Passage](r)
	v := render.View{Words: w, Asker: r.user, Part: pressed.Part, Menu: menu, Notes: r.asking, Private: r.private || !mine,
		Others: r.others && mine, Home: pressed.Home, Mark: pressed.Mark}
	return reply{page: a.render.Quote(q, v), replace: mine, private: !mine}, nil
}

// asked is the question of an answer, as it was typed, and what it left behind; empty where it is not known any more.
func (a *articles) asked(ctx context.Context, r request, answer string) (question string, subject *answers.Subject, err error) {
	e, ok, err := a.conversations.AwaitByAnswer(ctx, r.guild, answer)
	if err != nil || !ok {
		return "", nil, err
	}
	if subject, err = e.Follows(); err != nil || subject == nil {
		return e.Text, nil, err
	}
	return cmp.Or(e.Text, subject.Text), subject, nil
}

// others opens the menu of other matches, for who pressed the button alone: what all see stays as it is.
func (a *articles) others(ctx context.Context, r request) (reply, error) {
	w := r.words()
	question, subject, err := a.asked(ctx, r, r.shown)
	if err != nil || subject == nil {
		return telling(w.Text("notShared")), err
	}
	found, err := a.desk.Answer(ctx, r.user, a.catalog.at(r), answers.Question{Text: subject.Text, Locale: r.locale})
	if err != nil {
		return reply{}, err
	}
	quotes := found.Nearest
	if found.Best != nil {
		quotes = append([]answers.Quote{*found.Best}, quotes...)
	}
	if len(quotes) == 0 {
		return telling(w.Text("stale")), nil
	}
	menu := render.Matches(quotes)
	menu[0].Default = false // none is shown yet
	p := &render.Page{Text: w.Text("othersFor", render.EscapeLine(render.Shorten(question, render.LongestNote))),
		Rows: [][]discordgo.MessageComponent{{a.render.Menu(w.Text("choosePassage"), r.user, menu)}}}
	return reply{page: p, private: true, subject: subject}, nil
}

// more opens what else there is to an answer: where it is from, votes, sharing it, taking it away.
func (a *articles) more(_ context.Context, r request) (reply, error) {
	w := r.words()
	q, ok, err := a.catalog.at(r).Passage(target[render.Passage](r).Place())
	if err != nil || !ok {
		return telling(w.Text("stale")), err
	}
	choice := render.Choice{Vote: r.guild != "" && !r.absent, Share: r.private, Dismiss: !r.private && (r.user == r.pressed.Asker || allowed(r, mayManageMessages)),
		Message: r.shown, ID: r.moderates()}
	return reply{page: a.render.More(q, r.viewPressed(target[render.Passage](r), w), choice), private: true}, nil
}

// moderates tells whether ids of passages are of use to the user.
func (r request) moderates() bool {
	return allowed(r, mayManageMessages) || allowed(r, mayManageServer)
}

// viewPressed is the view of the answer that a button is about.
func (r request) viewPressed(p render.Passage, w *locale.Printer) render.View {
	return render.View{Words: w, Asker: r.pressed.Asker, Part: p.Part, Home: p.Home, Mark: p.Mark}
}

// share shows everybody what a member had been shown alone, with the question and who shares it.
func (a *articles) share(ctx context.Context, r request) (reply, error) {
	w := r.words()
	if r.guild != "" && r.may&(maySendMessages|maySendInThreads) == 0 || r.denied {
		return telling(w.Text("onlyAllowed")), nil
	}
	pressed := target[render.Answer](r)
	question, subject, err := a.asked(ctx, r, cmp.Or(pressed.Message, r.shown))
	if err != nil {
		return reply{}, err
	}
	r.asking = []string{w.Text("sharedBy", "<@"+r.user+">")}
	if question != "" {
		r.asking = []string{w.Text("sharedAnswer", "<@"+r.user+">", render.EscapeLine(render.Shorten(question, render.LongestNote)))}
	}
	r.private, r.others = false, subject != nil
	r.pressed.Asker, r.pressed.Target = r.user, pressed.Passage
	rep, err := a.showInPlace(pressed.Place(), r)
	rep.replace, rep.subject = false, subject
	return rep, err
}

// readArticle opens an article of a briefing for who chose it from the menu.
func (a *articles) readArticle(_ context.Context, r request) (reply, error) {
	if len(r.values) != 1 {
		return telling(r.words().Text("stale")), nil
	}
	r.private = true
	p, err := a.articlePage(r.values[0], 1, r)
	if err != nil || p == nil {
		return telling(r.words().Text("stale")), err
	}
	return reply{page: p, private: true}, nil
}

func (a *articles) turnArticle(_ context.Context, r request) (reply, error) {
	to := target[render.ArticlePage](r)
	return a.turnList(r, func(r request) (*render.Page, error) { return a.articlePage(to.Document, to.Page, r) })
}

func (a *articles) turnSources(_ context.Context, r request) (reply, error) {
	return a.turnList(r, func(r request) (*render.Page, error) { return a.sourcesPage(target[render.ListPage](r), r) })
}

// turnList shows another page of a list, in place for who asked for it.
func (a *articles) turnList(r request, show func(request) (*render.Page, error)) (reply, error) {
	mine := r.user == r.pressed.Asker
	r.private = r.private || !mine
	p, err := show(r)
	if err != nil || p == nil {
		return telling(r.words().Text("stale")), err
	}
	return reply{page: p, replace: mine, private: !mine}, nil
}
