package discord

import (
	"context"
	"slices"

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
	v := render.View{Words: w, Asker: r.user, Part: pressed.Part, Menu: menu, Private: r.private || !mine, Votes: r.guild != "",
		Home: pressed.Home, Mark: pressed.Mark}
	return reply{page: a.render.Quote(q, v), replace: mine, private: !mine}, nil
}

// share shows everybody what a member had been shown alone.
func (a *articles) share(ctx context.Context, r request) (reply, error) {
	if r.guild != "" && r.may&(maySendMessages|maySendInThreads) == 0 || r.denied {
		return telling(r.words().Text("onlyAllowed")), nil
	}
	r.private, r.pressed.Asker = false, r.user
	rep, err := a.turn(ctx, r)
	rep.replace = false
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
	return a.turnList(r, func(r request) (*render.Page, error) { return a.sourcesPage(target[render.ListPage](r).Page, r) })
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
