package discord

import (
	"context"
	"encoding/json"
	"time"

	lru "github.com/hashicorp/golang-lru/v2"

	"github.com/sitrep-bot/sitrep/internal/answers"
)

// A Memory keeps what should outlive this process. In production it stands on a *store.Store. Nothing about direct
// messages is ever given to it.
type Memory interface {
	Remember(ctx context.Context, e Exchange) error
	// ByAnswer and ByQuestion find an exchange by the id of a message; ok is false if there is none.
	ByAnswer(ctx context.Context, guild, message string) (e Exchange, ok bool, err error)
	ByQuestion(ctx context.Context, guild, message string) (e Exchange, ok bool, err error)
	Forget(ctx context.Context, guild, answer string) error
	// RecordVote stores what a member thinks of a passage as an answer to a question, in place of what they thought before.
	RecordVote(ctx context.Context, guild, user, question, passage string, helpful bool) error
}

// An Exchange connects an answer with its question.
type Exchange struct {
	Guild, Channel string
	Question       string // id of its message; empty if it was none
	Answer         string // id of its message
	Subject        string // answers.Subject as JSON
	Expires        time.Time

	text string // of the question; not kept for long
}

func (e Exchange) subject() (*answers.Subject, error) {
	if e.Subject == "" {
		return nil, nil
	}
	var s answers.Subject
	if err := json.Unmarshal([]byte(e.Subject), &s); err != nil {
		return nil, err
	}
	return &s, nil
}

// rememberedFor is how long an answer follows its question.
const rememberedFor = 24 * time.Hour

// exchanges remembers the latest, and has the rest in Memory, if there is one.
type exchanges struct {
	memory  Memory
	answers *lru.Cache[string, Exchange] // by answer
	asked   *lru.Cache[string, string]   // question → answer
}

const exchangesKept = 4096

func newExchanges(m Memory) *exchanges {
	return &exchanges{memory: m, answers: newRecent[Exchange](exchangesKept), asked: newRecent[string](exchangesKept)}
}

func (x *exchanges) remember(ctx context.Context, e Exchange, subject *answers.Subject) error {
	if subject != nil {
		raw, err := json.Marshal(subject)
		if err != nil {
			return err
		}
		e.Subject = string(raw)
	}
	e.Expires = time.Now().Add(rememberedFor)
	x.answers.Add(e.Answer, e)
	if e.Question != "" {
		x.asked.Add(e.Question, e.Answer)
	}
	if x.memory == nil || e.Guild == "" {
		return nil
	}
	return x.memory.Remember(ctx, e)
}

func (x *exchanges) byAnswer(ctx context.Context, guild, message string) (Exchange, bool, error) {
	if e, ok := x.answers.Get(message); ok || x.memory == nil || guild == "" {
		return e, ok, nil
	}
	return x.memory.ByAnswer(ctx, guild, message)
}

func (x *exchanges) byQuestion(ctx context.Context, guild, message string) (Exchange, bool, error) {
	if answer, ok := x.asked.Get(message); ok {
		e, ok := x.answers.Get(answer)
		return e, ok, nil
	}
	if x.memory == nil || guild == "" {
		return Exchange{}, false, nil
	}
	return x.memory.ByQuestion(ctx, guild, message)
}

func (x *exchanges) forget(ctx context.Context, e Exchange) error {
	x.answers.Remove(e.Answer)
	x.asked.Remove(e.Question)
	if x.memory == nil || e.Guild == "" {
		return nil
	}
	return x.memory.Forget(ctx, e.Guild, e.Answer)
}
