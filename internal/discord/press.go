package discord

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/sitrep-bot/sitrep/internal/discord/render"
	"github.com/sitrep-bot/sitrep/internal/store"
)

// presses is the table of what buttons and menus do. Another kind of button is one more line.
func (b *Bot) presses() map[string]handler {
	return merged(b.moderatorPresses(), map[string]handler{
		render.KindPassage:  b.turn,
		render.KindMatches:  b.choose,
		render.KindFollowUp: b.followUp,
		render.KindHelpful:  b.vote,
		render.KindNotIt:    b.vote,
		render.KindShare:    b.share,
		render.KindDismiss:  b.dismiss,
		render.KindArticle:  b.turnArticle,
		render.KindSources:  b.turnSources,
	})
}

// turn shows another passage in place. To others than the asker it is shown alone: what all see stays as it is.
func (b *Bot) turn(_ context.Context, r request) (reply, error) {
	p := render.Place{Document: r.pressed.ID, Ordinal: r.pressed.Ordinal}
	if p.Ordinal == r.pressed.Home {
		p.Highlight = r.pressed.Mark
	}
	return b.showInPlace(p, r)
}

func (b *Bot) choose(_ context.Context, r request) (reply, error) {
	if len(r.values) == 1 {
		if p, ok := render.ParsePlace(r.values[0]); ok {
			return b.showInPlace(p, r)
		}
	}
	return telling(r.words().Text("stale")), nil
}

func (b *Bot) showInPlace(p render.Place, r request) (reply, error) {
	w := r.words()
	q, ok, err := b.catalog.Passage(p)
	if err != nil || !ok {
		return telling(w.Text("stale")), err
	}
	menu := slices.Clone(r.menu)
	for i, o := range menu {
		m, _ := render.ParsePlace(o.Value)
		menu[i].Default = m.Document == p.Document && m.Ordinal == p.Ordinal
	}
	mine := r.user == r.pressed.Asker
	v := render.View{Words: w, Asker: r.user, Part: r.pressed.Part, Menu: menu, Private: r.private || !mine, Votes: r.guild != "",
		Home: r.pressed.Home, Mark: r.pressed.Mark}
	return reply{page: b.render.Quote(q, v), replace: mine, private: !mine}, nil
}

// followUp opens the form for a further question, and answers what was written into it.
func (b *Bot) followUp(ctx context.Context, r request) (reply, error) {
	w := r.words()
	text, submitted := r.options["question"]
	if !submitted {
		id := b.render.Sign(render.State{Kind: render.KindFollowUp, Asker: r.user})
		return reply{form: &form{id, w.Text("followUpTitle"), w.Text("followUpLabel"), w.Text("followUpHint")}}, nil
	}
	r.text = text
	return b.askCommand(ctx, r)
}

// vote notes what a member thinks of an answer.
func (b *Bot) vote(ctx context.Context, r request) (reply, error) {
	w := r.words()
	e, ok, err := b.conversations.ByAnswer(ctx, r.guild, r.shown)
	if err != nil || !ok {
		return telling(w.Text("notShared")), err
	}
	subject, err := e.Follows()
	if err != nil || subject == nil {
		return telling(w.Text("notShared")), err
	}
	q, ok, err := b.catalog.Passage(render.Place{Document: r.pressed.ID, Ordinal: r.pressed.Ordinal})
	if err != nil || !ok {
		return telling(w.Text("stale")), err
	}
	b.db.Later("a vote", func(ctx context.Context) error {
		vote := store.Vote{Guild: r.guild, User: r.user, Question: subject.Text, Passage: q.ID, Helpful: r.pressed.Kind == render.KindHelpful}
		return b.store.RecordVote(ctx, vote, time.Now())
	})
	return telling(w.Text("thanks")), nil
}

// share shows everybody what a member had been shown alone.
func (b *Bot) share(ctx context.Context, r request) (reply, error) {
	if r.guild != "" && r.may&(maySendMessages|maySendInThreads) == 0 || r.denied {
		return telling(r.words().Text("onlyAllowed")), nil
	}
	r.private, r.pressed.Asker = false, r.user
	rep, err := b.turn(ctx, r)
	rep.replace = false
	return rep, err
}

// dismiss removes an answer, for who asked and for moderators.
func (b *Bot) dismiss(_ context.Context, r request) (reply, error) {
	if r.user != r.pressed.Asker && r.may&mayManageMessages == 0 {
		return telling(r.words().Text("onlyAsker")), nil
	}
	return reply{remove: true}, nil
}

func (b *Bot) turnArticle(_ context.Context, r request) (reply, error) {
	return b.turnList(r, func(r request) (*render.Page, error) { return b.articlePage(r.pressed.ID, r.pressed.Ordinal, r) })
}

func (b *Bot) turnSources(_ context.Context, r request) (reply, error) {
	return b.turnList(r, func(r request) (*render.Page, error) { return b.sourcesPage(r.pressed.Ordinal, r) })
}

// turnList shows another page of a list, in place for who asked for it.
func (b *Bot) turnList(r request, show func(request) (*render.Page, error)) (reply, error) {
	mine := r.user == r.pressed.Asker
	r.private = r.private || !mine
	p, err := show(r)
	if err != nil || p == nil {
		return telling(r.words().Text("stale")), err
	}
	return reply{page: p, replace: mine, private: !mine}, nil
}

// isTrue reads an option that is yes or no.
func isTrue(option string) bool { return strings.EqualFold(option, "true") }
