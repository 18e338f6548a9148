package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
)

// openPostgres prepares connections to PostgreSQL; none is made yet.
func openPostgres(databaseURL string) (*database, error) {
	conns, config, err := connectPostgres(databaseURL, stdlib.OptionAfterConnect(limitStatements))
	if err != nil {
		return nil, err
	}
	conns.SetMaxOpenConns(10) // PostgreSQL allows 100 by default, for all processes together
	conns.SetMaxIdleConns(4)
	conns.SetConnMaxIdleTime(5 * time.Minute)
	return &database{write: conns, read: conns, place: placeOf(config), config: config}, nil
}

// placeOf names a database without its password.
func placeOf(config *pgx.ConnConfig) string {
	return fmt.Sprintf("PostgreSQL database %q on %s", config.Database, config.Host)
}

func connectPostgres(databaseURL string, options ...stdlib.OptionOpenDB) (*sql.DB, *pgx.ConnConfig, error) {
	config, err := pgx.ParseConfig(databaseURL)
	if err != nil {
		// The cause is left out: it may repeat a part of the password.
		return nil, nil, errors.New("DATABASE_URL is no address of a PostgreSQL database; write it as postgres://user:password@host:5432/database")
	}
	if config.ConnectTimeout == 0 {
		config.ConnectTimeout = 3 * time.Second
	}
	return stdlib.OpenDB(*config, options...), config, nil
}

// limitStatements has PostgreSQL itself give up what nobody waits for any more: a connection that was cut does not end its
// statement. The limits are set here and not at the start of a connection, where PgBouncer refuses them.
func limitStatements(ctx context.Context, c *pgx.Conn) error {
	_, err := c.Exec(ctx, fmt.Sprintf("SET statement_timeout = %[1]d; SET lock_timeout = %[1]d; SET idle_in_transaction_session_timeout = %[1]d",
		patience.Milliseconds()))
	return err
}
