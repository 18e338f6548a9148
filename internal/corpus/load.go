package corpus

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"runtime"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/sitrep-bot/sitrep/internal/told"
)

// A Corpus is what one reading of a folder found.
type Corpus struct {
	Documents []Document       // read in this reading, by Path
	Kept      []string         // ids of known Documents whose files have not changed, and were not read again
	Broken    []string         // paths of files that are there but could not be read; what was known of them should stay
	Problems  []Problem        // by Path and Line
	Synonyms  [][]string       // groups of words or phrases that mean the same, from synonyms.yaml
	Stamps    map[string]Stamp // by Path, for the next Load; Broken files, drafts and files changed a moment ago have none
}

// A Stamp tells whether a file is still the one that was read.
type Stamp struct {
	Size    int64
	ModTime time.Time
	ID      string // of the Document it held
}

// Load reads the folder. A file that known says was read before, and that has the same size and modification time, is
// not read again but named in Kept; known may be nil. The error is for the folder as a whole: it is not there, or is no
// folder. Everything that is wrong inside it is a Problem.
func Load(dir string, known map[string]Stamp) (*Corpus, error) {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, folderError(dir, err)
	}
	defer root.Close()
	found, err := list(root)
	if err != nil {
		return nil, folderError(dir, err)
	}
	l := loader{folder: found, kept: map[string]Stamp{}}
	l.readChanged(known)
	l.giveIDs()
	return l.corpus(known), nil
}

// CheckFolder is the error that [Load] would return for a folder that is not there or cannot be opened; nil for any other.
func CheckFolder(dir string) error {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return folderError(dir, err)
	}
	return root.Close()
}

func folderError(dir string, err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("no corpus folder %s: create it and put articles in it (.md, .txt, .html), or name another folder", dir)
	}
	return fmt.Errorf("corpus folder %s: %s: name a folder that can be read", dir, cause(err))
}

// A loader brings the listed files and what is known of them together.
type loader struct {
	*folder
	kept     map[string]Stamp // by path
	readings []*reading       // by path
}

// readChanged reads every file that is not as it was known.
func (l *loader) readChanged(known map[string]Stamp) {
	var changed []file
	for _, f := range l.files {
		if s, ok := known[f.path]; ok && s.ID != "" && s.Size == f.info.Size() && s.ModTime.Equal(f.info.ModTime()) {
			l.kept[f.path] = s
		} else {
			changed = append(changed, f)
		}
	}
	l.readings = readAll(l.root, changed)
}

// readAll reads files on all cores. The order of the result is that of the files.
func readAll(root *os.Root, files []file) []*reading {
	readings := make([]*reading, len(files))
	next := make(chan int)
	var wait sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), len(files)) {
		wait.Go(func() {
			for i := range next {
				readings[i] = read(root, files[i])
			}
		})
	}
	for i := range files {
		next <- i
	}
	close(next)
	wait.Wait()
	return readings
}

// corpus gathers the result in an order that does not depend on which file was read first.
func (l *loader) corpus(known map[string]Stamp) *Corpus {
	c := &Corpus{Broken: l.broken, Problems: l.problems, Stamps: map[string]Stamp{}}
	for _, r := range l.readings {
		c.Problems = append(c.Problems, r.problems...)
		switch {
		case r.broken:
			c.Broken = append(c.Broken, r.path)
		case r.doc != nil:
			c.Documents = append(c.Documents, *r.doc)
			if r.settled {
				r.stamp.ID = r.doc.ID
				c.Stamps[r.path] = r.stamp
			}
		}
	}
	for path, stamp := range l.kept {
		c.Kept = append(c.Kept, stamp.ID)
		c.Stamps[path] = stamp
	}
	for path := range known {
		if l.isClosed(path) {
			c.Broken = append(c.Broken, path)
		}
	}
	l.addSynonyms(c)
	c.sort()
	return c
}

func (l *loader) addSynonyms(c *Corpus) {
	if l.synonyms == "" {
		return
	}
	groups, problems := readSynonyms(l.root, l.synonyms)
	c.Synonyms = groups
	c.Problems = append(c.Problems, problems...)
	if slices.ContainsFunc(problems, func(p Problem) bool { return !p.Warning }) {
		c.Broken = append(c.Broken, l.synonyms)
	}
}

func (c *Corpus) sort() {
	if len(c.Documents)+len(c.Kept)+len(c.Broken) == 0 {
		c.Problems = append(c.Problems, Problem{Path: ".", Reason: told.English("wanted articles and found none"),
			Next: told.English("put .md, .txt or .html files in the corpus folder")})
	}
	slices.SortFunc(c.Documents, func(a, b Document) int { return strings.Compare(a.Path, b.Path) })
	slices.Sort(c.Kept)
	slices.Sort(c.Broken)
	slices.SortStableFunc(c.Problems, func(a, b Problem) int {
		return cmp.Or(strings.Compare(a.Path, b.Path), cmp.Compare(a.Line, b.Line))
	})
}
