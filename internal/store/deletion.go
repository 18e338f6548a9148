package store

import (
	"context"
	"database/sql"
	"time"
)

// DeleteGuild removes everything that is stored about a server.
func (s *Store) DeleteGuild(ctx context.Context, guild string) error {
	err := s.db.change(ctx, "delete the data of a server", func(ctx context.Context, tx *sql.Tx) error { return s.db.deleteGuild(ctx, tx, guild) })
	if err == nil {
		s.db.emptyLog(ctx)
		s.db.listeners.tell(guild)
	}
	return err
}

func (db *database) deleteGuild(ctx context.Context, tx *sql.Tx, guild string) error {
	for _, table := range []string{"settings", "briefings", "gaps", "votes", "exchanges", "articles", "pages", "libraries", "uploads", "choices", "deletions"} {
		if _, err := tx.ExecContext(ctx, `DELETE FROM `+table+` WHERE guild = $1`, guild); err != nil {
			return err
		}
	}
	return db.announce(ctx, tx, guild)
}

// ScheduleDeletion marks the data of a server, from which the bot was removed, for deletion when due. A mark that is
// there already stays as it is.
func (s *Store) ScheduleDeletion(ctx context.Context, guild string, due time.Time) error {
	_, err := s.db.exec(ctx, "mark a server for deletion",
		`INSERT INTO deletions (guild, due) VALUES ($1, $2) ON CONFLICT (guild) DO NOTHING`, guild, millis(due))
	return err
}

// CancelDeletion removes the mark, if there is one: the bot was added again.
func (s *Store) CancelDeletion(ctx context.Context, guild string) error {
	_, err := s.db.exec(ctx, "unmark a server for deletion", `DELETE FROM deletions WHERE guild = $1`, guild)
	return err
}

// SweepDeletions deletes the data of all servers whose deletion is due, and returns those servers.
func (s *Store) SweepDeletions(ctx context.Context, now time.Time) ([]string, error) {
	due, err := list(ctx, s.db, "list servers to delete", text,
		`SELECT guild FROM deletions WHERE due <= $1 ORDER BY due, guild`, millis(now))
	if err != nil {
		return nil, err
	}
	var deleted []string
	for _, guild := range due {
		done, err := s.db.sweepDeletion(ctx, guild, now)
		if err != nil {
			return deleted, err
		}
		if done {
			deleted = append(deleted, guild)
		}
	}
	if len(deleted) > 0 {
		s.db.emptyLog(ctx)
	}
	return deleted, nil
}

// sweepDeletion takes the mark away first: if that was cancelled or done elsewhere in between, nothing is deleted.
func (db *database) sweepDeletion(ctx context.Context, guild string, now time.Time) (done bool, err error) {
	err = db.change(ctx, "delete the data of a server", func(ctx context.Context, tx *sql.Tx) error {
		result, err := tx.ExecContext(ctx, `DELETE FROM deletions WHERE guild = $1 AND due <= $2`, guild, millis(now))
		if err != nil {
			return err
		}
		marked, err := result.RowsAffected()
		if err != nil || marked == 0 {
			return err
		}
		done = true
		return db.deleteGuild(ctx, tx, guild)
	})
	if done && err == nil {
		db.listeners.tell(guild)
	}
	return done && err == nil, err
}
