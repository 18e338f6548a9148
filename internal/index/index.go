// Package index finds passages.
//
// Start at [Open], or at [OpenCluster] for passages that are kept on other machines; bring the index up to date with
// [Index.Sync], then take a [Snapshot] for each question: everything one Snapshot returns belongs to one consistent state of
// the corpus. The package is the only one that knows bleve, and the package opensearch below it the only one that knows
// OpenSearch.
package index

import (
	"context"
	"errors"

	"github.com/sitrep-bot/sitrep/internal/corpus"
)

// An Index holds the passages of a corpus. It may be used by many goroutines; one at a time may call Sync.
type Index struct {
	engine engine
	words  vocabularies
}

// An engine keeps passages, and the catalog that describes them.
type engine interface {
	// current is the catalog of the newest state.
	current() *catalog
	// refresh finds out what others have written since; where there are no others it does nothing.
	refresh(ctx context.Context) error
	// snapshot returns what reads the newest state, and its catalog.
	snapshot() (reader, *catalog, error)
	// write makes what is planned the newest state, all of it at once, and reports whether it is. An error that is a
	// WriteFailure comes with one that is. errOvertaken says that another process has written since.
	write(ctx context.Context, p plan) (taken bool, err error)
	// writeFailure tells why what is kept is behind what answers; nil if it is not.
	writeFailure() *WriteFailure
	close() error
}

// A reader reads one state of an engine. It is used by one goroutine at a time.
type reader interface {
	// search finds the passages that match the terms best by BM25, best first, equals by their ids, at most limit.
	search(ctx context.Context, terms []Term, limit int) ([]Hit, error)
	// prefetch says that passages will be read soon.
	prefetch(ctx context.Context, passages []Hit) error
	passage(d *Document, ordinal int) (corpus.Passage, error)
	frequency(ctx context.Context, t Term) (int, error)
	// counts yields every term of a language, with the number of passages that have it in their text.
	counts(code string, yield func(term string, passages int)) error
	close() error
}

var errClosed = errors.New("cannot read the index: it is closed")

// Close lets go of the index, once. Snapshots must be closed before.
func (ix *Index) Close() error { return ix.engine.close() }

// Stamps is what [corpus.Load] wants to know of the last reading.
func (ix *Index) Stamps() map[string]corpus.Stamp { return ix.engine.current().Stamps }

// Size is how many Documents and passages the index has.
func (ix *Index) Size() (documents, passages int) {
	c := ix.engine.current()
	return len(c.Documents), c.passages
}

// WriteFailure tells why the index on disk is behind; nil if it is not.
func (ix *Index) WriteFailure() *WriteFailure { return ix.engine.writeFailure() }
