package discord

import (
	"cmp"
	"fmt"
	"net/http"
	"time"

	"github.com/sitrep-bot/sitrep/internal/discord/wait"
)

// post answers a message, at most once: Discord returns the first answer where one with the same nonce was there.
func (b *Bot) post(m message, r request, rep reply) {
	if link := b.repeated(m.Channel, rep.quoted, time.Now()); link != "" {
		rep = reply{page: &page{text: fmt.Sprintf(in(r.locale, "").already, link)}, brief: true}
	}
	var sent message
	out := call{method: http.MethodPost, path: "channels/" + m.Channel + "/messages", bucket: "post " + m.Channel, into: &sent, repeatable: true}
	once := func(o body) any {
		o.Nonce, o.EnforceNonce = cmp.Or(rep.nonce, m.ID), true
		return o
	}
	err := b.send(out, rep.page, rep.ping, func(o body) any {
		o.Reference = &reference{Message: m.ID}
		return once(o)
	})
	if isCode(err, codeNoHistory) {
		err = b.send(out, rep.page, rep.ping, once)
	}
	if err != nil {
		b.log.Error("cannot answer a message", "channel", m.Channel, "message", m.ID, "error", err)
		return
	}
	if rep.brief {
		b.removeLater(m.Channel, sent.ID)
		return
	}
	b.keep(Exchange{Guild: m.Guild, Channel: m.Channel, Question: m.ID, Answer: sent.ID, text: r.text}, rep)
}

// keep remembers what was said where.
func (b *Bot) keep(e Exchange, rep reply) {
	if rep.quoted != "" && !rep.private {
		b.quotes.Add(e.Channel+" "+rep.quoted, quotedIn{messageLink(e.Guild, e.Channel, e.Answer), time.Now()})
	}
	b.logError("cannot remember an answer", b.exchanges.remember(b.work, e, rep.subject))
}

// send makes a call with a page as its body, laid out plainly where Discord refuses the rich layout. finish makes what is
// sent of the laid out page.
func (b *Bot) send(c call, p *page, ping string, finish func(body) any) error {
	layouts := []layout{rich, plain}
	if p.simple {
		layouts = layouts[1:]
	}
	for _, l := range layouts {
		c.body = finish(p.body(l, ping))
		err := b.rest.do(b.work, c)
		if l == rich && isStatus(err, http.StatusBadRequest) && isCode(err, codeInvalidBody, 0) {
			b.log.Warn("the layout was refused: sending plain text", "error", err)
			continue
		}
		return err
	}
	return nil
}

func (b *Bot) edit(channel, id string, p *page) error {
	c := call{method: http.MethodPatch, path: "channels/" + channel + "/messages/" + id, bucket: "edit " + channel, repeatable: true}
	return b.send(c, p, "", asIs)
}

// remove deletes a message; that it is gone already is fine.
func (b *Bot) remove(channel, id string) error {
	err := b.rest.do(b.work, call{method: http.MethodDelete, path: "channels/" + channel + "/messages/" + id, bucket: "delete " + channel, repeatable: true})
	if isCode(err, codeUnknownMessage) {
		return nil
	}
	return err
}

// removeLater takes a message of passing interest away once it could be read, or when the bot stops.
func (b *Bot) removeLater(channel, id string) {
	b.briefs.Add(1)
	go func() {
		defer b.briefs.Done()
		_ = wait.For(b.serving, b.briefFor)
		b.logError("cannot remove a notice", b.remove(channel, id))
	}()
}

func asIs(o body) any { return o }
