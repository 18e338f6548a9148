package store

import (
	"context"
	"time"
)

// An Exchange connects an answer with its question: a reply to the answer goes on where it ended, an edit or a deletion
// of the question reaches the answer.
type Exchange struct {
	Guild    string
	Channel  string
	Question string // message id; empty if the question was no message
	Answer   string // message id
	Subject  string // what the conversation is about, as JSON
	Expires  time.Time
}

// Exchanges are those of all servers.
type Exchanges struct{ db *database }

// Remember stores an exchange until it expires; one with the same answer is replaced. Exchanges in direct messages
// (Guild "") are not stored.
func (es *Exchanges) Remember(ctx context.Context, e Exchange) error {
	if e.Guild == "" {
		return nil
	}
	_, err := es.db.exec(ctx, "remember an answer", `INSERT INTO exchanges (answer, guild, channel, question, subject, expires)
		VALUES ($1, $2, $3, $4, $5, $6)
		ON CONFLICT (answer) DO UPDATE SET subject = excluded.subject, expires = excluded.expires`,
		e.Answer, e.Guild, e.Channel, e.Question, e.Subject, millis(e.Expires))
	return err
}

// ByAnswer returns the exchange with that answer in a server, or ErrNotFound, also when it has expired.
func (es *Exchanges) ByAnswer(ctx context.Context, guild, message string, now time.Time) (Exchange, error) {
	return es.latest(ctx, `answer = $1 AND guild = $2 AND expires > $3`, message, guild, millis(now))
}

// ByQuestion returns the latest exchange about that message in a server, or ErrNotFound, also when it has expired.
func (es *Exchanges) ByQuestion(ctx context.Context, guild, message string, now time.Time) (Exchange, error) {
	return es.latest(ctx, `question = $1 AND question <> '' AND guild = $2 AND expires > $3`, message, guild, millis(now))
}

// latest returns the exchange that a condition of SQL holds for, or ErrNotFound.
func (es *Exchanges) latest(ctx context.Context, where string, args ...any) (Exchange, error) {
	const what = "look up an answer"
	found, err := list(ctx, es.db, what, scanExchange, `SELECT guild, channel, question, answer, subject, expires
		FROM exchanges WHERE `+where+` ORDER BY expires DESC, answer DESC LIMIT 1`, args...)
	if err != nil {
		return Exchange{}, err
	}
	if len(found) == 0 {
		return Exchange{}, es.db.failed(what, ErrNotFound)
	}
	return found[0], nil
}

// Forget removes the exchange with that answer in a server, if there is one.
func (es *Exchanges) Forget(ctx context.Context, guild, answer string) error {
	_, err := es.db.exec(ctx, "forget an answer", `DELETE FROM exchanges WHERE answer = $1 AND guild = $2`, answer, guild)
	return err
}

func scanExchange(r row) (Exchange, error) {
	var e Exchange
	var expires int64
	err := r.Scan(&e.Guild, &e.Channel, &e.Question, &e.Answer, &e.Subject, &expires)
	e.Expires = instant(expires)
	return e, err
}
