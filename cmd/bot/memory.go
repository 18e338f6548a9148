package main

import (
	"context"
	"errors"
	"time"

	"sitrep/internal/discord"
	"sitrep/internal/store"
)

// memory is the store as internal/discord wants it.
type memory struct{ db *store.Store }

func (m memory) Remember(ctx context.Context, e discord.Exchange) error {
	return m.db.Remember(ctx, store.Exchange{Guild: e.Guild, Channel: e.Channel, Question: e.Question, Answer: e.Answer,
		Subject: e.Subject, Expires: e.Expires})
}

func (m memory) ByAnswer(ctx context.Context, guild, message string) (discord.Exchange, bool, error) {
	return found(m.db.ByAnswer(ctx, guild, message, time.Now()))
}

func (m memory) ByQuestion(ctx context.Context, guild, message string) (discord.Exchange, bool, error) {
	return found(m.db.ByQuestion(ctx, guild, message, time.Now()))
}

func found(e store.Exchange, err error) (discord.Exchange, bool, error) {
	if errors.Is(err, store.ErrNotFound) {
		return discord.Exchange{}, false, nil
	}
	return discord.Exchange{Guild: e.Guild, Channel: e.Channel, Question: e.Question, Answer: e.Answer, Subject: e.Subject,
		Expires: e.Expires}, err == nil, err
}

func (m memory) Forget(ctx context.Context, guild, answer string) error {
	return m.db.Forget(ctx, guild, answer)
}

func (m memory) RecordVote(ctx context.Context, guild, user, question, passage string, helpful bool) error {
	return m.db.RecordVote(ctx, store.Vote{Guild: guild, User: user, Question: question, Passage: passage, Helpful: helpful}, time.Now())
}

func (m memory) TakeIdentify(ctx context.Context, now time.Time, limit int) (bool, time.Time, error) {
	b, err := m.db.TakeIdentify(ctx, now, limit)
	return b.Granted, b.Free, err
}
