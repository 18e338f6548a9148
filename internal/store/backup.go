package store

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"time"
)

// A backup is gzip of JSON, a value a line, the same for both engines:
//
//	{"sitrep":"backup","version":2,"made":"2026-11-28T03:00:00Z"}
//	{"table":"settings","columns":["guild","body"]}
//	["41771983423143937","{…}"]          text, numbers and booleans as they are, bytes as {"bytes":"base64"}
//	…
//	{"rows":2217}                        how many there were: without it, the file was cut off
type backupHead struct {
	Sitrep  string    `json:"sitrep"`
	Version int64     `json:"version"` // of the tables
	Made    time.Time `json:"made"`
}

type backupTable struct {
	Table   string   `json:"table"`
	Columns []string `json:"columns"`
}

type backupEnd struct {
	Rows int `json:"rows"`
}

const backupMark = "backup"

// Counts is how many rows of which table a backup has.
type Counts map[string]int

// Sum is how many rows there are.
func (c Counts) Sum() (n int) {
	for _, rows := range c {
		n += rows
	}
	return n
}

// Backup writes everything that is in the database that [Open] would open, as it was at one moment. Those who use it meanwhile
// do not wait. The time is written into the backup.
func Backup(ctx context.Context, dir, databaseURL string, now time.Time, to io.Writer) (Counts, error) {
	v, err := Inspect(ctx, dir, databaseURL)
	if err != nil {
		return nil, err
	}
	if v.Has == 0 {
		return nil, fmt.Errorf("there is no state yet in %s: nothing to back up", v.Place)
	}
	db, err := openUnlimited(dir, databaseURL)
	if err != nil {
		return nil, err
	}
	counts, err := db.backup(ctx, backupHead{backupMark, v.Has, now.UTC()}, to)
	if err != nil {
		err = fmt.Errorf("back up %s: %w", db.place, db.explain(err))
	}
	return counts, errors.Join(err, db.close())
}

// openUnlimited opens the database as it is, for statements that take their time.
func openUnlimited(dir, databaseURL string) (*database, error) {
	if databaseURL == "" {
		return openSQLite(dir)
	}
	conns, config, err := connectPostgres(databaseURL)
	if err != nil {
		return nil, err
	}
	return &database{write: conns, read: conns, config: config, place: placeOf(config)}, nil
}

func (db *database) backup(ctx context.Context, head backupHead, to io.Writer) (Counts, error) {
	c, err := db.read.Conn(ctx)
	if err != nil {
		return nil, err
	}
	defer c.Close()
	begin := "BEGIN" // on SQLite what is read is of one moment, and keeps nobody from writing
	if db.config != nil {
		begin = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
	}
	if _, err := c.ExecContext(ctx, begin); err != nil {
		return nil, err
	}
	defer func() { _, _ = c.ExecContext(context.WithoutCancel(ctx), "ROLLBACK") }()
	packed := gzip.NewWriter(to)
	lines := json.NewEncoder(packed)
	lines.SetEscapeHTML(false)
	counts, err := db.backupTables(ctx, c, head, lines)
	if err != nil {
		return nil, err
	}
	return counts, packed.Close()
}

func (db *database) backupTables(ctx context.Context, c *sql.Conn, head backupHead, lines *json.Encoder) (Counts, error) {
	tables, err := db.tables(ctx, c)
	if err != nil {
		return nil, err
	}
	if err := lines.Encode(head); err != nil {
		return nil, err
	}
	counts := Counts{}
	for _, table := range tables {
		if counts[table], err = backupRows(ctx, c, table, lines); err != nil {
			return nil, fmt.Errorf("table %s: %w", table, err)
		}
	}
	return counts, lines.Encode(backupEnd{counts.Sum()})
}

// A querier is a *sql.Conn or a *sql.Tx.
type querier interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
}

// passing are tables about what runs now, which belong in no backup, and stay as they are when one is restored.
var passing = []string{"goose_db_version", "processes", "shards", "turns"}

// tables lists those of ours that a backup has, by name.
func (db *database) tables(ctx context.Context, c querier) ([]string, error) {
	query := `SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\_%' ESCAPE '\' ORDER BY name`
	if db.config != nil {
		query = `SELECT table_name FROM information_schema.tables WHERE table_schema = current_schema() AND table_type = 'BASE TABLE' ORDER BY table_name`
	}
	rows, err := c.QueryContext(ctx, query)
	if err != nil {
		return nil, err
	}
	all, err := scanAll(rows, text)
	return slices.DeleteFunc(all, func(name string) bool { return slices.Contains(passing, name) }), err
}

func backupRows(ctx context.Context, c *sql.Conn, table string, lines *json.Encoder) (count int, err error) {
	rows, err := c.QueryContext(ctx, `SELECT * FROM `+table)
	if err != nil {
		return 0, err
	}
	defer rows.Close()
	columns, err := rows.Columns()
	if err != nil {
		return 0, err
	}
	if err := lines.Encode(backupTable{table, columns}); err != nil {
		return 0, err
	}
	types, err := rows.ColumnTypes()
	if err != nil {
		return 0, err
	}
	values, into := make([]any, len(columns)), make([]any, len(columns))
	for i := range values {
		into[i] = &values[i]
	}
	for ; rows.Next(); count++ {
		if err := rows.Scan(into...); err != nil {
			return count, err
		}
		for i, v := range values {
			values[i] = pack(v, types[i].DatabaseTypeName())
		}
		if err := lines.Encode(values); err != nil {
			return count, err
		}
	}
	return count, rows.Err()
}

// pack makes a value one that both engines take.
func pack(value any, columnType string) any {
	switch v := value.(type) {
	case []byte:
		return packedBytes{v}
	case int64:
		if columnType == "BOOLEAN" { // SQLite keeps these as numbers
			return v != 0
		}
	}
	return value
}

// packedBytes are bytes in a backup.
type packedBytes struct {
	Bytes []byte `json:"bytes"` // base64
}

// ErrNotEmpty is what [Restore] returns where there is something already.
var ErrNotEmpty = errors.New("there is state already")

// Restore puts a backup into the database that [Open] would open, on whichever engine it was made, all of it or nothing. What
// is there is replaced where replace says so, else it is [ErrNotEmpty]. IDENTIFYs that were counted there stay counted: Discord
// does not forget them. A backup of older tables goes into a database that has none yet, and is brought up to date there.
func Restore(ctx context.Context, dir, databaseURL string, from io.Reader, replace bool) (Counts, error) {
	packed, err := gzip.NewReader(bufio.NewReader(from))
	if err != nil {
		return nil, notABackup(err)
	}
	lines := json.NewDecoder(packed)
	var head backupHead
	if err := lines.Decode(&head); err != nil || head.Sitrep != backupMark {
		return nil, notABackup(err)
	}
	v, err := Inspect(ctx, dir, databaseURL)
	switch {
	case err != nil:
		return nil, err
	case head.Version > v.Knows:
		return nil, fmt.Errorf("the backup is of a newer sitrep (version %d, this program knows %d): install that", head.Version, v.Knows)
	case v.Has != 0 && v.Has != head.Version:
		return nil, fmt.Errorf("the backup is of version %d, %s of %d: restore into an empty DATA or database, which is then brought up to date", head.Version, v.Place, v.Has)
	}
	db, err := openUnlimited(dir, databaseURL)
	if err != nil {
		return nil, err
	}
	counts, err := db.restore(ctx, databaseURL, head, lines, replace)
	if err != nil {
		err = fmt.Errorf("restore into %s: %w", db.place, db.explain(err))
	}
	return counts, errors.Join(err, db.close())
}

func notABackup(err error) error {
	return errors.Join(errors.New("this is no backup: name a file that bot backup wrote"), err)
}

func (db *database) restore(ctx context.Context, databaseURL string, head backupHead, lines *json.Decoder, replace bool) (Counts, error) {
	provider, err := newProvider(db.write, databaseURL)
	if err != nil {
		return nil, err
	}
	if _, err := provider.UpTo(ctx, head.Version); err != nil {
		return nil, err
	}
	tx, err := db.write.BeginTx(ctx, nil)
	if err != nil {
		return nil, err
	}
	defer tx.Rollback() // does nothing after Commit
	if err := db.clear(ctx, tx, replace); err != nil {
		return nil, err
	}
	counts, err := restoreRows(ctx, tx, lines)
	if err != nil {
		return nil, err
	}
	if err := db.announce(ctx, tx, ""); err != nil {
		return nil, err
	}
	if err := tx.Commit(); err != nil {
		return nil, err
	}
	return counts, upgrade(ctx, provider)
}

// kept is the table whose rows stay when a backup is restored.
const kept = "identifies"

// made are tables that a bot fills by itself at its first start: that they are not empty means nothing.
var made = []string{"facts", kept}

// clear makes room for a backup.
func (db *database) clear(ctx context.Context, tx *sql.Tx, replace bool) error {
	tables, err := db.tables(ctx, tx)
	if err != nil {
		return err
	}
	for _, table := range tables {
		if table == kept {
			continue
		}
		result, err := tx.ExecContext(ctx, `DELETE FROM `+table)
		if err != nil {
			return err
		}
		if n, err := result.RowsAffected(); err != nil || n > 0 && !replace && !slices.Contains(made, table) {
			return errors.Join(ErrNotEmpty, err)
		}
	}
	return nil
}

// restoreRows inserts what follows the head of a backup.
func restoreRows(ctx context.Context, tx *sql.Tx, lines *json.Decoder) (Counts, error) {
	counts := Counts{}
	var insert *sql.Stmt
	var table string
	for {
		var line json.RawMessage
		if err := lines.Decode(&line); err != nil {
			return nil, fmt.Errorf("the backup is cut off or damaged: take another one: %w", err)
		}
		if line[0] == '[' {
			if insert == nil {
				return nil, errors.New("the backup is damaged: a row comes before its table")
			}
			if err := insertRow(ctx, insert, line); err != nil {
				return nil, fmt.Errorf("table %s: %w", table, err)
			}
			counts[table]++
			continue
		}
		var next struct {
			backupTable
			backupEnd
		}
		if err := json.Unmarshal(line, &next); err != nil {
			return nil, err
		}
		if insert != nil {
			_ = insert.Close()
		}
		if next.Table == "" {
			if counts.Sum() != next.Rows {
				return nil, fmt.Errorf("the backup is damaged: it has %d rows, and says %d", counts.Sum(), next.Rows)
			}
			return counts, nil
		}
		var err error
		table = next.Table
		if insert, err = prepareInsert(ctx, tx, next.backupTable); err != nil {
			return nil, fmt.Errorf("table %s: %w", table, err)
		}
		counts[table] += 0
	}
}

// prepareInsert makes the statement for the rows of a table. The names are those of a file: they become SQL only if they are
// names.
func prepareInsert(ctx context.Context, tx *sql.Tx, t backupTable) (*sql.Stmt, error) {
	var marks []string
	for i, name := range append([]string{t.Table}, t.Columns...) {
		if strings.Trim(name, "abcdefghijklmnopqrstuvwxyz_") != "" || name == "" {
			return nil, fmt.Errorf("%q is no name of a table or column", name)
		}
		if i > 0 {
			marks = append(marks, fmt.Sprint("$", i))
		}
	}
	values := "VALUES (" + strings.Join(marks, ", ") + ")"
	if t.Table == kept { // those that are there already are not counted twice
		values = "SELECT CAST($1 AS BIGINT) WHERE NOT EXISTS (SELECT 1 FROM identifies WHERE made = CAST($1 AS BIGINT))"
	}
	return tx.PrepareContext(ctx, `INSERT INTO `+t.Table+` (`+strings.Join(t.Columns, ", ")+`) `+values)
}

func insertRow(ctx context.Context, insert *sql.Stmt, line json.RawMessage) error {
	var cells []json.RawMessage
	if err := json.Unmarshal(line, &cells); err != nil {
		return err
	}
	values := make([]any, len(cells))
	for i, cell := range cells {
		v, err := unpack(cell)
		if err != nil {
			return err
		}
		values[i] = v
	}
	_, err := insert.ExecContext(ctx, values...)
	return err
}

// unpack reads a value of a backup.
func unpack(cell json.RawMessage) (value any, err error) {
	if cell[0] == '{' {
		var b packedBytes
		err = json.Unmarshal(cell, &b)
		return b.Bytes, err
	}
	lines := json.NewDecoder(bytes.NewReader(cell))
	lines.UseNumber()
	if err := lines.Decode(&value); err != nil {
		return nil, err
	}
	if n, ok := value.(json.Number); ok {
		return n.Int64()
	}
	return value, nil
}

// Tables lists the tables of a backup, by name.
func (c Counts) Tables() []string { return slices.Sorted(maps.Keys(c)) }
