package identify

import (
	"context"
	"database/sql"
	"log/slog"
	"path/filepath"
	"testing"
	"time"

	"github.com/sitrep-bot/sitrep/internal/store"
)

var noon = time.Unix(1_700_000_000, 0)

func newTestBudget(limit int, starts Starts, shards *store.Shards) *Budget {
	b := NewBudget(Config{Store: shards, Starts: starts, Timeout: 300 * time.Millisecond, Log: slog.New(slog.DiscardHandler)}, noon)
	b.limit = limit
	return b
}

func TestTheBudgetOfIdentifiesIsKept(t *testing.T) {
	b := newTestBudget(3, Starts{}, nil)
	for i := range 3 {
		if free := b.Take(t.Context(), noon.Add(time.Duration(i)*time.Hour)); !free.IsZero() {
			t.Fatalf("the %d. was refused", i+1)
		}
	}
	if free := b.Take(t.Context(), noon.Add(4*time.Hour)); !free.Equal(noon.Add(24 * time.Hour)) {
		t.Errorf("free at %s", free)
	}
	if free := b.Take(t.Context(), noon.Add(24*time.Hour)); !free.IsZero() {
		t.Error("refused a day later")
	}
}

func TestWhatDiscordCountedBeforeIsCounted(t *testing.T) {
	b := newTestBudget(3, Starts{Total: 1000, Remaining: 998, ResetAfter: time.Hour.Milliseconds()}, nil)
	if free := b.Take(t.Context(), noon); !free.IsZero() {
		t.Error("the third was refused")
	}
	if free := b.Take(t.Context(), noon); !free.Equal(noon.Add(time.Hour)) {
		t.Errorf("the fourth is free at %s", free)
	}
}

// TestADatabaseThatCannotBeWrittenKeepsNobodyFromConnecting: another process holds SQLite's one write lock, as a full disk
// or a frozen server would.
func TestADatabaseThatCannotBeWrittenKeepsNobodyFromConnecting(t *testing.T) {
	dir := t.TempDir()
	db, err := store.Open(t.Context(), dir, "")
	must(t, err)
	defer db.Close()
	b := newTestBudget(3, Starts{}, db.Shards)
	unlock := lock(t, dir)
	for i := range 3 {
		if free := b.Take(t.Context(), noon.Add(time.Duration(i)*time.Minute)); !free.IsZero() {
			t.Fatalf("the %d. was refused", i+1)
		}
	}
	if b.Take(t.Context(), noon.Add(time.Hour)).IsZero() {
		t.Error("the limit does not hold in memory")
	}
	ctx, stop := context.WithCancel(t.Context())
	time.AfterFunc(50*time.Millisecond, stop)
	b.Timeout = time.Hour
	b.Take(ctx, noon.Add(time.Hour)) // the bot is told to stop: it returns, or this test does not end
	unlock()
	if free := b.Take(t.Context(), noon.Add(time.Hour)); !free.Equal(noon.Add(24 * time.Hour)) {
		t.Errorf("the database was not told of the three: free at %s", free)
	}
	counted, err := db.Shards.TakeIdentify(t.Context(), noon.Add(time.Hour), 10)
	must(t, err)
	if counted.Used != 4 {
		t.Errorf("%d in the database, wanted the three and this one", counted.Used)
	}
}

// lock holds the database's write lock until the function it returns is called.
func lock(t *testing.T, dir string) (unlock func()) {
	t.Helper()
	other, err := sql.Open("sqlite", filepath.Join(dir, "sitrep.db")+"?_txlock=immediate")
	must(t, err)
	tx, err := other.BeginTx(t.Context(), nil)
	must(t, err)
	return func() {
		must(t, tx.Rollback())
		must(t, other.Close())
	}
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
