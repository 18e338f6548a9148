package playground_test

import (
	"bytes"
	"cmp"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

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

func (s *harness) act(t *testing.T, what string, fields map[string]any) (out answer) {
	t.Helper()
	fields["as"] = cmp.Or(fields["as"], any("member"))
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

// say has somebody else post in the first channel.
func (s *harness) say(t *testing.T, as, text string) {
	t.Helper()
	if said := s.act(t, "say", map[string]any{"as": as, "channel": s.local.Guilds()[0].Channels()[0].ID, "text": text}); said.Error != "" {
		t.Fatal(said.Error)
	}
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
		{"a file of another kind", "harvest.exe", "MZ", "wanted a file that ends in one of .atom .csv .docx"},
		{"a file that is too large", "big.txt", strings.Repeat("many words ", 800_000), "wanted at most 8192"},
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

// TestFilesForACommand is what a moderator does with files: one is picked for a command, another comes back.
func TestFilesForACommand(t *testing.T) {
	b := play(t, nil).visit(t)
	b.moderate()
	b.write("/articles add ")
	b.press(".add-option", "+ file")
	path := filepath.Join(t.TempDir(), "harvest.md")
	write(t, path, harvest)
	b.do(chromedp.SetUploadFiles(chromedp.CSS("#option-file"), []string{path}))
	b.press("#entry button", "Run the command")
	b.reads("#messages > li.hidden-reply", "The harvest of Larkfield")
	b.press("#messages button", "Keep it")
	b.until(last + `.innerText.includes("1 passage") && !` + last + `.innerText.includes("Keep it")`)
	b.ask("@sitrep Who brought in the barley of Larkfield?")
	b.reads("#messages > li:last-child", "brought in by Mildred Ashdown")

	b.write("/articles export ")
	b.enter()
	b.until(last + `.querySelector(".attachment a[download$='.zip']")`)
	packed, err := base64.StdEncoding.DecodeString(eval[string](b, `fetch(`+last+`.querySelector(".attachment a").href).then((r) => r.bytes()).then((b) => b.toBase64())`))
	if err != nil || !bytes.HasPrefix(packed, []byte("PK")) || !bytes.Contains(packed, []byte("harvest.md")) {
		t.Errorf("the export is %d bytes, %v; want a .zip with the article", len(packed), err)
	}
	b.ask("@sitrep Who won the chess world championship in 1972?")
	b.write("/sitrep export ")
	b.enter()
	b.until(last + `.querySelector(".attachment a[download$='.csv']")`)
	b.press("#messages > li:last-child button", "Show "+eval[string](b, last+`.querySelector(".attachment a").download`))
	b.reads("#messages > li:last-child pre", "chess world championship")
}

// TestAFileForTheBot is a moderator's in a direct message: the bot asks which server it is for.
func TestAFileForTheBot(t *testing.T) {
	b := play(t, nil).visit(t)
	b.moderate()
	b.press(".channel", "@sitrepdirect message")
	b.until(`!!document.getElementById("attach")`)
	path := filepath.Join(t.TempDir(), "harvest.md")
	write(t, path, harvest)
	b.answeredBy(func() { b.do(chromedp.SetUploadFiles(chromedp.CSS("#attach"), []string{path})) })
	b.reads("#messages .attachment", "harvest.md")
	b.reads("#messages > li:last-child", "Which server is this file for?")
	b.press("#messages > li:last-child .select", "Choose a server: Choose a server")
	b.press("[role=option]", "Playground")
	b.reads("#messages > li:last-child", "The harvest of Larkfield")
	b.press("#messages button", "Keep it")
	b.reads("#messages > li:last-child", "Kept 1 article")
}

func TestHowAnArticleWasCut(t *testing.T) {
	s := play(t, map[string]string{"harvest.md": harvest})
	b := s.visit(t)
	b.press("#articles li button", "The harvest of Larkfield 1 passage")
	b.reads("dialog.modal", "was cut into 1 passage.")
	b.reads("dialog .cut .subtext", "The barley")
	b.reads("dialog .cut .text", "brought in by Mildred Ashdown")
	if gone := s.act(t, "cut", map[string]any{"article": "nothing"}); !strings.Contains(gone.Error, `no article "nothing"`) {
		t.Errorf("asked for an article that is not there, it says %+v", gone)
	}
}

func TestACommandNamedInAText(t *testing.T) {
	b := play(t, nil).visit(t)
	b.press("#tour button", "/briefing post")
	b.reads("#notice", "You are not offered /briefing post here.")
	b.moderate()
	b.press("#tour button", "/briefing post")
	b.until(`document.querySelector("form.command")?.ariaLabel === "/briefing post"`)
}
