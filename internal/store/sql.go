package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"
)

// patience is how long a call may take, the wait for a connection included. What the store does takes milliseconds; a
// database that has not done it by then hangs.
const patience = 5 * time.Second

// change runs f in one transaction; nothing of it stays unless f returns nil. On SQLite f must not use the store, which
// has no second connection to write with.
func (s *Store) change(ctx context.Context, what string, f func(context.Context, *sql.Tx) error) error {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	tx, err := s.write.BeginTx(ctx, nil)
	if err != nil {
		return s.failed(what, err)
	}
	defer tx.Rollback() // does nothing after Commit
	if err := f(ctx, tx); err != nil {
		return s.failed(what, err)
	}
	if err := tx.Commit(); err != nil {
		return s.failed(what, err)
	}
	return nil
}

// exec runs one statement and returns how many rows it changed.
func (s *Store) exec(ctx context.Context, what, statement string, args ...any) (int64, error) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	result, err := s.write.ExecContext(ctx, statement, args...)
	if err != nil {
		return 0, s.failed(what, err)
	}
	changed, err := result.RowsAffected()
	if err != nil {
		return 0, s.failed(what, err)
	}
	return changed, nil
}

// failed says what an error was met in, and tells of it where the database is to blame.
func (s *Store) failed(what string, err error) error {
	answered := errors.Is(err, ErrNotFound) || errors.Is(err, ErrHeld) || errors.Is(err, ErrLost)
	if s.Failed != nil && !answered && !errors.Is(err, context.Canceled) {
		s.Failed(what, err)
	}
	return fmt.Errorf("%s: %w", what, s.explain(err))
}

// A row is *sql.Row or *sql.Rows.
type row interface{ Scan(...any) error }

// list reads all rows of a query.
func list[T any](ctx context.Context, s *Store, what string, scan func(row) (T, error), query string, args ...any) ([]T, error) {
	return listFrom(ctx, s, s.read, what, scan, query, args...)
}

// listFrom reads all rows of a query on one of the two databases; a statement that also writes names s.write.
func listFrom[T any](ctx context.Context, s *Store, db *sql.DB, what string, scan func(row) (T, error), query string, args ...any) ([]T, error) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	rows, err := db.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, s.failed(what, err)
	}
	found, err := scanAll(rows, scan)
	if err != nil {
		return nil, s.failed(what, err)
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
