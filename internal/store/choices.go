package store

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"time"
)

// Choices are from which server's articles members want to be answered in direct messages. Of a member a keyed hash is stored, and
// nothing of the messages.
type Choices struct{ db *database }

// choicesKept is how many there are at most once [Store.Expire] was there: the latest.
const choicesKept = 16_384

// Set stores the server that a member chose, in place of another; guild empty: none any more.
func (cs *Choices) Set(ctx context.Context, user, guild string, at time.Time) error {
	member, err := cs.member(ctx, user)
	if err != nil {
		return err
	}
	if guild == "" {
		_, err = cs.db.exec(ctx, "forget a chosen server", `DELETE FROM choices WHERE member = $1`, member)
		return err
	}
	_, err = cs.db.exec(ctx, "store a chosen server", `INSERT INTO choices (member, guild, chosen) VALUES ($1, $2, $3)
		ON CONFLICT (member) DO UPDATE SET guild = excluded.guild, chosen = excluded.chosen`, member, guild, millis(at))
	return err
}

// Of is the server that a member chose; empty where they chose none, or more than [KeepFor] ago.
func (cs *Choices) Of(ctx context.Context, user string, now time.Time) (guild string, err error) {
	member, err := cs.member(ctx, user)
	if err != nil {
		return "", err
	}
	found, err := list(ctx, cs.db, "look up a chosen server", text, `SELECT guild FROM choices WHERE member = $1 AND chosen > $2`,
		member, millis(now.Add(-KeepFor)))
	if err != nil || len(found) == 0 {
		return "", err
	}
	return found[0], nil
}

// member stands for a member. Without the key, ids could be tried until one fits.
func (cs *Choices) member(ctx context.Context, user string) (string, error) {
	key, err := cs.db.secret(ctx, "choices")
	if err != nil {
		return "", err
	}
	mac := hmac.New(sha256.New, key)
	mac.Write([]byte(user))
	return hex.EncodeToString(mac.Sum(nil)[:16]), nil
}
