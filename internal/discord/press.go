package discord

import (
	"context"
	"slices"
	"strings"
)

// Kinds of buttons and menus, as they stand in custom ids: they must never change their meaning.
const (
	pressPassage  = "p" // ◀ ▶, read on: show a passage in place
	pressMenu     = "m" // other matches: show the chosen one in place
	pressFollowUp = "f" // opens the form, and is the form
	pressHelpful  = "y"
	pressNotIt    = "n"
	pressShare    = "s"
	pressDismiss  = "d"
	pressArticle  = "a" // the pages of an article
	pressSources  = "c" // the pages of the list of articles
)

// presses is the table of what buttons and menus do. Another kind of button is one more line.
func (b *Bot) presses() map[string]handler {
	return merged(b.moderatorPresses(), map[string]handler{
		pressPassage:  b.turn,
		pressMenu:     b.choose,
		pressFollowUp: b.followUp,
		pressHelpful:  b.vote,
		pressNotIt:    b.vote,
		pressShare:    b.share,
		pressDismiss:  b.dismiss,
		pressArticle:  b.turnArticle,
		pressSources:  b.turnSources,
	})
}

// turn shows another passage in place. To others than the asker it is shown alone: what all see stays as it is.
func (b *Bot) turn(_ context.Context, r request) (reply, error) {
	p := place{doc: r.pressed.doc, ordinal: r.pressed.ordinal}
	if p.ordinal == r.pressed.home {
		p.highlight = r.pressed.mark
	}
	return b.showInPlace(p, r)
}

func (b *Bot) choose(_ context.Context, r request) (reply, error) {
	if len(r.values) == 1 {
		if p, ok := parsePlace(r.values[0]); ok {
			return b.showInPlace(p, r)
		}
	}
	return telling(r.words().Text("stale")), nil
}

func (b *Bot) showInPlace(p place, r request) (reply, error) {
	w := r.words()
	q, ok, err := b.shelf.passage(p)
	if err != nil || !ok {
		return telling(w.Text("stale")), err
	}
	menu := slices.Clone(r.menu)
	for i, o := range menu {
		m, _ := parsePlace(o.Value)
		menu[i].Default = m.doc == p.doc && m.ordinal == p.ordinal
	}
	mine := r.user == r.pressed.asker
	v := view{words: w, asker: r.user, part: r.pressed.part, menu: menu, private: r.private || !mine, votes: b.memory != nil && r.guild != "",
		home: r.pressed.home, mark: r.pressed.mark}
	return reply{page: b.quotePage(q, v), replace: mine, private: !mine}, nil
}

// followUp opens the form for a further question, and answers what was written into it.
func (b *Bot) followUp(ctx context.Context, r request) (reply, error) {
	w := r.words()
	text, submitted := r.options["question"]
	if !submitted {
		id := b.signer.sign(pressed{kind: pressFollowUp, asker: r.user})
		return reply{form: &form{id, w.Text("followUpTitle"), w.Text("followUpLabel"), w.Text("followUpHint")}}, nil
	}
	r.text = text
	return b.askCommand(ctx, r)
}

// vote notes what a member thinks of an answer.
func (b *Bot) vote(ctx context.Context, r request) (reply, error) {
	w := r.words()
	e, ok, err := b.exchanges.byAnswer(ctx, r.guild, r.shown)
	if err != nil || !ok || b.memory == nil {
		return telling(w.Text("notShared")), err
	}
	subject, err := e.subject()
	if err != nil || subject == nil {
		return telling(w.Text("notShared")), err
	}
	q, ok, err := b.shelf.passage(place{doc: r.pressed.doc, ordinal: r.pressed.ordinal})
	if err != nil || !ok {
		return telling(w.Text("stale")), err
	}
	b.db.later("a vote", func(ctx context.Context) error {
		return b.memory.RecordVote(ctx, r.guild, r.user, subject.Text, q.ID, r.pressed.kind == pressHelpful)
	})
	return telling(w.Text("thanks")), nil
}

// share shows everybody what a member had been shown alone.
func (b *Bot) share(ctx context.Context, r request) (reply, error) {
	if r.guild != "" && r.may&(maySendMessages|maySendInThreads) == 0 || r.denied {
		return telling(r.words().Text("onlyAllowed")), nil
	}
	r.private, r.pressed.asker = false, r.user
	rep, err := b.turn(ctx, r)
	rep.replace = false
	return rep, err
}

// dismiss removes an answer, for who asked and for moderators.
func (b *Bot) dismiss(_ context.Context, r request) (reply, error) {
	if r.user != r.pressed.asker && r.may&mayManageMessages == 0 {
		return telling(r.words().Text("onlyAsker")), nil
	}
	return reply{remove: true}, nil
}

func (b *Bot) turnArticle(_ context.Context, r request) (reply, error) {
	return b.turnList(r, func(r request) (*page, error) { return b.articlePage(r.pressed.doc, r.pressed.ordinal, r) })
}

func (b *Bot) turnSources(_ context.Context, r request) (reply, error) {
	return b.turnList(r, func(r request) (*page, error) { return b.sourcesPage(r.pressed.ordinal, r) })
}

// turnList shows another page of a list, in place for who asked for it.
func (b *Bot) turnList(r request, show func(request) (*page, error)) (reply, error) {
	mine := r.user == r.pressed.asker
	r.private = r.private || !mine
	p, err := show(r)
	if err != nil || p == nil {
		return telling(r.words().Text("stale")), err
	}
	return reply{page: p, replace: mine, private: !mine}, nil
}

// isTrue reads an option that is yes or no.
func isTrue(option string) bool { return strings.EqualFold(option, "true") }
