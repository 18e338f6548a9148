package index

import (
	"context"
	"fmt"
	"strconv"

	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/document"
	bleveindex "github.com/blevesearch/bleve_index_api"

	"github.com/sitrep-bot/sitrep/internal/corpus"
)

// batchPassages is how many passages of a first build go to bleve at once. Larger batches are hardly faster and take
// more memory.
const batchPassages = 1000

// The fields of a passage in bleve. Its terms lie in one field a language, so that each language has its own document
// frequencies.
const (
	idField      = "_id"     // that bleve keeps of each
	textField    = "text"    // stored, not indexed
	headingField = "heading" // stored, not indexed
	headerField  = "header"  // stored, not indexed
	placeField   = "place"   // stored, not indexed
	asksField    = "asks"    // stored, not indexed; there if the passage asks
	titleField   = "title:"  // + language: terms of title, aliases, heading and header
	termsField   = "terms:"  // + language: terms of the text
)

func (e *embedded) write(ctx context.Context, p plan) (taken bool, err error) {
	w := &writer{engine: e, batch: e.bleve.NewBatch(), progress: p.progress, total: p.passages()}
	if err = w.write(ctx, p); err != nil {
		return false, err
	}
	if e.dir != "" { // nobody opens again what is in memory
		data, err := p.next.encode()
		if err != nil {
			return false, fmt.Errorf("cannot write the catalog: %w", err)
		}
		w.batch.SetInternal(catalogKey, data)
	}
	w.batch.SetInternal(writeKey, []byte(strconv.Itoa(p.next.Write)))
	e.mu.Lock()
	e.pending = p.next
	e.mu.Unlock()
	err = e.batch(ctx, w.batch)
	return e.commit(p.next), err
}

// commit makes the catalog of a write the current one, unless bleve refused the write.
func (e *embedded) commit(next *catalog) (taken bool) {
	number, err := parseWriteNumber(e.bleve.GetInternal(writeKey))
	e.mu.Lock()
	defer e.mu.Unlock()
	e.pending = nil
	if taken = err == nil && number == next.Write; taken {
		e.catalog = next
	}
	return taken
}

// A writer turns Documents into batches.
type writer struct {
	engine      *embedded
	batch       *bleve.Batch
	inBatch     int
	done, total int
	progress    func(done, total int)
}

// write fills the batch. A first build, which nobody can see until its catalog is there, writes batches on the way.
func (w *writer) write(ctx context.Context, p plan) error {
	first := len(p.old.Documents) == 0
	for _, id := range p.change.Removed {
		w.remove(p.old.byID[id], 0)
	}
	for _, d := range p.changed {
		if before := p.old.byID[d.ID]; before != nil {
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
		w.batch.Delete(d.Ref(ordinal).String())
	}
}

func (w *writer) add(d corpus.Document, p corpus.Passage) error {
	analyzer := AnalyzerFor(d.Source.Lang)
	doc := document.NewDocument(d.Ref(p.Ordinal).String())
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
	if err := w.engine.batch(ctx, w.batch); err != nil && !isWriteFailure(err) { // the last batch says so
		return err
	}
	w.batch.Reset()
	return ctx.Err()
}
