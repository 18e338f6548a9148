package store

import (
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
)

// openPostgres prepares connections to PostgreSQL; none is made yet.
func openPostgres(databaseURL string) (*Store, error) {
	config, err := pgx.ParseConfig(databaseURL)
	if err != nil {
		// The cause is left out: it may repeat a part of the password.
		return nil, errors.New("DATABASE_URL is no address of a PostgreSQL database; write it as postgres://user:password@host:5432/database")
	}
	if config.ConnectTimeout == 0 {
		config.ConnectTimeout = 10 * time.Second
	}
	db := stdlib.OpenDB(*config)
	db.SetMaxOpenConns(10) // PostgreSQL allows 100 by default, for all processes together
	db.SetMaxIdleConns(4)
	db.SetConnMaxIdleTime(5 * time.Minute)
	place := fmt.Sprintf("PostgreSQL database %q on %s", config.Database, config.Host)
	return &Store{write: db, read: db, place: place}, nil
}
