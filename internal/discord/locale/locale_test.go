package locale

import (
	"cmp"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// verb is a verb of package fmt, with the argument it names.
var verb = regexp.MustCompile(`%(\[\d+\])?[a-z%]`)

// verbs are the verbs of a text in the order of the arguments they take.
func verbs(text string) []string {
	var found [][2]string
	for i, v := range verb.FindAllString(text, -1) {
		at := string(rune('a' + i))
		if open := strings.IndexByte(v, '['); open >= 0 {
			at, v = string(rune('a'+v[2]-'1')), "%"+v[len(v)-1:]
		}
		found = append(found, [2]string{at, v})
	}
	slices.SortFunc(found, func(a, b [2]string) int { return cmp.Compare(a[0], b[0]) })
	var out []string
	for _, f := range found {
		out = append(out, f[1])
	}
	return out
}

func TestEveryLanguageHasEveryTextWithTheSameArguments(t *testing.T) {
	english := printers[fallback].texts
	for code, p := range printers {
		for name, want := range english {
			if p.texts[name]["other"] == "" {
				t.Errorf("%s.json lacks %q", code, name)
			}
			for form, text := range p.texts[name] {
				if got, want := verbs(text), verbs(want["other"]); !slices.Equal(got, want) {
					t.Errorf("%s.json: %q (%s) takes %v, wanted %v as in English: %s", code, name, form, got, want, text)
				}
			}
		}
		for name := range p.texts {
			if english[name] == nil {
				t.Errorf("%s.json has %q, which English lacks", code, name)
			}
		}
		if !slices.Contains(strings.Fields(p.Text("questionWords")), map[string]string{"en": "who", "fr": "qui", "de": "wer"}[code]) {
			t.Errorf("%s.json: questions begin with %q", code, p.Text("questionWords"))
		}
	}
}

// Texts of commands may have 100 characters. https://discord.com/developers/docs/interactions/application-commands
func TestTextsOfCommandsAreNoLongerThanDiscordTakes(t *testing.T) {
	for code, p := range printers {
		for name, m := range p.texts {
			if kind, _, _ := strings.Cut(name, "."); slices.Contains([]string{"command", "option", "choice"}, kind) && len([]rune(m["other"])) > 100 {
				t.Errorf("%s.json: %q has %d characters", code, name, len([]rune(m["other"])))
			}
		}
	}
}

// use is where the program names a text.
var use = regexp.MustCompile(`\.(?:Text|Plural)\("([\w.-]+)"`)

func TestTheProgramUsesTheTextsThereAre(t *testing.T) {
	used := map[string]bool{}
	for _, pattern := range []string{"../*.go", "../*/*.go"} {
		files, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			source, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			for _, m := range use.FindAllSubmatch(source, -1) {
				used[string(m[1])] = true
			}
		}
	}
	for name := range problems(t) {
		used[name] = true
	}
	for name := range used {
		if !strings.HasSuffix(name, ".") && !printers[fallback].Has(name) && name != "nothing" {
			t.Errorf("%q is used, but there is no such text", name)
		}
	}
	composed := []string{"command", "option", "choice", "rule", "style", "gaps", "month", "fetch", "refusal"}
	for _, name := range slices.Sorted(maps.Keys(printers[fallback].texts)) {
		if kind, _, dotted := strings.Cut(name, "."); !used[name] && !(dotted && slices.Contains(composed, kind)) {
			t.Errorf("%q is not used", name)
		}
	}
}

func TestPluralsFollowTheLanguage(t *testing.T) {
	for _, c := range []struct {
		code string
		n    int
		want string
	}{
		{"en", 0, "0 passages"}, {"en", 1, "1 passage"}, {"en", 2, "2 passages"},
		{"fr", 0, "0 passage"}, {"fr", 1, "1 passage"}, {"fr", 2, "2 passages"},
		{"de", 0, "0 Abschnitte"}, {"de", 1, "1 Abschnitt"}, {"de", 2, "2 Abschnitte"},
	} {
		if got := For(c.code, "").Plural("passages", c.n, c.n); got != c.want {
			t.Errorf("%s: %q, wanted %q", c.code, got, c.want)
		}
	}
}

func TestTheLanguageIsTheClientsOrElseTheQuestions(t *testing.T) {
	for _, c := range []struct{ locale, asked, want string }{
		{"fr", "en", "oui"}, {"en-GB", "fr", "yes"}, {"de", "", "ja"}, {"", "fr", "oui"}, {"ja", "fr", "yes"}, {"", "", "yes"}, {"", "ja", "yes"},
	} {
		if got := For(c.locale, c.asked).Text("yes"); got != c.want {
			t.Errorf("%q, %q: %q, wanted %q", c.locale, c.asked, got, c.want)
		}
	}
	if got := For("en", "").Text("nothing", 1); got != "nothing" {
		t.Errorf("a text that does not exist: %q", got)
	}
}
