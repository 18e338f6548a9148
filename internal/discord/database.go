package discord

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/sitrep-bot/sitrep/internal/store"
)

// A database is the way answers take to the store, so that they do not depend on it: nobody waits for it longer than a
// moment, and what is to be kept is written later, or lost if that cannot be.
type database struct {
	log      *slog.Logger
	patience time.Duration // with a read
	writes   chan write
	reads    outage
	writer   outage
}

// A write is something to keep; done is closed once it is kept or lost.
type write struct {
	what string
	do   func(context.Context) error // nil: nothing
	done chan struct{}
}

const (
	readPatience  = 300 * time.Millisecond // a tenth of what Discord gives for the first answer
	writePatience = 5 * time.Second
	writesWaiting = 20_000      // at a start, one for each server
	retryRead     = time.Second // after a failure, others do not wait in vain as well
)

func newDatabase(log *slog.Logger) *database {
	return &database{log: log, patience: readPatience, writes: make(chan write, writesWaiting)}
}

// An errNoAnswer says that the database was not asked, as it has just failed to answer.
var errNoAnswer = errors.New("the database does not answer")

// ask runs a call of the store and returns its error. It returns once its patience is over at the latest, also where the driver
// does not heed ctx; read must therefore touch nothing of its caller's unless ask returned nil.
func (d *database) ask(ctx context.Context, read func(context.Context) error) error {
	if d.reads.triedWithin(retryRead) {
		return errNoAnswer
	}
	within, cancel := context.WithTimeout(ctx, d.patience)
	done := make(chan error, 1)
	go func() {
		defer cancel()
		done <- read(within)
	}()
	select {
	case err := <-done:
		return d.reads.note(ctx, err)
	case <-within.Done():
		return d.reads.note(ctx, fmt.Errorf("%w within %s", errNoAnswer, d.patience))
	}
}

// lookUp is ask for what a call of the store returns.
func lookUp[T any](ctx context.Context, d *database, read func(context.Context) (T, error)) (found T, err error) {
	values := make(chan T, 1)
	err = d.ask(ctx, func(ctx context.Context) error {
		v, err := read(ctx)
		values <- v
		return err
	})
	if err != nil {
		return found, err
	}
	return <-values, nil
}

// later has something written, after what was to be written before it.
func (d *database) later(what string, do func(context.Context) error) {
	select {
	case d.writes <- write{what, do, make(chan struct{})}:
	default:
		d.log.Error("lost, as the database does not keep up", "what", what)
	}
}

// settle waits until what was to be written so far is written or lost, but no longer than a write may take.
func (d *database) settle(ctx context.Context) {
	ctx, cancel := context.WithTimeout(ctx, writePatience)
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

// run writes until ctx ends.
func (d *database) run(ctx context.Context) {
	for {
		select {
		case w := <-d.writes:
			d.keep(ctx, w)
		case <-ctx.Done():
			return
		}
	}
}

func (d *database) keep(ctx context.Context, w write) {
	defer close(w.done)
	if w.do == nil {
		return
	}
	within, cancel := context.WithTimeout(ctx, writePatience)
	defer cancel()
	if err := d.writer.note(ctx, w.do(within)); err != nil {
		d.log.Error("lost, as it cannot be written", "what", w.what, "error", err)
	}
}

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
