package store

import (
	"context"
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

func sessionName(shard, shards int) string { return fmt.Sprintf("session %d of %d", shard, shards) }
