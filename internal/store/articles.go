package store

import (
	"context"
	"crypto/rand"
	"database/sql"
	"encoding/json"
	"time"
)

// An Article is one version of a server's own article.
type Article struct {
	ID        string // chosen by who keeps it; the same for all versions
	Version   int    // from 1; set by the store
	Name      string // of the file, with its extension
	Sum       string // hex SHA-256 of Data
	Size      int    // bytes of Data
	Passages  int
	Title     string    // as members read it
	Overrides Overrides // what moderators say in place of the file
	Origin    Origin
	Added     time.Time // this version
	Removed   time.Time // when it was removed or another version took its place; zero for the current one
	Answered  int       // questions answered from it and its earlier versions, see [Articles.CountAnswer]

	Data     []byte // the file, byte for byte; nil in lists
	Document string // JSON of what was read from it; empty in lists
}

// Overrides are what moderators say of an article in place of what its file says. Empty means as the file says.
type Overrides struct {
	Title string `json:"title,omitempty"`
	Date  string `json:"date,omitempty"` // 2006-01-02
	Lang  string `json:"lang,omitempty"` // ISO 639-1

	Aliases    string `json:"aliases,omitempty"`    // other names of what it is about, with commas between
	Supersedes string `json:"supersedes,omitempty"` // id of the article whose place it takes in briefings
}

// An Origin says where a file is from.
type Origin struct {
	URL          string `json:"url,omitempty"` // of the page or the message; empty if it was uploaded
	Page         bool   `json:"page,omitempty"`
	ETag         string `json:"etag,omitempty"`          // of the page
	LastModified string `json:"last_modified,omitempty"` // of the page
	Feed         string `json:"feed,omitempty"`          // id of the feed that brought it; empty if none did
	Member       string `json:"member,omitempty"`        // id of who added it
}

// Articles are the servers' own, in their versions: the current ones, those that can be brought back, and those that wait for a
// moderator to decide.
type Articles struct{ db *database }

// UndoFor is how long a version that was removed or replaced can be brought back.
const UndoFor = 24 * time.Hour

// LookAgain is how long a page that was kept is not looked at again.
const LookAgain = 24 * time.Hour

const articleColumns = `id, version, name, sum, size, passages, title, overrides, origin, added, removed, answered`

// List lists the current articles of a server by name, without Data and Document. The revision is another one after every
// change; it is empty where the server never had articles.
func (as *Articles) List(ctx context.Context, guild string) (articles []Article, revision string, err error) {
	return as.list(ctx, guild, articleColumns, scanArticle)
}

// Documents is List with Document.
func (as *Articles) Documents(ctx context.Context, guild string) (articles []Article, revision string, err error) {
	return as.list(ctx, guild, articleColumns+`, document`, scanArticleDocument)
}

// Servers lists the servers that have articles, or had some that can be brought back.
func (as *Articles) Servers(ctx context.Context) ([]string, error) {
	return list(ctx, as.db, "list the servers that have articles", text, `SELECT DISTINCT guild FROM articles ORDER BY guild`)
}

// Versions lists all versions that there are of a server's articles, with Document.
func (as *Articles) Versions(ctx context.Context, guild string) ([]Article, error) {
	return list(ctx, as.db, "list the versions of a server's articles", scanArticleDocument,
		`SELECT `+articleColumns+`, document FROM articles WHERE guild = $1 ORDER BY id, version`, guild)
}

// Files is List with Data.
func (as *Articles) Files(ctx context.Context, guild string) ([]Article, error) {
	articles, _, err := as.list(ctx, guild, articleColumns+`, data`, func(r row) (a Article, err error) {
		var data []byte
		a, err = scanArticleAnd(r, &data)
		a.Data = data
		return a, err
	})
	return articles, err
}

// list reads the revision first: a change in between is seen with the old revision, and so is looked at again.
func (as *Articles) list(ctx context.Context, guild, columns string, scan func(row) (Article, error)) ([]Article, string, error) {
	revision, err := as.Revision(ctx, guild)
	if err != nil || revision == "" {
		return nil, "", err
	}
	found, err := list(ctx, as.db, "list the articles of a server", scan,
		`SELECT `+columns+` FROM articles WHERE guild = $1 AND removed = 0 ORDER BY name, id`, guild)
	return found, revision, err
}

// Revision is the revision of a server's articles, see [Articles.List].
func (as *Articles) Revision(ctx context.Context, guild string) (string, error) {
	found, err := list(ctx, as.db, "look at the articles of a server", text, `SELECT revision FROM libraries WHERE guild = $1`, guild)
	if err != nil || len(found) == 0 {
		return "", err
	}
	return found[0], nil
}

// BriefingRevisions are the revisions of the articles of the servers that have briefings, by server, see [Articles.List].
func (as *Articles) BriefingRevisions(ctx context.Context) (map[string]string, error) {
	type library struct{ guild, revision string }
	found, err := list(ctx, as.db, "look at the articles of servers", func(r row) (one library, err error) {
		err = r.Scan(&one.guild, &one.revision)
		return one, err
	}, `SELECT guild, revision FROM libraries WHERE guild IN (SELECT guild FROM briefings)`)
	all := map[string]string{}
	for _, one := range found {
		all[one.guild] = one.revision
	}
	return all, err
}

// Get returns the current version of one article of a server, without Data and Document, or ErrNotFound.
func (as *Articles) Get(ctx context.Context, guild, id string) (Article, error) {
	const what = "read an article"
	found, err := list(ctx, as.db, what, scanArticle,
		`SELECT `+articleColumns+` FROM articles WHERE guild = $1 AND id = $2 AND removed = 0`, guild, id)
	if err != nil {
		return Article{}, err
	}
	if len(found) == 0 {
		return Article{}, as.db.failed(what, ErrNotFound)
	}
	return found[0], nil
}

// Keep adds articles to those of a server, all or none. One with the ID of an article that is there becomes its next
// version; one whose bytes are there under another ID is passed over. admit sees what the server has then, and its error, which
// is returned, keeps everything as it was. Changes made at the same time, here or in another process, follow one another.
func (as *Articles) Keep(ctx context.Context, guild string, add []Article, now time.Time, admit func(after []Article) error) error {
	return as.db.changeArticles(ctx, "keep articles", guild, admit, func(ctx context.Context, tx *sql.Tx) error {
		for _, a := range add {
			if err := keepArticle(ctx, tx, guild, a, now); err != nil {
				return err
			}
		}
		return nil
	})
}

func keepArticle(ctx context.Context, tx *sql.Tx, guild string, a Article, now time.Time) error {
	var same int
	err := tx.QueryRowContext(ctx, `SELECT count(*) FROM articles WHERE guild = $1 AND sum = $2 AND id <> $3 AND removed = 0`,
		guild, a.Sum, a.ID).Scan(&same)
	if err != nil || same > 0 {
		return err
	}
	if err := retire(ctx, tx, guild, a.ID, now); err != nil {
		return err
	}
	overrides, origin, err := encodeArticle(a)
	if err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, `INSERT INTO articles (guild, id, version, name, sum, size, data, document, passages, title, overrides,
		origin, added, removed, answered) SELECT $1, $2, coalesce(max(version), 0) + 1, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, 0, coalesce(max(answered), 0)
		FROM articles WHERE guild = $1 AND id = $2`,
		guild, a.ID, a.Name, a.Sum, len(a.Data), a.Data, a.Document, a.Passages, a.Title, overrides, origin, millis(now))
	if err != nil {
		return err
	}
	if !a.Origin.Page {
		_, err = tx.ExecContext(ctx, `DELETE FROM pages WHERE guild = $1 AND id = $2`, guild, a.ID)
		return err
	}
	return watch(ctx, tx, guild, Page{ID: a.ID, ETag: a.Origin.ETag, LastModified: a.Origin.LastModified, Due: now.Add(LookAgain)})
}

// retire makes the current version of an article, if there is one, a removed one, and with it one that waits.
func retire(ctx context.Context, tx *sql.Tx, guild, id string, now time.Time) error {
	_, err := tx.ExecContext(ctx, `UPDATE articles SET removed = $1 WHERE guild = $2 AND id = $3 AND removed <= 0`, millis(now), guild, id)
	return err
}

// Edit changes name, title and overrides of the current version of an article, or returns ErrNotFound.
func (as *Articles) Edit(ctx context.Context, guild string, a Article) error {
	overrides, origin, err := encodeArticle(a)
	if err != nil {
		return err
	}
	return as.db.changeArticles(ctx, "change an article", guild, nil, func(ctx context.Context, tx *sql.Tx) error {
		return changed(tx.ExecContext(ctx, `UPDATE articles SET name = $1, title = $2, overrides = $3, origin = $4
			WHERE guild = $5 AND id = $6 AND removed = 0`, a.Name, a.Title, overrides, origin, guild, a.ID))
	})
}

// CountAnswer counts a question that was answered from an article of a server. There need be no such article.
func (as *Articles) CountAnswer(ctx context.Context, guild, id string) error {
	_, err := as.db.exec(ctx, "count an answer", `UPDATE articles SET answered = answered + 1 WHERE guild = $1 AND id = $2 AND removed = 0`, guild, id)
	return err
}

// Remove removes an article of a server, or returns ErrNotFound. [Articles.Restore] brings it back for [UndoFor].
func (as *Articles) Remove(ctx context.Context, guild, id string, now time.Time) error {
	return as.db.changeArticles(ctx, "remove an article", guild, nil, func(ctx context.Context, tx *sql.Tx) error {
		return changed(tx.ExecContext(ctx, `UPDATE articles SET removed = $1 WHERE guild = $2 AND id = $3 AND removed = 0`,
			millis(now), guild, id))
	})
}

// Restore makes an earlier version of a server's article the current one, or returns ErrNotFound where there is none, or
// none any more. admit is as in [Articles.Keep].
func (as *Articles) Restore(ctx context.Context, guild, id string, version int, now time.Time, admit func(after []Article) error) error {
	return as.db.changeArticles(ctx, "bring an article back", guild, admit, func(ctx context.Context, tx *sql.Tx) error {
		if err := retire(ctx, tx, guild, id, now); err != nil {
			return err
		}
		return changed(tx.ExecContext(ctx, `UPDATE articles SET removed = 0 WHERE guild = $1 AND id = $2 AND version = $3 AND removed > $4`,
			guild, id, version, millis(now.Add(-UndoFor))))
	})
}

// changed turns a statement that found no row into ErrNotFound.
func changed(result sql.Result, err error) error {
	if err != nil {
		return err
	}
	n, err := result.RowsAffected()
	if err == nil && n == 0 {
		return ErrNotFound
	}
	return err
}

// changeArticles changes the articles of a server in one transaction, and tells all processes. admit, which may be nil, can
// still refuse.
func (db *database) changeArticles(ctx context.Context, what, guild string, admit func([]Article) error, f func(context.Context, *sql.Tx) error) error {
	err := db.change(ctx, what, func(ctx context.Context, tx *sql.Tx) error {
		// Whoever writes this row keeps others from changing the server's articles until the transaction ends.
		if _, err := tx.ExecContext(ctx, `INSERT INTO libraries (guild, revision) VALUES ($1, $2)
			ON CONFLICT (guild) DO UPDATE SET revision = excluded.revision`, guild, rand.Text()); err != nil {
			return err
		}
		if err := f(ctx, tx); err != nil {
			return err
		}
		if err := allow(ctx, tx, guild, admit); err != nil {
			return err
		}
		return db.announce(ctx, tx, guild)
	})
	if err == nil {
		db.listeners.tell(guild)
	}
	return err
}

// allow asks admit, unless it is nil, about the articles of a server as the transaction leaves them.
func allow(ctx context.Context, tx *sql.Tx, guild string, admit func([]Article) error) error {
	if admit == nil {
		return nil
	}
	rows, err := tx.QueryContext(ctx, `SELECT `+articleColumns+` FROM articles WHERE guild = $1 AND removed = 0 ORDER BY name, id`, guild)
	if err != nil {
		return err
	}
	after, err := scanAll(rows, scanArticle)
	if err != nil {
		return err
	}
	return admit(after)
}

func encodeArticle(a Article) (overrides, origin string, err error) {
	o, err := json.Marshal(a.Overrides)
	if err != nil {
		return "", "", err
	}
	from, err := json.Marshal(a.Origin)
	return string(o), string(from), err
}

func scanArticle(r row) (Article, error) { return scanArticleAnd(r) }

func scanArticleDocument(r row) (Article, error) {
	var document string
	a, err := scanArticleAnd(r, &document)
	a.Document = document
	return a, err
}

// scanArticleAnd reads articleColumns and whatever was selected after them.
func scanArticleAnd(r row, more ...any) (Article, error) {
	var a Article
	var overrides, origin string
	var added, removed int64
	columns := []any{&a.ID, &a.Version, &a.Name, &a.Sum, &a.Size, &a.Passages, &a.Title, &overrides, &origin, &added, &removed, &a.Answered}
	if err := r.Scan(append(columns, more...)...); err != nil {
		return Article{}, err
	}
	a.Added, a.Removed = instant(added), instant(removed)
	if err := json.Unmarshal([]byte(overrides), &a.Overrides); err != nil {
		return Article{}, err
	}
	return a, json.Unmarshal([]byte(origin), &a.Origin)
}
