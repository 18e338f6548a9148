package render

import (
	"fmt"
	"strings"
	"testing"

	"github.com/sitrep-bot/sitrep/internal/answers"
	"github.com/sitrep-bot/sitrep/internal/corpus"
	"github.com/sitrep-bot/sitrep/internal/discord/render/rendertest"
)

// quoteOf is a passage of Markdown with a sentence that answers.
func quoteOf(text, sentence string) answers.Quote {
	at := strings.Index(text, sentence)
	return answers.Quote{Markdown: true, Passage: corpus.Passage{Text: text}, Highlight: answers.Span{Start: at, End: at + len(sentence)}}
}

func TestTheSentenceThatAnswersIsEmphasised(t *testing.T) {
	const table, code = "| Bed | Price |\n|---|--:|\n| upper | 9 |\n| lower | 12 |", "Run:\n\n```sh\nmake\nmake test\n```"
	for _, c := range []struct{ name, text, sentence, want string }{
		{"in prose", "It began. It ended *late*. So.", "It ended *late*.", "It began. **It ended *late*.** So."},
		{"beside code that has stars", "Use `a*b` now. Then.", "Use `a*b` now.", "**Use** `a*b` **now.** Then."},
		{"an item of a list", "Bring:\n- a rope\n- boots", "- a rope", "Bring:\n- **a rope**\n- boots"},
		{"a row", table, "| upper | 9 |", "```\n  Bed    Price\n  ────────────\n▸ upper      9\n  lower     12\n```"},
		{"not a whole table", table, table, "```\nBed    Price\n────────────\nupper      9\nlower     12\n```"},
		{"a line of code", code, "make test", "Run:\n```sh\n  make\n▸ make test\n```"},
		{"not all of the code", code, code, "**Run:**\n```sh\nmake\nmake test\n```"},
		{"over two lines", "one two\nthree four", "two\nthree", "one **two**\n**three** four"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := Parts(quoteOf(c.text, c.sentence))[0]; got != c.want {
				t.Errorf("got\n%s\nwanted\n%s", got, c.want)
			}
		})
	}
}

func TestAQuotationOnOneLineStaysOne(t *testing.T) {
	q := answers.Quote{Markdown: true, Passage: corpus.Passage{Text: "Care *must* be taken.", Header: ">"}, Highlight: answers.Span{End: len("Care *must* be taken.")}}
	if got, want := Parts(q)[0], "> **Care *must* be taken.**"; got != want {
		t.Errorf("got %q, wanted %q", got, want)
	}
}

// TestATableThatIsCutHasItsHeadAgain also holds for what is too wide for columns.
func TestATableThatIsCutHasItsHeadAgain(t *testing.T) {
	for _, wide := range []string{"", strings.Repeat("wide ", 20)} {
		rows := "| Bed | Price |\n|---|---|"
		for i := range 60 {
			rows += fmt.Sprintf("\n| number %d of the hut by the lake %s | %d |", i, wide, 1000+i)
		}
		parts := Parts(quoteOf(rows, "1007 |"))
		all := ""
		for _, part := range parts {
			seen := rendertest.Message(part)
			if seen.Drawn["codeblock"] != 1 || !strings.HasPrefix(rendertest.Fold(seen.Text), "Bed Price") || Units(part) > LongestQuote {
				t.Errorf("wanted one table under its head, got\n%s", part)
			}
			all += seen.Text
		}
		for i := range 60 {
			if strings.Count(all, fmt.Sprint(1000+i)) != 1 {
				t.Errorf("row %d is there %d times", i, strings.Count(all, fmt.Sprint(1000+i)))
			}
		}
		if len(parts) < 2 {
			t.Error("it was not cut")
		}
	}
}

// TestPartsDoNotDependOnWhatIsEmphasised: pages are turned to from where another sentence is.
func TestPartsDoNotDependOnWhatIsEmphasised(t *testing.T) {
	text := strings.Repeat("A *sentence* about the river. And\none with `code` on lines\n- and an item\n\n", 60)
	plain := Parts(answers.Quote{Markdown: true, Passage: corpus.Passage{Text: text}})
	for start := 0; start < len(text)-700; start += 500 {
		parts := Parts(answers.Quote{Markdown: true, Passage: corpus.Passage{Text: text}, Highlight: answers.Span{Start: start, End: start + 700}})
		for i := range parts {
			if squeeze(rendertest.Message(parts[i]).Text) != squeeze(rendertest.Message(plain[i]).Text) {
				t.Fatalf("part %d is\n%s\nwithout emphasis\n%s", i, parts[i], plain[i])
			}
		}
	}
}
