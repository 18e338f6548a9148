package corpus

import (
	"testing"
	"unicode/utf8"
)

func FuzzMarkdown(f *testing.F) {
	f.Add("# T\n\nOne:\n\n- a\n  > b\n  ```\n  c\n\n| a |\n|---|\n\n![x](y)\n*z*\n\n<!-- c -->\n[a]: b\n")
	f.Add("> - > - a\r\n\tb\r\n1. c\n   2) d\n===\n---\n")
	f.Add("> [!TIP] a\n> b\n\n::: x y\nz\n:::\n\n<details><summary>q?</summary>\n<A title=\"b\">c</A>\n\n</details>\n\n1. q?\n   a\n2. **q?** a\n\nQ: a? A: b\n\n!!! n \"t\"\n    u\n\"q?\" a\n")
	f.Fuzz(func(t *testing.T, src string) {
		if utf8.ValidString(src) {
			checkPassages(t, src, readMarkdown(src, "").passages)
		}
	})
}

func FuzzText(f *testing.F) {
	for _, page := range pasted {
		f.Add(page)
	}
	f.Add("===\nT\n===\n\n3. A\n\n3.1 B\n---\nQ: a?\nA: b\n\nCHAPTER II\n\nShort line\n\nA sentence ends.\n")
	f.Add("T\r\rKey:\r- a\r- b\r\u00a0\r\n30 June 2023\nWhy?\n")
	f.Fuzz(func(t *testing.T, src string) {
		if utf8.ValidString(src) {
			checkPassages(t, src, readText(src, "").passages)
		}
	})
}

func FuzzHTML(f *testing.F) {
	f.Add(page(harbour + "<ul><li>a<p>b</ul><blockquote>c</blockquote><table><tr><td>d</table><pre>e\nf</pre><h2>g</h2>h<br>i"))
	f.Fuzz(func(t *testing.T, src string) {
		b, err := readHTML(src, "")
		if err == nil && len(b.passages) == 0 {
			t.Fatal("neither a passage nor an error")
		}
		for i, p := range b.passages {
			if p.Ordinal != i+1 || p.Text == "" {
				t.Fatalf("passage %d is %+v", i+1, p)
			}
		}
	})
}

// FuzzFrontMatter: any file is read or reported, and what was read has what every Document has.
func FuzzFrontMatter(f *testing.F) {
	names := []string{"a.md", "a.txt", "a.html"}
	for i := range names {
		f.Add(uint8(i), []byte("---\nid: x\ntitle: T\ndate: 2023-06-30\ntags: [a, b]\nurl: https://a.example\n...\n# T\n\nOne.\n"))
	}
	f.Add(uint8(0), []byte("\ufeff---\r\n? {a: *b}\r\n: &b [c, ~]\r\n<<: !!map {d: |\r\n  e}\r\n---\r\n"))
	f.Fuzz(func(t *testing.T, name uint8, raw []byte) {
		r := (&reading{path: names[int(name)%len(names)]}).parse(raw)
		switch d := r.doc; {
		case d == nil && r.broken != (len(r.problems) > 0 && !r.problems[len(r.problems)-1].Warning):
			t.Fatalf("broken %v with the problems %v", r.broken, r.problems)
		case d == nil:
		case d.Source.Title == "" || d.Source.Lang == "" || len(d.Passages) == 0 || d.ID != "" && slug(d.ID) != d.ID:
			t.Fatalf("an incomplete Document: %+v", d)
		}
		for _, p := range r.problems {
			if p.Reason == nil || p.Next == nil || p.Line < 0 {
				t.Fatalf("a problem that does not help: %+v", p)
			}
		}
	})
}

func FuzzSynonyms(f *testing.F) {
	f.Add([]byte("# words\n- [a, b]\n- - c\n  - d\n- e\n"))
	f.Fuzz(func(t *testing.T, raw []byte) {
		groups, problems := parseSynonyms(raw)
		for _, g := range groups {
			if len(g) < 2 {
				t.Fatalf("a group of %d", len(g))
			}
		}
		for _, p := range problems {
			if p.Reason == nil || p.Next == nil {
				t.Fatalf("a problem that does not help: %+v", p)
			}
		}
	})
}
