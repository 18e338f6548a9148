package playground_test

import (
	"bytes"
	"encoding/json"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/sitrep-bot/sitrep/internal/playground"
)

const harvest = "---\ntitle: The harvest of Larkfield\ndate: 2024-09-01\n---\n\n## The barley\n\nThe barley of Larkfield was brought in by Mildred Ashdown in 2024, a week before the storms came and laid the wheat flat.\n"

// An answer is what an act came to: its outcome, or an error.
type answer struct {
	Error   string
	Code    int
	Preview *playground.Preview
	Added   *playground.Added
}

func (s *stage) act(t *testing.T, what string, fields map[string]any) (out answer) {
	t.Helper()
	fields["as"] = "member"
	body, err := json.Marshal(fields)
	if err != nil {
		t.Fatal(err)
	}
	got, err := http.Post(s.url+"/act/"+what, "application/json", bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	defer got.Body.Close()
	if err := json.NewDecoder(got.Body).Decode(&out); err != nil {
		t.Fatal(err)
	}
	return out
}

func TestAnArticleIsLookedAtBeforeItIsKept(t *testing.T) {
	s := play(t, nil)
	file := map[string]any{"name": "The Harvest.md", "data": []byte(harvest)}
	seen := s.act(t, "check", file)
	if p := seen.Preview; p == nil || p.Name != "the-harvest.md" || p.Title != "The harvest of Larkfield" || p.Passages != 1 || p.Lang != "en" {
		t.Fatalf("the preview is %+v, %s", seen.Preview, seen.Error)
	}
	if _, err := os.Stat(filepath.Join(s.corpus, "the-harvest.md")); err == nil {
		t.Fatal("looking at the file has written it")
	}
	kept := s.act(t, "add", file).Added
	if kept == nil || len(kept.Added) != 1 || kept.Added[0] != "The harvest of Larkfield" || len(kept.Ask) == 0 {
		t.Fatalf("adding it came to %+v", kept)
	}
	written, err := os.ReadFile(filepath.Join(s.corpus, "the-harvest.md"))
	if err != nil || string(written) != harvest {
		t.Errorf("the folder holds %q, %v", written, err)
	}
	if again := s.act(t, "reload", map[string]any{}).Added; again == nil || len(again.Added)+len(again.Changed)+len(again.Removed) != 0 {
		t.Errorf("reading again changed %+v", again)
	}
	write(t, filepath.Join(s.corpus, "the-harvest.md"), harvest+"\nThe oats followed a fortnight later, in the last dry days of the year, and were sold at once.\n")
	if changed := s.act(t, "reload", map[string]any{}).Added; changed == nil || len(changed.Changed) != 1 {
		t.Errorf("a change in the folder was read as %+v", changed)
	}
}

func TestFilesThatAreNotTaken(t *testing.T) {
	s := play(t, map[string]string{"harvest.md": harvest})
	for _, c := range []struct {
		name, file string
		data       string
		want       string
	}{
		{"a file that is there already", "harvest.md", "# Another\n\nAnother text that would take its place.", "overwrites nothing"},
		{"the same name in capitals", "HARVEST.md", "# Another\n\nAnother text that would take its place.", "overwrites nothing"},
		{"a way out of the folder", "../../harvest.md", "# Another\n\nAnother text that would take its place.", "overwrites nothing"},
		{"a file of another kind", "harvest.exe", "MZ", "wanted a file that ends in"},
		{"a file that is too large", "big.txt", strings.Repeat("many words ", 200_000), "wanted at most 2048"},
		{"a file with nothing to quote", "empty.md", "", "no article"},
		{"bytes that are no text", "noise.md", "\x00\x01\xff\xfe\x00", "no article"},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := s.act(t, "add", map[string]any{"name": c.file, "data": []byte(c.data)})
			if !strings.Contains(got.Error, c.want) {
				t.Errorf("the answer is %+v, want %q", got, c.want)
			}
		})
	}
	if raw, err := os.ReadFile(filepath.Join(s.corpus, "harvest.md")); err != nil || string(raw) != harvest {
		t.Errorf("the file in the folder is now %q, %v", raw, err)
	}
	found, err := os.ReadDir(s.corpus)
	if err != nil || len(found) != 4 {
		t.Errorf("the folder holds %v, %v; want what was there", found, err)
	}
}
