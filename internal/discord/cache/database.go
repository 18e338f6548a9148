package cache

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/sitrep-bot/sitrep/internal/store"
)

// A Database is the way answers take to the store, so that they do not depend on it: for what they can do without nobody waits
// longer than a moment, and what is to be kept is written later, or lost if that cannot be.
type Database struct {
	Patience time.Duration // with a [Read]: [ReadPatience], unless it is changed before the first
	writes   chan write
	reads    outage
	writer   outage
	lost     *losses
}

// A write is something to keep; done is closed once it is kept or lost.
type write struct {
	what string
	do   func(context.Context) error // nil: nothing
	done chan struct{}
}

// ReadPatience leaves enough of what Discord gives for the first answer. A busy machine, at the start above all, is slow and not
// broken: of the reads of SQLite on one with ten times more to do than it can, 2 of 48 took longer than .3 s.
const ReadPatience = time.Second

const (
	awaitPatience = 6 * time.Second // a little longer than the store's own
	writePatience = 5 * time.Second
	writesWaiting = 20_000      // at a start, one for each server
	retryRead     = time.Second // after a failure, others do not wait in vain as well
)

// NewDatabase makes one whose writes are kept as soon as [Database.Run] runs.
func NewDatabase(log *slog.Logger) *Database {
	return &Database{Patience: ReadPatience, writes: make(chan write, writesWaiting), lost: newLosses(log)}
}

// errBehind says that more is to be written than the database has time for.
var errBehind = errors.New("the database does not keep up")

// An errNoAnswer says that the database was not asked, as it has just failed to answer.
var errNoAnswer = errors.New("the database does not answer")

// Read returns what a call of the store returns, for who can do without. It takes no longer than the Database has patience, and
// fails at once where another read has just failed.
func Read[T any](ctx context.Context, d *Database, call func(context.Context) (T, error)) (found T, err error) {
	if d.reads.triedWithin(retryRead) {
		return found, errNoAnswer
	}
	return read(ctx, d, d.Patience, call)
}

// Await is Read for who cannot do without, and has no clock to heed: it waits as long as the store does, whatever became of
// others' reads.
func Await[T any](ctx context.Context, d *Database, call func(context.Context) (T, error)) (T, error) {
	return read(ctx, d, max(d.Patience, awaitPatience), call)
}

// A reader is [Read] or [Await].
type reader[T any] func(context.Context, *Database, func(context.Context) (T, error)) (T, error)

// read returns once its patience is over at the latest, also where the driver does not heed ctx.
func read[T any](ctx context.Context, d *Database, patience time.Duration, call func(context.Context) (T, error)) (none T, _ error) {
	within, cancel := context.WithTimeout(ctx, patience)
	type result struct {
		found T
		err   error
	}
	done := make(chan result, 1)
	go func() {
		defer cancel()
		found, err := call(within)
		done <- result{found, err}
	}()
	select {
	case r := <-done:
		return r.found, d.reads.note(ctx, r.err)
	case <-within.Done():
	}
	select {
	case r := <-done: // the answer was there first, and ended the wait
		return r.found, d.reads.note(ctx, r.err)
	default:
		return none, d.reads.note(ctx, fmt.Errorf("%w within %s", errNoAnswer, patience))
	}
}

// Later has something written, after what was to be written before it.
func (d *Database) Later(what string, do func(context.Context) error) {
	select {
	case d.writes <- write{what, do, make(chan struct{})}:
	default:
		d.lost.add(what, errBehind)
	}
}

// Settle waits until what was to be written so far is written or lost, but no longer than a write may take.
func (d *Database) Settle(ctx context.Context) {
	ctx, cancel := context.WithTimeout(ctx, max(d.Patience, writePatience))
	defer cancel()
	done := make(chan struct{})
	select {
	case d.writes <- write{done: done}:
	case <-ctx.Done():
		return
	}
	select {
	case <-done:
	case <-ctx.Done():
	}
}

// Run writes until ctx ends.
func (d *Database) Run(ctx context.Context) {
	defer d.lost.tell()
	for {
		select {
		case w := <-d.writes:
			d.keep(ctx, w)
		case <-d.lost.due.C:
			d.lost.tell()
		case <-ctx.Done():
			return
		}
	}
}

func (d *Database) keep(ctx context.Context, w write) {
	defer close(w.done)
	if w.do == nil {
		return
	}
	within, cancel := context.WithTimeout(ctx, max(d.Patience, writePatience))
	defer cancel()
	if err := d.writer.note(ctx, w.do(within)); err != nil {
		d.lost.add(w.what, err)
	}
}

// NoteRead takes down how a read of the store ended that was not made by [Read], and returns its error.
func (d *Database) NoteRead(ctx context.Context, err error) error { return d.reads.note(ctx, err) }

// Waiting is how many writes are yet to be kept.
func (d *Database) Waiting() int { return len(d.writes) }

// ReadsFail is how long reads have failed; 0 if the last one was answered.
func (d *Database) ReadsFail() time.Duration { return d.reads.lasts() }

// WritesFail is how long writes have failed; 0 if the last one was kept.
func (d *Database) WritesFail() time.Duration { return d.writer.lasts() }

// An outage is the time for which calls of one kind have failed. The zero value is none.
type outage struct {
	mu    sync.Mutex
	since time.Time // of the first failure; zero: the last call was answered
	last  time.Time // failure
}

// note takes down how a call ended, and returns its error. That something is not in the store is an answer, and a call that
// its caller gave up says nothing.
func (o *outage) note(ctx context.Context, err error) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	switch now := time.Now(); {
	case err == nil || errors.Is(err, store.ErrNotFound):
		o.since = time.Time{}
	case ctx.Err() != nil:
	case o.since.IsZero():
		o.since, o.last = now, now
	default:
		o.last = now
	}
	return err
}

func (o *outage) triedWithin(d time.Duration) bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	return !o.since.IsZero() && time.Since(o.last) < d
}

// lasts is how long calls have failed; 0 if the last one was answered.
func (o *outage) lasts() time.Duration {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.since.IsZero() {
		return 0
	}
	return time.Since(o.since)
}
