package store

import (
	"context"
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/sitrep-bot/sitrep/internal/store/pgtest"
)

// postgres is shared by the tests; each has a database of its own in it.
var postgres pgtest.Server

func TestMain(m *testing.M) {
	if helper := os.Getenv("STORE_TEST_HELPER"); helper != "" {
		help(helper)
		return
	}
	code := m.Run()
	if err := postgres.Stop(); err != nil {
		fmt.Fprintln(os.Stderr, "stop PostgreSQL:", err)
		code = 1
	}
	os.Exit(code)
}

// noon is when the tests take place.
var noon = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)

// A place is a database several stores can be opened on.
type place struct{ dir, url string }

// open opens one more store; it is closed when the test ends.
func (p place) open(t *testing.T) *Store {
	t.Helper()
	s, err := Open(t.Context(), p.dir, p.url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

// onBoth runs a test on either engine, each time on a fresh database, and beside other tests.
func onBoth(t *testing.T, test func(*testing.T, place)) {
	t.Parallel()
	t.Run("SQLite", func(t *testing.T) { test(t, place{dir: memoryDir(t)}) })
	t.Run("PostgreSQL", func(t *testing.T) { test(t, place{url: postgres.Database(t)}) })
}

// memoryDir is a folder that ends with the test, in memory where the system has such a place: SQLite waits for the disk at every commit,
// as TestCommitsReachTheDisk looks after, and a process that is killed loses nothing there either.
func memoryDir(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("/dev/shm", "sitrep-store-")
	if err != nil {
		return t.TempDir()
	}
	t.Cleanup(func() { check(t, os.RemoveAll(dir)) })
	return dir
}

// must returns the value of a call, or fails the test on its error: must(s.Settings(ctx, "g"))(t).
func must[T any](value T, err error) func(*testing.T) T {
	return func(t *testing.T) T {
		t.Helper()
		check(t, err)
		return value
	}
}

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func TestManyMayOpenAFreshDatabaseAtOnce(t *testing.T) {
	onBoth(t, func(t *testing.T, p place) {
		var all sync.WaitGroup
		for range 5 {
			all.Go(func() {
				s, err := Open(t.Context(), p.dir, p.url)
				if err != nil {
					t.Error(err)
					return
				}
				if _, err := s.Secret(t.Context(), "buttons"); err != nil {
					t.Error(err)
				}
				s.Close()
			})
		}
		all.Wait()
	})
}

func TestManyMayBringTheTablesUpToDateAtOnce(t *testing.T) {
	onBoth(t, func(t *testing.T, p place) {
		var databases []*database
		for range 5 {
			db := must(open(p.dir, p.url))(t)
			t.Cleanup(func() { db.close() })
			databases = append(databases, db)
		}
		// The table of versions is there, and says that nothing was applied yet.
		must(must(newProvider(databases[0].write, p.url))(t).GetDBVersion(t.Context()))(t)
		var all sync.WaitGroup
		for _, db := range databases {
			all.Go(func() {
				if err := db.migrate(t.Context(), p.url); err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
	})
}

func TestCommitsReachTheDisk(t *testing.T) {
	s := place{dir: t.TempDir()}.open(t)
	var level int
	check(t, s.db.write.QueryRowContext(t.Context(), `PRAGMA synchronous`).Scan(&level))
	if level != 2 {
		t.Errorf("synchronous is %d; a power cut would lose what was stored, unless it is 2 (FULL)", level)
	}
}

func TestADatabaseOfANewerVersionIsLeftAlone(t *testing.T) {
	onBoth(t, func(t *testing.T, p place) {
		s := p.open(t)
		_, err := s.db.exec(t.Context(), "pretend", `INSERT INTO goose_db_version (version_id, is_applied) VALUES (99, $1)`, true)
		check(t, err)
		_, err = Open(t.Context(), p.dir, p.url)
		if err == nil || !strings.Contains(err.Error(), "written by a newer sitrep") || !strings.Contains(err.Error(), "version 99") {
			t.Errorf("Open: %v; want it to say that a newer sitrep wrote it", err)
		}
	})
}

// setLanguage keeps a text in the settings of a server.
func setLanguage(t *testing.T, s *Store, text string) error {
	_, err := s.UpdateSettings(t.Context(), "g", func(now *Settings) error { now.Language = text; return nil })
	return err
}

func TestStateIsForItsOwnerOnly(t *testing.T) {
	p := place{dir: filepath.Join(t.TempDir(), "new", "data")}
	s := p.open(t)
	check(t, setLanguage(t, s, "x"))
	for _, name := range []string{"", "sitrep.db", "sitrep.db-wal"} {
		info, err := os.Stat(filepath.Join(p.dir, name))
		check(t, err)
		if info.Mode().Perm()&0o077 != 0 {
			t.Errorf("%q has mode %v; others can read it", name, info.Mode())
		}
	}
}

func TestFoldersWithOddNamesHoldState(t *testing.T) {
	for _, name := range []string{"a b", "100%", "what?", "#1", "été", "a&b=c"} {
		t.Run(name, func(t *testing.T) {
			p := place{dir: filepath.Join(t.TempDir(), name)}
			check(t, setLanguage(t, p.open(t), "kept"))
			if _, err := os.Stat(filepath.Join(p.dir, "sitrep.db")); err != nil {
				t.Error(err)
			}
			if got, err := p.open(t).Settings(t.Context(), "g"); err != nil || got.Language != "kept" {
				t.Errorf("opened again: %+v, %v; want what was kept", got, err)
			}
		})
	}
}

// spoil has the writer's connection behave as it does in trouble.
func spoil(t *testing.T, s *Store, pragma string) {
	t.Helper()
	_, err := s.db.write.ExecContext(t.Context(), "PRAGMA "+pragma)
	check(t, err)
}

func TestTroubleWithTheDiskIsNamed(t *testing.T) {
	tests := []struct {
		name    string
		trouble func(*testing.T, place, *Store)
		want    string
	}{
		{"a disk that is read-only", func(t *testing.T, p place, s *Store) { spoil(t, s, "query_only = 1") },
			"writable for the user the bot runs as"},
		{"a disk that is full", func(t *testing.T, p place, s *Store) { spoil(t, s, "max_page_count = 1") },
			"the disk is full: make room where"},
		{"another program that keeps the file to itself", func(t *testing.T, p place, s *Store) {
			spoil(t, s, "busy_timeout = 10")
			lock, err := p.open(t).db.write.BeginTx(t.Context(), nil)
			check(t, err)
			t.Cleanup(func() { lock.Rollback() })
		}, "another program holds"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			p := place{dir: t.TempDir()}
			s := p.open(t)
			test.trouble(t, p, s)
			err := setLanguage(t, s, strings.Repeat("x", 100_000))
			if err == nil || !strings.Contains(err.Error(), test.want) || !strings.Contains(err.Error(), "sitrep.db") {
				t.Errorf("error %v; want it to name the file and say %q", err, test.want)
			}
		})
	}
}

func TestWhatCannotBeOpenedIsNamed(t *testing.T) {
	file := func(t *testing.T, name, content string) string {
		path := filepath.Join(t.TempDir(), name)
		check(t, os.WriteFile(path, []byte(content), 0o600))
		return path
	}
	tests := []struct {
		name string
		open func(*testing.T) (*Store, error)
		want string
	}{
		{"a file where the folder should be",
			func(t *testing.T) (*Store, error) { return Open(t.Context(), file(t, "data", ""), "") },
			"choose another with DATA"},
		{"a file that is no database", func(t *testing.T) (*Store, error) {
			return Open(t.Context(), filepath.Dir(file(t, "sitrep.db", strings.Repeat("no database ", 1000))), "")
		}, "is damaged: put back a copy"},
		{"a PostgreSQL that does not run",
			func(t *testing.T) (*Store, error) { return Open(t.Context(), "", "postgres://me:hush@127.0.0.1:1/d") },
			"check that PostgreSQL runs"},
		{"an address that is none",
			func(t *testing.T) (*Store, error) { return Open(t.Context(), "", "postgres://me:hush@127.0.0.1:x/d") },
			"write it as postgres://user:password@host:5432/database"},
		{"a PostgreSQL without that database", func(t *testing.T) (*Store, error) {
			return Open(t.Context(), "", strings.Replace(postgres.Database(t), "/test", "/none", 1))
		}, "create the database first"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			s, err := test.open(t)
			if err == nil {
				s.Close()
			}
			if err == nil || !strings.Contains(err.Error(), test.want) || strings.Contains(err.Error(), "hush") {
				t.Errorf("error %v; want it to say %q, and no password", err, test.want)
			}
		})
	}
}

func TestReadersDoNotWaitForAWriter(t *testing.T) {
	onBoth(t, func(t *testing.T, p place) {
		s := p.open(t)
		err := s.db.change(t.Context(), "hold the writer", func(ctx context.Context, _ *sql.Tx) error {
			_, err := s.Settings(ctx, "g")
			return err
		})
		check(t, err)
	})
}

func TestAPostgreSQLThatHangsIsGivenUp(t *testing.T) {
	var server pgtest.Server
	s, err := Open(t.Context(), "", server.Database(t))
	check(t, err)
	t.Cleanup(func() { check(t, server.Stop()) })
	check(t, s.Exchanges.Remember(t.Context(), Exchange{Guild: "g", Answer: "a", Expires: noon}))
	thaw := server.Freeze(t)
	ended := make(chan error, 3)
	go func() { ended <- s.Exchanges.Remember(t.Context(), Exchange{Guild: "g", Answer: "b", Expires: noon}) }()
	go func() { _, err := s.Settings(t.Context(), "g"); ended <- err }()
	go func() {
		_, err := s.UpdateSettings(t.Context(), "g", func(*Settings) error { return nil })
		ended <- err
	}()
	for range 3 {
		select {
		case err := <-ended:
			if err == nil {
				t.Error("a frozen database has answered")
			}
		case <-time.After(4 * patience):
			t.Fatal("a call hangs with the database")
		}
	}
	closed := make(chan error, 1)
	go func() { closed <- s.Close() }()
	select {
	case <-closed:
	case <-time.After(4 * patience):
		t.Error("closing hangs with the database")
	}
	thaw()
}
