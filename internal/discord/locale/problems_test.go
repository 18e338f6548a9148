package locale

import (
	"bytes"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/sitrep-bot/sitrep/internal/told"
)

// command is one that helps, between backticks.
var command = regexp.MustCompile("`[^`]*`")

func TestEveryProblemIsToldInEveryLanguage(t *testing.T) {
	for name, english := range problems(t) {
		for code, p := range printers {
			got := p.Text(name)
			if !p.Has(name) || !slices.Equal(verbs(got), verbs(english)) || !slices.Equal(command.FindAllString(got, -1), command.FindAllString(english, -1)) {
				t.Errorf("%s.json: %q is %q; want the arguments and commands of %q", code, name, got, english)
			}
		}
		if strings.HasPrefix(english, "wanted ") {
			english = "I " + english
		}
		if got := printers[fallback].Text(name); got != english {
			t.Errorf("en.json: %q is %q, want %q as in logs", name, got, english)
		}
	}
}

// problems are the texts of package told by their names, as the program's source has them.
func problems(t *testing.T) map[string]string {
	all := map[string]string{}
	err := filepath.WalkDir("../..", func(file string, _ fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(file, ".go") || strings.HasSuffix(file, "_test.go") {
			return err
		}
		source, err := os.ReadFile(file)
		if err != nil || !bytes.Contains(source, []byte("told.New(")) {
			return err
		}
		parsed, err := parser.ParseFile(token.NewFileSet(), file, source, 0)
		if err != nil {
			return err
		}
		for n := range ast.Preorder(parsed) {
			if call, ok := n.(*ast.CallExpr); ok && isNew(call.Fun) {
				kind, english := literal(call.Args[0]), literal(call.Args[1])
				name, _ := told.New(kind, english).Message()
				if before, twice := all[name]; kind == "" || english == "" || twice && before != english || len(verbs(english)) != len(call.Args)-2 {
					t.Errorf("%s: told.New(%q, %q): want two literals, the same text each time, and as many arguments as it takes", file, kind, english)
				}
				all[name] = english
			}
		}
		return nil
	})
	if err != nil || len(all) < 100 {
		t.Fatalf("found %d problems (%v)", len(all), err)
	}
	return all
}

func isNew(f ast.Expr) bool {
	s, ok := f.(*ast.SelectorExpr)
	if !ok || s.Sel.Name != "New" {
		return false
	}
	pkg, ok := s.X.(*ast.Ident)
	return ok && pkg.Name == "told"
}

// literal is the value of a string literal; empty if it is something else.
func literal(e ast.Expr) string {
	if l, ok := e.(*ast.BasicLit); ok {
		text, _ := strconv.Unquote(l.Value) // what compiles is quoted right
		return text
	}
	return ""
}

func TestWhatIsFoundIsToldInTheSameLanguage(t *testing.T) {
	for _, c := range []struct {
		found *told.Text
		want  string
	}{
		{told.New("locked", "one that a password locks"), "Ich wollte ein PDF und fand eine Datei, die ein Passwort sperrt"},
		{told.English("bees"), "Ich wollte ein PDF und fand bees"},
	} {
		if got := For("de", "").Reason(told.New("pdf", "wanted a PDF and found %v", c.found)); got != c.want {
			t.Errorf("%q, want %q", got, c.want)
		}
	}
}
