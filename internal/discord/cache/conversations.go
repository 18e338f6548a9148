package cache

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"github.com/sitrep-bot/sitrep/internal/answers"
	"github.com/sitrep-bot/sitrep/internal/store"
)

// An Exchange connects an answer with its question.
type Exchange struct {
	store.Exchange
	Text string // of the question; empty once it is known from the store alone, which does not keep it
}

// Follows is what a question that follows the answer is about; nil if the answer was about nothing.
func (e Exchange) Follows() (*answers.Subject, error) {
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

// Conversations remember the latest exchanges, and have the rest in the store. Those in direct messages are never stored.
type Conversations struct {
	stored  *store.Exchanges
	db      *Database
	answers *Recent[Exchange] // by answer
	asked   *Recent[string]   // question → answer
	pointed *Recent[Exchange] // by question: without an answer of its own, as another's stood there
}

const exchangesKept = 4096

// NewConversations keeps them among those that are stored.
func NewConversations(stored *store.Exchanges, db *Database) *Conversations {
	return &Conversations{stored: stored, db: db, answers: NewRecent[Exchange](exchangesKept, rememberedFor), asked: NewRecent[string](exchangesKept, rememberedFor), pointed: NewRecent[Exchange](exchangesKept, rememberedFor)}
}

// Expire forgets in memory what has been kept long enough. In the store [store.Store.Expire] does.
func (c *Conversations) Expire(now time.Time) {
	c.answers.Expire(now)
	c.asked.Expire(now)
	c.pointed.Expire(now)
}

// Remember keeps an exchange, and what a question that follows it is about; nil if nothing.
func (c *Conversations) Remember(e Exchange, subject *answers.Subject) error {
	if subject != nil {
		raw, err := json.Marshal(subject)
		if err != nil {
			return err
		}
		e.Subject = string(raw)
	}
	e.Expires = time.Now().Add(rememberedFor)
	c.answers.Add(e.Answer, e)
	if e.Question != "" {
		c.asked.Add(e.Question, e.Answer)
		c.pointed.Remove(e.Question)
	}
	if e.Guild != "" {
		c.db.Later("an answer", func(ctx context.Context) error { return c.stored.Remember(ctx, e.Exchange) })
	}
	return nil
}

// Pointed keeps a question that was pointed to the answer of another one, for as long as it is among the latest and a day at most: its
// Exchange has no Answer.
func (c *Conversations) Pointed(guild, question, text string) {
	c.pointed.Add(question, Exchange{Exchange: store.Exchange{Guild: guild, Question: question}, Text: text})
}

// ByAnswer finds the exchange with that answer; ok is false if there is none.
func (c *Conversations) ByAnswer(ctx context.Context, guild, message string) (e Exchange, ok bool, err error) {
	return c.byAnswer(ctx, guild, message, Read)
}

// AwaitByAnswer is ByAnswer for who cannot do without it, see [Await].
func (c *Conversations) AwaitByAnswer(ctx context.Context, guild, message string) (e Exchange, ok bool, err error) {
	return c.byAnswer(ctx, guild, message, Await)
}

func (c *Conversations) byAnswer(ctx context.Context, guild, message string, by reader[store.Exchange]) (e Exchange, ok bool, err error) {
	if e, ok := c.answers.Get(message); ok || guild == "" {
		return e, ok, nil
	}
	return known(by(ctx, c.db, func(ctx context.Context) (store.Exchange, error) {
		return c.stored.ByAnswer(ctx, guild, message, time.Now())
	}))
}

// ByQuestion finds the latest exchange about a message; ok is false if there is none.
func (c *Conversations) ByQuestion(ctx context.Context, guild, message string) (e Exchange, ok bool, err error) {
	if answer, ok := c.asked.Get(message); ok {
		e, ok := c.answers.Get(answer)
		return e, ok, nil
	}
	if e, ok := c.pointed.Get(message); ok {
		return e, true, nil
	}
	if guild == "" {
		return Exchange{}, false, nil
	}
	return known(Read(ctx, c.db, func(ctx context.Context) (store.Exchange, error) {
		return c.stored.ByQuestion(ctx, guild, message, time.Now())
	}))
}

// known is an exchange that the store was asked for.
func known(e store.Exchange, err error) (Exchange, bool, error) {
	if errors.Is(err, store.ErrNotFound) {
		return Exchange{}, false, nil
	}
	return Exchange{Exchange: e}, err == nil, err
}

// Forget removes an exchange whose answer is gone.
func (c *Conversations) Forget(e Exchange) {
	c.answers.Remove(e.Answer)
	c.asked.Remove(e.Question)
	if e.Guild != "" {
		c.db.Later("that an answer is gone", func(ctx context.Context) error { return c.stored.Forget(ctx, e.Guild, e.Answer) })
	}
}

// ForgetServer removes from memory what was said in a server whose data was deleted.
func (c *Conversations) ForgetServer(guild string) {
	there := func(e Exchange) bool { return e.Guild == guild }
	c.answers.RemoveFunc(there)
	c.pointed.RemoveFunc(there)
}

// ForgetAnswer removes the exchange with an answer, if it is among the latest: the others expire.
func (c *Conversations) ForgetAnswer(id string) {
	if e, ok := c.answers.Get(id); ok {
		c.Forget(e)
	}
}
