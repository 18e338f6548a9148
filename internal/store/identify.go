package store

import (
	"context"
	"database/sql"
	"time"
)

// A Budget says how many IDENTIFYs were sent. Discord resets the token of a bot that sends more than 1,000 in 24 hours,
// over all its shards and processes.
type Budget struct {
	Granted bool      // one more may be sent, and is already counted
	Used    int       // in the 24 hours before, with the one granted
	Free    time.Time // when the next may be sent; zero if Granted
}

// TakeIdentify counts an IDENTIFY that is about to be sent, unless limit were counted in the 24 hours before now, by
// whatever process on this database. The limit is at least 1.
func (sh *Shards) TakeIdentify(ctx context.Context, now time.Time, limit int) (Budget, error) {
	var b Budget
	err := sh.db.change(ctx, "count an IDENTIFY", func(ctx context.Context, tx *sql.Tx) (err error) {
		b, err = takeIdentify(ctx, tx, now, limit)
		return err
	})
	return b, err
}

func takeIdentify(ctx context.Context, tx *sql.Tx, now time.Time, limit int) (Budget, error) {
	const window = 24 * time.Hour
	// Whoever writes this row keeps others from counting until the transaction ends.
	if _, err := tx.ExecContext(ctx, `INSERT INTO facts (name, value) VALUES ('identify', '')
		ON CONFLICT (name) DO UPDATE SET value = ''`); err != nil {
		return Budget{}, err
	}
	if _, err := tx.ExecContext(ctx, `DELETE FROM identifies WHERE made <= $1`, millis(now.Add(-window))); err != nil {
		return Budget{}, err
	}
	var used int
	if err := tx.QueryRowContext(ctx, `SELECT count(*) FROM identifies`).Scan(&used); err != nil {
		return Budget{}, err
	}
	if used < limit {
		_, err := tx.ExecContext(ctx, `INSERT INTO identifies (made) VALUES ($1)`, millis(now))
		return Budget{Granted: true, Used: used + 1}, err
	}
	// Of the limit latest ones, the first to leave the window makes room.
	var made int64
	err := tx.QueryRowContext(ctx, `SELECT made FROM identifies ORDER BY made DESC LIMIT 1 OFFSET $1`, limit-1).Scan(&made)
	return Budget{Used: used, Free: instant(made).Add(window)}, err
}
