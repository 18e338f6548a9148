// Package store keeps what outlives a restart: settings of servers, briefings, gaps, votes, and the little the
// connection to Discord must remember.
//
// Start at [Open]. A [Store] has its subjects as fields, each a type with its calls: [Articles], [Pages], [Uploads], [Briefings],
// [Gaps], [Votes], [Exchanges], [Choices] and [Shards]. What concerns a server as a whole, its [Settings] and the end of its data, is
// Store's own. The same SQL runs on SQLite, the embedded default, and on PostgreSQL, which several processes may share; whatever
// is promised here also holds between processes.
//
// Four rules hold throughout. The store has no clock: every call that depends on the time is told it. A call about
// something that belongs to a server names the server, and finds nothing of another one's. Direct messages, which belong
// to no server, are never stored. No row names the member who asked or voted; an article names the moderator who added it.
package store

import (
	"context"
	"errors"
	"fmt"
)

// Errors to branch on, with errors.Is.
var (
	ErrNotFound = errors.New("not in the store") // there is no such row, or it belongs to another server
	ErrHeld     = errors.New("somebody else is at work on it")
	ErrLost     = errors.New("the claim has passed to somebody else")
)

// IsNotOurs reports whether a claim failed as somebody else is at work on what it is for, or that is gone: either way nothing is left to
// do about it here.
func IsNotOurs(err error) bool {
	return errors.Is(err, ErrHeld) || errors.Is(err, ErrNotFound) || errors.Is(err, ErrLost)
}

// A Store is an open database. It is safe for use by many goroutines.
type Store struct {
	Articles  *Articles
	Pages     *Pages
	Uploads   *Uploads
	Briefings *Briefings
	Gaps      *Gaps
	Votes     *Votes
	Exchanges *Exchanges
	Choices   *Choices
	Shards    *Shards

	db *database
}

// Open opens the database at databaseURL ("postgres://…"), or, where that is empty, SQLite in the folder dir, which is
// made if it is not there. Tables are made or brought up to date.
func Open(ctx context.Context, dir, databaseURL string) (*Store, error) {
	db, err := open(dir, databaseURL)
	if err != nil {
		return nil, err
	}
	if err := db.migrate(ctx, databaseURL); err != nil {
		return nil, errors.Join(fmt.Errorf("open the state in %s: %w", db.place, db.explain(err)), db.close())
	}
	return &Store{Articles: &Articles{db}, Pages: &Pages{db}, Uploads: &Uploads{db},
		Briefings: &Briefings{db}, Gaps: &Gaps{db}, Votes: &Votes{db}, Exchanges: &Exchanges{db}, Choices: &Choices{db}, Shards: &Shards{db}, db: db}, nil
}

// OnFailure has failed hear of each call that fails as the database does, with what it was for: one of some dozens of phrases.
// It must not block. OnFailure comes before the first call.
func (s *Store) OnFailure(failed func(what string, err error)) { s.db.onFailure = failed }

// Ping asks whether the database answers.
func (s *Store) Ping(ctx context.Context) error {
	_, err := list(ctx, s.db, "ask whether the database answers", text, `SELECT name FROM facts LIMIT 1`)
	return err
}

// Close closes the database. A PostgreSQL that hangs is left to itself; SQLite has only its disk to wait for.
func (s *Store) Close() error { return s.db.close() }
