package corpus

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"
)

// seen is what a Load found, as one line of ids and paths for each kind.
func seen(c *Corpus) string {
	var read, stamps []string
	for _, d := range c.Documents {
		read = append(read, d.ID)
	}
	for path, s := range c.Stamps {
		stamps = append(stamps, path+"="+s.ID)
	}
	slices.Sort(stamps)
	return fmt.Sprintf("read %v kept %v broken %v stamps %v", read, c.Kept, c.Broken, stamps)
}

func expect(t *testing.T, c *Corpus, want string) {
	t.Helper()
	if got := seen(c); got != want {
		t.Errorf("got  %s\nwant %s\nproblems %v", got, want, c.Problems)
	}
}

func TestLoadReadsOnlyWhatChanged(t *testing.T) {
	dir := tree{"a.md": "# A\n\nOne.", "b.txt": article, "c/d.md": "---\nid: delta\n---\n# D\n\nOne."}.folder(t)
	c := load(t, dir, nil)
	expect(t, c, "read [a b delta] kept [] broken [] stamps [a.md=a b.txt=b c/d.md=delta]")

	c = load(t, dir, c.Stamps)
	expect(t, c, "read [] kept [a b delta] broken [] stamps [a.md=a b.txt=b c/d.md=delta]")

	write(t, dir, "a.md", "# A\n\nTwo.", time.Now().Add(-time.Minute)) // same size, other time
	write(t, dir, "e.md", "# E\n\nOne.", time.Now().Add(-time.Minute))
	must(t, os.Remove(filepath.Join(dir, "b.txt")))
	c = load(t, dir, c.Stamps)
	expect(t, c, "read [a e] kept [delta] broken [] stamps [a.md=a c/d.md=delta e.md=e]")

	write(t, dir, "a.md", "# A\n\n\xff", time.Now().Add(-time.Second*30))
	c = load(t, dir, c.Stamps)
	expect(t, c, "read [] kept [delta e] broken [a.md] stamps [c/d.md=delta e.md=e]")

	write(t, dir, "a.md", "# A\n\nThree.", time.Now().Add(-time.Second*20))
	c = load(t, dir, c.Stamps)
	expect(t, c, "read [a] kept [delta e] broken [] stamps [a.md=a c/d.md=delta e.md=e]")
}

func TestFilesChangedAMomentAgoAreReadAgain(t *testing.T) {
	dir := tree{"old.md": "# A\n\nOne."}.folder(t)
	write(t, dir, "new.md", "# A\n\nOne.", time.Now())
	write(t, dir, "tomorrow.md", "# A\n\nOne.", time.Now().Add(24*time.Hour))
	c := load(t, dir, nil)
	expect(t, c, "read [new old tomorrow] kept [] broken [] stamps [old.md=old]")
}

func TestDraftsAreLeftOut(t *testing.T) {
	dir := tree{"a.md": "---\ndraft: true\n---\n# A\n\nOne.", "b.md": "---\ndraft: false\n---\n# B\n\nOne."}.folder(t)
	expect(t, load(t, dir, nil), "read [b] kept [] broken [] stamps [b.md=b]")
}

func TestIDs(t *testing.T) {
	stated := func(id string) string { return "---\nid: " + id + "\n---\n# T\n\nOne." }
	t.Run("paths with one slug are told apart", func(t *testing.T) {
		dir := tree{"a b.md": "# T\n\nOne.", "a-b.txt": article, "a/b.md": "# T\n\nOne."}.folder(t)
		expect(t, load(t, dir, nil), "read [a-b a-b-427978 a-b-5a05f1] kept [] broken [] stamps [a b.md=a-b a-b.txt=a-b-427978 a/b.md=a-b-5a05f1]")
	})
	t.Run("an id made from a path gives way to a stated one", func(t *testing.T) {
		dir := tree{"a.md": "# T\n\nOne.", "z.md": stated("a")}.folder(t)
		expect(t, load(t, dir, nil), "read [a-fecccc a] kept [] broken [] stamps [a.md=a-fecccc z.md=a]")
	})
	t.Run("of two that state one id the first by path has it", func(t *testing.T) {
		dir := tree{"b.md": stated("x"), "a.md": stated("x"), "c.md": stated("x")}.folder(t)
		expect(t, load(t, dir, nil), "read [x] kept [] broken [b.md c.md] stamps [a.md=x]")
	})
	t.Run("who has an id does not depend on who was read before", func(t *testing.T) {
		dir := tree{"b.md": stated("x")}.folder(t)
		known := load(t, dir, nil).Stamps
		write(t, dir, "a.md", stated("x"), time.Now().Add(-time.Minute))
		expect(t, load(t, dir, known), seen(load(t, dir, nil)))
	})
	t.Run("a known id stays when a file with the same slug comes", func(t *testing.T) {
		dir := tree{"a.txt": article}.folder(t)
		known := load(t, dir, nil).Stamps
		write(t, dir, "a.md", "# T\n\nOne.", time.Now().Add(-time.Minute))
		expect(t, load(t, dir, known), "read [a-fecccc] kept [a] broken [] stamps [a.md=a-fecccc a.txt=a]")
	})
}

func TestWhatIsNoArticleIsPassedBySilently(t *testing.T) {
	dir := tree{
		"a.MD": "# A\n\nOne.", "b.markdown": "# B\n\nOne.", "c.html": "<p>One.</p>",
		"README.md": "# About\n\nThis folder.", "LICENSE": "MIT", "notice.txt": "x\n\ny", "synonyms.yaml": "- [a, b]",
		".hidden.md": "# H\n\nOne.", ".git/a.md": "# G\n\nOne.", "a.md~": "x", "pic/a.png": "\x89PNG",
		"c_files/frame.html": "<p>An advertisement.</p>", "d_files/e.md": "# E\n\nOne.", "sub/README.md": "# Sub\n\nOne.",
	}.folder(t)
	c := load(t, dir, nil)
	var paths []string
	for _, d := range c.Documents {
		paths = append(paths, d.Path)
	}
	if got, want := fmt.Sprint(paths), "[a.MD b.markdown c.html d_files/e.md sub/README.md]"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if want := "c.html:1: wanted a title"; len(c.Problems) != 1 || !strings.HasPrefix(c.Problems[0].String(), want) {
		t.Errorf("got %v, want one problem: %s", c.Problems, want)
	}
	if want := [][]string{{"a", "b"}}; !reflect.DeepEqual(c.Synonyms, want) {
		t.Errorf("synonyms %v, want %v", c.Synonyms, want)
	}
}

func TestFolderAsAWhole(t *testing.T) {
	dir := tree{"a.md": "# A\n\nOne."}.folder(t)
	if _, err := Load(filepath.Join(dir, "none"), nil); err == nil || !strings.Contains(err.Error(), "create it and put articles in it") {
		t.Errorf("no folder: got %v", err)
	}
	if _, err := Load(filepath.Join(dir, "a.md"), nil); err == nil || !strings.Contains(err.Error(), "name a folder") {
		t.Errorf("a file for a folder: got %v", err)
	}
	c := load(t, t.TempDir(), nil)
	if want := ".: wanted articles and found none; put .md, .txt or .html files in the corpus folder"; fmt.Sprint(c.Problems) != "["+want+"]" {
		t.Errorf("an empty folder: got %v, want %s", c.Problems, want)
	}
}

// What was known of a folder that cannot be read at the moment must stay.
func TestFilesInAFolderThatCannotBeReadAreBroken(t *testing.T) {
	dir := tree{"a.md": "# A\n\nOne."}.folder(t)
	root, err := os.OpenRoot(dir)
	must(t, err)
	defer root.Close()
	found, err := list(root)
	must(t, err)
	must(t, found.visit("shut", nil, &fs.PathError{Op: "open", Path: "shut", Err: fs.ErrPermission}))
	c := (&loader{folder: found}).corpus(map[string]Stamp{"shut/b.md": {ID: "b"}, "shutter/c.md": {ID: "c"}})
	expect(t, c, "read [] kept [] broken [shut shut/b.md] stamps []")
	if want := "[shut: wanted a folder that can be read and found no permission; give its owner the right to read it]"; fmt.Sprint(c.Problems) != want {
		t.Errorf("got %v, want %s", c.Problems, want)
	}
}

func TestAReaderThatPanicsIsOneMoreProblem(t *testing.T) {
	dir := tree{"a.md": "# A\n\nOne."}.folder(t)
	root, err := os.OpenRoot(dir)
	must(t, err)
	defer root.Close()
	r := read(root, file{path: "a.md"}) // without a FileInfo, which every file has
	if r.doc != nil || !r.broken || len(r.problems) != 1 || !strings.HasPrefix(r.problems[0].String(), "a.md: wanted an article and found one that the reader cannot digest (") {
		t.Errorf("got %+v", r)
	}
}

// Files are read on all cores, and the result is the same every time.
func TestOrderIsStable(t *testing.T) {
	files := tree{}
	for i := range 60 {
		files[fmt.Sprintf("%d/%d.md", i%7, i)] = fmt.Sprintf("---\nid: id-%d\ndate: x\n---\n# T\n\nOne.", i/2)
	}
	dir := files.folder(t)
	want := load(t, dir, nil)
	for range 20 {
		if got := load(t, dir, nil); !reflect.DeepEqual(got, want) {
			t.Fatalf("got  %v\nwant %v", got, want)
		}
	}
	if !slices.IsSortedFunc(want.Problems, func(a, b Problem) int { return strings.Compare(a.Path, b.Path) }) {
		t.Errorf("problems are not in the order of their paths: %v", want.Problems)
	}
}

// big is a corpus of passages of honest length in files of twenty.
func big(files, passages int) tree {
	t := tree{}
	for i := range files {
		var b strings.Builder
		fmt.Fprintf(&b, "---\nid: article-%d\ndate: 2023-06-30\ntags: [a, b]\n---\n# Article %d\n", i, i)
		for j := range passages {
			fmt.Fprintf(&b, "\nParagraph %d of article %d: %s\n", j, i, strings.Repeat("the council of the old harbour has decided it again, ", 10))
		}
		t[fmt.Sprintf("article-%d.md", i)] = b.String()
	}
	return t
}

func BenchmarkLoad2000Passages(b *testing.B) {
	dir := big(100, 20).folder(b)
	for b.Loop() {
		load(b, dir, nil)
	}
}

func BenchmarkLoad5000KnownFiles(b *testing.B) {
	dir := big(5000, 1).folder(b)
	known := load(b, dir, nil).Stamps
	for b.Loop() {
		load(b, dir, known)
	}
}
