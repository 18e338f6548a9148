package corpus

import (
	"fmt"
	"io/fs"
	"os"
	"path"
	"slices"
	"strings"

	"github.com/sitrep-bot/sitrep/internal/told"
)

// A file is an article as the folder lists it, not read yet.
type file struct {
	path string
	info fs.FileInfo
}

// A folder is what the corpus folder holds.
type folder struct {
	root     *os.Root
	files    []file
	synonyms string // name of the file with the synonyms; empty if there is none
	broken   []string
	closed   []string // folders that could not be read
	problems []Problem
	unknown  map[string]*unknownFiles // by extension
}

// unknownFiles are the files of a kind that nothing here reads; one warning speaks for all.
type unknownFiles struct {
	first string
	n     int
}

// list walks the folder. Nothing outside of it is ever touched: that is what os.Root is for.
func list(root *os.Root) (*folder, error) {
	f := &folder{root: root, unknown: map[string]*unknownFiles{}}
	if err := fs.WalkDir(root.FS(), ".", f.visit); err != nil {
		return nil, err
	}
	f.reportUnknown()
	return f, nil
}

func (f *folder) visit(name string, entry fs.DirEntry, err error) error {
	if name == "." {
		return err
	}
	if isHidden(path.Base(name)) {
		return skip(entry)
	}
	switch {
	case err != nil:
		f.closed = append(f.closed, name)
		f.fail(name, "wanted a folder that can be read and found "+cause(err), "give its owner the right to read it")
	case entry.IsDir():
		if f.isAttachment(name) {
			return fs.SkipDir
		}
	case !strings.Contains(name, "/") && IsSynonyms(name):
		f.synonyms = name
	case !strings.Contains(name, "/") && IsHousekeeping(name), isPicture(name):
	case formatOf(name) == noFormat:
		f.countUnknown(name)
	default:
		f.addArticle(name, entry)
	}
	return nil
}

// skip passes a folder by with all that is in it.
func skip(entry fs.DirEntry) error {
	if entry != nil && entry.IsDir() {
		return fs.SkipDir
	}
	return nil
}

func (f *folder) countUnknown(name string) {
	ext := strings.ToLower(path.Ext(name))
	if f.unknown[ext] == nil {
		f.unknown[ext] = &unknownFiles{first: name}
	}
	f.unknown[ext].n++
}

// kindByName is what to call a file that has only its name to go by.
func kindByName(name string) *told.Text {
	if extension(name) == "" {
		return told.New("format.none", "file without an extension")
	}
	return told.New("format.other", "%s file", extension(name))
}

func (f *folder) reportUnknown() {
	for ext, files := range f.unknown {
		kind := kindByName(ext).Error()
		if files.n > 1 {
			kind = fmt.Sprintf("%s, one of %d", kind, files.n)
		}
		next := "save it as .md, .txt or .html"
		if command := conversion(files.first); command != "" {
			next = "run " + command
		}
		f.problems = append(f.problems, Problem{Path: files.first, Reason: told.English("wanted a format that is read here and found a " + kind),
			Next: told.English(next + ", or move it out of the corpus folder"), Warning: true})
	}
}

// addArticle follows links as far as they stay in the folder.
func (f *folder) addArticle(name string, entry fs.DirEntry) {
	info, err := f.stat(name, entry)
	switch isLink := entry.Type()&fs.ModeSymlink != 0; {
	case err != nil && isLink:
		f.fail(name, "wanted an article and found a link "+linkCause(err), "copy the file itself into the corpus folder, or remove the link")
	case err != nil:
		f.fail(name, "wanted an article and found "+cause(err), "give its owner the right to read it")
	case info.IsDir():
		f.problems = append(f.problems, Problem{Path: name, Reason: told.English("wanted an article and found a link to a folder"),
			Next: told.English("move the folder itself into the corpus folder"), Warning: true})
	case !info.Mode().IsRegular():
		f.fail(name, "wanted an article and found "+kindOfFile(info.Mode()), "move it out of the corpus folder")
	default:
		f.files = append(f.files, file{name, info})
	}
}

func (f *folder) stat(name string, entry fs.DirEntry) (fs.FileInfo, error) {
	if entry.Type()&fs.ModeSymlink != 0 {
		return f.root.Stat(name)
	}
	return entry.Info()
}

func (f *folder) fail(name, reason, next string) {
	f.broken = append(f.broken, name)
	f.problems = append(f.problems, Problem{Path: name, Reason: told.English(reason), Next: told.English(next)})
}

// isClosed reports whether a file lies in a folder that could not be read.
func (f *folder) isClosed(name string) bool {
	return slices.ContainsFunc(f.closed, func(dir string) bool { return strings.HasPrefix(name, dir+"/") })
}
