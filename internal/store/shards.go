package store

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"time"
)

// A Process is one of those that share the shards of a bot.
type Process struct {
	ID     string
	Shards int   // how many it counts
	Beats  int64 // -1: it has a shard and says nothing; else how often it has said that it lives: whoever sees the number stand still for long enough, by their own clock, may end it
}

// A Roster says who has which shard.
type Roster struct {
	Processes []Process
	Holders   []string // the process that has each shard; empty: none
}

// A Session is what the process that takes over a shard needs to go on with its session at Discord. The store does not read it.
type Session struct {
	Resume string // where the session is
	Memory string // what else must be known; empty in Beat: as before
}

// Shards are those of the bot: which process has each, the sessions they were left with, and when they may identify.
type Shards struct{ db *database }

// Shareable reports whether processes on several machines may use the database.
func (sh *Shards) Shareable() bool { return sh.db.config != nil }

// Beat says that a process lives, which counts a number of shards, and returns who has which of them. With it goes where the
// sessions of its shards are now; those of shards it does not have are left out.
func (sh *Shards) Beat(ctx context.Context, process string, shards int, sessions map[int]Session) (Roster, error) {
	var roster Roster
	err := sh.db.change(ctx, "share the shards", func(ctx context.Context, tx *sql.Tx) (err error) {
		if _, err := tx.ExecContext(ctx, `INSERT INTO processes (id, shards, beat) VALUES ($1, $2, 1)
			ON CONFLICT (id) DO UPDATE SET beat = processes.beat + 1`, process, shards); err != nil {
			return err
		}
		for shard, kept := range sessions {
			if err := keepSession(ctx, tx, process, shards, shard, kept); err != nil {
				return err
			}
		}
		roster, err = readRoster(ctx, tx, shards)
		return err
	})
	return roster, err
}

func keepSession(ctx context.Context, tx *sql.Tx, process string, shards, shard int, kept Session) error {
	if kept.Memory == "" {
		_, err := tx.ExecContext(ctx, `UPDATE shards SET session = $1 WHERE shards = $2 AND shard = $3 AND process = $4`, kept.Resume, shards, shard, process)
		return err
	}
	_, err := tx.ExecContext(ctx, `UPDATE shards SET session = $1, memory = $2 WHERE shards = $3 AND shard = $4 AND process = $5`,
		kept.Resume, kept.Memory, shards, shard, process)
	return err
}

// Roster returns who has which shard. Where shards is 0 only the processes are told.
func (sh *Shards) Roster(ctx context.Context, shards int) (Roster, error) {
	var roster Roster
	err := sh.db.change(ctx, "look at the shards", func(ctx context.Context, tx *sql.Tx) (err error) {
		roster, err = readRoster(ctx, tx, shards)
		return err
	})
	return roster, err
}

func readRoster(ctx context.Context, tx *sql.Tx, shards int) (Roster, error) {
	roster := Roster{Holders: make([]string, shards)}
	rows, err := tx.QueryContext(ctx, `SELECT id, shards, beat FROM processes ORDER BY id`)
	if err != nil {
		return roster, err
	}
	roster.Processes, err = scanAll(rows, func(r row) (p Process, err error) { return p, r.Scan(&p.ID, &p.Shards, &p.Beats) })
	if err != nil {
		return roster, err
	}
	if rows, err = tx.QueryContext(ctx, `SELECT shard, process FROM shards WHERE shards = $1`, shards); err != nil {
		return roster, err
	}
	_, err = scanAll(rows, func(r row) (held struct{}, err error) {
		var shard int
		var process string
		if err := r.Scan(&shard, &process); err != nil {
			return held, err
		}
		if shard < 0 || shard >= shards {
			return held, fmt.Errorf("shard %d of %d", shard, shards)
		}
		roster.Holders[shard] = process
		if process != "" && !slices.ContainsFunc(roster.Processes, func(p Process) bool { return p.ID == process }) {
			roster.Processes = append(roster.Processes, Process{process, shards, -1})
		}
		return held, nil
	})
	return roster, err
}

// Claim gives a shard that no process has to one, and returns the session it was left with; the zero Session where there is
// none. Of all who try at the same time one gets it, and the others ErrHeld. Who has it already gets it again.
func (sh *Shards) Claim(ctx context.Context, process string, shards, shard int) (Session, error) {
	const what = "claim a shard"
	read := func(r row) (kept Session, err error) { return kept, r.Scan(&kept.Resume, &kept.Memory) }
	found, err := returning(ctx, sh.db, what, read, `INSERT INTO shards (shards, shard, process, session, memory) VALUES ($1, $2, $3, '', '')
		ON CONFLICT (shards, shard) DO UPDATE SET process = excluded.process WHERE shards.process IN ('', excluded.process)
		RETURNING session, memory`, shards, shard, process)
	if err != nil {
		return Session{}, err
	}
	if len(found) == 0 {
		return Session{}, sh.db.failed(what, ErrHeld)
	}
	return found[0], nil
}

// Give leaves a shard to whoever claims it next, with its session. ErrLost means that the process did not have it.
func (sh *Shards) Give(ctx context.Context, process string, shards, shard int, left Session) error {
	const what = "give a shard"
	changed, err := sh.db.exec(ctx, what, `UPDATE shards SET process = '', session = $1, memory = $2 WHERE shards = $3 AND shard = $4 AND process = $5`,
		left.Resume, left.Memory, shards, shard, process)
	return sh.db.held(what, changed, err)
}

// EndProcess leaves the shards of a process to others, with the sessions that were kept, and forgets the process, unless it has
// said since that it lives: then it is ErrLost, and nothing changes. A process ends itself with beats -1, whatever it has said.
func (sh *Shards) EndProcess(ctx context.Context, process string, beats int64) error {
	return sh.db.change(ctx, "end a process", func(ctx context.Context, tx *sql.Tx) error {
		result, err := tx.ExecContext(ctx, `DELETE FROM processes WHERE id = $1 AND (CAST($2 AS BIGINT) < 0 OR beat = CAST($2 AS BIGINT))`, process, beats)
		if err != nil {
			return err
		}
		n, err := result.RowsAffected()
		if err != nil {
			return err
		}
		if n == 0 && beats >= 0 {
			return ErrLost
		}
		_, err = tx.ExecContext(ctx, `UPDATE shards SET process = '' WHERE process = $1`, process)
		return err
	})
}

// longestTurns is how far ahead turns are believed: what is later was written by a clock that was wrong.
const longestTurns = time.Hour

// TakeTurn reserves the next time, now or later, at which a shard may identify: those of one turn follow each other by period,
// in whatever process they are.
func (sh *Shards) TakeTurn(ctx context.Context, turn int, now time.Time, period time.Duration) (at time.Time, err error) {
	read := func(r row) (at int64, err error) { return at, r.Scan(&at) }
	found, err := returning(ctx, sh.db, "take a turn", read, `INSERT INTO turns (turn, free) VALUES ($1, CAST($2 AS BIGINT) + CAST($3 AS BIGINT))
		ON CONFLICT (turn) DO UPDATE SET free = CASE WHEN turns.free > CAST($2 AS BIGINT) AND turns.free < CAST($4 AS BIGINT) THEN turns.free ELSE CAST($2 AS BIGINT) END + CAST($3 AS BIGINT)
		RETURNING free - CAST($3 AS BIGINT)`,
		turn, millis(now), period.Milliseconds(), millis(now.Add(longestTurns)))
	if err != nil {
		return time.Time{}, err
	}
	return instant(found[0]), nil
}
