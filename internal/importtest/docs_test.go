package importtest

import (
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"testing"
)

// A named file or package, as README.md and docs/design.md have them.
var named = regexp.MustCompile("`(internal/[a-z/]+|cmd/bot|[a-z_]+\\.go)`")

// TestDocsNameWhatIsThere keeps the documents true about where things are: what they name may be renamed, but not alone.
func TestDocsNameWhatIsThere(t *testing.T) {
	const root = "../.."
	there := map[string]bool{}
	for _, dir := range []string{"cmd", "internal"} {
		err := fs.WalkDir(os.DirFS(root), dir, func(name string, _ fs.DirEntry, err error) error {
			there[name], there[path.Base(name)] = true, true
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	for _, doc := range []string{"README.md", "CONTRIBUTING.md", "docs/design.md", "docs/operations.md"} {
		text, err := os.ReadFile(filepath.Join(root, doc))
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range named.FindAllSubmatch(text, -1) {
			if !there[string(m[1])] {
				t.Errorf("%s names %s, which is not there: say what takes its place", doc, m[1])
			}
		}
	}
}
