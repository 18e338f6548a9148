package discord

import (
	"context"

	"github.com/sitrep-bot/sitrep/internal/discord/cache"
	"github.com/sitrep-bot/sitrep/internal/discord/rest"
	"github.com/sitrep-bot/sitrep/internal/store"
)

// ref is what is needed to answer an interaction.
func (i interaction) ref() rest.Interaction {
	return rest.Interaction{ID: i.ID, App: i.App, Token: i.Token}
}

// respond is the first answer.
func (d *delivery) respond(ctx context.Context, i interaction, r request, rep reply) error {
	switch {
	case rep.form != nil:
		return d.rest.Respond(ctx, i.ref(), rest.Form, rep.form.Data())
	case rep.remove:
		if err := d.rest.Respond(ctx, i.ref(), rest.DeferredEdit, nil); err != nil {
			return err
		}
		return d.removeOriginal(ctx, i, r)
	case rep.page == nil:
		return d.rest.Respond(ctx, i.ref(), rest.DeferredEdit, nil)
	}
	kind := rest.NewMessage
	if rep.replace {
		kind = rest.EditedMessage
	}
	id, err := d.rest.RespondMessage(ctx, i.ref(), kind, rep.message())
	return d.keepResponse(ctx, i, r, rep, id, err)
}

// fill completes a deferral.
func (d *delivery) fill(ctx context.Context, i interaction, r request, rep reply, deferred rest.ResponseType) error {
	switch {
	case rep.remove:
		return d.removeOriginal(ctx, i, r)
	case rep.page == nil:
		return nil
	}
	complete := d.rest.EditResponse
	m := rep.message()
	if deferred == rest.DeferredEdit && !rep.replace {
		complete = d.rest.FollowUp
	} else {
		m.Ephemeral = false // who sees it was said with the deferral
	}
	id, err := complete(ctx, i.ref(), m)
	return d.keepResponse(ctx, i, r, rep, id, err)
}

// message is what of a reply is sent.
func (r reply) message() rest.Message {
	m := r.page.Message(r.ping)
	m.Ephemeral, m.File = r.private && !r.replace, r.file
	return m
}

// keepResponse remembers an answer to an interaction, unless it took the place of another or the first attempt to send it,
// whose id was lost, had arrived.
func (d *delivery) keepResponse(ctx context.Context, i interaction, r request, rep reply, id string, err error) error {
	if err == nil && id != "" && !rep.replace {
		d.keep(ctx, cache.Exchange{Exchange: store.Exchange{Guild: i.Guild, Channel: i.Channel, Answer: id}, Text: r.text}, rep)
	}
	return err
}

// removeOriginal removes the message whose button was pressed.
func (d *delivery) removeOriginal(ctx context.Context, i interaction, r request) error {
	err := d.rest.DeleteResponse(ctx, i.ref())
	if e, ok, _ := d.conversations.ByAnswer(ctx, r.guild, r.shown); ok {
		d.conversations.Forget(e)
	}
	return err
}
