package scope

import (
	"bytes"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/sitrep-bot/sitrep/internal/corpus"
	"github.com/sitrep-bot/sitrep/internal/encoder"
	"github.com/sitrep-bot/sitrep/internal/meaning"
	"github.com/sitrep-bot/sitrep/internal/store"
)

// Words answer at once; what a server's passages mean is learned behind them, once for what two servers have in common.
func TestAServersPassagesAreUnderstood(t *testing.T) {
	e, err := encoder.Load()
	check(t, err)
	english, err := encoder.LoadEnglish()
	check(t, err)
	var all meaning.Library
	check(t, all.Open(e, english, ""))
	t.Cleanup(func() { check(t, all.Close()) })
	db := openStore(t, "")
	s := newScopesWith(t, db, func(c *Config) { c.Lend = func(l *meaning.Library) bool { l.Share(&all); return true } })
	a := keep(t, db, "a", "rules.md", rules("nine"))
	if got := answer(t, s, "a", ByConfidence, gate); got != a.ID {
		t.Errorf("answered from %q before anything is understood; want %q", got, a.ID)
	}
	library := func(guild string) *meaning.Library {
		s.mu.Lock()
		defer s.mu.Unlock()
		return &s.servers[guild].library
	}
	eventually(t, library("a").Ready)
	if got := answer(t, s, "a", ByConfidence, gate); got != a.ID {
		t.Errorf("answered from %q once everything is understood; want %q", got, a.ID)
	}
	b := keep(t, db, "b", "rules.md", rules("nine"))
	if got := answer(t, s, "b", ByConfidence, gate); got != b.ID {
		t.Errorf("the other server is answered from %q; want its own %q", got, b.ID)
	}
	eventually(t, library("b").Ready)
	if kept, made := library("b").Glances(); kept != 4 || made != 0 {
		t.Errorf("of the other server's two passages %d glances were kept and %d made; want one kept by each encoder", kept, made)
	}
	s.closeIdle(0)
	if got := answer(t, s, "a", ByConfidence, gate); got != a.ID {
		t.Errorf("answered from %q after it was closed; want %q", got, a.ID)
	}
	eventually(t, library("a").Ready)

	// Who wants to be sure waits, with whom else wants that.
	keep(t, db, "a", "gates.md", "# Gates\n\nLorries take the north gate.\n")
	var waiting sync.WaitGroup
	for range 3 {
		waiting.Go(func() {
			if err := s.Understand(t.Context(), "a"); err != nil {
				t.Error(err)
			}
		})
	}
	waiting.Wait()
	if known, total := library("a").Progress(); known != 3 || total != 3 {
		t.Errorf("%d of %d passages are known by their meaning; want all three", known, total)
	}
}

// What the encoder made of a server's passages goes from the disk with the last article that had them, and nothing else does.
func TestWhatGonePassagesMeantIsErased(t *testing.T) {
	e, err := encoder.Load()
	check(t, err)
	var all meaning.Library
	dir := t.TempDir()
	check(t, all.Open(e, nil, dir))
	t.Cleanup(func() { check(t, all.Close()) })
	db := openStore(t, "")
	s := newScopesWith(t, db, func(c *Config) {
		c.Lend = func(l *meaning.Library) bool { l.Share(&all); return true }
		c.KeepGlances = all.KeepOnly
	})
	removed, stays := keep(t, db, "a", "rules.md", rules("nine")), keep(t, db, "c", "rules.md", rules("nine"))
	keep(t, db, "b", "rules.md", rules("ten"))
	has := func(hour string) bool {
		t.Helper()
		d, _ := corpus.Read("rules.md", []byte(rules(hour)))
		key := meaning.KeyOf(d.Passages[0])
		files, err := filepath.Glob(filepath.Join(dir, "glances-*"))
		check(t, err)
		kept, err := os.ReadFile(files[0])
		check(t, err)
		return bytes.Contains(kept, key[:])
	}
	for _, guild := range []string{"a", "b", "c"} {
		answer(t, s, guild, ByConfidence, gate)
	}
	eventually(t, func() bool { return has("nine") && has("ten") })

	check(t, db.Articles.Remove(t.Context(), "a", removed.ID, time.Now()))
	check(t, db.Articles.Remove(t.Context(), "c", stays.ID, time.Now()))
	check(t, s.erase(t.Context()))
	if !has("nine") {
		t.Error("what can still be brought back has lost its meaning")
	}
	check(t, db.Articles.Restore(t.Context(), "c", stays.ID, 1, time.Now(), nil))
	check(t, db.DeleteGuild(t.Context(), "b"))
	eventually(t, func() bool { return !has("ten") }) // at once
	_, err = db.Expire(t.Context(), time.Now().Add(store.UndoFor))
	check(t, err)
	check(t, s.erase(t.Context()))
	if !has("nine") {
		t.Error("what another server still has is gone")
	}
	check(t, db.Articles.Remove(t.Context(), "c", stays.ID, time.Now()))
	_, err = db.Expire(t.Context(), time.Now().Add(store.UndoFor))
	check(t, err)
	check(t, s.erase(t.Context()))
	if has("nine") {
		t.Error("what removed articles meant is still on disk")
	}

	// A file with erased records is read, and what is kept again is found.
	var again meaning.Library
	check(t, again.Open(e, nil, dir))
	check(t, again.Close())
	keep(t, db, "b", "rules.md", rules("ten"))
	answer(t, s, "b", ByConfidence, gate)
	eventually(t, func() bool { return has("ten") })
}
