package store

import (
	"bytes"
	"os"
	"path/filepath"
	"reflect"
	"testing"
	"time"
)

// fill stores something of every kind for a server.
func fill(t *testing.T, s *Store, guild string) {
	t.Helper()
	ctx := t.Context()
	_, err := s.UpdateSettings(ctx, guild, func(now *Settings) error { now.Language = "fr"; return nil })
	check(t, err)
	_, err = s.Briefings.Add(ctx, Briefing{Guild: guild}, noon, time.Minute)
	check(t, err)
	check(t, s.Gaps.Record(ctx, guild, "who pays", "", Asker(1), noon))
	check(t, s.Votes.Record(ctx, Vote{guild, "1", "who pays", "a#1", true}, noon))
	check(t, s.Exchanges.Remember(ctx, Exchange{Guild: guild, Answer: "of " + guild, Expires: noon.Add(time.Hour)}))
	keep(t, s, guild, noon, handbook("a", "one"))
	must(s.Uploads.Add(ctx, guild, Upload{Name: "x.md", Data: []byte("x")}, noon))(t)
	check(t, s.Choices.Set(ctx, "member of "+guild, guild, noon))
	check(t, s.ScheduleDeletion(ctx, guild, noon.Add(time.Hour)))
}

// tables finds the tables that hold something of a server, so that none made later is forgotten.
func tables(t *testing.T, s *Store, p place) []string {
	t.Helper()
	query := `SELECT m.name FROM sqlite_master m, pragma_table_info(m.name) c WHERE m.type = 'table' AND c.name = 'guild'`
	if p.url != "" {
		query = `SELECT table_name FROM information_schema.columns WHERE column_name = 'guild' AND table_schema = current_schema()`
	}
	found := must(list(t.Context(), s.db, "look", text, query))(t)
	if len(found) < 9 {
		t.Fatalf("only %q have a server", found)
	}
	return found
}

// rows counts what is stored for a server, by table.
func rows(t *testing.T, s *Store, p place, guild string) map[string]int {
	t.Helper()
	counts := map[string]int{}
	for _, table := range tables(t, s, p) {
		var n int
		check(t, s.db.read.QueryRowContext(t.Context(), `SELECT count(*) FROM `+table+` WHERE guild = $1`, guild).Scan(&n))
		counts[table] = n
	}
	return counts
}

func total(counts map[string]int) (n int) {
	for _, c := range counts {
		n += c
	}
	return n
}

func TestDeletingAServerLeavesNothingOfItAndAllOfOthers(t *testing.T) {
	onBoth(t, func(t *testing.T, p place) {
		s := p.open(t)
		fill(t, s, "g")
		fill(t, s, "other")
		for table, n := range rows(t, s, p, "g") {
			if n != 1 {
				t.Fatalf("%d rows in %s before: the test does not fill it", n, table)
			}
		}
		before := rows(t, s, p, "other")
		check(t, s.DeleteGuild(t.Context(), "g"))
		if left := rows(t, s, p, "g"); total(left) != 0 {
			t.Errorf("left of the deleted server: %v", left)
		}
		if after := rows(t, s, p, "other"); !reflect.DeepEqual(after, before) {
			t.Errorf("the other server has %v; before it had %v", after, before)
		}
	})
}

func TestAServerIsDeletedAfterAWhile(t *testing.T) {
	onBoth(t, func(t *testing.T, p place) {
		s, ctx := p.open(t), t.Context()
		fill(t, s, "removed")
		fill(t, s, "added again")
		fill(t, s, "removed later")
		check(t, s.CancelDeletion(ctx, "added again"))
		check(t, s.CancelDeletion(ctx, "removed later"))
		check(t, s.ScheduleDeletion(ctx, "removed later", noon.Add(2*time.Hour)))
		check(t, s.ScheduleDeletion(ctx, "removed", noon.Add(9*time.Hour))) // told twice: the first counts
		if got := must(s.SweepDeletions(ctx, noon.Add(59*time.Minute)))(t); len(got) != 0 {
			t.Errorf("deleted too early: %q", got)
		}
		if got := must(s.SweepDeletions(ctx, noon.Add(time.Hour)))(t); !reflect.DeepEqual(got, []string{"removed"}) {
			t.Errorf("deleted %q; want the one that is due", got)
		}
		for guild, want := range map[string]int{"removed": 0, "added again": 10, "removed later": 11} {
			if got := total(rows(t, s, p, guild)); got != want {
				t.Errorf("%s has %d rows; want %d", guild, got, want)
			}
		}
	})
}

func TestAServerAddedAgainInTheLastMomentIsKept(t *testing.T) {
	onBoth(t, func(t *testing.T, p place) {
		s, ctx := p.open(t), t.Context()
		fill(t, s, "g")
		check(t, s.CancelDeletion(ctx, "g")) // after the sweep has seen the mark, before it deletes
		if done, err := s.db.sweepDeletion(ctx, "g", noon.Add(time.Hour)); done || err != nil || total(rows(t, s, p, "g")) != 10 {
			t.Errorf("deleted %v, %v, left %v; want all of it left", done, err, rows(t, s, p, "g"))
		}
	})
}

func TestWhatIsOldExpires(t *testing.T) {
	tests := []struct {
		name  string
		after time.Duration
		want  int64 // rows that go
		left  map[string]int
	}{
		{"answers and uploads when they said", time.Hour, 2, map[string]int{"gaps": 1, "votes": 1, "exchanges": 0}},
		{"questions not a moment early", KeepFor - time.Millisecond, 0, map[string]int{"gaps": 1, "votes": 1, "exchanges": 0}},
		{"questions and choices after ninety days", 90 * 24 * time.Hour, 3, map[string]int{"gaps": 0, "votes": 0, "exchanges": 0}},
	}
	onBoth(t, func(t *testing.T, p place) {
		s := p.open(t)
		fill(t, s, "g")
		for _, test := range tests {
			t.Run(test.name, func(t *testing.T) {
				if gone := must(s.Expire(t.Context(), noon.Add(test.after)))(t); gone != test.want {
					t.Errorf("%d rows went; want %d", gone, test.want)
				}
				for table, want := range test.left {
					if got := rows(t, s, p, "g")[table]; got != want {
						t.Errorf("%s has %d rows; want %d", table, got, want)
					}
				}
			})
		}
	})
}

// TestWhatWasDeletedIsInNoFile looks into the files of SQLite, where what is on a page that nobody uses would stay.
func TestWhatWasDeletedIsInNoFile(t *testing.T) {
	t.Parallel()
	const question, article = "who hid the emerald", "the emerald is below the stairs"
	for _, c := range []struct {
		name   string
		delete func(*Store) error
	}{
		{"with its server", func(s *Store) error { return s.DeleteGuild(t.Context(), "a") }},
		{"some days after the bot was removed", func(s *Store) error {
			err := s.ScheduleDeletion(t.Context(), "a", noon)
			if err == nil {
				_, err = s.SweepDeletions(t.Context(), noon)
			}
			return err
		}},
		{"as its time was over", func(s *Store) error {
			_, err := s.Expire(t.Context(), noon.Add(2*KeepFor))
			return err
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := memoryDir(t)
			s := must(Open(t.Context(), dir, ""))(t)
			defer s.Close()
			check(t, s.Gaps.Record(t.Context(), "a", question, "", Asker(1), noon))
			must(s.Uploads.Add(t.Context(), "a", Upload{Name: "x.md", Data: bytes.Repeat([]byte(article), 1000)}, noon))(t)
			check(t, s.Gaps.Record(t.Context(), "b", "who bakes the cake", "", Asker(1), noon.Add(2*KeepFor)))
			there := func(text string) (n int) {
				for _, name := range []string{"sitrep.db", "sitrep.db-wal"} {
					n += bytes.Count(must(os.ReadFile(filepath.Join(dir, name)))(t), []byte(text))
				}
				return n
			}
			if there(question) == 0 || there(article) < 900 { // some are cut by the end of a page
				t.Fatalf("before, %d times and %d times", there(question), there(article))
			}
			check(t, c.delete(s))
			if there(question) > 0 || there(article) > 0 {
				t.Errorf("%d times and %d times", there(question), there(article))
			}
			if there("who bakes the cake") == 0 {
				t.Error("so is what was not deleted")
			}
		})
	}
}
