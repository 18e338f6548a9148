// Package store keeps what outlives a restart: settings of servers, briefings, gaps, votes, and the little the
// connection to Discord must remember.
//
// Start at [Open]. The calls are sorted by subject, a file each: settings.go, briefings.go, claims.go, gaps.go, votes.go,
// exchanges.go, articles.go, waiting.go, pages.go, uploads.go, secret.go, identify.go, sessions.go, shards.go, deletion.go. The same SQL runs on SQLite, the embedded default, and on
// PostgreSQL, which several processes may share; whatever is promised here also holds between processes.
//
// Four rules hold throughout. The store has no clock: every call that depends on the time is told it. A call about
// something that belongs to a server names the server, and finds nothing of another one's. Direct messages, which belong
// to no server, are never stored. No row names the member who asked or voted; an article
// names the moderator who added it.
package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
)

// Errors to branch on, with errors.Is.
var (
	ErrNotFound = errors.New("not in the store") // there is no such row, or it belongs to another server
	ErrHeld     = errors.New("somebody else is at work on it")
	ErrLost     = errors.New("the claim has passed to somebody else")
)

// A Store is an open database. It is safe for use by many goroutines.
type Store struct {
	write *sql.DB // one connection on SQLite, which has one writer at a time anyway
	read  *sql.DB // the same as write on PostgreSQL
	place string  // where the database is, for messages; without password

	// Failed, which may be nil, hears of each call that fails as the database does, with what it was for: one of some dozens of
	// phrases. It must not block, and be set before the first call.
	Failed func(what string, err error)

	config    *pgx.ConnConfig // of PostgreSQL; nil on SQLite
	listeners listeners
}

// Open opens the database at databaseURL ("postgres://…"), or, where that is empty, SQLite in the folder dir, which is
// made if it is not there. Tables are made or brought up to date.
func Open(ctx context.Context, dir, databaseURL string) (*Store, error) {
	s, err := open(dir, databaseURL)
	if err != nil {
		return nil, err
	}
	if err := s.migrate(ctx, databaseURL); err != nil {
		return nil, errors.Join(fmt.Errorf("open the state in %s: %w", s.place, s.explain(err)), s.Close())
	}
	return s, nil
}

func open(dir, databaseURL string) (*Store, error) {
	if databaseURL != "" {
		return openPostgres(databaseURL)
	}
	return openSQLite(dir)
}

// Ping asks whether the database answers.
func (s *Store) Ping(ctx context.Context) error {
	if _, err := list(ctx, s, "ask whether the database answers", text, `SELECT name FROM facts LIMIT 1`); err != nil {
		return err
	}
	return nil
}

// closePatience is how long Close waits. A PostgreSQL that hangs keeps every idle connection waiting 5 s for a good-bye.
const closePatience = 2 * time.Second

// Close closes the database. A PostgreSQL that hangs is left to itself; SQLite has only its disk to wait for.
func (s *Store) Close() error {
	if s.read != s.write {
		return errors.Join(s.read.Close(), s.write.Close())
	}
	closed := make(chan error, 1)
	go func() { closed <- s.write.Close() }()
	select {
	case err := <-closed:
		return err
	case <-time.After(closePatience):
		return fmt.Errorf("close %s: no answer within %s", s.place, closePatience)
	}
}
