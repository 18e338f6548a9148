package discord

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/sitrep-bot/sitrep/internal/discord/render"
	"github.com/sitrep-bot/sitrep/internal/discord/rest"
	"github.com/sitrep-bot/sitrep/internal/store"
)

// Discord gives 3 s for the first answer to an interaction. What is not ready by half of that is deferred.
const (
	deferAfter   = 1500 * time.Millisecond
	suggestAfter = 2500 * time.Millisecond // suggestions cannot be deferred
)

// A middleware stands between an interaction and the handler of its route.
type middleware func(route, handler) handler

// middleware is what every interaction but an autocomplete passes, the first one first.
func (b *Bot) middleware() []middleware {
	return []middleware{b.admission, b.deferral, b.presentable, b.permission}
}

// onInteraction has an interaction served.
func (b *Bot) onInteraction(ctx context.Context, i interaction, received time.Time) {
	r := i.request()
	if i.Message != nil {
		_, r.others = b.render.Find(i.Message.Components, render.KindOthers)
	}
	r.interaction, r.received, r.values = &i, received, i.Data.Values
	b.direct.servers.Heard(r.user, r.guild)
	if target, ok := i.Data.Resolved.Messages[i.Data.Target]; ok && i.Type == interactionCommand {
		r.text, r.message = target.Content, target.ID
		r.author, r.sent = cmp.Or(target.Author.Name, target.Author.Username), target.Sent
		if shown, ok := b.render.Find(target.Components, render.KindMore, render.KindPassage, render.KindArticle); ok && target.Author.ID == b.identity.user {
			switch target := shown.Target.(type) {
			case render.Passage:
				r.about = target.Document
			case render.ArticlePage:
				r.about = target.Document
			}
		}
	}
	var to route
	to, r.pressed = b.router.find(i, r, b.render.Signer)
	if i.Type == interactionAutocomplete {
		if b.direct.note(ctx, &r); to.suggest != nil {
			b.suggest(ctx, r, to.suggest)
		}
		return
	}
	b.log.DebugContext(ctx, "heard", "type", i.Type, "name", i.Data.Name, "guild", i.Guild, "channel", i.Channel)
	run := to.run
	for _, wrap := range slices.Backward(b.middleware()) {
		run = wrap(to, run)
	}
	if _, err := run(ctx, r); err != nil && !rest.IsCode(err, rest.CodeUnknownMessage) { // somebody removed it in the meantime
		b.log.ErrorContext(ctx, "cannot answer an interaction", "type", i.Type, "error", err)
	}
}

// admission puts into a request what the server's settings say about it, and whether others are to see the reply.
func (b *Bot) admission(to route, next handler) handler {
	return func(ctx context.Context, r request) (reply, error) {
		admitted := b.rules.admit(ctx, &r)
		switch r.interaction.Type {
		case interactionCommand:
			r.private = to.private || r.denied || isTrue(r.options["hide"])
			r.ignored = !admitted && to.need == 0
		case interactionModal:
			r.private = r.private || r.denied
			r.ignored = !admitted
		}
		return next(ctx, r)
	}
}

// deferral runs a handler against Discord's clock: its reply is the first answer, or follows one that asks for patience.
func (b *Bot) deferral(_ route, next handler) handler {
	return func(ctx context.Context, r request) (reply, error) {
		ready := make(chan reply, 1)
		go func() {
			rep, _ := next(ctx, r) // without error: it is presentable
			ready <- rep
		}()
		clock := time.NewTimer(time.Until(r.received.Add(cmp.Or(b.options.Patience, deferAfter))))
		defer clock.Stop()
		select {
		case rep := <-ready:
			defer func() { b.observer.Took("reply", time.Since(r.received)) }()
			return reply{}, b.delivery.respond(ctx, *r.interaction, r, rep)
		case <-clock.C:
			kind, data := patience(r)
			err := b.rest.Respond(ctx, r.interaction.ref(), kind, data)
			defer func() { b.observer.Took("reply", time.Since(r.received)) }()
			rep := <-ready
			if err == nil {
				err = b.delivery.fill(ctx, *r.interaction, r, rep, kind)
			}
			return reply{}, err
		}
	}
}

// patience is the first answer where the real one is not ready in time: "thinking…", or nothing where a button was pressed.
func patience(r request) (rest.ResponseType, any) {
	if r.interaction.Type == interactionComponent {
		return rest.DeferredEdit, nil
	}
	data := map[string]any{}
	if r.private {
		data["flags"] = rest.FlagEphemeral
	}
	return rest.Deferred, data
}

// presentable turns mistakes of a handler into a reply.
func (b *Bot) presentable(_ route, next handler) handler {
	return func(ctx context.Context, r request) (rep reply, _ error) {
		defer func() {
			if p := recover(); p != nil {
				rep = failure(ctx, b.log, panicked(p), r.words(), "door", "interaction")
			}
		}()
		rep, err := next(ctx, r)
		if err != nil {
			return failure(ctx, b.log, err, r.words(), "door", "interaction"), nil
		}
		if rep.page != nil {
			b.registry.makePressable(rep)
			rep.page.Plain = rep.page.Plain || r.plain && !rep.replace // the layout of a message stays
		}
		return rep, nil
	}
}

// permission lets those through who have the permission of a route in the server's channel, and tells them what nobody was
// told of yet.
func (b *Bot) permission(to route, next handler) handler {
	return func(ctx context.Context, r request) (reply, error) {
		w := r.words()
		switch {
		case r.ignored:
			return telling(w.Text("ignored")), nil
		case to.need == 0:
			return next(ctx, r)
		case to.adds && r.direct && b.direct.enter(ctx, &r):
		case r.guild == "" || r.absent:
			return telling(w.Text("serversOnly")), nil
		case !allowed(r, to.need) && !(to.adds && b.own.commands.MayAdd(ctx, r.guild, r.roles)):
			return telling(map[uint64]string{mayPinMessages: w.Text("needsPin"), mayManageServer: w.Text("needsManage")}[to.need]), nil
		}
		rep, err := next(ctx, r)
		switch {
		case errors.Is(err, store.ErrHeld), errors.Is(err, store.ErrLost):
			rep, err = telling(w.Text("busy")), nil
		case rest.IsCode(err, rest.CodeNoAccess, rest.CodeNoPermission) && to.need == mayPinMessages:
			rep, err = telling(w.Text("mayNotPin")), nil
		}
		if err != nil || rep.page == nil {
			return rep, err
		}
		for _, line := range b.briefings.pendingWarnings(ctx, r) {
			if !strings.Contains(rep.page.Text, line) {
				rep.page.Notes = append(rep.page.Notes, line)
			}
		}
		return rep, nil
	}
}

// suggest completes what is being typed. Nothing is better than late.
func (b *Bot) suggest(ctx context.Context, r request, run handler) {
	work := ctx
	ctx, cancel := context.WithDeadline(work, r.received.Add(cmp.Or(b.options.Patience, suggestAfter)))
	defer cancel()
	ctx, end := b.typing.begin(ctx, r.user, r.interaction.ID)
	defer end()
	rep, err := run(ctx, r)
	if ctx.Err() == nil {
		logError(work, b.log, "cannot suggest", err)
	}
	if rep.choices == nil {
		rep.choices = []render.Suggestion{}
	}
	logError(work, b.log, "cannot suggest", b.rest.Respond(work, r.interaction.ref(), rest.Suggestions, map[string]any{"choices": rep.choices}))
}
