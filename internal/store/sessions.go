package store

import (
	"context"
	"database/sql"
	"fmt"
)

// LeaveSession keeps what the next process needs to go on with a shard's session of the gateway.
func (sh *Shards) LeaveSession(ctx context.Context, shard, shards int, handover string) error {
	_, err := sh.db.exec(ctx, "leave a session", `INSERT INTO facts (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = excluded.value`,
		sessionName(shard, shards), handover)
	return err
}

// TakeSession returns what was left of a shard's session, and removes it: a session has one process. Empty if nothing was left.
func (sh *Shards) TakeSession(ctx context.Context, shard, shards int) (handover string, err error) {
	found, err := returning(ctx, sh.db, "take a session", text, `DELETE FROM facts WHERE name = $1 RETURNING value`, sessionName(shard, shards))
	if err != nil || len(found) == 0 {
		return "", err
	}
	return found[0], nil
}

// ForgetOthers forgets the sessions that were left of as many shards as there are no more: nobody can go on with them.
func (sh *Shards) ForgetOthers(ctx context.Context, shards int) error {
	return sh.db.change(ctx, "forget sessions of other numbers of shards", func(ctx context.Context, tx *sql.Tx) error {
		if _, err := tx.ExecContext(ctx, `DELETE FROM facts WHERE name LIKE 'session % of %' AND name NOT LIKE $1`, fmt.Sprintf("session %% of %d", shards)); err != nil {
			return err
		}
		_, err := tx.ExecContext(ctx, `DELETE FROM shards WHERE shards <> $1 AND process = ''`, shards)
		return err
	})
}

func sessionName(shard, shards int) string { return fmt.Sprintf("session %d of %d", shard, shards) }
