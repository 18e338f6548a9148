package index

import (
	"context"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strconv"

	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/document"
	bleveindex "github.com/blevesearch/bleve_index_api"

	"github.com/sitrep-bot/sitrep/internal/corpus"
	"github.com/sitrep-bot/sitrep/internal/lang"
)

// batchPassages is how many passages of a first build go to bleve at once. Larger batches are hardly faster and take
// more memory.
const batchPassages = 1000

// The fields of a passage in bleve. Its terms lie in one field a language, so that each language has its own document
// frequencies.
const (
	textField    = "text"    // stored, not indexed
	headingField = "heading" // stored, not indexed
	headerField  = "header"  // stored, not indexed
	placeField   = "place"   // stored, not indexed
	asksField    = "asks"    // stored, not indexed; there if the passage asks
	titleField   = "title:"  // + language: terms of title, aliases, heading and header
	termsField   = "terms:"  // + language: terms of the text
)

// A Change says what a Sync did, as ids of Documents in the order of their paths.
type Change struct {
	Added, Changed, Removed []string
	Passages                int // in the index now
	Revision                int
}

// Any reports whether anything changed.
func (c Change) Any() bool { return len(c.Added)+len(c.Changed)+len(c.Removed) > 0 }

// Sync makes the index hold the corpus: only Documents that are new, changed or gone are touched, and all of that becomes
// visible at once. Documents whose files are Broken stay as they were. progress, which may be nil, hears of the passages
// written so far and in all. When ctx ends, an index that was whole stays what it was. Questions are answered meanwhile, also
// where the disk is slow or full: an error that is a [WriteFailure] comes with a Change that is in effect, though not on disk.
func (ix *Index) Sync(ctx context.Context, c *corpus.Corpus, progress func(done, total int)) (Change, error) {
	next, change := ix.plan(c)
	fresh := set(change.Added, change.Changed)
	if !change.Any() && reflect.DeepEqual(next.Stamps, ix.catalog.Stamps) && reflect.DeepEqual(next.Synonyms, ix.catalog.Synonyms) {
		return change, nil
	}
	w := &writer{index: ix, batch: ix.bleve.NewBatch(), progress: progress}
	for _, d := range c.Documents {
		if fresh[d.ID] {
			w.total += len(d.Passages)
		}
	}
	if err := w.write(ctx, c, change.Removed, fresh); err != nil {
		return Change{}, fmt.Errorf("cannot update the index: %w", err)
	}
	data, err := next.encode()
	if err != nil {
		return Change{}, fmt.Errorf("cannot write the catalog: %w", err)
	}
	w.batch.SetInternal(catalogKey, data)
	w.batch.SetInternal(writeKey, []byte(strconv.Itoa(next.Write)))
	ix.mu.Lock()
	ix.pending = next
	ix.mu.Unlock()
	err = ix.write(ctx, w.batch)
	if !ix.settle(next) {
		return Change{}, fmt.Errorf("cannot update the index: %w", err)
	}
	return change, err
}

// settle makes the catalog of a write the current one, unless bleve refused the write.
func (ix *Index) settle(next *catalog) (taken bool) {
	number, err := parseWriteNumber(ix.bleve.GetInternal(writeKey))
	ix.mu.Lock()
	defer ix.mu.Unlock()
	ix.pending = nil
	if taken = err == nil && number == next.Write; taken {
		ix.catalog = next
	}
	return taken
}

// plan compares a corpus with what the index holds.
func (ix *Index) plan(c *corpus.Corpus) (*catalog, Change) {
	old := ix.catalog
	next := &catalog{Format: format, Write: old.Write + 1, Revision: old.Revision, Synonyms: c.Synonyms, Stamps: maps.Clone(c.Stamps)}
	if slices.ContainsFunc(c.Broken, corpus.IsSynonyms) {
		next.Synonyms = old.Synonyms
	}
	var change Change
	read := next.take(c.Documents, old, &change)
	next.keep(old, read, stays(c, old), &change)
	next.link()
	if change.Any() || !reflect.DeepEqual(next.Synonyms, old.Synonyms) {
		next.Revision++
	}
	change.Passages, change.Revision = next.passages, next.Revision
	return next, change
}

// take puts the Documents that were read into a catalog, and returns their ids.
func (c *catalog) take(documents []corpus.Document, old *catalog, change *Change) (read map[string]bool) {
	read = map[string]bool{}
	for _, d := range documents {
		kept := newDocument(d)
		switch before := old.byID[d.ID]; {
		case before == nil:
			change.Added = append(change.Added, d.ID)
		case reflect.DeepEqual(before, kept):
			kept = before // what is cached by this pointer stays good
		default:
			change.Changed = append(change.Changed, d.ID)
		}
		read[d.ID] = true
		c.Documents = append(c.Documents, kept)
	}
	return read
}

// stays are the Documents that were not read but are still there: unchanged, or in a file that is broken now.
func stays(c *corpus.Corpus, old *catalog) map[string]bool {
	ids := map[string]bool{}
	for _, id := range c.Kept {
		ids[id] = true
	}
	for _, path := range c.Broken {
		ids[old.fileOwner[path]] = true
	}
	return ids
}

// keep puts the Documents that stay into a catalog, and names the others removed.
func (c *catalog) keep(old *catalog, read, stays map[string]bool, change *Change) {
	for _, d := range old.Documents {
		switch {
		case read[d.ID]:
		case stays[d.ID]:
			c.Documents = append(c.Documents, d)
		default:
			change.Removed = append(change.Removed, d.ID)
		}
	}
}

func newDocument(d corpus.Document) *Document {
	kept := &Document{Document: d, Count: len(d.Passages)}
	analyzer := AnalyzerFor(d.Source.Lang)
	for _, p := range d.Passages {
		kept.Terms += analyzer.count(p.Text)
		for _, a := range lang.Abbreviations(p.Text) {
			if !slices.Contains(kept.Abbreviations, a) {
				kept.Abbreviations = append(kept.Abbreviations, a)
			}
		}
	}
	kept.Passages = nil
	return kept
}

// A writer turns Documents into batches.
type writer struct {
	index       *Index
	batch       *bleve.Batch
	inBatch     int
	done, total int
	progress    func(done, total int)
}

// write fills the batch. A first build, which nobody can see until its catalog is there, writes batches on the way.
func (w *writer) write(ctx context.Context, c *corpus.Corpus, removed []string, fresh map[string]bool) error {
	first := len(w.index.catalog.Documents) == 0
	for _, id := range removed {
		w.remove(w.index.catalog.byID[id], 0)
	}
	for _, d := range c.Documents {
		if !fresh[d.ID] {
			continue
		}
		if before := w.index.catalog.byID[d.ID]; before != nil {
			w.remove(before, len(d.Passages))
		}
		for _, p := range d.Passages {
			if err := w.add(d, p); err != nil {
				return err
			}
			if err := w.flush(ctx, first); err != nil {
				return err
			}
		}
	}
	return ctx.Err()
}

// remove deletes the passages of a Document after the first keep ones.
func (w *writer) remove(d *Document, keep int) {
	for ordinal := keep + 1; ordinal <= d.Count; ordinal++ {
		w.batch.Delete(corpus.Ref{Document: d.ID, Ordinal: ordinal}.String())
	}
}

func (w *writer) add(d corpus.Document, p corpus.Passage) error {
	analyzer := AnalyzerFor(d.Source.Lang)
	doc := document.NewDocument(corpus.Ref{Document: d.ID, Ordinal: p.Ordinal}.String())
	doc.AddField(document.NewTextFieldCustom(textField, nil, []byte(p.Text), bleveindex.StoreField, nil))
	asks := ""
	if p.Asks {
		asks = "yes"
	}
	for _, kept := range [][2]string{{headingField, p.Heading}, {headerField, p.Header}, {placeField, p.Place}, {asksField, asks}} {
		if kept[1] != "" {
			doc.AddField(document.NewTextFieldCustom(kept[0], nil, []byte(kept[1]), bleveindex.StoreField, nil))
		}
	}
	doc.AddField(document.NewTextFieldCustom(termsField+d.Source.Lang, nil, []byte(p.Text), bleveindex.IndexField, analyzer))
	doc.AddField(document.NewTextFieldCustom(titleField+d.Source.Lang, nil, []byte(title(d, p)), bleveindex.IndexField, analyzer))
	w.inBatch++
	w.done++
	return w.batch.IndexAdvanced(doc)
}

// title is what stands above a passage.
func title(d corpus.Document, p corpus.Passage) string {
	text := d.Source.Title
	for _, alias := range d.Aliases {
		text += "\n" + alias
	}
	return text + "\n" + p.Heading + "\n" + p.Header
}

func (w *writer) flush(ctx context.Context, first bool) error {
	if w.inBatch%batchPassages != 0 {
		return nil
	}
	if w.progress != nil {
		w.progress(w.done, w.total)
	}
	if !first {
		return ctx.Err()
	}
	if err := w.index.write(ctx, w.batch); err != nil && !isWriteFailure(err) { // the last batch says so
		return err
	}
	w.batch.Reset()
	return ctx.Err()
}

func set(lists ...[]string) map[string]bool {
	found := map[string]bool{}
	for _, id := range slices.Concat(lists...) {
		found[id] = true
	}
	return found
}
