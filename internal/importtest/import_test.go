// Package importtest holds the arrows between the packages: who may know whom.
package importtest

import (
	"os/exec"
	"strings"
	"testing"
)

// layers names the packages from left to right: each may import those below it in the list, never those above.
var layers = []string{
	"github.com/sitrep-bot/sitrep/cmd/bot",
	"github.com/sitrep-bot/sitrep/internal/playground",
	"github.com/sitrep-bot/sitrep/internal/discord",
	"github.com/sitrep-bot/sitrep/internal/service",
	"github.com/sitrep-bot/sitrep/internal/scope",
	"github.com/sitrep-bot/sitrep/internal/library",
	"github.com/sitrep-bot/sitrep/internal/articles",
	"github.com/sitrep-bot/sitrep/internal/eval",
	"github.com/sitrep-bot/sitrep/internal/chronicle",
	"github.com/sitrep-bot/sitrep/internal/answers",
	"github.com/sitrep-bot/sitrep/internal/briefing",
	"github.com/sitrep-bot/sitrep/internal/watch",
	"github.com/sitrep-bot/sitrep/internal/meaning",
	"github.com/sitrep-bot/sitrep/internal/index",
	"github.com/sitrep-bot/sitrep/internal/statements",
	"github.com/sitrep-bot/sitrep/internal/corpus",
	"github.com/sitrep-bot/sitrep/internal/dates",
	"github.com/sitrep-bot/sitrep/internal/encoder",
	"github.com/sitrep-bot/sitrep/internal/lang",
	"github.com/sitrep-bot/sitrep/internal/told",
}

// aside are packages that stand beside the path of a question and know nothing of it.
var aside = []string{"github.com/sitrep-bot/sitrep/internal/config", "github.com/sitrep-bot/sitrep/internal/store", "github.com/sitrep-bot/sitrep/internal/localdiscord",
	"github.com/sitrep-bot/sitrep/internal/monitor", "github.com/sitrep-bot/sitrep/internal/logging"}

// only names who may import a library.
var only = map[string]string{
	"github.com/bwmarrin/discordgo":                  "github.com/sitrep-bot/sitrep/internal/discord",
	"github.com/blevesearch/bleve/v2":                "github.com/sitrep-bot/sitrep/internal/index",
	"github.com/blevesearch/zapx/v17":                "github.com/sitrep-bot/sitrep/internal/index",
	"github.com/opensearch-project/opensearch-go/v4": "github.com/sitrep-bot/sitrep/internal/index/opensearch",
	"github.com/joho/godotenv":                       "github.com/sitrep-bot/sitrep/cmd/bot",
	"github.com/fsnotify/fsnotify":                   "github.com/sitrep-bot/sitrep/internal/watch",
	"modernc.org/sqlite":                             "github.com/sitrep-bot/sitrep/internal/store",
	"github.com/jackc/pgx/v5":                        "github.com/sitrep-bot/sitrep/internal/store",
	"github.com/yuin/goldmark":                       "github.com/sitrep-bot/sitrep/internal/corpus",
	"codeberg.org/readeck/go-readability/v2":         "github.com/sitrep-bot/sitrep/internal/corpus",
	"github.com/asticode/go-astisub":                 "github.com/sitrep-bot/sitrep/internal/corpus/captions",
	"github.com/temoto/robotstxt":                    "github.com/sitrep-bot/sitrep/internal/articles/fetch",
	"github.com/klippa-app/go-pdfium":                "github.com/sitrep-bot/sitrep/internal/corpus/pdf",
	"github.com/tetratelabs/wazero":                  "github.com/sitrep-bot/sitrep/internal/corpus/pdf",
	"github.com/prometheus/client_golang":            "github.com/sitrep-bot/sitrep/internal/monitor",
	"github.com/mmcdole/gofeed":                      "github.com/sitrep-bot/sitrep/internal/corpus",
}

func TestArrows(t *testing.T) {
	out, err := exec.Command("go", "list", "-f", `{{.ImportPath}}:{{join .Imports " "}}`, "github.com/sitrep-bot/sitrep/...").Output()
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(out)) {
		from, imports, _ := strings.Cut(strings.TrimSpace(line), ":")
		for to := range strings.FieldsSeq(imports) {
			if wrong := judge(from, to); wrong != "" {
				t.Errorf("%s imports %s: %s", from, to, wrong)
			}
		}
	}
}

// judge says what is wrong with an import; empty if nothing is.
func judge(from, to string) string {
	for library, owner := range only {
		if within(to, library) && !within(from, owner) {
			return "only " + owner + " may"
		}
	}
	if place(from) >= 0 && place(to) >= 0 && place(to) < place(from) && !within(from, layers[place(to)]) {
		return "it stands to its left"
	}
	for _, pkg := range aside {
		if within(from, pkg) && place(to) >= 0 && !within(to, "github.com/sitrep-bot/sitrep/internal/lang") {
			return "it stands beside the path of a question"
		}
	}
	return ""
}

// place is the layer a package belongs to, or -1.
func place(pkg string) int {
	for i, layer := range layers {
		if within(pkg, layer) {
			return i
		}
	}
	return -1
}

func within(pkg, root string) bool { return pkg == root || strings.HasPrefix(pkg, root+"/") }

func TestJudge(t *testing.T) {
	for _, c := range []struct {
		name, from, to string
		wrong          bool
	}{
		{"answers may know the index", "github.com/sitrep-bot/sitrep/internal/answers", "github.com/sitrep-bot/sitrep/internal/index", false},
		{"the index may not know answers", "github.com/sitrep-bot/sitrep/internal/index", "github.com/sitrep-bot/sitrep/internal/answers", true},
		{"only discord may know discordgo", "github.com/sitrep-bot/sitrep/internal/answers", "github.com/bwmarrin/discordgo", true},
		{"a command below answers may know it", "github.com/sitrep-bot/sitrep/internal/answers/train", "github.com/sitrep-bot/sitrep/internal/answers", false},
		{"the encoder knows no index", "github.com/sitrep-bot/sitrep/internal/encoder", "github.com/sitrep-bot/sitrep/internal/index", true},
		{"the encoder may know words", "github.com/sitrep-bot/sitrep/internal/encoder", "github.com/sitrep-bot/sitrep/internal/lang", false},
		{"the store knows no corpus", "github.com/sitrep-bot/sitrep/internal/store", "github.com/sitrep-bot/sitrep/internal/corpus", true},
	} {
		if got := judge(c.from, c.to); (got != "") != c.wrong {
			t.Errorf("%s: judge(%s, %s) = %q", c.name, c.from, c.to, got)
		}
	}
}
