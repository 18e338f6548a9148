package index

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"sync"

	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/analysis/analyzer/keyword"
	"github.com/blevesearch/bleve/v2/index/scorch"
	"github.com/blevesearch/bleve/v2/mapping"
	bleveindex "github.com/blevesearch/bleve_index_api"
	segment "github.com/blevesearch/scorch_segment_api/v2"
	"github.com/blevesearch/zapx/v17"
	bbolt "go.etcd.io/bbolt/errors"

	"github.com/sitrep-bot/sitrep/internal/corpus"
)

// An embedded engine is bleve, in this process.
type embedded struct {
	dir string // empty: in memory

	bleve bleve.Index
	cache postingsCache

	mu      sync.RWMutex
	catalog *catalog // of the last write that bleve took
	pending *catalog // of the write that bleve has begun; nil if it has begun none
	closed  bool

	writes  int           // how many batches bleve was given since the index was opened
	onDisk  int           // how many of them are on disk
	outcome chan<- error  // gets the outcome of the last one
	failure *WriteFailure // nil if all are on disk
}

// InUseError says that another process holds the index.
type InUseError struct{ Dir string }

// Error names the folder, and how to go on.
func (e *InUseError) Error() string {
	return fmt.Sprintf("the index in %s is in use by another process: stop that one, or name another folder with --data", e.Dir)
}

// Open opens the index in dir, or makes an empty one in memory where dir is empty. An index that was left unfinished, is
// damaged or of another version is deleted, and an empty one made: Sync fills it. Stale says why; nil if the index was good.
func Open(dir string) (ix *Index, stale error, err error) {
	fitBuffers()
	e := &embedded{dir: dir, catalog: emptyCatalog()}
	ix = &Index{engine: e}
	if dir == "" {
		e.bleve, err = bleve.NewUsing("", newMapping(), scorch.Name, scorch.Name, nil)
		return ix, nil, err
	}
	if _, err := os.Stat(dir); errors.Is(err, fs.ErrNotExist) {
		return ix, nil, e.create()
	}
	stale = e.openExisting()
	if inUse := (*InUseError)(nil); errors.As(stale, &inUse) {
		return nil, nil, inUse
	}
	if stale == nil {
		return ix, nil, nil
	}
	if err := removeIndex(dir); err != nil {
		return nil, stale, err
	}
	return ix, stale, e.create()
}

// openExisting opens the index that is there. Its error says why it cannot be used.
func (e *embedded) openExisting() error {
	config := onDiskConfig()
	config["bolt_timeout"] = "200ms"
	b, err := bleve.OpenUsing(e.dir, config)
	if err != nil {
		if isTimeout(err) {
			return &InUseError{e.dir}
		}
		return fmt.Errorf("the index in %s is damaged: %w", e.dir, err)
	}
	data, err := b.GetInternal(catalogKey)
	if err == nil {
		e.catalog, err = decodeCatalog(data)
	}
	if err != nil {
		b.Close()
		return fmt.Errorf("the index in %s cannot be used: %w", e.dir, err)
	}
	e.bleve = b
	onDisk.Store(e.storePath(), e)
	return nil
}

// create makes an empty index on disk.
func (e *embedded) create() (err error) {
	e.catalog = emptyCatalog()
	if err = os.MkdirAll(filepath.Dir(e.dir), 0o755); err != nil {
		return fmt.Errorf("cannot make the folder of the index: %w", err)
	}
	e.bleve, err = bleve.NewUsing(e.dir, newMapping(), scorch.Name, scorch.Name, onDiskConfig())
	if err != nil {
		return fmt.Errorf("cannot make an index in %s: %w", e.dir, err)
	}
	onDisk.Store(e.storePath(), e)
	return nil
}

// newMapping names the cheapest of bleve's analyzers. None is ever used, for the fields bring their own; but each index keeps one, and
// the usual one keeps a list of stop words.
func newMapping() *mapping.IndexMappingImpl {
	m := bleve.NewIndexMapping()
	m.DefaultAnalyzer = keyword.Name
	return m
}

// fitBuffers has bleve make a segment's buffer, which an index in memory keeps as it is, about as large as the last one needed. Usually
// it has room for 100 more passages: twice what the articles of a server take.
var fitBuffers = sync.OnceFunc(func() {
	zap.NewSegmentBufferNumResultsBump = 0
	zap.NewSegmentBufferNumResultsFactor = 1.2
})

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

func (e *embedded) close() error {
	if !e.markClosed() {
		return nil
	}
	defer onDisk.CompareAndDelete(e.storePath(), e)
	return e.bleve.Close()
}

// markClosed reports whether the index was open until now.
func (e *embedded) markClosed() bool {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.closed {
		return false
	}
	e.closed = true
	e.reportOutcome(errors.New("the index was closed"))
	return true
}

func (e *embedded) current() *catalog {
	e.mu.RLock()
	defer e.mu.RUnlock()
	return e.catalog
}

func (e *embedded) refresh(context.Context) error { return nil }

// isTimeout reports whether bleve waited in vain for the lock on an index.
func isTimeout(err error) bool { return errors.Is(err, bbolt.ErrTimeout) }

func (e *embedded) snapshot() (reader, *catalog, error) {
	e.mu.RLock()
	defer e.mu.RUnlock()
	if e.closed {
		return nil, nil, errClosed
	}
	advanced, err := e.bleve.Advanced()
	if err != nil {
		return nil, nil, fmt.Errorf("cannot read the index: %w", err)
	}
	reader, err := advanced.Reader()
	if err != nil {
		return nil, nil, fmt.Errorf("cannot read the index: %w", err)
	}
	c, err := e.catalogOf(reader)
	if err != nil {
		return nil, nil, errors.Join(fmt.Errorf("cannot read the index: %w", err), reader.Close())
	}
	state := reader.(*scorch.IndexSnapshot)
	return &embeddedReader{bleve: state, segments: state.Segments(), catalog: c, cache: &e.cache,
		opened: map[string][]segment.TermDictionary{}, counted: map[fieldTerm]int{}}, c, nil
}

// catalogOf returns the catalog that was written with the state a reader has. Nobody waits for a write: until bleve has
// taken it, and if it never does, readers have the state before and its catalog.
func (e *embedded) catalogOf(reader bleveindex.IndexReader) (*catalog, error) {
	number, err := parseWriteNumber(reader.GetInternal(writeKey))
	if err == nil && e.pending != nil && number == e.pending.Write {
		return e.pending, nil
	}
	return e.catalog, err
}

// parseWriteNumber reads what lies at writeKey: nothing before the first write.
func parseWriteNumber(data []byte, err error) (int, error) {
	if err != nil || data == nil {
		return 0, err
	}
	return strconv.Atoi(string(data))
}

// An embeddedReader reads a state of bleve.
type embeddedReader struct {
	bleve    *scorch.IndexSnapshot
	segments []*scorch.SegmentSnapshot
	catalog  *catalog
	cache    *postingsCache

	opened  map[string][]segment.TermDictionary // by field, of each segment
	counted map[fieldTerm]int                   // passages that have a term
}

func (r *embeddedReader) close() error { return r.bleve.Close() }

func (r *embeddedReader) prefetch(context.Context, []Hit) error { return nil }

func field(t Term) string {
	if t.Title {
		return titleField + t.Lang
	}
	return termsField + t.Lang
}

// passage looks for a passage in one segment after the other.
func (r *embeddedReader) passage(d *Document, ordinal int) (corpus.Passage, error) {
	id := d.Ref(ordinal).String()
	dictionaries, err := r.dictionaries(idField)
	if err != nil {
		return corpus.Passage{}, fmt.Errorf("cannot read passage %s: %w", id, err)
	}
	for i, s := range r.segments {
		list, err := dictionaries[i].PostingsList([]byte(id), s.Deleted(), nil)
		if err != nil {
			return corpus.Passage{}, fmt.Errorf("cannot read passage %s: %w", id, err)
		}
		found, err := list.Iterator(false, false, false, nil).Next()
		if err != nil {
			return corpus.Passage{}, fmt.Errorf("cannot read passage %s: %w", id, err)
		}
		if found == nil {
			continue
		}
		p := corpus.Passage{Ordinal: ordinal}
		if err := s.VisitDocument(found.Number(), func(field string, _ byte, value []byte, _ []uint64) bool {
			set(&p, field, value)
			return true
		}); err != nil {
			return corpus.Passage{}, fmt.Errorf("cannot read passage %s: %w", id, err)
		}
		return p, nil
	}
	return corpus.Passage{}, fmt.Errorf("cannot read passage %s: the index does not have it; run `bot index`", id)
}

// set puts what is stored of a passage where it belongs.
func set(p *corpus.Passage, field string, value []byte) {
	switch field {
	case textField:
		p.Text = string(value)
	case headingField:
		p.Heading = string(value)
	case headerField:
		p.Header = string(value)
	case placeField:
		p.Place = string(value)
	case asksField:
		p.Asks = true
	}
}

func (r *embeddedReader) counts(code string, yield func(term string, passages int)) error {
	dictionary, err := r.bleve.FieldDict(termsField + code)
	if err != nil {
		return err
	}
	defer dictionary.Close()
	for {
		entry, err := dictionary.Next()
		if err != nil || entry == nil {
			return err
		}
		yield(entry.Term, int(entry.Count))
	}
}
