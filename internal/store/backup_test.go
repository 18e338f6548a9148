package store

import (
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// furnish puts a row of every type into a database: text of all sorts, numbers, booleans, bytes.
func furnish(t *testing.T, s *Store) {
	t.Helper()
	ctx, now := t.Context(), time.UnixMilli(1_700_000_000_123)
	must(s.UpdateSettings(ctx, "g1", func(set *Settings) error { set.Language = "fr"; return nil }))(t)
	check(t, s.Gaps.Record(ctx, "g1", "Qui a cuit le gâteau ? <b>\"&\" 🍰\u2028", "a#1", Asker(1), now))
	check(t, s.Votes.Record(ctx, Vote{Guild: "g1", User: "u", Question: "why", Passage: "a#1", Helpful: true}, now))
	check(t, s.Exchanges.Remember(ctx, Exchange{Guild: "g1", Channel: "c", Question: "q", Answer: "m", Subject: "{}", Expires: now.Add(time.Hour)}))
	must(s.Uploads.Add(ctx, "g2", Upload{Name: "a.pdf", Data: []byte{0, 1, 255, '"', '\n'}}, now))(t)
	must(s.Briefings.Add(ctx, Briefing{Guild: "g1", Channel: "c", Documents: []string{"a"}, Pin: true}, now, time.Second))(t)
	must(s.Secret(ctx, "custom ids"))(t)
	must(s.Shards.TakeIdentify(ctx, now, 10))(t)
	_, err := s.db.write.ExecContext(ctx, `INSERT INTO libraries (guild, revision) VALUES ('g3', '')`)
	check(t, err)
}

// content is what a backup says, without when it was made, in an order of its own.
func content(t *testing.T, backup []byte) []string {
	t.Helper()
	packed := must(gzip.NewReader(bytes.NewReader(backup)))(t)
	lines := strings.Split(strings.TrimSpace(string(must(io.ReadAll(packed))(t))), "\n")
	return slices.Sorted(slices.Values(lines[1:]))
}

func backedUp(t *testing.T, p place) []byte {
	t.Helper()
	var file bytes.Buffer
	must(Backup(t.Context(), p.dir, p.url, time.Now(), &file))(t)
	return file.Bytes()
}

// TestABackupMovesBetweenEngines is also how one moves from SQLite to PostgreSQL.
func TestABackupMovesBetweenEngines(t *testing.T) {
	onBoth(t, func(t *testing.T, from place) {
		s := must(Open(t.Context(), from.dir, from.url))(t)
		defer s.Close()
		furnish(t, s)
		file := backedUp(t, from)
		onBoth(t, func(t *testing.T, to place) {
			counts := must(Restore(t.Context(), to.dir, to.url, bytes.NewReader(file), false))(t)
			if counts["gaps"] != 1 || counts["uploads"] != 1 || counts.Sum() < 9 {
				t.Errorf("restored %v", counts)
			}
			if got, want := content(t, backedUp(t, to)), content(t, file); !slices.Equal(got, want) {
				t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
			}
			moved := must(Open(t.Context(), to.dir, to.url))(t)
			defer moved.Close()
			if set := must(moved.Settings(t.Context(), "g1"))(t); set.Language != "fr" {
				t.Errorf("settings %+v", set)
			}
		})
	})
}

func TestARestoreReplacesOnlyWhenTold(t *testing.T) {
	onBoth(t, func(t *testing.T, p place) {
		s := must(Open(t.Context(), p.dir, p.url))(t) // in use all the while
		defer s.Close()
		furnish(t, s)
		file := backedUp(t, p)
		check(t, s.Gaps.Record(t.Context(), "g1", "another", "a#2", Asker(1), time.Now()))
		must(s.Shards.TakeIdentify(t.Context(), time.UnixMilli(1_700_000_001_000), 10))(t)
		if _, err := Restore(t.Context(), p.dir, p.url, bytes.NewReader(file), false); !errors.Is(err, ErrNotEmpty) {
			t.Fatalf("without being told: %v", err)
		}
		if all := must(s.Gaps.List(t.Context(), "g1", GapOpen, 10))(t); len(all) != 2 {
			t.Errorf("a refused restore left %d gaps of 2", len(all))
		}
		for name, damaged := range map[string][]byte{"cut off": file[:len(file)/2], "no backup": []byte("hello")} {
			if _, err := Restore(t.Context(), p.dir, p.url, bytes.NewReader(damaged), true); err == nil {
				t.Errorf("%s: no error", name)
			}
		}
		must(Restore(t.Context(), p.dir, p.url, bytes.NewReader(file), true))(t)
		if all := must(s.Gaps.List(t.Context(), "g1", GapOpen, 10))(t); len(all) != 1 {
			t.Errorf("%d gaps, wanted the one of the backup", len(all))
		}
		if b := must(s.Shards.TakeIdentify(t.Context(), time.UnixMilli(1_700_000_002_000), 10))(t); b.Used != 3 {
			t.Errorf("%d IDENTIFYs are counted, wanted the two that were sent and this one", b.Used)
		}
	})
}

// TestABackupIsOfOneMoment takes backups while somebody writes a gap and a vote together.
func TestABackupIsOfOneMoment(t *testing.T) {
	onBoth(t, func(t *testing.T, p place) {
		s := must(Open(t.Context(), p.dir, p.url))(t)
		defer s.Close()
		stop := make(chan struct{})
		var writing sync.WaitGroup
		writing.Go(func() {
			for i := 0; ; i++ {
				select {
				case <-stop:
					return
				default:
				}
				tx, err := s.db.write.Begin()
				if err == nil {
					_, err = tx.Exec(`INSERT INTO deletions (guild, due) VALUES ($1, 1)`, fmt.Sprint(i))
				}
				if err == nil {
					_, err = tx.Exec(`INSERT INTO settings (guild, body) VALUES ($1, '{}')`, fmt.Sprint(i))
				}
				if err == nil {
					err = tx.Commit()
				}
				if err != nil {
					t.Errorf("a write while a backup is taken: %v", err)
					return
				}
			}
		})
		for range 10 {
			var file bytes.Buffer
			if counts := must(Backup(t.Context(), p.dir, p.url, time.Now(), &file))(t); counts["deletions"] != counts["settings"] {
				t.Errorf("%d of one, %d of the other", counts["deletions"], counts["settings"])
			}
		}
		close(stop)
		writing.Wait()
	})
}

func TestABackupOfOtherTables(t *testing.T) {
	onBoth(t, func(t *testing.T, p place) {
		old := "{\"sitrep\":\"backup\",\"version\":1,\"made\":\"2026-01-01T00:00:00Z\"}\n{\"table\":\"deletions\",\"columns\":[\"guild\",\"due\"]}\n[\"g\",7]\n{\"rows\":1}\n"
		must(Restore(t.Context(), p.dir, p.url, zipped(old), false))(t)
		if v := must(Inspect(t.Context(), p.dir, p.url))(t); v.Has != v.Knows {
			t.Errorf("it was not brought up to date: %+v", v)
		}
		if _, err := Restore(t.Context(), p.dir, p.url, zipped(old), true); err == nil || !strings.Contains(err.Error(), "restore into an empty DATA") {
			t.Errorf("over newer tables: %v", err)
		}
		newer := strings.Replace(old, `"version":1`, `"version":999`, 1)
		if _, err := Restore(t.Context(), p.dir, p.url, zipped(newer), true); err == nil || !strings.Contains(err.Error(), "newer sitrep") {
			t.Errorf("of a newer program: %v", err)
		}
	})
}

func TestABackupCannotSpeakSQL(t *testing.T) {
	evil := "{\"sitrep\":\"backup\",\"version\":1}\n{\"table\":\"deletions; DROP TABLE facts\",\"columns\":[\"guild\"]}\n"
	if _, err := Restore(t.Context(), t.TempDir(), "", zipped(evil), false); err == nil || !strings.Contains(err.Error(), "is no name of a table or column") {
		t.Errorf("got %v", err)
	}
}

func zipped(text string) io.Reader {
	var file bytes.Buffer
	w := gzip.NewWriter(&file)
	_, _ = w.Write([]byte(text))
	_ = w.Close()
	return &file
}
