package store

import (
	"context"
	"database/sql"
	"fmt"
	"net/url"
	"os"
	"path/filepath"

	_ "modernc.org/sqlite" // the driver "sqlite"
)

// openSQLite opens dir/sitrep.db. Readers have connections of their own: in WAL mode they never wait for the writer.
func openSQLite(dir string) (*database, error) {
	path, err := filepath.Abs(filepath.Join(dir, "sitrep.db"))
	if err != nil {
		return nil, fmt.Errorf("find the folder for state: %w", err)
	}
	if err := makePrivate(path); err != nil {
		return nil, fmt.Errorf("%w; the folder for state must be writable: mend that, or choose another with DATA", err)
	}
	write, err := sql.Open("sqlite", dsn(path))
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", path, err)
	}
	write.SetMaxOpenConns(1)
	read, err := sql.Open("sqlite", dsn(path))
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", path, err)
	}
	read.SetMaxOpenConns(4)
	return &database{write: write, read: read, place: path}, nil
}

// makePrivate makes the database's folder, and an empty file for it that only its owner can read; SQLite gives the
// files it adds the same mode.
func makePrivate(path string) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	file, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return err
	}
	return file.Close()
}

// emptyLog has what was deleted gone from SQLite's write-ahead log, too, which keeps it until others' pages have its place. While somebody
// reads it cannot be done, and the next time will do.
func (db *database) emptyLog(ctx context.Context) {
	if db.config != nil {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	_, _ = db.write.ExecContext(ctx, `PRAGMA wal_checkpoint(TRUNCATE)`)
}

// dsn says how a connection is set up. Commits reach the disk before they return (synchronous FULL), because a briefing
// that was posted but forgotten would be posted twice; another process's write is waited for, a second. What is deleted is overwritten.
func dsn(path string) string {
	options := url.Values{
		"_txlock": {"immediate"},
		"_pragma": {"busy_timeout(1000)", "journal_mode(WAL)", "synchronous(FULL)", "secure_delete(ON)"},
	}
	file := url.URL{Scheme: "file", Path: filepath.ToSlash(path), RawQuery: options.Encode()}
	return file.String()
}
