package store

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"testing"
)

func TestADatabaseIsInspectedWithoutBeingMade(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "data")
	v, err := Inspect(t.Context(), dir, "")
	if err != nil || v.Has != 0 || v.Knows < 2 || !slices.Contains(v.Missing, "002_articles.sql") {
		t.Errorf("before there is one: %+v, %v", v, err)
	}
	if _, err := os.Stat(dir); err == nil {
		t.Error("to look made its folder")
	}
	s, err := Open(t.Context(), dir, "")
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if v, err = Inspect(t.Context(), dir, ""); err != nil || v.Has != v.Knows || len(v.Missing) > 0 {
		t.Errorf("once it is up to date: %+v, %v", v, err)
	}
	if _, err := s.db.write.Exec(`INSERT INTO goose_db_version (version_id, is_applied) VALUES (999, 1)`); err != nil {
		t.Fatal(err)
	}
	if v, err = Inspect(t.Context(), dir, ""); err != nil || v.Has != 999 {
		t.Errorf("that of a newer program: %+v, %v", v, err)
	}
}

func TestVersionsAndTrialsOnBoth(t *testing.T) {
	onBoth(t, func(t *testing.T, p place) {
		if v, err := Inspect(t.Context(), p.dir, p.url); err != nil || v.Has != 0 || len(v.Missing) == 0 {
			t.Errorf("an empty database: %+v, %v", v, err)
		}
		s := must(Open(t.Context(), p.dir, p.url))(t)
		defer s.Close()
		has, err := s.db.version(t.Context())
		v, _ := inspectSources(Versions{}, nil)
		if err != nil || has != v.Knows {
			t.Errorf("version %d, %v; want %d", has, err, v.Knows)
		}
		if err := s.TryWrite(t.Context()); err != nil {
			t.Error(err)
		}
		var left int
		if err := s.db.read.QueryRowContext(context.Background(), `SELECT count(*) FROM facts WHERE name = 'trial'`).Scan(&left); err != nil || left != 0 {
			t.Errorf("a trial left %d rows, %v", left, err)
		}
	})
}
