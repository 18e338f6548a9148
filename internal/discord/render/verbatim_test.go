package render

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/sitrep-bot/sitrep/internal/answers"
	"github.com/sitrep-bot/sitrep/internal/corpus"
	"github.com/sitrep-bot/sitrep/internal/corpus/markup"
	"github.com/sitrep-bot/sitrep/internal/discord/locale"
	"github.com/sitrep-bot/sitrep/internal/discord/render/rendertest"
)

// What is drawn of an author's formatting; anything else would be markup that was none.
var authors = []string{"bold", "italic", "struck", "code", "codeblock", "list", "quote", "link"}

// hostileText is made of what Discord would make something else of.
func hostileText(rng *rand.Rand, atMost int) string {
	var b strings.Builder
	for length := rng.IntN(atMost); b.Len() <= length; {
		b.WriteString(rendertest.Hostile[rng.IntN(len(rendertest.Hostile))])
		if rng.IntN(4) == 0 {
			b.WriteString(". Then ")
		}
	}
	return b.String()
}

// somewhere is a part of a text.
func somewhere(rng *rand.Rand, text string) (s answers.Span) {
	s.Start = rng.IntN(len(text) + 1)
	s.End = s.Start + rng.IntN(len(text)-s.Start+1)
	for s.Start < len(text) && !utf8.RuneStart(text[s.Start]) {
		s.Start++
	}
	for s.End < len(text) && !utf8.RuneStart(text[s.End]) {
		s.End++
	}
	return s
}

// TestAPassageIsSeenWordForWord draws passages full of markup, whoever's it is, and reads them as Discord shows them.
func TestAPassageIsSeenWordForWord(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 4))
	for range 800 {
		text := hostileText(rng, []int{60, 300, 3000}[max(0, rng.IntN(40)-37)])
		for _, markdown := range []bool{false, true} {
			q := answers.Quote{Passage: corpus.Passage{Text: text}, Markdown: markdown, Highlight: somewhere(rng, text)}
			var all, raw strings.Builder
			for _, part := range Parts(q) {
				if n := Units(part); n > LongestQuote {
					t.Fatalf("a part of %d units of %q", n, text)
				}
				seen := rendertest.Message(part)
				for kind := range seen.Drawn {
					if !slices.Contains(authors, kind) || !markdown && kind != "bold" {
						t.Fatalf("%q (Markdown %v)\nhas %s drawn in\n%q", text, markdown, kind, part)
					}
				}
				all.WriteString(seen.Text + "\n")
				raw.WriteString(part + "\n")
			}
			want := markup.Text(q.Passage, markdown)
			if squeeze(all.String()) != squeeze(want) {
				t.Fatalf("%q (Markdown %v, %v)\nis drawn as %q\n%s", text, markdown, q.Highlight, raw.String(), difference(squeeze(all.String()), squeeze(want)))
			}
		}
	}
}

// difference is where two texts part.
func difference(got, want string) string {
	i := 0
	for i < len(got) && i < len(want) && got[i] == want[i] {
		i++
	}
	around := func(text string) string { return text[max(0, min(i, len(text))-40):min(i+40, len(text))] }
	return fmt.Sprintf("seen   …%q…\nwanted …%q…", around(got), around(want))
}

// squeeze is a text without its white space: a long word may be broken.
func squeeze(text string) string { return strings.ReplaceAll(rendertest.Fold(text), " ", "") }

// formatted are passages as authors of Markdown format them, and how they are seen.
var formatted = []struct{ name, text, header, want string }{
	{"bold, italics, struck", "This is **bold**, *slanted* and _so is this_, ~~not this~~.", "", "This is bold, slanted and so is this, not this."},
	{"bold in italics", "*a **b** c* and ***both***", "", "a b c and both"},
	{"names", "snake_case_name, 2 * 3 * 4, __init__ of it", "", "snake_case_name, 2 * 3 * 4, init of it"},
	{"code", "Run `go test ./... | grep _x_` or ``a`b``.", "", "Run go test ./... | grep _x_ or a`b."},
	{"code in bold", "**Set `MAX_SIZE` or `size`** now", "", "Set MAX_SIZE or size now"},
	{"a list", "Bring:\n- a **rope**\n- two `slings`\n  - long\n  - short\n\n1. first\n1. second", "", "Bring: - a rope - two slings - long - short 1. first 2. second"},
	{"a list with brackets", "3) three\n4) four", "", "3. three 4. four"},
	{"other bullets", "* a\n* b\n\n+ c", "", "- a - b - c"},
	{"a block of code", "Run:\n\n```go\nfunc main() { **x** }\n```", "", "Run: func main() { **x** }"},
	{"code with a fence in it", "````\n```\nx\n```\n````", "", "``` x ```"},
	{"a quotation", "> He said **no**.\n> Twice.\n\nand left", "", "He said no. Twice. and left"},
	{"a quotation whose first mark the passage lacks", "He said **no**.\n> Twice.\n>\n> — the warden", "", "He said no. Twice. — the warden"},
	{"a link", "See [the **report**](https://un.org/a_(b)*c).", "", "See the report."},
	{"an address", "See https://un.org/a_b_c, and <https://un.org>.", "", "See https://un.org/a_b_c, and https://un.org."},
	{"a link that lies", "[https://un.org](https://evil.example) [un.org](https://evil.example/x)", "", "[https://un.org](https://evil.example) [un.org](https://evil.example/x)"},
	{"a file that is where it is said to be", "[README.md](https://git.example/x/README.md)", "", "README.md"},
	{"an invitation", "[join](https://discord.gg/abc) or discord.gg/abc or https://discord.com/invite/x", "", "[join](https://discord.gg/abc) or discord.gg/abc or https://discord.com/invite/x"},
	{"a link within the article", "as said [above](#top)", "", "as said above"},
	{"no link to code", "[a](javascript:alert(1))", "", "a"},
	{"backslashes", `\*not slanted\* and \# none`, "", "*not slanted* and # none"},
	{"a table", "| Bed | Price |\n|---|--:|\n| **upper** | 9 |\n| lower \\| window | 12 |", "", "Bed Price upper 9 lower | window 12"},
	{"a part of a table", "| upper | 9 |\n| lower | 12 |", "| Bed | Price |\n|---|---|", "Bed Price upper 9 lower 12"},
	{"a part of code", "b := 1\nc := 2", "```go", "b := 1 c := 2"},
	{"what only Discord knows", "||hidden|| <@12> @everyone <t:1:R> :smile: # no\n-# small", "", "||hidden|| <@12> @everyone <t:1:R> :smile: # no -# small"},
	{"lines", "one  \ntwo<br>three", "", "one two three"},
}

func TestAnAuthorsFormattingIsDrawn(t *testing.T) {
	for _, c := range formatted {
		t.Run(c.name, func(t *testing.T) {
			q := answers.Quote{Markdown: true, Passage: corpus.Passage{Text: c.text, Header: c.header}}
			got := strings.Join(Parts(q), "\n")
			if seen := rendertest.Fold(rendertest.Message(got).Text); seen != c.want {
				t.Errorf("drawn as\n%s\nseen as %q\nwanted  %q", got, seen, c.want)
			}
		})
	}
}

// TestEveryPassageOfTheCorporaIsSeenAsItIs reads passages and messages with one reader.
func TestEveryPassageOfTheCorporaIsSeenAsItIs(t *testing.T) {
	read := 0
	for _, dir := range []string{"../../../corpus", "../../eval/testdata/worlds"} {
		c, err := corpus.Load(dir, nil)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range c.Documents {
			for _, p := range d.Passages {
				read++
				q := answers.Quote{Markdown: d.IsMarkdown(), Passage: p}
				got := rendertest.Message(strings.Join(Parts(q), "\n")).Text
				want := p.Text
				if q.Markdown {
					drawn, _ := p.Drawn()
					want = rendertest.Passage(drawn).Text
				}
				if squeeze(got) != squeeze(want) {
					t.Errorf("%s#%d\nis seen as %q\nwanted     %q", d.ID, p.Ordinal, rendertest.Fold(got), rendertest.Fold(want))
				}
			}
		}
	}
	if read < 150 {
		t.Errorf("only %d passages were read", read)
	}
}

// TestAQuotationIsTheWholePassage turns all pages of passages, in both layouts.
func TestAQuotationIsTheWholePassage(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 6))
	r := Renderer{Signer{[]byte("secret")}}
	for i := range 60 {
		text := hostileText(rng, 6000)
		q := answers.Quote{Ref: corpus.Ref{Document: "a", Ordinal: 1}, Of: 1, Passage: corpus.Passage{Ordinal: 1, Heading: "@everyone # h", Text: text},
			Source: corpus.Source{Title: "**T** <@1>"}, Markdown: i%2 == 0}
		shown := ""
		for part := range Parts(q) {
			p := r.Quote(q, View{Words: locale.For("en", ""), Part: part})
			shown += rendertest.Message(p.Text).Text
			for _, l := range p.Message("").Layouts {
				if !strings.Contains(drawn(l), p.Text) && !strings.Contains(drawn(l), BlockQuote(p.Text)) {
					t.Fatalf("a layout does not show\n%q\nbut\n%q", p.Text, drawn(l))
				}
			}
		}
		if want := markup.Text(q.Passage, q.Markdown); squeeze(shown) != squeeze(want) {
			t.Fatal(difference(squeeze(shown), squeeze(want)))
		}
	}
}
