package discord

import (
	"cmp"
	"context"
	"strings"
	"time"

	"github.com/sitrep-bot/sitrep/internal/discord/render"
	"github.com/sitrep-bot/sitrep/internal/discord/rest"
	"github.com/sitrep-bot/sitrep/internal/store"
)

// followUp opens the form for a further question, and answers what was written into it.
func (b *Bot) followUp(ctx context.Context, r request) (reply, error) {
	w := r.words()
	text, submitted := r.options["question"]
	if !submitted {
		id := b.render.Sign(render.State{Kind: render.KindFollowUp, Asker: r.user})
		return reply{form: &render.Form{ID: id, Title: w.Text("followUpTitle"), Inputs: []render.Input{{Name: "question", Label: w.Text("followUpLabel"), Placeholder: w.Text("followUpHint"), Longest: 1000}}}}, nil
	}
	r.text = text
	return b.askCommand(ctx, r)
}

// vote notes what a member thinks of an answer.
func (b *Bot) vote(ctx context.Context, r request) (reply, error) {
	w := r.words()
	pressed := target[render.Answer](r)
	_, subject, err := b.articles.asked(ctx, r, cmp.Or(pressed.Message, r.shown))
	if err != nil || subject == nil {
		return telling(w.Text("notShared")), err
	}
	q, ok, err := b.catalog.at(r).Passage(pressed.Place())
	if err != nil || !ok {
		return telling(w.Text("stale")), err
	}
	b.db.Later("a vote", func(ctx context.Context) error {
		vote := store.Vote{Guild: r.guild, User: r.user, Question: subject.Text, Passage: q.Ref.String(), Helpful: r.pressed.Kind == render.KindHelpful}
		return b.store.Votes.Record(ctx, vote, time.Now())
	})
	if pressed.Message == "" { // the button stands under the answer itself
		return telling(w.Text("thanks")), nil
	}
	v := r.viewPressed(pressed.Passage, w)
	v.Notes = []string{w.Text("thanks")}
	choice := render.Choice{Vote: true, Message: pressed.Message, ID: r.moderates()}
	_, choice.Share = b.render.Find(r.interaction.Message.Components, render.KindShare)
	_, choice.Dismiss = b.render.Find(r.interaction.Message.Components, render.KindDismiss)
	return reply{page: b.render.More(q, v, choice), replace: true, private: true}, nil
}

// dismiss removes an answer, for who asked and for moderators.
func (b *Bot) dismiss(ctx context.Context, r request) (reply, error) {
	w, answer := r.words(), target[render.Answer](r).Message
	switch {
	case r.user != r.pressed.Asker && !allowed(r, mayManageMessages):
		return telling(w.Text("onlyAsker")), nil
	case answer == "": // the button stands under the answer itself
		return reply{remove: true}, nil
	}
	err := b.rest.DeleteMessage(ctx, r.channel, answer)
	switch {
	case rest.IsCode(err, rest.CodeNoAccess, rest.CodeNoPermission):
		return telling(w.Text("mayNotRemove")), nil
	case err != nil && !rest.IsCode(err, rest.CodeUnknownMessage):
		return reply{}, err
	}
	if e, ok, _ := b.conversations.ByAnswer(ctx, r.guild, answer); ok {
		b.conversations.Forget(e)
	}
	return reply{page: &render.Page{Text: w.Text("dismissed")}, replace: true, private: true}, nil
}

// isTrue reads an option that is yes or no.
func isTrue(option string) bool { return strings.EqualFold(option, "true") }
