package discord

import (
	"context"
	"errors"
	"time"

	"github.com/sitrep-bot/sitrep/internal/store"
)

// memory is a Store as a Memory.
type memory struct{ db *store.Store }

// Remember implements Memory.
func (m memory) Remember(ctx context.Context, e Exchange) error {
	return m.db.Remember(ctx, store.Exchange{Guild: e.Guild, Channel: e.Channel, Question: e.Question, Answer: e.Answer,
		Subject: e.Subject, Expires: e.Expires})
}

// ByAnswer implements Memory.
func (m memory) ByAnswer(ctx context.Context, guild, message string) (Exchange, bool, error) {
	return found(m.db.ByAnswer(ctx, guild, message, time.Now()))
}

// ByQuestion implements Memory.
func (m memory) ByQuestion(ctx context.Context, guild, message string) (Exchange, bool, error) {
	return found(m.db.ByQuestion(ctx, guild, message, time.Now()))
}

func found(e store.Exchange, err error) (Exchange, bool, error) {
	if errors.Is(err, store.ErrNotFound) {
		return Exchange{}, false, nil
	}
	return Exchange{Guild: e.Guild, Channel: e.Channel, Question: e.Question, Answer: e.Answer, Subject: e.Subject,
		Expires: e.Expires}, err == nil, err
}

// Forget implements Memory.
func (m memory) Forget(ctx context.Context, guild, answer string) error {
	return m.db.Forget(ctx, guild, answer)
}

// RecordVote implements Memory.
func (m memory) RecordVote(ctx context.Context, guild, user, question, passage string, helpful bool) error {
	return m.db.RecordVote(ctx, store.Vote{Guild: guild, User: user, Question: question, Passage: passage, Helpful: helpful}, time.Now())
}
