package store

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
)

// channel is where PostgreSQL tells of changed articles.
const channel = "sitrep_articles"

// listenAgain is how long to wait for a PostgreSQL that does not answer.
const listenAgain = time.Second

// listeners are those in this process who want to hear of changed articles.
type listeners struct {
	mu  sync.Mutex
	all []*func(guild string)
}

func (l *listeners) add(changed *func(string)) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.all = append(l.all, changed)
}

func (l *listeners) remove(changed *func(string)) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.all = slices.DeleteFunc(l.all, func(other *func(string)) bool { return other == changed })
}

func (l *listeners) tell(guild string) {
	l.mu.Lock()
	all := slices.Clone(l.all)
	l.mu.Unlock()
	for _, changed := range all {
		(*changed)(guild)
	}
}

// Watch calls changed, which must not block, with the id of each server whose articles change, until ctx ends. Changes
// of this process are told before the call that made them returns. On PostgreSQL those of other processes follow, by LISTEN
// and NOTIFY; when that connection was interrupted, changed is called with "": anything may have changed. failed, which may be
// nil, hears why it was.
func (as *Articles) Watch(ctx context.Context, changed func(guild string), failed func(error)) {
	as.db.listeners.add(&changed)
	defer as.db.listeners.remove(&changed)
	if as.db.config == nil {
		<-ctx.Done()
		return
	}
	for ctx.Err() == nil {
		err := as.db.listen(ctx, changed)
		if ctx.Err() == nil && failed != nil {
			failed(as.db.failed("hear of changed articles", err))
		}
		select {
		case <-ctx.Done():
		case <-time.After(listenAgain):
		}
	}
}

// listen passes on what PostgreSQL tells, until the connection breaks.
func (db *database) listen(ctx context.Context, changed func(guild string)) error {
	c, err := pgx.ConnectConfig(ctx, db.config.Copy())
	if err != nil {
		return err
	}
	defer c.Close(context.WithoutCancel(ctx))
	if _, err := c.Exec(ctx, "LISTEN "+channel); err != nil {
		return err
	}
	changed("") // what was told before anybody listened
	for {
		told, err := c.WaitForNotification(ctx)
		if err != nil {
			return err
		}
		changed(told.Payload)
	}
}

// announce has PostgreSQL tell the other processes, once the transaction is through.
func (db *database) announce(ctx context.Context, tx *sql.Tx, guild string) error {
	if db.config == nil {
		return nil
	}
	if _, err := tx.ExecContext(ctx, `SELECT pg_notify($1, $2)`, channel, guild); err != nil {
		return fmt.Errorf("tell other processes: %w", err)
	}
	return nil
}
