package index

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"sync"
	"time"

	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/index/scorch"
)

// A WriteFailure says that the index on disk is behind the one in memory, which answers: the disk is full, or its folder is
// gone. It is an error of [Index.Sync] and a state of the index, see [Index.WriteFailure].
type WriteFailure struct {
	Since time.Time // of the first write that failed
	Err   error
}

// Error gives the cause, and what becomes of questions meanwhile.
func (f *WriteFailure) Error() string {
	return fmt.Sprintf("the index cannot be written: %v; questions are answered from memory, and it is written as soon as that is possible", f.Err)
}

// Unwrap returns the error of the first write that failed.
func (f *WriteFailure) Unwrap() error { return f.Err }

func isWriteFailure(err error) bool {
	failure := (*WriteFailure)(nil)
	return errors.As(err, &failure)
}

func (e *embedded) writeFailure() *WriteFailure {
	e.mu.RLock()
	defer e.mu.RUnlock()
	return e.failure
}

// batch gives bleve a batch and waits until it is on disk, or could not be written there. Either way readers have it: an
// error that is a WriteFailure says that bleve has it in memory and goes on trying to write it.
//
// bleve does not wait for the disk by itself here ("unsafe_batch"): where the writing fails it would close what its readers
// have got already, and every search after that panics.
func (e *embedded) batch(ctx context.Context, batch *bleve.Batch) error {
	if e.dir == "" {
		return e.bleve.Batch(batch)
	}
	outcome := make(chan error, 1)
	e.mu.Lock()
	e.writes++
	number := e.writes
	e.outcome = outcome
	e.mu.Unlock()
	batch.SetPersistedCallback(func(err error) { e.written(number, err) })
	if err := e.bleve.Batch(batch); err != nil {
		return err
	}
	select {
	case err := <-outcome:
		return err
	case <-ctx.Done():
		return ctx.Err()
	}
}

// written is called when a write is on disk, at the first try or a later one; all before it are then on disk too.
func (e *embedded) written(number int, err error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if err != nil || number != e.writes {
		return
	}
	e.onDisk, e.failure = number, nil
	e.reportOutcome(nil)
}

// notWritten is called when the last write could not be brought to disk.
func (e *embedded) notWritten(err error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.onDisk == e.writes { // no write of ours: bleve tidies its files
		return
	}
	if e.failure == nil {
		e.failure = &WriteFailure{Since: time.Now(), Err: err}
	}
	e.reportOutcome(e.failure)
}

// reportOutcome sends the outcome of the last write to the one who waits for it, once.
func (e *embedded) reportOutcome(outcome error) {
	select {
	case e.outcome <- outcome:
	default: // nobody waits any more
	}
}

// onDisk are the indexes on disk that are open, by the path of bleve's files: bleve tells of failed writes by that.
var onDisk sync.Map // string → *embedded

func (e *embedded) storePath() string { return e.dir + string(filepath.Separator) + "store" }

// retryPause is how long bleve waits before it tries again to write what it could not; by itself it would try at once, over
// and over, and keep a processor busy for as long as the disk is full.
const retryPause = time.Second

const writeErrorCallback = "sitrep: a write failed"

var registerWriteError = sync.OnceFunc(func() {
	scorch.RegistryAsyncErrorCallbacks[writeErrorCallback] = func(err error, path string) {
		if found, ok := onDisk.Load(path); ok && errors.Is(err, scorch.ErrPersist) {
			found.(*embedded).notWritten(err)
		}
		time.Sleep(retryPause)
	}
})

// onDiskConfig is how bleve is to treat an index on disk.
func onDiskConfig() map[string]any {
	registerWriteError()
	return map[string]any{"unsafe_batch": true, "asyncErrorCallbackName": writeErrorCallback}
}
