package store

import (
	"context"
	"database/sql"
	"time"
)

// DecideFor is how long a change of an article waits for a moderator.
const DecideFor = 30 * 24 * time.Hour

// Propose stores a version of an article of a server that waits for a moderator to decide about it, in the place of one
// that waits already, and returns its number. It returns ErrNotFound where there is no such article.
func (as *Articles) Propose(ctx context.Context, guild string, a Article, now time.Time) (version int, err error) {
	const what = "store a change of an article"
	overrides, origin, err := encodeArticle(a)
	if err != nil {
		return 0, as.db.failed(what, err)
	}
	return version, as.db.change(ctx, what, func(ctx context.Context, tx *sql.Tx) error {
		// The update that changes nothing keeps others out of the article until the transaction ends.
		err := changed(tx.ExecContext(ctx, `UPDATE articles SET removed = 0 WHERE guild = $1 AND id = $2 AND removed = 0`, guild, a.ID))
		if err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, `UPDATE articles SET removed = $1 WHERE guild = $2 AND id = $3 AND removed = -1`,
			millis(now), guild, a.ID); err != nil {
			return err
		}
		return tx.QueryRowContext(ctx, `INSERT INTO articles (guild, id, version, name, sum, size, data, document, passages, title, overrides,
			origin, added, removed) SELECT $1, $2, max(version) + 1, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, -1
			FROM articles WHERE guild = $1 AND id = $2 RETURNING version`,
			guild, a.ID, a.Name, a.Sum, len(a.Data), a.Data, a.Document, a.Passages, a.Title, overrides, origin, millis(now)).Scan(&version)
	})
}

// Waiting lists the versions of a server's articles that wait for a moderator, by name, without Data and Document.
func (as *Articles) Waiting(ctx context.Context, guild string) ([]Article, error) {
	return list(ctx, as.db, "list the changes that wait", scanArticle,
		`SELECT `+articleColumns+` FROM articles WHERE guild = $1 AND removed = -1 ORDER BY name, id`, guild)
}

// TakeOver makes a version that waits the current one, or returns ErrNotFound where it does not wait any more. admit is as in
// [Articles.Keep].
func (as *Articles) TakeOver(ctx context.Context, guild, id string, version int, now time.Time, admit func(after []Article) error) error {
	return as.db.changeArticles(ctx, "take over a change of an article", guild, admit, func(ctx context.Context, tx *sql.Tx) error {
		err := changed(tx.ExecContext(ctx, `UPDATE articles SET removed = $1 WHERE guild = $2 AND id = $3 AND removed = 0`, millis(now), guild, id))
		if err != nil {
			return err
		}
		return changed(tx.ExecContext(ctx, `UPDATE articles SET removed = 0, added = $1 WHERE guild = $2 AND id = $3 AND version = $4 AND removed = -1`,
			millis(now), guild, id, version))
	})
}

// Leave leaves an article of a server as it is: the version does not wait any more. It returns ErrNotFound where it did
// not.
func (as *Articles) Leave(ctx context.Context, guild, id string, version int, now time.Time) error {
	return as.db.change(ctx, "leave an article as it is", func(ctx context.Context, tx *sql.Tx) error {
		return changed(tx.ExecContext(ctx, `UPDATE articles SET removed = $1 WHERE guild = $2 AND id = $3 AND version = $4 AND removed = -1`,
			millis(now), guild, id, version))
	})
}

// Version returns a version of an article of a server with its Document, whether it is current, waits or can be brought
// back, or ErrNotFound.
func (as *Articles) Version(ctx context.Context, guild, id string, version int) (Article, error) {
	const what = "read a version of an article"
	found, err := list(ctx, as.db, what, scanArticleDocument,
		`SELECT `+articleColumns+`, document FROM articles WHERE guild = $1 AND id = $2 AND version = $3`, guild, id, version)
	if err != nil {
		return Article{}, err
	}
	if len(found) == 0 {
		return Article{}, as.db.failed(what, ErrNotFound)
	}
	return found[0], nil
}
