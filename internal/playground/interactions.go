package playground

import (
	"context"
	"errors"

	"github.com/sitrep-bot/sitrep/internal/localdiscord"
)

func (p *Playground) slash(ctx context.Context, who *localdiscord.Person, r request) (outcome, error) {
	in, err := who.Slash(r.Channel, r.Command, r.filled()...)
	return p.acknowledged(ctx, in, err)
}

func (p *Playground) suggest(ctx context.Context, who *localdiscord.Person, r request) (outcome, error) {
	choices, err := who.Suggest(ctx, r.Channel, r.Command, r.filled()...)
	return outcome{Choices: choices}, err
}

func (p *Playground) useOn(ctx context.Context, who *localdiscord.Person, r request) (outcome, error) {
	in, err := who.UseOn(r.Channel, r.Message, r.Command)
	return p.acknowledged(ctx, in, err)
}

func (p *Playground) click(ctx context.Context, who *localdiscord.Person, r request) (outcome, error) {
	m, err := who.See(r.Channel, r.Message)
	if err != nil {
		return outcome{}, err
	}
	in, err := who.Click(m, r.Component)
	return p.acknowledged(ctx, in, err)
}

func (p *Playground) choose(ctx context.Context, who *localdiscord.Person, r request) (outcome, error) {
	m, err := who.See(r.Channel, r.Message)
	if err != nil {
		return outcome{}, err
	}
	in, err := who.Choose(m, r.Component, r.Values...)
	return p.acknowledged(ctx, in, err)
}

func (p *Playground) submit(ctx context.Context, who *localdiscord.Person, r request) (outcome, error) {
	p.mu.Lock()
	modal := p.modals[r.Interaction]
	p.mu.Unlock()
	if modal == nil {
		return outcome{}, errors.New("this form is not open any more")
	}
	in, err := who.Submit(modal, r.Texts)
	if err != nil { // something is filled in wrong: the form stays open
		return outcome{}, err
	}
	p.mu.Lock()
	delete(p.modals, r.Interaction)
	p.mu.Unlock()
	return p.acknowledged(ctx, in, nil)
}

// acknowledged waits for the bot's first answer, as a client does, and keeps the form it opens for its submission.
func (p *Playground) acknowledged(ctx context.Context, in *localdiscord.Interaction, err error) (outcome, error) {
	if err != nil {
		return outcome{}, err
	}
	ack, err := in.Wait(ctx)
	if err != nil {
		return outcome{}, err
	}
	if ack.Modal != nil {
		p.mu.Lock()
		p.modals[in.ID] = ack.Modal
		p.mu.Unlock()
	}
	return outcome{Interaction: in.ID, Modal: ack.Modal}, nil
}
