package articles

import (
	"bytes"
	"fmt"
	"reflect"
	"strings"
	"testing"

	"github.com/sitrep-bot/sitrep/internal/filetest"
)

const bridge = "The bridge\n\nIt is open.\n\nTraffic crossed it again on Friday, as the council had said.\n"

func keep(f File) Kept {
	p := Look(f, nil, Default)[0]
	return Kept{f.Name, f.Sum(), p.Document.Source.Title, len(f.Data), len(p.Document.Passages), false}
}

func TestLook(t *testing.T) {
	p := Look(File{Name: "bridge.txt", Data: []byte(bridge)}, nil, Default)[0]
	if p.Document == nil || p.Document.Source.Title != "The bridge" || p.Document.Source.Lang != "en" || len(p.Problems) > 0 {
		t.Fatalf("%+v", p)
	}
	if p.First().Text != "It is open." || !strings.HasPrefix(p.Longest().Text, "Traffic") {
		t.Errorf("first %q, longest %q", p.First().Text, p.Longest().Text)
	}
	none := Look(File{Name: "bridge.rtf", Data: nil}, nil, Default)[0]
	if none.First().Text != "" || none.Longest().Text != "" {
		t.Errorf("passages of what cannot be read: %+v", none)
	}
}

// What an upload takes the place of is told by its bytes, its name or its title.
func TestReplaces(t *testing.T) {
	kept := []Kept{keep(File{Name: "other.txt", Data: []byte("Another thing\n\nIt is closed.\n")}), keep(File{Name: "bridge.txt", Data: []byte(bridge)})}
	for _, c := range []struct {
		name     string
		file     File
		same     bool
		replaces string
	}{
		{"the same bytes under another name", File{Name: "copy.txt", Data: []byte(bridge)}, true, "bridge.txt"},
		{"the same name", File{Name: "bridge.txt", Data: []byte("A new title\n\nIt is closed.\n")}, false, "bridge.txt"},
		{"the same title", File{Name: "new.md", Data: []byte("# THE BRIDGE\n\nIt is closed.\n")}, false, "bridge.txt"},
		{"nothing", File{Name: "new.md", Data: []byte("# The ferry\n\nIt is closed.\n")}, false, ""},
	} {
		if p := Look(c.file, kept, Default)[0]; p.Same != c.same || p.Replaces != c.replaces {
			t.Errorf("%s: same %v, replaces %q", c.name, p.Same, p.Replaces)
		}
	}
}

// Every upload that cannot be read says what to do.
func TestProblems(t *testing.T) {
	small := Limits{Articles: 2, Passages: 9, Bytes: 1000, File: 500}
	for _, c := range []struct {
		name string
		file File
		want string
	}{
		{"a file too large", File{Name: "a.txt", Data: make([]byte, 501)}, "a.txt: wanted a file of at most 1 KiB and found a larger one; split it, or save its text alone"},
		{"a format not read here", File{Name: "a.rtf", Data: []byte("x")}, "a.rtf: wanted a format that is read here and found a .rtf file; run `pandoc a.rtf -t gfm -o a.md` and put what it writes in the place of the file"},
		{"a draft", File{Name: "a.md", Data: []byte("---\ndraft: true\n---\n# A\n\nB.\n")}, "a.md: wanted an article and found a draft; take `draft: true` out of it"},
		{"no zip", File{Name: "a.zip", Data: []byte("x")}, "a.zip: wanted a .zip and found a damaged file; pack it again"},
		{"an empty zip", File{Name: "a.zip", Data: filetest.Zip(t, "a/", "")}, "a.zip: wanted files in the .zip and found none; pack the articles into it"},
		{"too many files", File{Name: "a.zip", Data: filetest.Zip(t, "a.md", "x", "b.md", "x", "c.md", "x")}, "a.zip: wanted at most 2 files in one and found more; pack fewer"},
		{"a bomb", File{Name: "a.zip", Data: filetest.Zip(t, "a.md", strings.Repeat(" ", 10_000_000))}, "a.zip: wanted at most 1 KiB and found more inside; pack fewer"},
		{"a file for elsewhere", File{Name: "a.zip", Data: filetest.Zip(t, "../a.md", "x")}, `a.zip: wanted files inside of the .zip and found one for elsewhere ("../a.md"); pack it again, from within the folder`},
		{"a zip in a zip", File{Name: "a.zip", Data: filetest.Zip(t, "b.zip", "x")}, "b.zip: wanted a format that is read here and found a .zip file; run `unzip b.zip -d b` and put what it writes in the place of the file"},
	} {
		p := Look(c.file, nil, small)[0]
		if p.Document != nil || len(p.Problems) != 1 || p.Problems[0].String() != c.want {
			t.Errorf("%s\ngot  %v\nwant %s", c.name, p.Problems, c.want)
		}
	}
}

func TestAdmit(t *testing.T) {
	kept := []Kept{{Name: "a.txt", Title: "A", Bytes: 600, Passages: 6}}
	limits := Limits{Articles: 2, Passages: 9, Bytes: 1000, File: 1000}
	two := []Preview{Look(File{Name: "b.txt", Data: []byte(bridge)}, kept, limits)[0], Look(File{Name: "c.txt", Data: []byte("C\n\nD.\n")}, kept, limits)[0]}
	for _, c := range []struct {
		name     string
		previews []Preview
		limits   Limits
		want     string
	}{
		{"one more", two[:1], limits, ""},
		{"two more", two, limits, "wanted at most 2 articles and found 3 with these; remove articles that are not needed, or ask the operator for more"},
		{"too many passages", two[:1], Limits{2, 7, 1000, 1000}, "wanted at most 7 passages and found 8 with these; remove articles that are not needed, or ask the operator for more"},
		{"too many bytes", two[:1], Limits{2, 9, 610, 1000}, "wanted at most 1 KiB and found more with these; remove articles that are not needed, or ask the operator for more"},
		{"one in the place of another", []Preview{Look(File{Name: "a.txt", Data: []byte(bridge)}, kept, limits)[0]}, Limits{1, 2, 100, 1000}, ""},
	} {
		got := ""
		if err := c.limits.Admit(c.previews, kept); err != nil {
			got = err.Error()
		}
		if got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

// What was exported is added again byte for byte, and exported again it is the same file.
func TestExport(t *testing.T) {
	files := []File{{Name: "a/bridge.txt", Data: []byte(bridge)}, {Name: "z.csv", Data: []byte("\ufeffa,b\n1,2\n")}, {Name: "été.md", Data: []byte("# L'été\r\n\r\nIl fait chaud.\r\n")}}
	packed, err := Export(files)
	if err != nil {
		t.Fatal(err)
	}
	var again []File
	for _, p := range Look(File{Name: "articles.zip", Data: packed}, nil, Default) {
		if p.Document == nil {
			t.Errorf("%s: %v", p.Name, p.Problems)
		}
		again = append(again, p.File)
	}
	if !reflect.DeepEqual(again, files) {
		t.Errorf("got %s\nwant %s", fmt.Sprint(again), fmt.Sprint(files))
	}
	if repacked, err := Export(again); err != nil || !bytes.Equal(repacked, packed) {
		t.Errorf("packed again it is another file (%v)", err)
	}
}
