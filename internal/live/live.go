// Package live keeps an index what its folder is, while questions go on being answered.
//
// Start at [Read], which brings an index up to date once. A [Folder] does that whenever somebody asks, and [Folder.Watch]
// whenever the folder changes.
package live

import (
	"context"
	"log/slog"

	"sitrep/internal/corpus"
	"sitrep/internal/index"
)

// An Outcome is what one reading of a folder changed.
type Outcome struct {
	index.Change
	Broken   int              // files that could not be read; what was known of them stays
	Problems []corpus.Problem // of the files that were read
}

// Read reads what changed in the folder dir and brings the index up to date. What is wrong with a file is logged, and stops
// nothing. progress, which may be nil, hears of the passages written so far and in all.
func Read(ctx context.Context, dir string, ix *index.Index, log *slog.Logger, progress func(done, total int)) (Outcome, error) {
	c, err := corpus.Load(dir, ix.Stamps())
	if err != nil {
		return Outcome{}, err
	}
	for _, p := range c.Problems {
		log.Warn("corpus", "problem", p.String())
	}
	change, err := ix.Sync(ctx, c, progress)
	return Outcome{change, len(c.Broken), c.Problems}, err
}

// A Folder is a folder of articles with the index made of it. Make one with [New]; many goroutines may use it.
type Folder struct {
	dir   string
	index *index.Index
	log   *slog.Logger
	turn  chan struct{} // holds a token while nobody reads
}

// New makes a Folder. It reads nothing yet.
func New(dir string, ix *index.Index, log *slog.Logger) *Folder {
	f := &Folder{dir: dir, index: ix, log: log, turn: make(chan struct{}, 1)}
	f.turn <- struct{}{}
	return f
}

// Reload brings the index up to date, after whoever is at it. Questions are answered meanwhile, each from the state before
// or after.
func (f *Folder) Reload(ctx context.Context) (Outcome, error) {
	select {
	case <-f.turn:
	case <-ctx.Done():
		return Outcome{}, ctx.Err()
	}
	defer func() { f.turn <- struct{}{} }()
	o, err := Read(ctx, f.dir, f.index, f.log, nil)
	if err == nil && o.Any() {
		f.log.Info("the corpus has changed", "added", len(o.Added), "changed", len(o.Changed), "removed", len(o.Removed),
			"broken", o.Broken, "revision", o.Revision)
	}
	return o, err
}
