package index

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/sitrep-bot/sitrep/internal/corpus"
)

// report makes a Document of paragraphs.
func report(id string, paragraphs ...string) corpus.Document {
	d := corpus.Document{ID: id, Path: id + ".md", Sum: strings.Join(paragraphs, "|"), Source: corpus.Source{Title: "About " + id, Lang: "en"}}
	for i, p := range paragraphs {
		d.Passages = append(d.Passages, corpus.Passage{Ordinal: i + 1, Text: p})
	}
	return d
}

func open(t *testing.T, dir string) *Index {
	t.Helper()
	ix, stale, err := Open(dir)
	if err != nil || stale != nil {
		t.Fatalf("Open: %v, stale: %v", err, stale)
	}
	t.Cleanup(func() { ix.Close() })
	return ix
}

func update(t *testing.T, ix *Index, c corpus.Corpus) Change {
	t.Helper()
	change, err := ix.Sync(context.Background(), &c, nil)
	if err != nil {
		t.Fatal(err)
	}
	return change
}

// find returns the ids of the passages that have a word.
func find(t *testing.T, s *Snapshot, word string) []string {
	t.Helper()
	hits, err := s.Search(context.Background(), []Term{{Lang: "en", Text: AnalyzerFor("en").Term(word), Boost: 1}}, 10)
	if err != nil {
		t.Fatal(err)
	}
	var ids []string
	for _, h := range hits {
		ids = append(ids, h.Ref().String())
	}
	slices.Sort(ids)
	return ids
}

func snapshot(t *testing.T, ix *Index) *Snapshot {
	t.Helper()
	s, err := ix.Snapshot()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

func TestSyncTouchesOnlyWhatChanged(t *testing.T) { everyEngine(t, syncTouchesOnlyWhatChanged) }

func syncTouchesOnlyWhatChanged(t *testing.T, ix *Index) {
	bridge, camp := report("bridge", "The company holds the bridge.", "Boats arrive."), report("camp", "Tents by the river.")
	if c := update(t, ix, corpus.Corpus{Documents: []corpus.Document{bridge, camp}}); len(c.Added) != 2 || c.Passages != 3 || c.Revision != 1 {
		t.Fatalf("first Sync: %+v", c)
	}
	before := snapshot(t, ix)
	kept := before.Document("camp")

	shorter := report("bridge", "The company left the bridge.")
	c := update(t, ix, corpus.Corpus{Documents: []corpus.Document{shorter, camp}})
	if !slices.Equal(c.Changed, []string{"bridge"}) || len(c.Added)+len(c.Removed) != 0 || c.Passages != 2 {
		t.Errorf("second Sync: %+v", c)
	}
	after := snapshot(t, ix)
	if after.Document("camp") != kept {
		t.Error("a Document that did not change is not the same any more")
	}
	if got := find(t, after, "boats"); got != nil {
		t.Errorf("a passage that is gone was found: %v", got)
	}
	if got := find(t, before, "boats"); !slices.Equal(got, []string{"bridge#2"}) {
		t.Errorf("the Snapshot of before has %v, want bridge#2", got)
	}
	if c := update(t, ix, corpus.Corpus{Documents: []corpus.Document{shorter}, Kept: []string{"camp"}}); c.Any() {
		t.Errorf("a Sync of the same corpus changed %+v", c)
	}
	if c := update(t, ix, corpus.Corpus{Documents: []corpus.Document{camp}, Broken: []string{"bridge.md"}}); c.Any() {
		t.Errorf("a broken file changed %+v", c)
	}
	if c := update(t, ix, corpus.Corpus{Documents: []corpus.Document{camp}}); !slices.Equal(c.Removed, []string{"bridge"}) {
		t.Errorf("a removed file: %+v", c)
	}
}

func TestPassagesAreKeptByteForByte(t *testing.T) { everyEngine(t, passagesAreKeptByteForByte) }

func passagesAreKeptByteForByte(t *testing.T, ix *Index) {
	texts := []string{"two\nlines", "tab\tand\r\nreturn", "**bold** <@1> \\ `x`", "\u202eright to left\u200b", "é ü 界 🏳️‍🌈", " space around "}
	update(t, ix, corpus.Corpus{Documents: []corpus.Document{report("odd", texts...)}})
	s := snapshot(t, ix)
	for i, want := range texts {
		p, err := s.Passage(s.Document("odd"), i+1)
		if err != nil {
			t.Fatal(err)
		}
		if p.Text != want {
			t.Errorf("passage %d is %q, want %q", i+1, p.Text, want)
		}
	}
}

func TestPassagesKeepWhatTheirReaderSaid(t *testing.T) {
	everyEngine(t, passagesKeepWhatTheirReaderSaid)
}

func passagesKeepWhatTheirReaderSaid(t *testing.T, ix *Index) {
	want := corpus.Passage{Ordinal: 1, Heading: "Prices > Beds", Header: "| Bed | Price |\n|---|---|", Text: "| upper | 9 |", Place: "page 4", Asks: true}
	d := report("hut")
	d.Passages = []corpus.Passage{want}
	update(t, ix, corpus.Corpus{Documents: []corpus.Document{d}})
	s := snapshot(t, ix)
	if p, err := s.Passage(s.Document("hut"), 1); err != nil || p != want {
		t.Errorf("got  %+v, %v\nwant %+v", p, err, want)
	}
}

func TestFind(t *testing.T) { everyEngine(t, findsByID) }

func findsByID(t *testing.T, ix *Index) {
	update(t, ix, corpus.Corpus{Documents: []corpus.Document{report("bridge", "One.", "Two.")}})
	s := snapshot(t, ix)
	for ref, want := range map[corpus.Ref]bool{{Document: "bridge", Ordinal: 1}: true, {Document: "bridge", Ordinal: 2}: true, {Document: "bridge", Ordinal: 3}: false,
		{Document: "bridge"}: false, {Document: "camp", Ordinal: 1}: false, {Ordinal: 1}: false} {
		if d, ok := s.Find(ref); ok != want || ok && d.ID != ref.Document {
			t.Errorf("Find(%s) = %v, %v, want %v", ref, d, ok, want)
		}
	}
}

func TestAnIndexThatCannotBeTrustedIsBegunAnew(t *testing.T) {
	for name, spoil := range map[string]func(dir string) error{
		"no catalog": func(dir string) error {
			ix, _, err := Open(dir + "x")
			if err != nil {
				return err
			}
			ix.Close()
			return os.Rename(dir+"x", dir)
		},
		"a torn meta file": func(dir string) error {
			return os.WriteFile(filepath.Join(dir, "index_meta.json"), []byte(`{"sto`), 0o600)
		},
		"no meta file":    func(dir string) error { return os.Remove(filepath.Join(dir, "index_meta.json")) },
		"a torn database": func(dir string) error { return os.Truncate(filepath.Join(dir, "store", "root.bolt"), 100) },
	} {
		t.Run(name, func(t *testing.T) {
			dir := filepath.Join(t.TempDir(), "index")
			if name != "no catalog" {
				ix := open(t, dir)
				update(t, ix, corpus.Corpus{Documents: []corpus.Document{report("bridge", "One.")}})
				ix.Close()
			}
			if err := spoil(dir); err != nil {
				t.Fatal(err)
			}
			ix, stale, err := Open(dir)
			if err != nil {
				t.Fatal(err)
			}
			defer ix.Close()
			if stale == nil {
				t.Error("it was trusted")
			}
			if c := update(t, ix, corpus.Corpus{Documents: []corpus.Document{report("bridge", "One.")}}); len(c.Added) != 1 {
				t.Errorf("it was not built anew: %+v", c)
			}
		})
	}
}

func TestAnIndexInUseIsNamed(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "index")
	ix := open(t, dir)
	update(t, ix, corpus.Corpus{Documents: []corpus.Document{report("bridge", "One.")}})
	_, _, err := Open(dir)
	if err == nil || !strings.Contains(err.Error(), "in use") {
		t.Errorf("a second Open: %v, want that it is in use", err)
	}
}

// manyDocuments is a corpus that takes some hundred milliseconds to build.
func manyDocuments(revision int) corpus.Corpus {
	var c corpus.Corpus
	for i := range 200 {
		var paragraphs []string
		for j := range 20 {
			paragraphs = append(paragraphs, fmt.Sprintf("Report %d of post %d in revision%d: the patrol saw item%d and returned.", j, i, revision, i*20+j))
		}
		c.Documents = append(c.Documents, report(fmt.Sprintf("post%03d", i), paragraphs...))
	}
	return c
}

const killedDir = "SITREP_TEST_INDEX" // set: this process only writes the index there, until it is killed

// TestKilled kills a process that builds and updates an index, at ten moments, and looks whether what it left can be
// trusted: an index is whole, of one revision, or it is begun anew.
func TestKilled(t *testing.T) {
	if dir := os.Getenv(killedDir); dir != "" {
		writeUntilKilled(t, dir)
		return
	}
	for i := range 10 {
		dir := filepath.Join(t.TempDir(), "index")
		child := exec.Command(os.Args[0], "-test.run", "^TestKilled$")
		child.Env = append(os.Environ(), killedDir+"="+dir)
		if err := child.Start(); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Duration(20+i*90) * time.Millisecond)
		child.Process.Kill()
		child.Wait()
		checkWhole(t, dir)
	}
}

func writeUntilKilled(t *testing.T, dir string) {
	ix := open(t, dir)
	for revision := 0; ; revision++ {
		update(t, ix, manyDocuments(revision))
	}
}

func checkWhole(t *testing.T, dir string) {
	t.Helper()
	ix, stale, err := Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer ix.Close()
	s := snapshot(t, ix)
	defer s.Close()
	if stale != nil || len(s.Documents()) == 0 {
		if len(s.Documents()) != 0 || find(t, s, "patrol") != nil {
			t.Errorf("an index begun anew (%v) has %d Documents", stale, len(s.Documents()))
		}
		return
	}
	revision := s.Revision() - 1
	if len(s.Documents()) != 200 || s.Passages() != 4000 {
		t.Errorf("a whole index has %d Documents with %d passages", len(s.Documents()), s.Passages())
	}
	for _, n := range []int{0, 1999, 3999} {
		if got, want := find(t, s, fmt.Sprintf("item%d", n)), []string{fmt.Sprintf("post%03d#%d", n/20, n%20+1)}; !slices.Equal(got, want) {
			t.Errorf("item%d is in %v, want %v", n, got, want)
		}
	}
	if n, err := s.Frequency(context.Background(), Term{Lang: "en", Text: AnalyzerFor("en").Term(fmt.Sprintf("revision%d", revision))}); err != nil || n != 4000 {
		t.Errorf("%d passages are of revision %d, want all 4000 (%v)", n, revision, err)
	}
}
