package corpus

import (
	"bufio"
	"compress/gzip"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// shared is the folder beside the repository with the material that articles and figures are checked against. It is not part of
// a clone.
func shared(t *testing.T, name string) string {
	t.Helper()
	path := filepath.Join("../../../shared", name)
	if _, err := os.Stat(path); err != nil {
		t.Skip("no folder shared beside the repository")
	}
	return path
}

// The article that the first corpus retells, as it was pasted from its page: eight paragraphs, byte for byte.
func TestMissionArticle(t *testing.T) {
	raw, err := os.ReadFile(shared(t, "mission/article.txt"))
	must(t, err)
	c := load(t, tree{"article.txt": string(raw)}.folder(t), nil)
	if len(c.Documents) != 1 || len(c.Problems) > 0 {
		t.Fatalf("%d documents, problems %v", len(c.Documents), c.Problems)
	}
	lines := strings.Split(strings.TrimRight(string(raw), "\n"), "\n")
	want := []struct {
		line    int // from 1
		heading string
	}{{3, ""}, {8, "The backstory"}, {10, "More recently"}, {12, ""}, {14, "The development"}, {18, "Key comments"}, {20, "Key comments"}, {22, "Key comments"}}
	d := c.Documents[0]
	if d.Source.Title != lines[0] || len(d.Passages) != len(want) {
		t.Fatalf("title %q and %d passages, want %q and %d", d.Source.Title, len(d.Passages), lines[0], len(want))
	}
	for i, w := range want {
		if p := d.Passages[i]; p.Text != lines[w.line-1] || p.Heading != w.heading {
			t.Errorf("passage %d is [%s] %.60q, want [%s] %.60q", i+1, p.Heading, p.Text, w.heading, lines[w.line-1])
		}
	}
}

// Every paragraph of the evaluation sets, one a line below a title, is a passage of its own.
func TestEvaluationSets(t *testing.T) {
	for _, set := range []string{"newwiki", "xquad-es", "xquad-ru", "xquad-zh"} {
		t.Run(set, func(t *testing.T) {
			paragraphs, lost := 0, 0
			for title, want := range articles(t, shared(t, "eval/"+set+"/passages.jsonl.gz")) {
				b := readText(title+"\n\n"+strings.Join(want, "\n\n")+"\n", "")
				paragraphs += len(want)
				for i, text := range want {
					if i >= len(b.passages) || b.passages[i].Text != text {
						lost++
					}
				}
				if b.source.Title != title || len(b.passages) != len(want) {
					t.Errorf("%q: title %q, %d passages of %d", title, b.source.Title, len(b.passages), len(want))
				}
			}
			t.Logf("%d paragraphs, %d of them passages", paragraphs, paragraphs-lost)
			if lost > 0 || paragraphs == 0 {
				t.Errorf("%d of %d paragraphs are no passages", lost, paragraphs)
			}
		})
	}
}

func articles(t *testing.T, path string) map[string][]string {
	t.Helper()
	f, err := os.Open(path)
	must(t, err)
	defer f.Close()
	z, err := gzip.NewReader(f)
	must(t, err)
	found := map[string][]string{}
	lines := bufio.NewScanner(z)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		var p struct{ Title, Text string }
		must(t, json.Unmarshal(lines.Bytes(), &p))
		found[p.Title] = append(found[p.Title], strings.Join(strings.Fields(p.Text), " "))
	}
	must(t, lines.Err())
	return found
}
