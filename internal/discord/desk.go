package discord

import (
	"context"

	"github.com/sitrep-bot/sitrep/internal/answers"
)

// A Desk answers questions. In production it is an *answers.Desk.
type Desk interface {
	Answer(ctx context.Context, q answers.Question) (answers.Answer, error)
	Look(ctx context.Context, l answers.Lookup) ([]answers.Quote, error)
}

// A fairDesk is a Desk at which members have their turn.
type fairDesk struct {
	desk  Desk
	seats *seats
}

// Answer answers a question of a member, when it is their turn.
func (d *fairDesk) Answer(ctx context.Context, member string, q answers.Question) (answers.Answer, error) {
	if err := d.seats.take(ctx, member); err != nil {
		return answers.Answer{}, err
	}
	defer d.seats.leave(member)
	return d.desk.Answer(ctx, q)
}

// Look looks passages up for a member, when it is their turn. What they type does not keep what they ask waiting.
func (d *fairDesk) Look(ctx context.Context, member string, l answers.Lookup) ([]answers.Quote, error) {
	if l.Typing {
		member += " types"
	}
	if err := d.seats.take(ctx, member); err != nil {
		return nil, err
	}
	defer d.seats.leave(member)
	return d.desk.Look(ctx, l)
}
