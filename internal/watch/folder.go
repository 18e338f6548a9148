// Package watch keeps an index equal to its folder while questions are being answered.
//
// Start at [Read], which brings an index up to date once. A [Folder] does that whenever somebody asks, and [Folder.Watch]
// whenever the folder changes.
package watch

import (
	"context"
	"log/slog"

	"github.com/sitrep-bot/sitrep/internal/corpus"
	"github.com/sitrep-bot/sitrep/internal/index"
)

// A Result is what one reading of a folder changed.
type Result struct {
	index.Change
	Broken   int              // files that could not be read; what was known of them stays
	Problems []corpus.Problem // of the files that were read
}

// Read reads what changed in the folder dir and brings the index up to date. What is wrong with a file is logged, and stops
// nothing. progress, which may be nil, hears of the passages written so far and in all.
func Read(ctx context.Context, dir string, ix *index.Index, log *slog.Logger, progress func(done, total int)) (Result, error) {
	c, err := corpus.Load(dir, ix.Stamps())
	if err != nil {
		return Result{}, err
	}
	for _, p := range c.Problems {
		log.Warn("corpus", "problem", p.String())
	}
	change, err := ix.Sync(ctx, c, progress)
	return Result{change, len(c.Broken), c.Problems}, err
}

// A Folder is a folder of articles with the index made of it. Make one with [New]; many goroutines may use it.
type Folder struct {
	dir   string
	index *index.Index
	log   *slog.Logger
	lock  chan struct{} // holds a token while nobody reads
}

// New makes a Folder. It reads nothing yet.
func New(dir string, ix *index.Index, log *slog.Logger) *Folder {
	f := &Folder{dir: dir, index: ix, log: log, lock: make(chan struct{}, 1)}
	f.lock <- struct{}{}
	return f
}

// Reload brings the index up to date, once nobody else is doing so. Questions are answered meanwhile, each from the state before
// or after.
func (f *Folder) Reload(ctx context.Context) (Result, error) {
	select {
	case <-f.lock:
	case <-ctx.Done():
		return Result{}, ctx.Err()
	}
	defer func() { f.lock <- struct{}{} }()
	o, err := Read(ctx, f.dir, f.index, f.log, nil)
	if err == nil && o.Any() {
		f.log.Info("the corpus has changed", "added", len(o.Added), "changed", len(o.Changed), "removed", len(o.Removed),
			"broken", o.Broken, "revision", o.Revision)
	}
	return o, err
}
