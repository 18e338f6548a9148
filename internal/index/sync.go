package index

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"reflect"
	"slices"

	"github.com/sitrep-bot/sitrep/internal/corpus"
	"github.com/sitrep-bot/sitrep/internal/lang"
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
	for {
		if err := ix.engine.refresh(ctx); err != nil {
			return Change{}, fmt.Errorf("cannot update the index: %w", err)
		}
		p := newPlan(ix.engine.current(), c, progress)
		if p.isNothing() {
			return p.change, nil
		}
		taken, err := ix.engine.write(ctx, p)
		if errors.Is(err, errOvertaken) {
			continue
		}
		if !taken {
			return Change{}, fmt.Errorf("cannot update the index: %w", err)
		}
		return p.change, err
	}
}

// errOvertaken says that another process has written since a plan was made.
var errOvertaken = errors.New("another process has changed the index meanwhile")

// A plan is what a Sync will change.
type plan struct {
	old, next *catalog
	change    Change
	changed   []corpus.Document // that are new or other than before
	progress  func(done, total int)
}

// isNothing reports whether what a plan would write is there already.
func (p plan) isNothing() bool {
	return !p.change.Any() && reflect.DeepEqual(p.next.Stamps, p.old.Stamps) && reflect.DeepEqual(p.next.Synonyms, p.old.Synonyms)
}

// passages is how many passages a plan writes.
func (p plan) passages() (n int) {
	for _, d := range p.changed {
		n += len(d.Passages)
	}
	return n
}

// newPlan compares a corpus with what the index holds.
func newPlan(old *catalog, c *corpus.Corpus, progress func(done, total int)) plan {
	next := &catalog{Format: format, Write: old.Write + 1, Revision: old.Revision, Synonyms: c.Synonyms, Stamps: maps.Clone(c.Stamps)}
	if slices.ContainsFunc(c.Broken, corpus.IsSynonyms) {
		next.Synonyms = old.Synonyms
	}
	var change Change
	read := next.addRead(c.Documents, old, &change)
	next.addKept(old, read, unreadDocuments(c, old), &change)
	next.link()
	if change.Any() || !reflect.DeepEqual(next.Synonyms, old.Synonyms) {
		next.Revision++
	}
	change.Passages, change.Revision = next.passages, next.Revision
	fresh := idSet(change.Added, change.Changed)
	made := plan{old: old, next: next, change: change, progress: progress}
	for _, d := range c.Documents {
		if fresh[d.ID] {
			made.changed = append(made.changed, d)
		}
	}
	return made
}

// addRead puts the Documents that were read into a catalog, and returns their ids.
func (c *catalog) addRead(documents []corpus.Document, old *catalog, change *Change) (read map[string]bool) {
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

// unreadDocuments are the Documents that were not read but are still there: unchanged, or in a file that is broken now.
func unreadDocuments(c *corpus.Corpus, old *catalog) map[string]bool {
	ids := map[string]bool{}
	for _, id := range c.Kept {
		ids[id] = true
	}
	for _, path := range c.Broken {
		ids[old.fileOwner[path]] = true
	}
	return ids
}

// addKept puts the Documents that stay into a catalog, and names the others removed.
func (c *catalog) addKept(old *catalog, read, stays map[string]bool, change *Change) {
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

// title is what stands above a passage.
func title(d corpus.Document, p corpus.Passage) string {
	text := d.Source.Title
	for _, alias := range d.Aliases {
		text += "\n" + alias
	}
	return text + "\n" + p.Heading + "\n" + p.Header
}

func idSet(lists ...[]string) map[string]bool {
	found := map[string]bool{}
	for _, id := range slices.Concat(lists...) {
		found[id] = true
	}
	return found
}
