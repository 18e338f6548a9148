package corpus

import (
	"fmt"
	"io"
	"io/fs"
	"os"
	"slices"
	"syscall"
	"time"

	"github.com/sitrep-bot/sitrep/internal/told"
)

const (
	largestFile = 20 << 20        // bytes; a book of a thousand pages has about three million
	settleTime  = 2 * time.Second // a file changed so shortly before it was read may change again in the same tick of its clock
)

// A format is a way to write an article.
type format int

const (
	noFormat format = iota
	markdownFormat
	textFormat
	htmlFormat
	otherFormat // one of [readers], read whole
)

// The extensions of what may have front matter.
var (
	markdownFiles = []string{".md", ".markdown", ".mdx"}
	textFiles     = []string{".txt"}
	htmlFiles     = []string{".html", ".htm"}
)

func formatOf(name string) format {
	ext := extension(name)
	switch {
	case slices.Contains(markdownFiles, ext):
		return markdownFormat
	case slices.Contains(textFiles, ext):
		return textFormat
	case slices.Contains(htmlFiles, ext):
		return htmlFormat
	case readers[ext] != nil:
		return otherFormat
	}
	return noFormat
}

// A reading is what became of one file.
type reading struct {
	path     string
	doc      *Document // nil for a draft and for a broken file
	broken   bool
	stamp    Stamp // without the id
	settled  bool  // whether the stamp can be trusted
	problems []Problem
}

func (r *reading) fail(line int, reason, next *told.Text) *reading {
	r.doc, r.broken = nil, true
	r.problems = append(r.problems, Problem{Path: r.path, Line: line, Reason: reason, Next: next})
	return r
}

// Read reads one article that lies in no folder. The extension of its name says the format. The Document has the id that the
// article states, or none; it is nil for a draft and for what the Problems say cannot be read.
func Read(name string, raw []byte) (*Document, []Problem) {
	r := &reading{path: name}
	if formatOf(name) == noFormat {
		r.fail(0, told.New("format", "wanted a format that is read here and found a %v", kindByName(name)), r.wayOut(nil))
		return nil, r.problems
	}
	func() {
		defer r.survive()
		r.parse(raw)
	}()
	return r.doc, r.problems
}

// survive makes a problem of a panic: the parsers are other people's, and the files anybody's.
func (r *reading) survive() {
	if p := recover(); p != nil {
		r.fail(0, told.New("indigestible", "wanted an article and found one that the reader cannot digest (%v)", p),
			told.New("indigestible.next", "report it with the file, and save it in another format until then"))
	}
}

// read reads one article of the folder.
func read(root *os.Root, f file) (r *reading) {
	r = &reading{path: f.path}
	defer r.survive()
	if f.info.Size() > largestFile {
		return r.fail(0, told.English(fmt.Sprintf("wanted at most %d MiB and found %d MiB", largestFile>>20, f.info.Size()>>20)),
			told.English("split it, or move it out of the corpus folder"))
	}
	raw, info, err := readFile(root, f.path)
	if err != nil {
		return r.fail(0, told.English("wanted an article and found "+cause(err)), told.English("give its owner the right to read it, or mend the disk"))
	}
	r.stamp = Stamp{Size: info.Size(), ModTime: info.ModTime()}
	r.settled = time.Since(info.ModTime()) >= settleTime
	return r.parse(raw)
}

// readFile reads a file whole. It never waits: what was a file when the folder was listed may be a named pipe by now.
func readFile(root *os.Root, name string) ([]byte, fs.FileInfo, error) {
	f, err := root.OpenFile(name, os.O_RDONLY|syscall.O_NONBLOCK, 0)
	if err != nil {
		return nil, nil, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, nil, fmt.Errorf("%s", kindOfFile(info.Mode()))
	}
	raw, err := io.ReadAll(io.LimitReader(f, largestFile+1))
	if err == nil && len(raw) > largestFile {
		err = fmt.Errorf("more than %d MiB", largestFile>>20)
	}
	return raw, info, err
}
