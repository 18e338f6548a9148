package watch

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/fsnotify/fsnotify"

	"github.com/sitrep-bot/sitrep/internal/corpus"
	"github.com/sitrep-bot/sitrep/internal/index"
	"github.com/sitrep-bot/sitrep/internal/logging/loggingtest"
)

const article = "---\ntitle: The vote\nlang: en\n---\nThe Council voted on 30 June 2023.\n\n%s\n"

// A watchedFolder is a folder of articles with its index, watched.
type watchedFolder struct {
	*testing.T
	dir      string
	index    *index.Index
	folder   *Folder
	hangup   chan os.Signal
	outcomes chan Result
	log      *loggingtest.Log
}

// newWatchedFolder watches a new folder with one article.
func newWatchedFolder(t *testing.T) *watchedFolder {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "corpus")
	return newShelfAt(t, dir, dir, "")
}

// newShelfAt writes its article into dir, watches it by the path watched, and has its index in data. Its test runs beside others:
// they mostly wait for the folder to settle.
func newShelfAt(t *testing.T, dir, watched, data string) *watchedFolder {
	t.Helper()
	t.Parallel()
	ix, _, err := index.Open(data)
	if err != nil {
		t.Fatal(err)
	}
	s := &watchedFolder{T: t, dir: dir, index: ix, hangup: make(chan os.Signal, 1), outcomes: make(chan Result, 100), log: &loggingtest.Log{}}
	s.write("vote.md", fmt.Sprintf(article, "It was unanimous."))
	s.folder = New(watched, ix, slog.New(slog.NewTextHandler(s.log, nil)))
	if _, err := s.folder.Reload(t.Context()); err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	var watching sync.WaitGroup
	watching.Go(func() { s.folder.Watch(ctx, s.hangup, func(o Result) { s.outcomes <- o }) })
	t.Cleanup(func() { stop(); watching.Wait(); _ = ix.Close() })
	s.until(0, 0, 0) // it is watched now
	return s
}

func (s *watchedFolder) write(name, text string) {
	s.Helper()
	path := filepath.Join(s.dir, name)
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		s.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		s.Fatal(err)
	}
}

// until sums up outcomes, of which there is at least one, until they are what is wanted.
func (s *watchedFolder) until(added, changed, removed int) {
	s.Helper()
	late := time.After(2 * time.Minute)
	for a, c, r := 0, 0, 0; ; {
		select {
		case o := <-s.outcomes:
			a, c, r = a+len(o.Added), c+len(o.Changed), r+len(o.Removed)
		case <-late:
			s.Fatalf("waited too long: %d added, %d changed, %d removed; wanted %d, %d, %d", a, c, r, added, changed, removed)
		}
		if a == added && c == changed && r == removed {
			return
		}
	}
}

func (s *watchedFolder) passage(id string) string {
	s.Helper()
	snapshot, err := s.index.Snapshot()
	if err != nil {
		s.Fatal(err)
	}
	defer snapshot.Close()
	ref, _ := corpus.ParseRef(id)
	d, ok := snapshot.Find(ref)
	if !ok {
		return ""
	}
	p, err := snapshot.Passage(d, ref.Ordinal)
	if err != nil {
		s.Fatal(err)
	}
	return p.Text
}

func TestTheFolderIsReadAsItChanges(t *testing.T) {
	s := newWatchedFolder(t)
	s.write("vote.md", fmt.Sprintf(article, "It was not unanimous."))
	s.until(0, 1, 0)
	if got := s.passage("vote#2"); got != "It was not unanimous." {
		t.Errorf("the index has %q", got)
	}
	s.write("more/deep/camps.md", fmt.Sprintf(article, "The camps are closed."))
	s.until(1, 0, 0)
	s.write("more/deep/camps.md", fmt.Sprintf(article, "The camps are open."))
	s.until(0, 1, 0)
	if err := os.Rename(filepath.Join(s.dir, "more"), filepath.Join(t.TempDir(), "gone")); err != nil {
		t.Fatal(err)
	}
	s.until(0, 0, 1)
}

func TestAFileReplacedAsEditorsDoIsRead(t *testing.T) {
	s := newWatchedFolder(t)
	s.write(".vote.md.swp", fmt.Sprintf(article, "Saved by an editor."))
	if err := os.Rename(filepath.Join(s.dir, ".vote.md.swp"), filepath.Join(s.dir, "vote.md")); err != nil {
		t.Fatal(err)
	}
	s.until(0, 1, 0)
}

func TestABrokenFileKeepsWhatWasThere(t *testing.T) {
	s := newWatchedFolder(t)
	s.write("vote.md", "---\ntitle: [\n---\nHalf.\n\xff\xfe\x00\x01")
	o, err := s.folder.Reload(t.Context())
	if err != nil || o.Any() || o.Broken != 1 {
		t.Errorf("got %+v, %v; wanted one broken file and no change", o, err)
	}
	if got := s.passage("vote#2"); got != "It was unanimous." {
		t.Errorf("the index has %q", got)
	}
}

// Who watches a folder gets no event for a file in it that is written through a hard link elsewhere.
func TestASignalReadsTheFolder(t *testing.T) {
	s := newWatchedFolder(t)
	elsewhere := filepath.Join(t.TempDir(), "vote.md")
	if err := os.Link(filepath.Join(s.dir, "vote.md"), elsewhere); err != nil {
		t.Skip("no hard links here:", err)
	}
	if err := os.WriteFile(elsewhere, fmt.Appendf(nil, article, "By signal."), 0o644); err != nil {
		t.Fatal(err)
	}
	s.hangup <- syscall.SIGHUP
	s.until(0, 1, 0)
}

func TestAFolderThatWasMovedAwayIsWatchedOnceItIsBack(t *testing.T) {
	s := newWatchedFolder(t)
	away := filepath.Join(t.TempDir(), "away")
	if err := os.Rename(s.dir, away); err != nil {
		t.Fatal(err)
	}
	if _, err := s.folder.Reload(t.Context()); err == nil {
		t.Error("wanted an error that names the folder")
	}
	if got := s.passage("vote#2"); got == "" {
		t.Error("the articles went with the folder")
	}
	s.write("new.md", fmt.Sprintf(article, "The folder is back."))
	s.until(1, 0, 1)
	s.write("new.md", fmt.Sprintf(article, "And watched."))
	s.until(0, 1, 0)
}

// untilLogged waits for a message.
func (s *watchedFolder) untilLogged(message string) {
	s.Helper()
	for late := time.Now().Add(2 * time.Minute); strings.Count(s.log.String(), message) == 0; time.Sleep(10 * time.Millisecond) {
		if time.Now().After(late) {
			s.Fatalf("nobody logged %q", message)
		}
	}
}

func TestAFolderThatBecameAFileIsWatchedOnceItIsOneAgain(t *testing.T) {
	s := newWatchedFolder(t)
	if err := os.RemoveAll(s.dir); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(s.dir, []byte("no folder"), 0o644); err != nil {
		t.Fatal(err)
	}
	s.untilLogged("is not up to date")
	if got := s.passage("vote#2"); got == "" {
		t.Error("the articles went with the folder")
	}
	if err := os.Remove(s.dir); err != nil {
		t.Fatal(err)
	}
	s.write("new.md", fmt.Sprintf(article, "The folder is back."))
	s.until(1, 0, 1)
	s.untilLogged("in order again")
	s.write("new.md", fmt.Sprintf(article, "And watched."))
	s.until(0, 1, 0)
}

func TestALinkThatIsSwitchedIsFollowed(t *testing.T) {
	for name, below := range map[string]string{"the folder is a link": "", "it lies below a link": "articles"} {
		t.Run(name, func(t *testing.T) {
			base := t.TempDir()
			link := filepath.Join(base, "current")
			first, second := filepath.Join(base, "release1"), filepath.Join(base, "release2")
			if err := os.MkdirAll(filepath.Join(first, below), 0o755); err != nil {
				t.Fatal(err)
			}
			if err := os.Symlink("release1", link); err != nil {
				t.Skip("no symbolic links here:", err)
			}
			s := newShelfAt(t, filepath.Join(first, below), filepath.Join(link, below), "")
			s.dir = filepath.Join(second, below)
			s.write("vote.md", fmt.Sprintf(article, "It was not unanimous."))
			s.write("camps.md", fmt.Sprintf(article, "The camps are closed."))
			if err := os.Symlink("release2", link+".new"); err != nil {
				t.Fatal(err)
			}
			if err := os.Rename(link+".new", link); err != nil {
				t.Fatal(err)
			}
			s.until(1, 1, 0)
			s.write("camps.md", fmt.Sprintf(article, "The camps are open."))
			s.until(0, 1, 0)
		})
	}
}

func TestAnIndexThatCannotBeWrittenAnswersOn(t *testing.T) {
	dir, data := filepath.Join(t.TempDir(), "corpus"), t.TempDir()
	s := newShelfAt(t, dir, dir, filepath.Join(data, "index"))
	if err := os.RemoveAll(data); err != nil {
		t.Fatal(err)
	}
	s.write("vote.md", fmt.Sprintf(article, "It was not unanimous."))
	s.until(0, 1, 0)
	s.write("vote.md", fmt.Sprintf(article, "It was not unanimous at all."))
	s.until(0, 1, 0)
	if got := s.passage("vote#2"); got != "It was not unanimous at all." {
		t.Errorf("the index has %q", got)
	}
	s.untilLogged("cannot be written")
	if n := strings.Count(s.log.String(), "cannot be written"); n != 1 {
		t.Errorf("logged %d times, want once", n)
	}
	if s.index.WriteFailure() == nil {
		t.Error("the index says that it is on disk")
	}
}

// TestAReadingThatFailsIsTriedAgain has an index that takes nothing at first, as that of a cluster that is away.
func TestAReadingThatFailsIsTriedAgain(t *testing.T) {
	s := newWatchedFolder(t)
	closed, _, err := index.Open("")
	if err != nil {
		t.Fatal(err)
	}
	if err := closed.Close(); err != nil {
		t.Fatal(err)
	}
	read := 0
	w := watcher{Folder: New(s.dir, closed, s.folder.log), events: new(fsnotify.Watcher), changed: func(Result) { read++ }}
	for _, want := range []time.Duration{time.Second, 2 * time.Second, 4 * time.Second} {
		if again := w.read(t.Context(), "the first time"); again != want {
			t.Errorf("tried again after %s, want %s", again, want)
		}
	}
	if why := w.wait(t.Context(), nil, time.Millisecond); why != "looking again" {
		t.Errorf("it is read because of %q", why)
	}
	w.index = s.index
	if again := w.read(t.Context(), "the index is back"); again != 0 || read != 1 {
		t.Errorf("read %d times, and tried again after %s; want once and for all", read, again)
	}
	if log := s.log.String(); strings.Count(log, "is not up to date") != 1 || strings.Count(log, "in order again") != 1 {
		t.Errorf("logged\n%s", log)
	}
}

func TestQuestionsAreAnsweredFromOneStateWhileTheFolderIsRead(t *testing.T) {
	s := newWatchedFolder(t)
	ctx, stop := context.WithTimeout(t.Context(), 2*time.Minute)
	defer stop()
	var readers sync.WaitGroup
	for range 4 {
		readers.Go(func() {
			for ctx.Err() == nil {
				snapshot, err := s.index.Snapshot()
				if err != nil {
					t.Error(err)
					return
				}
				for _, d := range snapshot.Documents() {
					if _, err := snapshot.Passage(d, d.Count); err != nil {
						t.Error(err)
					}
				}
				_ = snapshot.Close()
			}
		})
	}
	for i := range 40 {
		text := fmt.Sprintf("Round %d.", i)
		for range i % 3 {
			text += "\n\nAnother paragraph."
		}
		s.write("vote.md", fmt.Sprintf(article, text))
		if _, err := s.folder.Reload(ctx); err != nil {
			t.Fatal(err)
		}
	}
	stop()
	readers.Wait()
}
