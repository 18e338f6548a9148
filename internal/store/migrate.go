package store

import (
	"context"
	"database/sql"
	"embed"
	"fmt"
	"io/fs"

	"github.com/pressly/goose/v3"
)

// migrations are applied in the order of their numbers, and never changed once released: what is to be different comes
// as a further one. They speak the SQL both engines know: TEXT, BIGINT, BOOLEAN; times are milliseconds since 1970.
//
//go:embed migrations/*.sql
var migrations embed.FS

// migrate brings the tables up to date.
func (db *database) migrate(ctx context.Context, databaseURL string) error {
	conns := db.write
	if databaseURL != "" {
		unlimited, _, err := connectPostgres(databaseURL) // to change a large table takes its time
		if err != nil {
			return err
		}
		defer unlimited.Close()
		conns = unlimited
	}
	provider, err := newProvider(conns, databaseURL)
	if err != nil {
		return err
	}
	return upgrade(ctx, provider)
}

func newProvider(db *sql.DB, databaseURL string) (*goose.Provider, error) {
	dialect := goose.DialectSQLite3
	if databaseURL != "" {
		dialect = goose.DialectPostgres
	}
	files, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return nil, err
	}
	return goose.NewProvider(dialect, db, files, goose.WithDisableGlobalRegistry(true))
}

// upgrade applies what is missing. Another process may be doing the same, in which case one of the two fails; but then
// the version has moved, and what is left to do is less.
func upgrade(ctx context.Context, provider *goose.Provider) error {
	for {
		before, known, err := provider.GetVersions(ctx)
		if err != nil {
			return err
		}
		if before > known {
			return fmt.Errorf("it was written by a newer sitrep (its tables are of version %d, this program knows %d); run the newer program, or begin with an empty DATA or database",
				before, known)
		}
		_, err = provider.Up(ctx)
		if err == nil {
			return nil
		}
		if after, e := provider.GetDBVersion(ctx); e != nil || after == before {
			return err
		}
	}
}
