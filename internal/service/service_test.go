package service

import (
	"bytes"
	"context"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/sitrep-bot/sitrep/internal/answers"
	"github.com/sitrep-bot/sitrep/internal/config"
	"github.com/sitrep-bot/sitrep/internal/meaning"
)

// open is a Service for the articles that ship, whose log is for the test to read.
func open(t *testing.T, data string) (*Service, *bytes.Buffer) {
	t.Helper()
	return openWith(t, data, Options{OnDisk: true})
}

func openWith(t *testing.T, data string, o Options) (*Service, *bytes.Buffer) {
	t.Helper()
	log := new(bytes.Buffer)
	s, err := Open(context.Background(), config.Config{Corpus: "../../corpus", Data: data, Meaning: true}, slog.New(slog.NewTextHandler(log, nil)), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s, log
}

// byMeaning reports whether a question is answered by meaning too.
func byMeaning(t *testing.T, s *Service) bool {
	t.Helper()
	x, err := s.Desk.Examine(context.Background(), answers.Question{Text: "When was MINUSMA set up?"})
	if err != nil {
		t.Fatal(err)
	}
	if x.Answer.Outcome != answers.Answered {
		t.Errorf("wanted an answer, found %+v", x.Answer)
	}
	return x.Candidates[0].By.Model != "words"
}

func understand(t *testing.T, s *Service) {
	t.Helper()
	if err := s.Understand(context.Background()); err != nil {
		t.Fatal(err)
	}
	if known, total := s.Understood(); known == 0 || known != total || !byMeaning(t, s) {
		t.Errorf("%d of %d passages are known by their meaning, wanted all, and to be asked by it", known, total)
	}
}

func TestWordsAnswerUntilPassagesAreUnderstood(t *testing.T) {
	s, _ := open(t, t.TempDir())
	if known, total := s.Understood(); known != 0 || total != 0 || byMeaning(t, s) {
		t.Errorf("%d of %d passages are known before anybody looked at them", known, total)
	}
	understand(t, s)
}

func TestMeaningIsKeptInMemoryWhereTheFolderCannotBe(t *testing.T) {
	data := t.TempDir()
	if err := os.WriteFile(filepath.Join(data, "meaning"), nil, 0o644); err != nil {
		t.Fatal(err)
	}
	s, log := open(t, data)
	understand(t, s)
	if !strings.Contains(log.String(), "what passages mean is not kept") {
		t.Errorf("the log does not say so: %s", log)
	}
}

func TestWhoIsAloneGivesBackTheRoomOfWhatWasErased(t *testing.T) {
	data := t.TempDir()
	s, _ := open(t, data)
	understand(t, s)
	if n, err := s.KeepGlances(func() (map[meaning.Key]bool, error) { return nil, nil }); err != nil || n == 0 {
		t.Fatalf("%d glances were erased, %v", n, err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	room := func() (bytes int64) {
		files, err := filepath.Glob(filepath.Join(data, "meaning", "*"))
		if err != nil || len(files) == 0 {
			t.Fatalf("%v, %v", files, err)
		}
		for _, f := range files {
			info, err := os.Stat(f)
			if err != nil {
				t.Fatal(err)
			}
			bytes += info.Size()
		}
		return bytes
	}
	for _, alone := range []bool{false, true} {
		before := room()
		s, log := openWith(t, data, Options{OnDisk: true, Alone: alone})
		if !s.Lend(new(meaning.Library)) {
			t.Fatal(log)
		}
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		if now := room(); before == 0 || alone != (now == 0) || !alone && now != before {
			t.Errorf("alone %v: %d bytes of %d are left", alone, now, before)
		}
	}
}
