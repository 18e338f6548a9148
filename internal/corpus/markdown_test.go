package corpus

import (
	"strings"
	"testing"
)

func TestMarkdown(t *testing.T) {
	tests := []struct {
		name, src, title, want string
	}{
		{"the first heading of level 1 is the title", "# A *title*\n\nOne thing.\n\nAnother\nthing.", "A title", "[] One thing.\n[] Another\\nthing.\n"},
		{"headings travel as a path", "# A title\n\n## Chapter\n\nOne.\n\n### Section\n\nTwo.\n\n## Next\n\nThree.", "A title",
			"[Chapter] One.\n[Chapter > Section] Two.\n[Next] Three.\n"},
		{"a heading underlined, with a link and code", "Title\n=====\n\nA `b` [c](d) & \\*e\\*\n---\n\nOne.", "Title", "[A b c & *e*] One.\n"},
		{"a heading of level 2 that the text begins with is the title", "## A title\n\nOne.", "A title", "[] One.\n"},
		{"markup stays in the passage", "# T\n\nSome **bold**, *italic*, `code`, [link](https://a.example), <@123>, :smile: and \\*.", "T",
			"[] Some **bold**, *italic*, `code`, [link](https://a.example), <@123>, :smile: and \\*.\n"},
		{"spaces around a paragraph are not part of it, those in it are", "# T\n\n   One  thing  \n   more.  \n", "T", "[] One  thing  \\n   more.\n"},
		{"a lead-in and its list are one passage", "# T\n\nThe mission had three tasks:\n\n- protect\n- watch\n- report\n\nThat is all.", "T",
			"[] The mission had three tasks:\\n\\n- protect\\n- watch\\n- report\n[] That is all.\n"},
		{"a list without a lead-in is one passage", "# T\n\n1. one\n2. two\n   - deeper\n", "T", "[] 1. one\\n2. two\\n   - deeper\n"},
		{"a long list has a passage for each item", "# T\n\nThe items:\n\n- " + strings.Repeat("a", 1500) + "\n- b\n\n  more of b\n- " + strings.Repeat("c", 1500), "T",
			"[The items] " + strings.Repeat("a", 1500) + "\n[The items] b\\n\\n  more of b\n[The items] " + strings.Repeat("c", 1500) + "\n"},
		{"a bare lead-in is the heading of those below it", "# T\n\nKey comments:\n\n\"One,\" said A.\n\n\"Two,\" said B.", "T",
			"[Key comments] \"One,\" said A.\n[Key comments] \"Two,\" said B.\n"},
		{"a heading ends what a lead-in began", "# T\n\nKey comments:\n\nOne.\n\n## Next\n\nTwo.", "T", "[Key comments] One.\n[Next] Two.\n"},
		{"a line in bold is a heading", "# T\n\n**Key facts**\n\nOne.\n\n**This is a sentence.**", "T", "[Key facts] One.\n[Key facts] **This is a sentence.**\n"},
		{"a run-in label in bold", "# T\n\n## News\n\n**The development:** On Friday it ended.", "T", "[News > The development] **The development:** On Friday it ended.\n"},
		{"a quotation and who said it are one passage", "# T\n\n> Care must be taken.\n>\n> — Jane Doe\n", "T", "[] Care must be taken.\\n>\\n> — Jane Doe\n"},
		{"a long quote is read like any text", "# T\n\n> One.\n>\n> Two.\n>\n> Three.\n", "T", "[] One.\n[] Two.\n[] Three.\n"},
		{"a table is one passage", "# T\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\nOne.", "T", "[] | a | b |\\n|---|---|\\n| 1 | 2 |\n[] One.\n"},
		{"code is one passage with its fences", "# T\n\n```sh\nls\n\npwd\n```\n\nOne.", "T", "[] ```sh\\nls\\n\\npwd\\n```\n[] One.\n"},
		{"code stays with the line that announces it", "# T\n\nRun this:\n\n```\nls\n```\n", "T", "[Run this] Run this:\\n\\n```\\nls\\n```\n"},
		{"code in a list keeps its closing fence", "# T\n\n- do\n\n  ```\n  ls\n  ```\n\nOne.", "T", "[] - do\\n\\n  ```\\n  ls\\n  ```\n[] One.\n"},
		{"images and their captions are no passages", "# T\n\n![A harbour](a.png)\n*The harbour in May*\n\n[![b](b.png)](c)\n\n_The harbour in June_\n\nOne.\n\n*Two.*", "T", "[] One.\n[] *Two.*\n"},
		{"an image at the head of a paragraph is left out", "# T\n\n![A harbour](a.png)\nOne thing.", "T", "[] One thing.\n"},
		{"comments and link targets are no passages", "# T\n\n<!-- a note\n\nto self -->\n\n[a]: https://a.example \"A\"\n\nOne [a].", "T", "[] One [a].\n"},
		{"a byline, a date and a credit are no passages", "# T\n\n*By Jane Doe*\n\n30 June 2023\n\nPhoto: John Roe\n\nOne.", "T", "[] One.\n"},
		{"a paragraph with dashes under it is none the less one", "# T\n\n" + strings.Repeat("word ", 60) + "\n---\n\nOne.", "T",
			"[] " + strings.TrimSpace(strings.Repeat("word ", 60)) + "\n[] One.\n"},
		{"questions and answers with bold letters", "# T\n\n**Q: Is there ice?**\n\nA: At the fish hall.\n\n**Q:** Is there salt?\n**A:** Yes.\n\n*Is there sugar?*\n\nNo.", "T",
			"[Is there ice?] At the fish hall.\n[Is there salt?] Yes.\n[Is there sugar?] No.\n"},
		{"a bold letter inside bold keeps it", "# T\n\nQ: Is there ice?\n\n**A: At the fish hall.**", "T", "[Is there ice?] **A: At the fish hall.**\n"},
		{"a heading that says that it is a question", "# T\n\n## Q: Is there ice?\n\nA: At the fish hall.", "T", "[Is there ice?] At the fish hall.\n"},
		{"a list of questions with their answers", "# T\n\n4. Is there ice?\n   At the fish hall.\n\n5. Is there salt?\n\n   Yes.\n\n   In bags.\n\nThat is all.", "T",
			"[Is there ice?] At the fish hall.\n[Is there salt?] Yes.\n[Is there salt?] In bags.\n[] That is all.\n"},
		{"a list of nothing but questions is a list", "# T\n\n- Is there ice?\n- Is there salt?\n", "T", "[] - Is there ice?\\n- Is there salt?\n"},
		{"questions in bold with the answer behind", "# T\n\n**Is there ice?** At the fish hall.\n\n- **Is there salt?** Yes.\n- __Is there sugar?__ No.\n", "T",
			"[Is there ice?] **Is there ice?** At the fish hall.\n[Is there salt?] **Is there salt?** Yes.\n[Is there sugar?] __Is there sugar?__ No.\n"},
		{"a numbered line above a paragraph is a heading", "# T\n\n1. Ice\n\nThe fish hall has it.\n\n2. Salt\n\nThe shop has it.\n", "T", "[1. Ice] The fish hall has it.\n[2. Salt] The shop has it.\n"},
		{"an admonition of GitHub", "# T\n\n## S\n\n> [!WARNING]\n> The ice is thin.\n> Stay off.\n\nOne.", "T", "[S > Warning] The ice is thin.\\n> Stay off.\n[S] One.\n"},
		{"an admonition of Obsidian with its title", "# T\n\n> [!tip]- When it is hot\n> Bring ice.\n>\n> And salt.\n\nOne.", "T", "[When it is hot] Bring ice.\n[When it is hot] And salt.\n[] One.\n"},
		{"a container", "# T\n\n::: tip\nBring ice.\n:::\n\nOne.\n\n:::warning[Thin ice]\n\nStay off.\n\n- a\n- b\n\n:::\n\nTwo.", "T",
			"[Tip] Bring ice.\n[] One.\n[Thin ice] Stay off.\n[Thin ice] - a\\n- b\n[] Two.\n"},
		{"an admonition of MkDocs", "# T\n\n!!! note \"Ice\"\n    Bring it.\n\nOne.", "T", "[Ice] Bring it.\n[] One.\n"},
		{"a folded part has its summary as heading", "# T\n\n<details>\n<summary>Is there <b>ice</b>?</summary>\n\nAt the fish hall.\n\n</details>\n\n<details><summary>Salt</summary>\nYes, *much*.\n</details>\n\nOne.", "T",
			"[Is there ice?] At the fish hall.\n[Salt] Yes, *much*.\n[] One.\n"},
		{"components of MDX", "---\n\nimport Tabs from '@theme/Tabs';\n\nexport const a = {\n  b: 1,\n};\n\n# T\n\n<Tabs>\n<TabItem value=\"m\" label=\"On a Mac\">\n\nPress here.\n\n</TabItem>\n</Tabs>\n\n<Note>Mind the gap.</Note>\n\n<Chart data={points} />\n\nOne.", "T",
			"[On a Mac] Press here.\n[] Mind the gap.\n[] One.\n"},
		{"text between tags is read", "# T\n\n<div align=center>\nSome <em>text</em>\n</div>\n\n<p>More</p>\n", "T", "[] Some <em>text</em>\n[] More\n"},
		{"Windows line ends", "# T\r\n\r\nOne\r\nthing.\r\n\r\n- a\r\n- b\r\n", "T", "[] One\\r\\nthing.\n[] - a\\r\\n- b\n"},
		{"tabs in a list", "# T\n\n-\ta\n\t- b\n", "T", "[] -\ta\\n\t- b\n"},
		{"no heading, no title", "One.\n\nTwo.", "", "[] One.\n[] Two.\n"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			b := readMarkdown(tt.src, "")
			if b.source.Title != tt.title {
				t.Errorf("title %q, want %q", b.source.Title, tt.title)
			}
			if got := flat(b.passages); got != tt.want {
				t.Errorf("got\n%swant\n%s", got, tt.want)
			}
		})
	}
}

func TestMarkdownTitleFromFrontMatter(t *testing.T) {
	b := readMarkdown("# A title\n\n# Another\n\nOne.", "A Title")
	if got, want := flat(b.passages), "[Another] One.\n"; got != want {
		t.Errorf("got %q, want %q: the heading that repeats the title is none, one that differs is a chapter", got, want)
	}
}

func TestMarkdownTellsWhatItLeavesOut(t *testing.T) {
	b := readMarkdown("# T\n\nOne.\n\n<figure><img src=a><figcaption>A caption</figcaption></figure>\n\n<table>\n<tr><td>Some text\n</table>\n\n<ol><li>More</ol>\n", "")
	if len(b.notes) != 1 || b.notes[0].line != 7 || !strings.Contains(b.notes[0].reason.Error(), "(2)") {
		t.Errorf("got %+v, want one note on line 7 about a table and a list of HTML", b.notes)
	}
	b = readMarkdown("# T\n\nOne.\n\n"+strings.Repeat("word ", 900)+"\n", "")
	if len(b.notes) != 1 || b.notes[0].line != 5 {
		t.Errorf("got %+v, want one note on line 5 about a paragraph of 4,499 characters", b.notes)
	}
}

// The inputs below made other parsers slow. With quadratic time, a quarter of a megabyte of one would take minutes.
func TestHostileMarkdownEnds(t *testing.T) {
	const size = 1 << 18
	tests := map[string]string{
		"nested quotes":          strings.Repeat(">", size) + "a\n" + strings.Repeat(">", size) + "b",
		"nested lists":           strings.Repeat("- ", size/4) + "a" + strings.Repeat("\n", size/2),
		"lists ever deeper":      deeper(size/2) + strings.Repeat("\n", size/2),
		"brackets never closed":  strings.Repeat("[a\n", size/3),
		"one very long line":     strings.Repeat("[![*_`<", size/7),
		"a heading without end":  "# " + strings.Repeat("a", size),
		"comments never closed":  strings.Repeat("<!--\n\n", size/6),
		"thousands of lead-ins":  strings.Repeat("Key:\n- a\n- b\n\n", size/14),
		"a fence never closed":   "```\n" + strings.Repeat("a\n", size/2),
		"only share buttons":     strings.Repeat("Share\n", size/6),
		"nothing but blank ones": strings.Repeat(" \n", size/2),
	}
	for name, src := range tests {
		t.Run(name, func(t *testing.T) {
			checkPassages(t, src, readMarkdown(src, "").passages)
			checkPassages(t, src, readText(src, "").passages)
		})
	}
}

func deeper(size int) string {
	var b strings.Builder
	for depth := 0; b.Len() < size; depth++ {
		b.WriteString(strings.Repeat("  ", depth) + "- a\n")
	}
	return b.String()
}

// checkPassages holds what is true of every reading of Markdown and plain text: passages are pieces of the source, in its
// order, none overlapping another, numbered from 1.
func checkPassages(t *testing.T, src string, passages []Passage) {
	t.Helper()
	from := 0
	for i, p := range passages {
		at := strings.Index(src[from:], p.Text)
		if at < 0 || p.Text == "" {
			t.Fatalf("passage %d, %.80q, is not in the source after the one before", i+1, p.Text)
		}
		from += at + len(p.Text)
		if p.Ordinal != i+1 {
			t.Fatalf("passage %d has the ordinal %d", i+1, p.Ordinal)
		}
	}
}
