package watch

import (
	"fmt"
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"github.com/sitrep-bot/sitrep/internal/filetest"
	"github.com/sitrep-bot/sitrep/internal/index"
)

// TestAnArticleIsWrittenOnceThereIsRoom needs the right to mount a disk that is small enough to be filled. After the article was
// saved nobody touches the folder or asks for a reading.
func TestAnArticleIsWrittenOnceThereIsRoom(t *testing.T) {
	dir, disk := filepath.Join(t.TempDir(), "corpus"), t.TempDir()
	if err := syscall.Mount("tmpfs", disk, "tmpfs", 0, "size=4m"); err != nil {
		t.Skip("cannot mount a small disk:", err)
	}
	t.Cleanup(func() {
		if err := syscall.Unmount(disk, syscall.MNT_DETACH); err != nil {
			t.Error(err)
		}
	})
	data := filepath.Join(disk, "index")
	s := newShelfAt(t, dir, dir, data)
	filler := filepath.Join(disk, "filler")
	filetest.Fill(t, filler)
	s.write("vote.md", fmt.Sprintf(article, "It was not unanimous."))
	s.until(0, 1, 0)
	s.untilLogged("cannot be written")
	if err := os.Remove(filler); err != nil {
		t.Fatal(err)
	}
	s.untilLogged("in order again")
	if failure := s.index.WriteFailure(); failure != nil {
		t.Errorf("said to be in order, with %v", failure)
	}
	if err := s.index.Close(); err != nil {
		t.Fatal(err)
	}
	again, _, err := index.Open(data)
	if err != nil {
		t.Fatal(err)
	}
	s.index = again
	defer again.Close()
	if got := s.passage("vote#2"); got != "It was not unanimous." {
		t.Errorf("on disk there is %q", got)
	}
}
