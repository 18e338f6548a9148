//go:build unix

package corpus

import (
	"net"
	"os"
	"path/filepath"
	"syscall"
	"testing"
	"time"
)

// What is broken about these is not their text.
func TestFilesThatAreNoArticles(t *testing.T) {
	tests := []struct {
		name string
		make func(t *testing.T, path string) // makes path, which ends in a.md
		want []string
	}{
		{"a hundred megabytes", func(t *testing.T, path string) {
			f, err := os.Create(path)
			must(t, err)
			must(t, f.Truncate(100<<20)) // sparse: it takes no room
			must(t, f.Close())
		}, []string{"a.md: wanted at most 20 MiB and found 100 MiB; split it, or move it out of the corpus folder"}},
		{"a link that leads out", func(t *testing.T, path string) {
			must(t, os.Symlink("/etc/passwd", path))
		}, []string{"a.md: wanted an article and found a link that leads out of the corpus folder; copy the file itself into the corpus folder, or remove the link"}},
		{"a link that leads out by dots", func(t *testing.T, path string) {
			outside := filepath.Join(filepath.Dir(path), "..", "outside.md")
			must(t, os.WriteFile(outside, []byte(article), 0o644))
			must(t, os.Symlink("../outside.md", path))
		}, []string{"a.md: wanted an article and found a link that leads out of the corpus folder; copy the file itself into the corpus folder, or remove the link"}},
		{"a link to nothing", func(t *testing.T, path string) {
			must(t, os.Symlink("gone.md", path))
		}, []string{"a.md: wanted an article and found a link to a file that is not there; copy the file itself into the corpus folder, or remove the link"}},
		{"a link to itself", func(t *testing.T, path string) {
			must(t, os.Symlink("a.md", path))
		}, []string{"a.md: wanted an article and found a link that leads round in a circle; copy the file itself into the corpus folder, or remove the link"}},
		{"a link to a folder", func(t *testing.T, path string) {
			must(t, os.Symlink(".", path))
		}, []string{"warning a.md: wanted an article and found a link to a folder; move the folder itself into the corpus folder"}},
		{"a named pipe, which nobody writes to", func(t *testing.T, path string) {
			must(t, syscall.Mkfifo(path, 0o644))
		}, []string{"a.md: wanted an article and found a named pipe; move it out of the corpus folder"}},
		{"a socket", func(t *testing.T, path string) {
			l, err := net.Listen("unix", path)
			must(t, err)
			t.Cleanup(func() { l.Close() })
		}, []string{"a.md: wanted an article and found a socket; move it out of the corpus folder"}},
		{"a link to an article in the folder is one more article", func(t *testing.T, path string) {
			must(t, os.Symlink("good.txt", path))
		}, []string{"warning a.md:1: wanted a title and found none; write it on the first line, or as `title:` in the front matter; until then the file's name stands for it"}},
		{"a folder with the name of an article is a folder", func(t *testing.T, path string) {
			must(t, os.Mkdir(path, 0o755))
		}, nil},
		{"a file that nobody may read", func(t *testing.T, path string) {
			must(t, os.WriteFile(path, []byte(article), 0))
			if os.Geteuid() == 0 {
				t.Skip("root may read everything")
			}
		}, []string{"a.md: wanted an article and found no permission; give its owner the right to read it, or mend the disk"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			dir, err := os.MkdirTemp("", "sitrep") // short: the path of a socket may have a hundred characters
			must(t, err)
			t.Cleanup(func() { os.RemoveAll(dir) })
			corpus := filepath.Join(dir, "corpus")
			write(t, corpus, "good.txt", article, time.Now().Add(-time.Hour))
			tt.make(t, filepath.Join(corpus, "a.md"))
			checkProblems(t, load(t, corpus, nil), tt.want)
		})
	}
}
