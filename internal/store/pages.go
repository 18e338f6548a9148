package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"time"
)

// A Page is a web page that is an article of a server, or a feed whose entries are articles of it. It is looked at again when it
// is due.
type Page struct {
	Guild        string
	ID           string   // of the article, or of the feed
	Feed         string   // title of the feed; empty where it is a page
	URL          string   // of a feed; empty where it is a page: its article has it
	Member       string   // id of who added the feed; empty where it is a page
	ETag         string   // of what was there last
	LastModified string   // the same
	Sum          string   // tells what a page said last; empty: what its article says
	Seen         []string // entries of a feed that were there last
	Failures     int      // times in a row that it could not be read
	Due          time.Time

	token string
}

// Pages are those of all servers that are looked at again and again. The articles that come of them are among [Articles].
type Pages struct{ db *database }

const pageColumns = `guild, id, feed, url, member, etag, last_modified, sum, seen, failures, due`

// whereThere leaves out the pages whose articles are removed: they come back with them.
const whereThere = `removed = 0 AND (feed <> '' OR EXISTS
	(SELECT 1 FROM articles a WHERE a.guild = pages.guild AND a.id = pages.id AND a.removed = 0))`

// Due lists the pages of all servers that are due and that nobody looks at, those that have waited longest first, at most
// limit of them.
func (ps *Pages) Due(ctx context.Context, now time.Time, limit int) ([]Page, error) {
	return list(ctx, ps.db, "list the pages to look at", scanPage, `SELECT `+pageColumns+` FROM pages
		WHERE due <= $1 AND held <= $1 AND `+whereThere+` ORDER BY due, guild, id LIMIT $2`, millis(now), limit)
}

// Feeds lists the feeds of a server, by title.
func (ps *Pages) Feeds(ctx context.Context, guild string) ([]Page, error) {
	return list(ctx, ps.db, "list the feeds of a server", scanPage, `SELECT `+pageColumns+` FROM pages
		WHERE guild = $1 AND feed <> '' AND removed = 0 ORDER BY feed, id`, guild)
}

// Failing lists the pages of a server that could not be read at least so many times in a row.
func (ps *Pages) Failing(ctx context.Context, guild string, times int) ([]Page, error) {
	return list(ctx, ps.db, "list the pages that cannot be read", scanPage, `SELECT `+pageColumns+` FROM pages
		WHERE guild = $1 AND failures >= $2 AND `+whereThere+` ORDER BY id`, guild, times)
}

// KeepFeed is [Articles.Keep] of entries of a feed, which is looked at again when it is due.
func (ps *Pages) KeepFeed(ctx context.Context, feed Page, entries []Article, now time.Time, admit func(after []Article) error) error {
	return ps.db.changeArticles(ctx, "keep a feed", feed.Guild, admit, func(ctx context.Context, tx *sql.Tx) error {
		for _, a := range entries {
			if err := keepArticle(ctx, tx, feed.Guild, a, now); err != nil {
				return err
			}
		}
		return watch(ctx, tx, feed.Guild, feed)
	})
}

// ofFeed is what the origin of a feed's entries is like.
func ofFeed(id string) string { return `%"feed":"` + id + `"%` }

// RemoveFeed removes a feed of a server and the articles that it brought, or returns ErrNotFound. [Pages.RestoreFeed] brings
// both back for [UndoFor].
func (ps *Pages) RemoveFeed(ctx context.Context, guild, id string, now time.Time) error {
	return ps.db.changeArticles(ctx, "remove a feed", guild, nil, func(ctx context.Context, tx *sql.Tx) error {
		if _, err := tx.ExecContext(ctx, `UPDATE articles SET removed = $1 WHERE guild = $2 AND origin LIKE $3 AND removed = 0`,
			millis(now), guild, ofFeed(id)); err != nil {
			return err
		}
		return changed(tx.ExecContext(ctx, `UPDATE pages SET removed = $1 WHERE guild = $2 AND id = $3 AND feed <> '' AND removed = 0`,
			millis(now), guild, id))
	})
}

// RestoreFeed brings back a feed with the articles that went with it, or returns ErrNotFound. admit is as in
// [Articles.Keep].
func (ps *Pages) RestoreFeed(ctx context.Context, guild, id string, now time.Time, admit func(after []Article) error) error {
	return ps.db.changeArticles(ctx, "bring a feed back", guild, admit, func(ctx context.Context, tx *sql.Tx) error {
		if _, err := tx.ExecContext(ctx, `UPDATE articles SET removed = 0 WHERE guild = $1 AND origin LIKE $2
			AND removed = (SELECT removed FROM pages WHERE guild = $1 AND id = $3 AND removed > $4)`,
			guild, ofFeed(id), id, millis(now.Add(-UndoFor))); err != nil {
			return err
		}
		return changed(tx.ExecContext(ctx, `UPDATE pages SET removed = 0 WHERE guild = $1 AND id = $2 AND removed > $3`,
			guild, id, millis(now.Add(-UndoFor))))
	})
}

// Claim takes a page of a server to look at it for at most hold. Of all who try at the same time, in all processes, one gets
// it and the others ErrHeld.
func (ps *Pages) Claim(ctx context.Context, guild, id string, now time.Time, hold time.Duration) (Page, error) {
	const what = "claim a page"
	token := newToken()
	claimed, err := returning(ctx, ps.db, what, scanPage, `UPDATE pages SET token = $1, held = $2
		WHERE guild = $3 AND id = $4 AND held <= $5 RETURNING `+pageColumns, token, millis(now.Add(hold)), guild, id, millis(now))
	if err != nil {
		return Page{}, err
	}
	if len(claimed) == 1 {
		claimed[0].token = token
		return claimed[0], nil
	}
	there, err := list(ctx, ps.db, what, text, `SELECT id FROM pages WHERE guild = $1 AND id = $2`, guild, id)
	switch {
	case err != nil:
		return Page{}, err
	case len(there) == 0:
		return Page{}, ps.db.failed(what, ErrNotFound)
	}
	return Page{}, ps.db.failed(what, ErrHeld)
}

// Save stores what is known of a claimed page now, and ends the claim. ErrLost means that it took too long, or that the page
// is no longer in the store; nothing is stored then.
func (ps *Pages) Save(ctx context.Context, p Page) error {
	const what = "store what became of a page"
	seen, err := json.Marshal(p.Seen)
	if err != nil {
		return ps.db.failed(what, err)
	}
	changed, err := ps.db.exec(ctx, what, `UPDATE pages SET feed = $1, etag = $2, last_modified = $3, sum = $4, seen = $5, failures = $6, due = $7,
		token = '', held = 0 WHERE guild = $8 AND id = $9 AND token = $10`,
		p.Feed, p.ETag, p.LastModified, p.Sum, string(seen), p.Failures, millis(p.Due), p.Guild, p.ID, p.token)
	return ps.db.held(what, changed, err)
}

// watch has a page looked at again when it is due, as it is now.
func watch(ctx context.Context, tx *sql.Tx, guild string, p Page) error {
	seen, err := json.Marshal(p.Seen)
	if err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, `INSERT INTO pages (guild, id, feed, url, member, etag, last_modified, sum, seen, failures, due, removed, token, held)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 0, $10, 0, '', 0) ON CONFLICT (guild, id) DO UPDATE SET feed = excluded.feed,
		url = excluded.url, etag = excluded.etag, last_modified = excluded.last_modified, sum = excluded.sum, seen = excluded.seen,
		failures = 0, due = excluded.due, removed = 0`,
		guild, p.ID, p.Feed, p.URL, p.Member, p.ETag, p.LastModified, p.Sum, string(seen), millis(p.Due))
	return err
}

func scanPage(r row) (Page, error) {
	var p Page
	var seen string
	var due int64
	err := r.Scan(&p.Guild, &p.ID, &p.Feed, &p.URL, &p.Member, &p.ETag, &p.LastModified, &p.Sum, &seen, &p.Failures, &due)
	if err == nil && seen != "" {
		err = json.Unmarshal([]byte(seen), &p.Seen)
	}
	p.Due = instant(due)
	return p, err
}
