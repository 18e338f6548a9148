package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
)

// A database is what everything in the store is kept in: SQLite or PostgreSQL.
type database struct {
	write *sql.DB // one connection on SQLite, which has one writer at a time anyway
	read  *sql.DB // the same as write on PostgreSQL
	place string  // where the database is, for messages; without password

	onFailure func(what string, err error) // see [Store.OnFailure]; nil: nobody hears of it

	config    *pgx.ConnConfig // of PostgreSQL; nil on SQLite
	listeners listeners
}

// open prepares connections to a database; its tables stay as they are.
func open(dir, databaseURL string) (*database, error) {
	if databaseURL != "" {
		return openPostgres(databaseURL)
	}
	return openSQLite(dir)
}

// close closes the connections.
func (db *database) close() error {
	if db.read != db.write {
		return errors.Join(db.read.Close(), db.write.Close())
	}
	closed := make(chan error, 1)
	go func() { closed <- db.write.Close() }()
	select {
	case err := <-closed:
		return err
	case <-time.After(closePatience):
		return fmt.Errorf("close %s: no answer within %s", db.place, closePatience)
	}
}

// closePatience is how long close waits. A PostgreSQL that hangs keeps every idle connection waiting 5 s for a good-bye.
const closePatience = 2 * time.Second

// patience is how long a call may take, the wait for a connection included. What the store does takes milliseconds; a
// database that has not done it by then hangs.
const patience = 5 * time.Second

// change runs f in one transaction; nothing of it stays unless f returns nil. On SQLite f must not use the database, which
// has no second connection to write with.
func (db *database) change(ctx context.Context, what string, f func(context.Context, *sql.Tx) error) error {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	tx, err := db.write.BeginTx(ctx, nil)
	if err != nil {
		return db.failed(what, err)
	}
	defer tx.Rollback() // does nothing after Commit
	if err := f(ctx, tx); err != nil {
		return db.failed(what, err)
	}
	if err := tx.Commit(); err != nil {
		return db.failed(what, err)
	}
	return nil
}

// exec runs one statement and returns how many rows it changed.
func (db *database) exec(ctx context.Context, what, statement string, args ...any) (int64, error) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	result, err := db.write.ExecContext(ctx, statement, args...)
	if err != nil {
		return 0, db.failed(what, err)
	}
	changed, err := result.RowsAffected()
	if err != nil {
		return 0, db.failed(what, err)
	}
	return changed, nil
}

// failed says what an error was met in, and tells of it where the database is to blame.
func (db *database) failed(what string, err error) error {
	answered := errors.Is(err, ErrNotFound) || errors.Is(err, ErrHeld) || errors.Is(err, ErrLost)
	if db.onFailure != nil && !answered && !errors.Is(err, context.Canceled) {
		db.onFailure(what, err)
	}
	return fmt.Errorf("%s: %w", what, db.explain(err))
}

// A row is *sql.Row or *sql.Rows.
type row interface{ Scan(...any) error }

// list reads all rows of a query.
func list[T any](ctx context.Context, db *database, what string, scan func(row) (T, error), query string, args ...any) ([]T, error) {
	return listFrom(ctx, db, db.read, what, scan, query, args...)
}

// returning reads the rows of a statement that writes, and returns what it has written.
func returning[T any](ctx context.Context, db *database, what string, scan func(row) (T, error), statement string, args ...any) ([]T, error) {
	return listFrom(ctx, db, db.write, what, scan, statement, args...)
}

func listFrom[T any](ctx context.Context, db *database, conns *sql.DB, what string, scan func(row) (T, error), query string, args ...any) ([]T, error) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	rows, err := conns.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, db.failed(what, err)
	}
	found, err := scanAll(rows, scan)
	if err != nil {
		return nil, db.failed(what, err)
	}
	return found, nil
}

// scanAll reads all rows and closes them.
func scanAll[T any](rows *sql.Rows, scan func(row) (T, error)) (found []T, err error) {
	defer rows.Close()
	for rows.Next() {
		one, err := scan(rows)
		if err != nil {
			return nil, err
		}
		found = append(found, one)
	}
	return found, rows.Err()
}

// text reads a row of one text.
func text(r row) (string, error) {
	var t string
	err := r.Scan(&t)
	return t, err
}

// millis is how the store keeps a time; the zero time is 0.
func millis(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMilli()
}

// instant is the time millis kept, in UTC.
func instant(ms int64) time.Time {
	if ms == 0 {
		return time.Time{}
	}
	return time.UnixMilli(ms).UTC()
}
