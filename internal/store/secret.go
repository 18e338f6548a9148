package store

import (
	"context"
	"crypto/rand"
	"encoding/hex"
)

// Secret returns the 32 random bytes of that name, made when they are first asked for. They are the same ever after and
// in every process on this database, also when several ask for the first time at once.
func (s *Store) Secret(ctx context.Context, name string) ([]byte, error) {
	return s.db.secret(ctx, name)
}

func (db *database) secret(ctx context.Context, name string) ([]byte, error) {
	fresh := make([]byte, 32)
	rand.Read(fresh) // never fails
	_, err := db.exec(ctx, "make a secret", `INSERT INTO facts (name, value) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING`,
		"secret "+name, hex.EncodeToString(fresh))
	if err != nil {
		return nil, err
	}
	kept, err := db.fact(ctx, "secret "+name)
	if err != nil {
		return nil, err
	}
	return hex.DecodeString(kept)
}

// fact returns the text of a name, empty if there is none.
func (db *database) fact(ctx context.Context, name string) (string, error) {
	found, err := list(ctx, db, "read from the store", text, `SELECT value FROM facts WHERE name = $1`, name)
	if err != nil || len(found) == 0 {
		return "", err
	}
	return found[0], nil
}
