package discord

import (
	"context"
	"time"

	"github.com/bwmarrin/discordgo"

	"github.com/sitrep-bot/sitrep/internal/discord/render"
	"github.com/sitrep-bot/sitrep/internal/discord/rest"
)

// Discord gives 3 s for the first answer to an interaction. What is not ready by half of that is deferred.
const (
	deferAfter   = 1500 * time.Millisecond
	suggestAfter = 2500 * time.Millisecond // suggestions cannot be deferred
)

// onInteraction finds who serves an interaction.
func (b *Bot) onInteraction(i interaction, received time.Time) {
	r := i.request()
	switch i.Type {
	case interactionAutocomplete:
		if c, ok := b.served[commandKey(discordgo.ChatApplicationCommand, i.Data.Name)]; ok && c.suggest != nil {
			b.suggest(i, r, c.suggest, received)
		}
	case interactionCommand:
		b.runCommand(i, r, received)
	case interactionComponent, interactionModal:
		p, err := b.render.Open(i.Data.CustomID)
		run, ok := b.pressing[p.Kind]
		if err != nil || !ok || !i.isOnItsMessage() {
			run = func(context.Context, request) (reply, error) { return telling(r.words().Text("stale")), nil }
		}
		r.pressed, r.values = p, i.Data.Values
		admitted := b.admit(&r)
		wait := deferral{kind: rest.DeferredEdit}
		if i.Type == interactionModal {
			r.private = r.private || r.denied
			wait = thinking(r.private)
			if !admitted {
				run = ignored
			}
		}
		b.attend(i, r, run, received, wait)
	}
}

func (b *Bot) runCommand(i interaction, r request, received time.Time) {
	c, ok := b.served[commandKey(discordgo.ApplicationCommandType(i.Data.Type), i.Data.Name)]
	if !ok {
		c.run = func(context.Context, request) (reply, error) { return telling(r.words().Text("stale")), nil }
	}
	if target, ok := i.Data.Resolved.Messages[i.Data.Target]; ok {
		r.text, r.message, r.about = target.Content, target.ID, b.shownIn(target)
	}
	if admitted := b.admit(&r); !admitted && !c.moderates {
		c.run = ignored
	}
	r.private = c.private || r.denied || isTrue(r.options["hide"])
	b.attend(i, r, c.run, received, thinking(r.private))
}

// A deferral is the first answer where the real one is not ready in time.
type deferral struct {
	kind rest.ResponseType
	data any
}

// thinking shows "thinking…".
func thinking(private bool) deferral {
	data := map[string]any{}
	if private {
		data["flags"] = rest.FlagEphemeral
	}
	return deferral{rest.Deferred, data}
}

// attend runs a handler against Discord's clock: its reply is the first answer, or fills the deferral.
func (b *Bot) attend(i interaction, r request, run handler, received time.Time, wait deferral) {
	ready := make(chan reply, 1)
	go func() { ready <- b.run(run, r) }()
	clock := time.NewTimer(time.Until(received.Add(deferAfter)))
	defer clock.Stop()
	var err error
	select {
	case rep := <-ready:
		err = b.respond(i, r, rep)
	case <-clock.C:
		err = b.rest.Respond(b.work, i.ref(), wait.kind, wait.data)
		rep := <-ready
		if err == nil {
			err = b.fill(i, r, rep, wait.kind)
		}
	}
	if err != nil && !rest.IsCode(err, rest.CodeUnknownMessage) { // somebody removed it in the meantime
		b.log.Error("cannot answer an interaction", "interaction", i.ID, "type", i.Type, "error", err)
	}
}

// run is a handler with its mistakes made presentable.
func (b *Bot) run(h handler, r request) (rep reply) {
	defer func() {
		if p := recover(); p != nil {
			rep = b.failure(panicked(p), r.words(), "door", "interaction")
		}
	}()
	rep, err := h(b.work, r)
	if err != nil {
		return b.failure(err, r.words(), "door", "interaction")
	}
	if rep.page != nil {
		rep.page.Plain = rep.page.Plain || r.plain && !rep.replace // the layout of a message stays
	}
	return rep
}

// suggest completes what is being typed. Nothing is better than late.
func (b *Bot) suggest(i interaction, r request, run handler, received time.Time) {
	ctx, cancel := context.WithDeadline(b.work, received.Add(suggestAfter))
	defer cancel()
	ctx, end := b.typing.begin(ctx, r.user, i.ID)
	defer end()
	rep, err := run(ctx, r)
	if ctx.Err() == nil {
		b.logError("cannot suggest", err)
	}
	if rep.choices == nil {
		rep.choices = []choice{}
	}
	b.logError("cannot suggest", b.rest.Respond(b.work, i.ref(), rest.Suggestions, map[string]any{"choices": rep.choices}))
}

// data is a form as Discord takes it.
func (f *form) data() any {
	return map[string]any{"custom_id": f.id, "title": f.title, "components": []any{discordgo.ActionsRow{
		Components: []discordgo.MessageComponent{discordgo.TextInput{CustomID: "question", Label: f.label,
			Style: discordgo.TextInputShort, Placeholder: render.Shorten(f.placeholder, 100), Required: true, MaxLength: 1000}}}}}
}
