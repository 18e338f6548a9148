package corpus

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// A tree is the files of a corpus folder by path.
type tree map[string]string

// folder writes the files, changed an hour ago.
func (files tree) folder(t testing.TB) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		write(t, dir, name, text, time.Now().Add(-time.Hour))
	}
	return dir
}

func write(t testing.TB, dir, name, text string, changed time.Time) {
	t.Helper()
	path := filepath.Join(dir, filepath.FromSlash(name))
	must(t, os.MkdirAll(filepath.Dir(path), 0o755))
	must(t, os.WriteFile(path, []byte(text), 0o644))
	must(t, os.Chtimes(path, changed, changed))
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func load(t testing.TB, dir string, known map[string]Stamp) *Corpus {
	t.Helper()
	c, err := Load(dir, known)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

const article = "A title\n\nOne thing.\n"

// Every mistake is told in one line that says where, what was wanted and found, and what to do. Each of these folders also
// holds one good article, which is read all the same.
func TestBrokenFiles(t *testing.T) {
	tests := []struct {
		name  string
		files tree
		want  []string // as String says it; a warning begins with "warning "
	}{
		{"an empty file", tree{"a.md": ""},
			[]string{"a.md: wanted an article and found an empty file; write the text below the title, with a blank line between paragraphs"}},
		{"only a title", tree{"a.txt": "A title\n"},
			[]string{"a.txt: wanted an article and found only a title; write the text below the title, with a blank line between paragraphs"}},
		{"only headings", tree{"a.md": "# A title\n\n## A section\n"},
			[]string{"a.md: wanted an article and found only a title; write the text below the title, with a blank line between paragraphs"}},
		{"front matter that is never closed", tree{"a.md": "---\ntitle: T\n\nOne thing.\n"},
			[]string{"a.md:1: wanted a line of --- that closes the front matter and found none; put --- on a line of its own below the last key; a rule at the top of the text is written ***"}},
		{"front matter in TOML", tree{"a.md": "+++\ntitle = \"T\"\n+++\nOne thing.\n"},
			[]string{"a.md:1: wanted front matter in YAML and found TOML (+++); write it as `key: value` lines between two lines of ---"}},
		{"a colon in a value", tree{"a.md": "---\nid: a\ntitle: T: the end\n---\nOne thing.\n"},
			[]string{"a.md:3: wanted YAML in the front matter and found a mistake (mapping values are not allowed in this context); write `key: value` on each line, with quotes around a value that has a colon or begins with a sign"}},
		{"a tab before a key", tree{"a.md": "---\ntitle: T\ntags:\n\t- a\n---\nOne thing.\n"},
			[]string{"a.md:4: wanted YAML in the front matter and found a mistake (found character that cannot start any token); write `key: value` on each line, with quotes around a value that has a colon or begins with a sign"}},
		{"prose as front matter", tree{"a.md": "---\nOne thing.\n---\nAnother thing.\n"},
			[]string{"a.md:2: wanted `key: value` lines in the front matter and found \"One thing.\"; write for example `title: The title`"}},
		{"a date that could be two", tree{"a.md": "---\ntitle: T\ndate: 03/04/2023\n---\nOne thing.\n"},
			[]string{"warning a.md:3: wanted a day for date and found \"03/04/2023\"; write the day of this article as year-month-day after `date:`, or leave the line out"}},
		{"an address that is none", tree{"a.md": "---\ntitle: T\nurl: times.example\n---\nOne thing.\n"},
			[]string{"warning a.md:3: wanted an address that begins with https:// or http:// for url and found \"times.example\"; write the whole address, or leave the key out"}},
		{"a script as an address", tree{"a.md": "---\ntitle: T\nlink: javascript:alert(1)\n---\nOne thing.\n"},
			[]string{"warning a.md:3: wanted an address that begins with https:// or http:// for link and found \"javascript:alert(1)\"; write the whole address, or leave the key out"}},
		{"a language in full", tree{"a.md": "---\ntitle: T\nlang: English\n---\nOne thing.\n"},
			[]string{"warning a.md:3: wanted a language as two letters and found \"English\"; write for example `lang: en`; until then it is detected"}},
		{"an id with spaces", tree{"a.md": "---\nid: The End\ntitle: T\n---\nOne thing.\n"},
			[]string{"warning a.md:2: wanted an id of at most 64 characters from a-z, 0-9 and -, and found \"The End\"; write `id: the-end`, which is used now"}},
		{"a key given twice", tree{"a.md": "---\ntitle: T\ndate: 2023-06-30\npublished: 2023-07-01\n---\nOne thing.\n"},
			[]string{"warning a.md:4: wanted one date and found \"published\" after \"date\", which counts; keep one of the two"}},
		{"a list for a title", tree{"a.md": "---\ntitle: [T]\n---\n# T\n\nOne thing.\n"},
			[]string{"warning a.md:2: wanted one text for title and found a list; write it on one line, in quotes"}},
		{"keys for tags", tree{"a.md": "---\ntitle: T\ntags: {a: b}\n---\nOne thing.\n"},
			[]string{"warning a.md:3: wanted a list of names for tags and found keys inside the key; write `tags: [one, another]`"}},
		{"a draft that is neither", tree{"a.md": "---\ntitle: T\ndraft: maybe\n---\nOne thing.\n"},
			[]string{"warning a.md:3: wanted true or false and found \"maybe\"; write `draft: true` to leave the article out"}},
		{"keys that nobody knows", tree{"a.md": "---\ntitle: T\nauthro: Jane\nweight: 3\n---\nOne thing.\n"},
			[]string{"warning a.md:3: wanted keys that are known here and found authro, weight; check the spelling; they are kept, but nothing uses them"}},
		{"no title", tree{"a.md": "One thing.\n"},
			[]string{"warning a.md:1: wanted a title and found none; write it on the first line, or as `title:` in the front matter; until then the file's name stands for it"}},
		{"a paragraph that no message holds", tree{"a.txt": "A title\n\nOne thing.\n\n" + strings.Repeat("word ", 1000)},
			[]string{"warning a.txt:5: wanted paragraphs of at most 4000 characters, which fit in one message, and found 1 longer; break it with blank lines where its subject changes"}},
		{"a list of HTML inside Markdown", tree{"a.md": "---\ntitle: T\n---\nOne thing.\n\n<ul><li>Another thing.</li></ul>\n"},
			[]string{"warning a.md:6: wanted Markdown and found HTML lists or tables in it (1), which were left out; write them as Markdown, or save the article as .html"}},
		{"a byte that is no UTF-8", tree{"a.txt": "A title\n\nCaf\xe9.\n"},
			[]string{"a.txt:3: wanted UTF-8 and found the byte 0xe9; save it as UTF-8 in your editor, or run `iconv -f WINDOWS-1252 -t UTF-8 old > new`"}},
		{"UTF-16", tree{"a.txt": "\xff\xfeA\x00 \x00t\x00"},
			[]string{"a.txt: wanted UTF-8 and found UTF-16; save it as UTF-8 in your editor, or run `iconv -f UTF-16 -t UTF-8 old > new`"}},
		{"a NUL byte", tree{"a.md": "# T\n\nOne\x00thing.\n"},
			[]string{"a.md:3: wanted text and found a NUL byte; check that it is a text file; save it as UTF-8"}},
		{"a page without an article", tree{"a.html": "<html><body><script>x</script></body></html>"},
			[]string{"a.html: wanted an article and found a page without a paragraph of text; save the article's own text as .txt or .md"}},
		{"a page nested without end", tree{"a.htm": strings.Repeat("<div>", 1000)},
			[]string{"a.htm: wanted a web page whose elements are nested at most 512 deep and found a deeper one; save the article's own text as .txt or .md"}},
		{"two articles with one id", tree{"b.md": "---\nid: x\n---\n# T\n\nOne.\n", "a.md": "---\nid: x\n---\n# T\n\nOne.\n"},
			[]string{"b.md: wanted an id of its own and found \"x\", which a.md has; change `id:` in one of the two"}},
		{"a format that nothing reads", tree{"a b.rtf": "{\\rtf1}", "b.rtf": "{\\rtf1}", "notes": "x"},
			[]string{"warning a b.rtf: wanted a format that is read here and found a .rtf file, one of 2; run `pandoc 'a b.rtf' -t gfm -o 'a b'.md`, or move it out of the corpus folder",
				"warning notes: wanted a format that is read here and found a file without an extension; save it as .md, .txt or .html, or move it out of the corpus folder"}},
		{"synonyms that are no YAML", tree{"synonyms.yaml": "- [a, b]\n- [a, b\n"},
			[]string{"synonyms.yaml:3: wanted YAML and found a mistake (did not find expected ',' or ']'); write each group on a line of its own: - [UN mission, MINUSMA]"}},
		{"synonyms that are no list", tree{"synonyms.yaml": "# words\nminusma: mission\n"},
			[]string{"synonyms.yaml:2: wanted a list of groups and found keys inside the key; write each group on a line of its own: - [UN mission, MINUSMA]"}},
		{"a group of synonyms that is a category", tree{"synonyms.yaml": "- [a, b]\n- [" + strings.Repeat("word, ", 100) + "word]\n"},
			[]string{"warning synonyms.yaml:2: wanted at most 100 words in a group and found 101: a question is searched for by all of them; write each group on a line of its own: - [UN mission, MINUSMA]"}},
		{"groups of synonyms that are none", tree{"synonyms.yaml": "- [a, b]\n- [a]\n- a, b\n- [a, [b]]\n"},
			[]string{"warning synonyms.yaml:2: wanted two words or more in a group and found 1; write each group on a line of its own: - [UN mission, MINUSMA]",
				"warning synonyms.yaml:3: wanted a group of words in brackets and found \"a, b\"; write each group on a line of its own: - [UN mission, MINUSMA]",
				"warning synonyms.yaml:4: wanted words in a group and found a list; write each group on a line of its own: - [UN mission, MINUSMA]"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			tt.files["good.txt"] = article
			checkProblems(t, load(t, tt.files.folder(t), nil), tt.want)
		})
	}
}

func checkProblems(t *testing.T, c *Corpus, want []string) {
	t.Helper()
	var got []string
	for _, p := range c.Problems {
		if p.Warning {
			got = append(got, "warning "+p.String())
		} else {
			got = append(got, p.String())
		}
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	for _, d := range c.Documents {
		if d.Path == "good.txt" {
			return
		}
	}
	t.Error("good.txt was not read")
}
