package discord

import "net/http"

// respond is the first answer.
func (b *Bot) respond(i interaction, r request, rep reply) error {
	switch {
	case rep.form != nil:
		return b.callback(i, callback{answerForm, rep.form.data()}, nil)
	case rep.remove:
		if err := b.callback(i, callback{Type: answerDeferUpdate}, nil); err != nil {
			return err
		}
		return b.removeOriginal(i, r)
	case rep.page == nil:
		return b.callback(i, callback{Type: answerDeferUpdate}, nil)
	}
	kind := answerMessage
	if rep.replace {
		kind = answerUpdate
	}
	var made struct {
		Resource struct {
			Message message `json:"message"`
		} `json:"resource"`
	}
	c := b.callbackCall(i, &made)
	err := b.send(c, rep.page, rep.ping, func(o body) any { return callback{kind, o.hidden(rep)} })
	if isCode(err, codeAlreadyAcknowledged) {
		return nil // the first attempt had arrived
	}
	if err == nil && made.Resource.Message.ID != "" && !rep.replace {
		b.keep(Exchange{Guild: i.Guild, Channel: i.Channel, Answer: made.Resource.Message.ID, text: r.text}, rep)
	}
	return err
}

// hidden is the body for the user alone, if the reply is.
func (o body) hidden(rep reply) body {
	if rep.private && !rep.replace {
		o.Flags |= flagEphemeral
	}
	return o
}

func (b *Bot) callbackCall(i interaction, into any) call {
	return call{method: http.MethodPost, path: "interactions/" + i.ID + "/" + i.Token + "/callback?with_response=true", into: into, repeatable: true}
}

// A callback is the first answer to an interaction.
type callback struct {
	Type int `json:"type"`
	Data any `json:"data,omitempty"`
}

func webhook(i interaction) string { return "webhooks/" + i.App + "/" + i.Token }

// fill completes a deferral.
func (b *Bot) fill(i interaction, r request, rep reply, deferred int) error {
	var made message
	c := call{method: http.MethodPatch, path: webhook(i) + "/messages/@original", into: &made, repeatable: true}
	switch {
	case rep.remove:
		return b.removeOriginal(i, r)
	case rep.page == nil:
		return nil
	}
	finish := asIs                                     // who sees it was said with the deferral
	if deferred == answerDeferUpdate && !rep.replace { // a message of its own
		c.method, c.path, c.repeatable = http.MethodPost, webhook(i)+"?wait=true", false
		finish = func(o body) any { return o.hidden(rep) }
	}
	err := b.send(c, rep.page, rep.ping, finish)
	if err == nil && made.ID != "" && !rep.replace {
		b.keep(Exchange{Guild: i.Guild, Channel: i.Channel, Answer: made.ID, text: r.text}, rep)
	}
	return err
}

// removeOriginal removes the message whose button was pressed.
func (b *Bot) removeOriginal(i interaction, r request) error {
	err := b.rest.do(b.work, call{method: http.MethodDelete, path: webhook(i) + "/messages/@original", repeatable: true})
	if isCode(err, codeUnknownMessage) {
		err = nil
	}
	if e, ok, _ := b.exchanges.byAnswer(b.work, r.guild, r.shown); ok {
		b.logError("cannot forget an answer", b.exchanges.forget(b.work, e))
	}
	return err
}
