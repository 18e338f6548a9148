package discord

import (
	"cmp"
	"context"
	"time"

	"github.com/sitrep-bot/sitrep/internal/discord/cache"
	"github.com/sitrep-bot/sitrep/internal/discord/render"
	"github.com/sitrep-bot/sitrep/internal/discord/wait"
	"github.com/sitrep-bot/sitrep/internal/store"
)

// post answers a message, at most once: Discord returns the first answer where one with the same nonce was there.
func (b *Bot) post(ctx context.Context, m message, r request, rep reply) {
	if link := b.recentQuotes.link(m.Channel, rep.quoted, time.Now()); link != "" {
		rep = reply{page: &render.Page{Text: r.words().Text("already", link)}, transient: true}
	}
	out := rep.page.Message(rep.ping)
	out.Nonce = cmp.Or(rep.nonce, m.ID)
	if !r.elsewhere {
		out.ReplyTo = m.ID
	}
	sent, err := b.rest.CreateMessage(ctx, m.Channel, out)
	if err != nil {
		b.log.ErrorContext(ctx, "cannot answer a message", "channel", m.Channel, "error", err)
		return
	}
	b.observer.Took("reply", time.Since(r.received))
	if rep.transient {
		b.removeLater(m.Channel, sent)
		return
	}
	b.keep(cache.Exchange{Exchange: store.Exchange{Guild: m.Guild, Channel: m.Channel, Question: m.ID, Answer: sent}, Text: r.text}, rep)
}

// keep remembers what was said where.
func (b *Bot) keep(e cache.Exchange, rep reply) {
	if rep.quoted != "" && !rep.private {
		b.recentQuotes.add(e.Channel, rep.quoted, render.MessageLink(e.Guild, e.Channel, e.Answer))
	}
	logError(b.work, b.log, "cannot remember an answer", b.conversations.Remember(e, rep.subject))
}

// removeLater takes a message of passing interest away once it could be read, or when the bot stops.
func (b *Bot) removeLater(channel, id string) {
	b.transient.Add(1)
	go func() {
		defer b.transient.Done()
		_ = wait.For(b.serving, b.transientFor)
		logError(b.work, b.log, "cannot remove a notice", b.rest.DeleteMessage(b.work, channel, id))
	}()
}
