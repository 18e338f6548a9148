package store

import (
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5/pgconn"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// explain adds to an error of the database what an operator can do about it.
func (db *database) explain(err error) error {
	if next := nextStep(err, db.place); next != "" {
		return fmt.Errorf("%w; %s", err, next)
	}
	return err
}

func nextStep(err error, place string) string {
	var lite *sqlite.Error
	if errors.As(err, &lite) {
		return nextStepSQLite(lite.Code()&0xff, place) // the low byte is the kind, the rest a detail of it
	}
	var pg *pgconn.PgError
	if errors.As(err, &pg) {
		return nextStepPostgres(pg.Code)
	}
	var connect *pgconn.ConnectError
	if errors.As(err, &connect) {
		return "check that PostgreSQL runs, and the host and port in DATABASE_URL"
	}
	return ""
}

func nextStepSQLite(code int, place string) string {
	switch code {
	case sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM, sqlite3.SQLITE_CANTOPEN:
		return "make " + place + " and its folder writable for the user the bot runs as"
	case sqlite3.SQLITE_FULL:
		return "the disk is full: make room where " + place + " is"
	case sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED:
		return "another program holds " + place + " for itself: close it, or wait until it has finished"
	case sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB:
		return place + " is damaged: put back a copy, or move it away to begin with an empty one"
	case sqlite3.SQLITE_IOERR:
		return "the disk fails or is full where " + place + " is"
	}
	return ""
}

// nextStepPostgres knows the codes of https://www.postgresql.org/docs/current/errcodes-appendix.html an operator meets.
func nextStepPostgres(code string) string {
	switch code {
	case "28000", "28P01":
		return "check the user and the password in DATABASE_URL"
	case "3D000":
		return "create the database first: createdb NAME"
	case "42501":
		return "give the user of DATABASE_URL the right to create and change tables there"
	case "25006":
		return "DATABASE_URL leads to a read-only copy: name the primary"
	case "53100":
		return "the disk of the PostgreSQL server is full: make room there"
	case "53300":
		return "PostgreSQL has too many connections: raise max_connections or run fewer processes"
	}
	return ""
}
