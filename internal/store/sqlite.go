package store

import (
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

// dsn says how a connection is set up. Commits reach the disk before they return (synchronous FULL), because a briefing
// that was posted but forgotten would be posted twice; another process's write is waited for, a second.
func dsn(path string) string {
	options := url.Values{
		"_txlock": {"immediate"},
		"_pragma": {"busy_timeout(1000)", "journal_mode(WAL)", "synchronous(FULL)"},
	}
	file := url.URL{Scheme: "file", Path: filepath.ToSlash(path), RawQuery: options.Encode()}
	return file.String()
}
