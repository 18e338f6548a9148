package discord

import (
	"context"
	"strings"
	"time"

	"github.com/sitrep-bot/sitrep/internal/discord/render"
	"github.com/sitrep-bot/sitrep/internal/store"
)

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
	q, ok, err := b.catalog.at(r).Passage(target[render.Passage](r).Place())
	if err != nil || !ok {
		return telling(w.Text("stale")), err
	}
	b.db.Later("a vote", func(ctx context.Context) error {
		vote := store.Vote{Guild: r.guild, User: r.user, Question: subject.Text, Passage: q.ID, Helpful: r.pressed.Kind == render.KindHelpful}
		return b.store.RecordVote(ctx, vote, time.Now())
	})
	return telling(w.Text("thanks")), nil
}

// dismiss removes an answer, for who asked and for moderators.
func (b *Bot) dismiss(_ context.Context, r request) (reply, error) {
	if r.user != r.pressed.Asker && r.may&mayManageMessages == 0 {
		return telling(r.words().Text("onlyAsker")), nil
	}
	return reply{remove: true}, nil
}

// isTrue reads an option that is yes or no.
func isTrue(option string) bool { return strings.EqualFold(option, "true") }
