package store

import (
	"context"
	"crypto/rand"
	"database/sql"
	"encoding/json"
	"strings"
	"time"
)

// An Upload is a file that a moderator looks at before it is kept.
type Upload struct {
	ID        string // set by the store: 16 characters, unguessable
	Name      string
	Data      []byte
	Overrides Overrides
	Origin    Origin
}

// Uploads are the files that moderators look at before they keep them.
type Uploads struct{ db *database }

// UploadFor is how long an upload waits for a moderator to decide.
const UploadFor = time.Hour

// uploadsWaiting bounds what a server's uploads take: the oldest go first.
const uploadsWaiting = 5

// Add stores a file that is looked at, and returns its id.
func (us *Uploads) Add(ctx context.Context, guild string, u Upload, now time.Time) (id string, err error) {
	const what = "store an upload"
	id = strings.ToLower(rand.Text()[:16])
	overrides, origin, err := encodeArticle(Article{Overrides: u.Overrides, Origin: u.Origin})
	if err != nil {
		return "", us.db.failed(what, err)
	}
	return id, us.db.change(ctx, what, func(ctx context.Context, tx *sql.Tx) error {
		if _, err := tx.ExecContext(ctx, `DELETE FROM uploads WHERE guild = $1 AND id NOT IN
			(SELECT id FROM uploads WHERE guild = $1 ORDER BY expires DESC, id LIMIT $2)`, guild, uploadsWaiting-1); err != nil {
			return err
		}
		_, err := tx.ExecContext(ctx, `INSERT INTO uploads (guild, id, name, data, overrides, origin, expires)
			VALUES ($1, $2, $3, $4, $5, $6, $7)`, guild, id, u.Name, u.Data, overrides, origin, millis(now.Add(UploadFor)))
		return err
	})
}

// Get returns a server's upload, or ErrNotFound.
func (us *Uploads) Get(ctx context.Context, guild, id string, now time.Time) (Upload, error) {
	const what = "read an upload"
	found, err := list(ctx, us.db, what, scanUpload,
		`SELECT id, name, data, overrides, origin FROM uploads WHERE guild = $1 AND id = $2 AND expires > $3`, guild, id, millis(now))
	if err != nil {
		return Upload{}, err
	}
	if len(found) == 0 {
		return Upload{}, us.db.failed(what, ErrNotFound)
	}
	return found[0], nil
}

// Edit changes what moderators say of an upload of a server, or returns ErrNotFound.
func (us *Uploads) Edit(ctx context.Context, guild, id string, o Overrides, now time.Time) error {
	const what = "change an upload"
	overrides, _, err := encodeArticle(Article{Overrides: o})
	if err != nil {
		return us.db.failed(what, err)
	}
	return us.db.change(ctx, what, func(ctx context.Context, tx *sql.Tx) error {
		return changed(tx.ExecContext(ctx, `UPDATE uploads SET overrides = $1 WHERE guild = $2 AND id = $3 AND expires > $4`,
			overrides, guild, id, millis(now)))
	})
}

// Remove forgets a server's upload, if it is there.
func (us *Uploads) Remove(ctx context.Context, guild, id string) error {
	_, err := us.db.exec(ctx, "forget an upload", `DELETE FROM uploads WHERE guild = $1 AND id = $2`, guild, id)
	return err
}

func scanUpload(r row) (Upload, error) {
	var u Upload
	var overrides, origin string
	if err := r.Scan(&u.ID, &u.Name, &u.Data, &overrides, &origin); err != nil {
		return Upload{}, err
	}
	if err := json.Unmarshal([]byte(overrides), &u.Overrides); err != nil {
		return Upload{}, err
	}
	return u, json.Unmarshal([]byte(origin), &u.Origin)
}
