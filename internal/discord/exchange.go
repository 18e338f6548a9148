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
	db      *database
	answers *lru.Cache[string, Exchange] // by answer
	asked   *lru.Cache[string, string]   // question → answer
}

const exchangesKept = 4096

func newExchanges(m Memory, db *database) *exchanges {
	return &exchanges{memory: m, db: db, answers: newRecent[Exchange](exchangesKept), asked: newRecent[string](exchangesKept)}
}

func (x *exchanges) remember(e Exchange, subject *answers.Subject) error {
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
	if x.memory != nil && e.Guild != "" {
		x.db.later("an answer", func(ctx context.Context) error { return x.memory.Remember(ctx, e) })
	}
	return nil
}

func (x *exchanges) byAnswer(ctx context.Context, guild, message string) (Exchange, bool, error) {
	if e, ok := x.answers.Get(message); ok || x.memory == nil || guild == "" {
		return e, ok, nil
	}
	return x.look(ctx, x.memory.ByAnswer, guild, message)
}

func (x *exchanges) byQuestion(ctx context.Context, guild, message string) (Exchange, bool, error) {
	if answer, ok := x.asked.Get(message); ok {
		e, ok := x.answers.Get(answer)
		return e, ok, nil
	}
	if x.memory == nil || guild == "" {
		return Exchange{}, false, nil
	}
	return x.look(ctx, x.memory.ByQuestion, guild, message)
}

// look finds an exchange that is not among the latest.
func (x *exchanges) look(ctx context.Context, by func(context.Context, string, string) (Exchange, bool, error), guild, message string) (Exchange, bool, error) {
	e, err := lookUp(ctx, x.db, func(ctx context.Context) (*Exchange, error) {
		e, ok, err := by(ctx, guild, message)
		if !ok {
			return nil, err
		}
		return &e, err
	})
	if err != nil || e == nil {
		return Exchange{}, false, err
	}
	return *e, true, nil
}

func (x *exchanges) forget(e Exchange) {
	x.answers.Remove(e.Answer)
	x.asked.Remove(e.Question)
	if x.memory != nil && e.Guild != "" {
		x.db.later("that an answer is gone", func(ctx context.Context) error { return x.memory.Forget(ctx, e.Guild, e.Answer) })
	}
}
