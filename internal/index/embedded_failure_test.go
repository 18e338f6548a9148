package index

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/sitrep-bot/sitrep/internal/corpus"
	"github.com/sitrep-bot/sitrep/internal/filetest"
)

// failToWrite updates an index that cannot be written, and looks whether it answers on.
func failToWrite(t *testing.T, ix *Index, c corpus.Corpus, word, want string) {
	t.Helper()
	_, err := ix.Sync(t.Context(), &c, nil)
	if failure := (*WriteFailure)(nil); !errors.As(err, &failure) {
		t.Fatalf("Sync: %v, want a WriteFailure", err)
	}
	if f := ix.WriteFailure(); f == nil || time.Since(f.Since) > time.Hour {
		t.Errorf("the state of the index is %+v, want what failed and since when", f)
	}
	checkAnswers(t, ix, word, want)
}

// checkAnswers looks whether a word is found where it should be, and every passage can be read.
func checkAnswers(t *testing.T, ix *Index, word, want string) {
	t.Helper()
	s := snapshot(t, ix)
	if got := find(t, s, word); !slices.Equal(got, []string{want}) {
		t.Errorf("%q is in %v, want %s", word, got, want)
	}
	for _, d := range s.Documents() {
		for ordinal := 1; ordinal <= d.Count; ordinal++ {
			if _, err := s.Passage(d, ordinal); err != nil {
				t.Error(err)
			}
		}
	}
}

func TestAFolderThatIsGoneStopsNoAnswer(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "data", "index")
	ix := open(t, dir)
	update(t, ix, corpus.Corpus{Documents: []corpus.Document{report("bridge", "The company holds the bridge.", "Boats arrive."), report("camp", "Tents by the river.")}})
	if err := os.RemoveAll(filepath.Dir(dir)); err != nil {
		t.Fatal(err)
	}
	checkAnswers(t, ix, "boats", "bridge#2")
	failToWrite(t, ix, corpus.Corpus{Documents: []corpus.Document{report("bridge", "Barges arrive."), report("camp", "Tents by the river.")}}, "barges", "bridge#1")
	failToWrite(t, ix, corpus.Corpus{Documents: []corpus.Document{report("bridge", "Barges arrive."), report("mill", "The mill is closed.")}}, "mill", "mill#1")
}

// onFullDisk fills a small disk, updates the index on it, and makes room again.
func onFullDisk(t *testing.T, disk string) {
	dir := filepath.Join(disk, "index")
	ix := open(t, dir)
	camp := report("camp", "Tents by the river.")
	update(t, ix, corpus.Corpus{Documents: []corpus.Document{report("bridge", "Boats arrive.", "At noon."), camp}})
	filler := filepath.Join(disk, "filler")
	filetest.Fill(t, filler)
	after := corpus.Corpus{Documents: []corpus.Document{report("bridge", "Barges arrive."), camp}}
	failToWrite(t, ix, after, "barges", "bridge#1")
	if err := os.Remove(filler); err != nil {
		t.Fatal(err)
	}
	for late := time.Now().Add(time.Minute); ix.WriteFailure() != nil; time.Sleep(10 * time.Millisecond) {
		if time.Now().After(late) {
			t.Fatal("there is room again, and the index is not written")
		}
	}
	if err := ix.Close(); err != nil {
		t.Fatal(err)
	}
	again := open(t, dir)
	checkAnswers(t, again, "barges", "bridge#1")
	if change := update(t, again, after); change.Any() {
		t.Errorf("the index on disk lacked %+v", change)
	}
}
