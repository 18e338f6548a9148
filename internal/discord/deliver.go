package discord

import (
	"cmp"
	"context"
	"log/slog"
	"sync"
	"time"

	"github.com/sitrep-bot/sitrep/internal/discord/cache"
	"github.com/sitrep-bot/sitrep/internal/discord/render"
	"github.com/sitrep-bot/sitrep/internal/discord/rest"
	"github.com/sitrep-bot/sitrep/internal/discord/wait"
	"github.com/sitrep-bot/sitrep/internal/store"
)

// A delivery brings replies to where they belong, and remembers what was said where.
type delivery struct {
	rest          *rest.Client
	conversations *cache.Conversations
	quotes        recentQuotes
	observer      Observer
	log           *slog.Logger

	serving      context.Context // ends when the bot is to stop
	transient    sync.WaitGroup  // messages that are to be removed
	transientFor time.Duration   // how long a notice of passing interest stays
}

// post answers a message, at most once: Discord returns the first answer where one with the same nonce was there.
func (d *delivery) post(ctx context.Context, m message, r request, rep reply) {
	if link := d.quotes.link(m.Channel, rep.quoted); link != "" {
		rep = reply{page: &render.Page{Text: r.words().Text("already", link)}, transient: true, nonce: rep.nonce}
		d.conversations.Pointed(m.Guild, m.ID, r.text)
	}
	out := rep.page.Message(rep.ping)
	out.Nonce = cmp.Or(rep.nonce, m.ID)
	if !r.elsewhere {
		out.ReplyTo = m.ID
	}
	sent, err := d.rest.CreateMessage(ctx, m.Channel, out)
	if err != nil {
		d.log.ErrorContext(ctx, "cannot answer a message", "channel", m.Channel, "error", err)
		return
	}
	d.observer.Took("reply", time.Since(r.received))
	if rep.transient {
		d.removeLater(ctx, m.Channel, sent)
		return
	}
	d.keep(ctx, cache.Exchange{Exchange: store.Exchange{Guild: m.Guild, Channel: m.Channel, Question: m.ID, Answer: sent}, Text: r.text}, rep)
}

// keep remembers what was said where.
func (d *delivery) keep(ctx context.Context, e cache.Exchange, rep reply) {
	if rep.quoted != "" && !rep.private {
		d.quotes.add(e.Channel, rep.quoted, render.MessageLink(e.Guild, e.Channel, e.Answer))
	}
	logError(ctx, d.log, "cannot remember an answer", d.conversations.Remember(e, rep.subject))
}

// removeLater takes a message of passing interest away once it could be read, or when the bot stops.
func (d *delivery) removeLater(ctx context.Context, channel, id string) {
	d.transient.Add(1)
	go func() {
		defer d.transient.Done()
		_ = wait.For(d.serving, d.transientFor)
		logError(ctx, d.log, "cannot remove a notice", d.rest.DeleteMessage(ctx, channel, id))
	}()
}
