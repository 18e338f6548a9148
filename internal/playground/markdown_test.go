package playground_test

import (
	"os"
	"strings"
	"testing"

	"github.com/sitrep-bot/sitrep/internal/corpus"
	"github.com/sitrep-bot/sitrep/internal/corpus/markup"
)

// TestMarkdownIsDrawnAsDiscordDrawsIt looks at the elements that come of a text, in a real browser. Elements are written
// as tag{…}, with what matters of their attributes.
func TestMarkdownIsDrawnAsDiscordDrawsIt(t *testing.T) {
	s := play(t, nil)
	b := s.visit(t)
	bot, channel := s.local.Bot().ID, s.local.Guilds()[0].Channels()[0].ID
	for _, c := range []struct{ name, source, want string }{
		{"plain text", "a < b & c > d", "a < b & c > d"},
		{"bold, italics, underline, struck", "**a** *b* _c_ __d__ ~~e~~", "strong{a} em{b} em{c} u{d} s{e}"},
		{"bold in italics", "***a** b*", "em{strong{a} b}"},
		{"bold and italics", "***a***", "em{strong{a}}"},
		{"names with underscores stay", "snake_case_name and __init__.py", "snake_case_name and u{init}.py"},
		{"a lone star stays", "2 * 3 * 4 and *", "2 * 3 * 4 and *"},
		{"headings", "# A\n## B\n### C\n#### D", "div.h1{A}div.h2{B}div.h3{C}#### D"},
		{"a heading needs a space and the start of a line", "#a and # b", "#a and # b"},
		{"subtext", "-# small\nlarge", "div.subtext{small}large"},
		{"lists", "- a\n- b\n  - c\n1. d\n2. e", "ul{li{a}li{bul{li{c}}}}ol{li{d}li{e}}"},
		{"a list that begins later", "3. a\n4. b", "ol@3{li{a}li{b}}"},
		{"a hyphen within a line", "a - b", "a - b"},
		{"a quote", "> a\n> **b**\nc", "blockquote{a\nstrong{b}}c"},
		{"a quote to the end", ">>> a\nb", "blockquote{a\nb}"},
		{"no quote in a line", "a > b", "a > b"},
		{"code", "`**a**` and ``b`c``", "code{**a**} and code{b`c}"},
		{"a block of code", "```go\nfunc **a**() {}\n```", "pre{code{func **a**() {}}}"},
		{"a spoiler", "||a||", "span.spoiler{span{a}}"},
		{"a link behind words", "[the UN](https://un.org/a)", "a(https://un.org/a){the UN}"},
		{"a link with a title", `[a](https://un.org "b")`, "a(https://un.org/){a}"},
		{"a bare address, without the full stop", "see https://un.org/a_b.", "see a(https://un.org/a_b){https://un.org/a_b}."},
		{"an address in brackets", "(https://un.org/a_(b))", "(a(https://un.org/a_(b)){https://un.org/a_(b)})"},
		{"an address without preview", "<https://un.org>", "a(https://un.org/){https://un.org}"},
		{"no link to code", "[a](javascript:alert(1))", "[a](javascript:alert(1))"},
		{"no link to data", "[a](data:text/html,b)", "[a](data:text/html,b)"},
		{"no link to a file", "[a](file:///etc/passwd)", "[a](file:///etc/passwd)"},
		{"no link that pretends to be another", "[https://un.org](https://evil.example)", "[https://un.org](https://evil.example)"},
		{"markup stays text", `<img src=x onerror=alert(1)><script>a</script>`, `<img src=x onerror=alert(1)><script>a</script>`},
		{"somebody mentioned", "<@" + bot + "> <@!" + bot + "> <@1>", "span.mention{@sitrep} span.mention{@sitrep} span.mention{@unknown-user}"},
		{"a channel mentioned", "<#" + channel + ">", "span.mention{#general}"},
		{"everyone", "@everyone @here @nobody", "span.mention{@everyone} span.mention{@here} @nobody"},
		{"a command", "</ask:123>", "button.mention{/ask}"},
		{"a day", "<t:1688083200:D>", "time(2023-06-30T00:00:00.000Z){June 30, 2023}"},
		{"a time without style", "<t:0>", "time(1970-01-01T00:00:00.000Z){January 1, 1970 at 12:00 AM}"},
		{"a style nobody knows", "<t:0:Q>", "<t:0:Q>"},
		{"an emoji of a server", "<:seal:123>", ":seal:"},
		{"escapes show what they escape", `\*a\* \_b\_ \~\~c\~\~ \|\|d\|\| \[e\]\(f\) \\ \<@1\> \# g`, `*a* _b_ ~~c~~ ||d|| [e](f) \ <@1> # g`},
		{"escaped code", "\\`a\\`", "`a`"},
		{"no escape before a letter or a space", `\a \ b`, `\a \ b`},
		{"escapes at the start of a line", "\\# a\n\\- b\n\\> c\n1\\. d\n\\-# e", "# a\n- b\n> c\n1. d\n-# e"},
		{"a shrug", `¯\_(ツ)_/¯`, `¯\_(ツ)_/¯`},
		{"an escape in bold", `**a \* b**`, "strong{a * b}"},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := eval[string](b, `import("/js/render-markdown.js").then(({markdown}) => {
				const write = (n) => typeof n === "string" ? n : n.nodeType === 3 ? n.data : n.tagName.toLowerCase() +
					(n.classList[0] === "heading" ? "." + n.classList[1] : n.classList[0] && n.tagName !== "TIME" ? "." + n.classList[0] : "") + (n.start > 1 ? "@" + n.start : "") +
					(n.href || n.dateTime ? "(" + (n.href || n.dateTime) + ")" : "") + "{" + [...n.childNodes].map(write).join("") + "}";
				return markdown(`+quoted(c.source)+`).map(write).join("");
			})`)
			if got = strings.ReplaceAll(got, "\u202f", " "); got != c.want {
				t.Errorf("%q is drawn as\n%s\nwant\n%s", c.source, got, c.want)
			}
		})
	}
}

// TestAQuoteIsReadAsItIsWritten is the promise of the bot as its reader sees it: the passage, to the character.
func TestAQuoteIsReadAsItIsWritten(t *testing.T) {
	raw, err := os.ReadFile("testdata/hostile.md")
	if err != nil {
		t.Fatal(err)
	}
	s := play(t, map[string]string{"hostile.md": string(raw)})
	b := s.visit(t)
	eval[bool](b, `(() => { globalThis.alert = () => { globalThis.harmed = true; }; return true; })()`)
	for _, passage := range strings.Split(strings.TrimSpace(string(raw)), "\n\n")[1:] {
		word := strings.Fields(passage)[0]
		passage = markup.Text(corpus.Passage{Text: passage}, true)
		b.ask("@sitrep What is said about the " + word + "?")
		shown := eval[string](b, last+`.innerText`)
		if !strings.Contains(shown, passage) {
			t.Errorf("asked about %s, the page shows\n%s\nwant in it\n%s", word, shown, passage)
		}
	}
	if eval[bool](b, `!!globalThis.harmed || !!document.querySelector("main img, main script, main iframe, a:not([href^='http']):not([href^='#'])")`) {
		t.Error("the text of an article became more than text")
	}
}
