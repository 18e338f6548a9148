// Package index finds passages.
//
// Start at [Open], bring it up to date with [Index.Sync], then take a [Snapshot] for each question: everything one
// Snapshot returns belongs to one consistent state of the corpus. The package is the only one that knows bleve.
package index

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sync"

	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/index/scorch"
	bbolt "go.etcd.io/bbolt/errors"

	"github.com/sitrep-bot/sitrep/internal/corpus"
)

// An Index holds the passages of a corpus. It may be used by many goroutines; one at a time may call Sync.
type Index struct {
	dir string // empty: in memory

	bleve bleve.Index

	mu      sync.RWMutex
	catalog *catalog // of the last write that bleve took
	pending *catalog // of the write that bleve has begun; nil if it has begun none
	closed  bool

	writes  int           // how many batches bleve was given since the index was opened
	onDisk  int           // how many of them are on disk
	outcome chan<- error  // gets the outcome of the last one
	failure *WriteFailure // nil if all are on disk

	words vocabularies
}

// InUseError says that another process holds the index.
type InUseError struct{ Dir string }

func (e *InUseError) Error() string {
	return fmt.Sprintf("the index in %s is in use by another process: stop that one, or name another folder with --data", e.Dir)
}

// Open opens the index in dir, or makes an empty one in memory where dir is empty. An index that was left unfinished, is
// damaged or of another version is deleted, and an empty one made: Sync fills it. Stale says why; nil if the index was good.
func Open(dir string) (ix *Index, stale error, err error) {
	ix = &Index{dir: dir, catalog: emptyCatalog()}
	if dir == "" {
		ix.bleve, err = bleve.NewUsing("", bleve.NewIndexMapping(), scorch.Name, scorch.Name, nil)
		return ix, nil, err
	}
	if _, err := os.Stat(dir); errors.Is(err, fs.ErrNotExist) {
		return ix, nil, ix.create()
	}
	stale = ix.openExisting()
	if inUse := (*InUseError)(nil); errors.As(stale, &inUse) {
		return nil, nil, inUse
	}
	if stale == nil {
		return ix, nil, nil
	}
	if err := removeIndex(dir); err != nil {
		return nil, stale, err
	}
	return ix, stale, ix.create()
}

// openExisting opens the index that is there. Its error says why it cannot be used.
func (ix *Index) openExisting() error {
	config := onDiskConfig()
	config["bolt_timeout"] = "200ms"
	b, err := bleve.OpenUsing(ix.dir, config)
	if err != nil {
		if isTimeout(err) {
			return &InUseError{ix.dir}
		}
		return fmt.Errorf("the index in %s is damaged: %w", ix.dir, err)
	}
	data, err := b.GetInternal(catalogKey)
	if err == nil {
		ix.catalog, err = decodeCatalog(data)
	}
	if err != nil {
		b.Close()
		return fmt.Errorf("the index in %s cannot be used: %w", ix.dir, err)
	}
	ix.bleve = b
	onDisk.Store(ix.storePath(), ix)
	return nil
}

// create makes an empty index on disk.
func (ix *Index) create() (err error) {
	ix.catalog = emptyCatalog()
	if err = os.MkdirAll(filepath.Dir(ix.dir), 0o755); err != nil {
		return fmt.Errorf("cannot make the folder of the index: %w", err)
	}
	ix.bleve, err = bleve.NewUsing(ix.dir, bleve.NewIndexMapping(), scorch.Name, scorch.Name, onDiskConfig())
	if err != nil {
		return fmt.Errorf("cannot make an index in %s: %w", ix.dir, err)
	}
	onDisk.Store(ix.storePath(), ix)
	return nil
}

// removeIndex removes what bleve left in a folder, and the folder with it. A folder that holds anything else is left as
// it is: somebody's files are not ours to remove.
func removeIndex(dir string) error {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return fmt.Errorf("cannot look into the folder of the index: %w", err)
	}
	for _, e := range entries {
		if name := e.Name(); name != "index_meta.json" && name != "store" {
			return fmt.Errorf("%s was to hold the index, but %s in it is not sitrep's: name another folder with --data", dir, name)
		}
	}
	if err := os.RemoveAll(dir); err != nil {
		return fmt.Errorf("cannot remove an index that cannot be trusted: %w", err)
	}
	return nil
}

func emptyCatalog() *catalog {
	c := &catalog{Format: format}
	c.link()
	return c
}

// Close lets go of the index, once. Snapshots must be closed before.
func (ix *Index) Close() error {
	if !ix.markClosed() {
		return nil
	}
	defer onDisk.CompareAndDelete(ix.storePath(), ix)
	return ix.bleve.Close()
}

// markClosed reports whether the index was open until now.
func (ix *Index) markClosed() bool {
	ix.mu.Lock()
	defer ix.mu.Unlock()
	if ix.closed {
		return false
	}
	ix.closed = true
	ix.tell(errors.New("the index was closed"))
	return true
}

// Stamps is what [corpus.Load] wants to know of the last reading.
func (ix *Index) Stamps() map[string]corpus.Stamp {
	ix.mu.RLock()
	defer ix.mu.RUnlock()
	return ix.catalog.Stamps
}

// isTimeout reports whether bleve waited in vain for the lock on an index.
func isTimeout(err error) bool { return errors.Is(err, bbolt.ErrTimeout) }
