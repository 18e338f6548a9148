package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
)

// Versions says how far a database is behind this program, or ahead of it.
type Versions struct {
	Place   string   // where the database is, for messages; without password
	Has     int64    // the version of its tables; 0: there are none yet
	Knows   int64    // the version this program knows
	Missing []string // the files of migrations that [Open] would apply, in their order
}

// Inspect looks at the database that [Open] would open, and changes nothing. That there is none yet is no error, on SQLite; a
// database of a newer program is none either.
func Inspect(ctx context.Context, dir, databaseURL string) (Versions, error) {
	if there, err := isMade(dir, databaseURL); !there || err != nil {
		return inspectSources(Versions{Place: filepath.Join(dir, "sitrep.db")}, err)
	}
	db, err := open(dir, databaseURL)
	if err != nil {
		return Versions{}, err
	}
	v := Versions{Place: db.place}
	v.Has, err = db.version(ctx)
	if err != nil {
		err = fmt.Errorf("look at %s: %w", db.place, db.explain(err))
	}
	return inspectSources(v, errors.Join(err, db.close()))
}

// isMade tells whether there is a database to look at; to open SQLite would make it.
func isMade(dir, databaseURL string) (bool, error) {
	if databaseURL != "" {
		return true, nil
	}
	_, err := os.Stat(filepath.Join(dir, "sitrep.db"))
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	return err == nil, err
}

// version is that of the tables; 0 where there are none.
func (db *database) version(ctx context.Context) (has int64, err error) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	const table = "goose_db_version"
	exists := `SELECT count(*) > 0 FROM sqlite_master WHERE name = $1`
	if db.config != nil {
		exists = `SELECT to_regclass($1) IS NOT NULL`
	}
	var there bool
	if err := db.read.QueryRowContext(ctx, exists, table).Scan(&there); err != nil || !there {
		return 0, err
	}
	var newest sql.NullInt64
	err = db.read.QueryRowContext(ctx, `SELECT max(version_id) FROM `+table).Scan(&newest)
	return newest.Int64, err
}

// inspectSources adds what this program knows.
func inspectSources(v Versions, err error) (Versions, error) {
	if err != nil {
		return v, err
	}
	files, err := fs.Glob(migrations, "migrations/*.sql")
	if err != nil {
		return v, err
	}
	for _, name := range files { // in the order of their numbers
		var number int64
		if _, err := fmt.Sscanf(path.Base(name), "%d_", &number); err != nil {
			return v, fmt.Errorf("%s has no number: %w", name, err)
		}
		if v.Knows = number; number > v.Has {
			v.Missing = append(v.Missing, path.Base(name))
		}
	}
	return v, nil
}

// errTried undoes what [Store.TryWrite] wrote.
var errTried = errors.New("it was only a trial")

// TryWrite tells whether the database can be written to, and leaves nothing behind.
func (s *Store) TryWrite(ctx context.Context) error {
	err := s.db.change(ctx, "try to write", func(ctx context.Context, tx *sql.Tx) error {
		if _, err := tx.ExecContext(ctx, `INSERT INTO facts (name, value) VALUES ('trial', '') ON CONFLICT (name) DO NOTHING`); err != nil {
			return err
		}
		return errTried
	})
	if errors.Is(err, errTried) {
		return nil
	}
	return err
}
