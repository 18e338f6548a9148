package corpus

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

func TestLongTable(t *testing.T) {
	const header = "| Plot | Rent |\n|---|---:|\n"
	src := "# T\n\n" + header
	for i := range 150 {
		src += fmt.Sprintf("| number %d | %d euros |\n", i, 2*i)
	}
	passages := readMarkdown(src, "").passages
	if len(passages) < 3 {
		t.Fatalf("%d passages of %d bytes", len(passages), len(src))
	}
	rows := 0
	for _, p := range passages {
		drawn, start := p.Drawn()
		if drawn != header+p.Text || drawn[start:] != p.Text || len(p.Text) > longestPart || !strings.HasPrefix(p.Text, "| number") || !strings.HasSuffix(p.Text, " euros |") {
			t.Errorf("passage %d is drawn as\n%s", p.Ordinal, drawn)
		}
		rows += strings.Count(p.Text, "number")
	}
	if rows != 150 {
		t.Errorf("%d rows, want 150", rows)
	}
	checkPassages(t, src, passages)
}

func TestLongCode(t *testing.T) {
	src := "# T\n\n```go\n"
	for i := range 60 {
		src += fmt.Sprintf("func f%d() {\n\treturn // the comment of %d\n}\n\n", i, i)
	}
	src += "```\n\nOne."
	passages := readMarkdown(src, "").passages
	for _, p := range passages[:len(passages)-1] {
		drawn, _ := p.Drawn()
		if !strings.HasPrefix(drawn, "```go\nfunc f") || !strings.HasSuffix(drawn, "}\n```") || len(p.Text) > longestPart {
			t.Errorf("passage %d is drawn as\n%s", p.Ordinal, drawn)
		}
	}
	if last := passages[len(passages)-1]; len(passages) < 3 || last.Text != "One." || last.Header != "" {
		t.Errorf("%d passages, the last of them %+v", len(passages), last)
	}
	checkPassages(t, src, passages)
}

func TestLongTableOfAPage(t *testing.T) {
	rows := "<tr><th>Plot</th><th>Rent</th></tr>"
	for i := range 150 {
		rows += fmt.Sprintf("<tr><td>number %d</td><td>%d euros a year</td></tr>", i, 2*i)
	}
	b, err := readHTML(page(harbour+"<table>"+rows+"</table>"), "")
	if err != nil || len(b.passages) < 4 {
		t.Fatalf("%d passages, %v", len(b.passages), err)
	}
	for _, p := range b.passages[1:] {
		if p.Header != "Plot Rent" || !strings.HasPrefix(p.Text, "number") || !strings.HasSuffix(p.Text, "a year") {
			t.Errorf("passage %d is %q below %q", p.Ordinal, p.Text, p.Header)
		}
	}
}

func TestEntities(t *testing.T) {
	for _, tt := range []struct{ name, in, want string }{
		{"letters and signs", "Caf&eacute; &amp; bar &ndash; 4&nbsp;&euro;, &#233;&#xE9;", "Café & bar – 4\u00a0€, éé"},
		{"code keeps them", "`&amp;` is &amp;\n```\n&euro;\n```\n&euro;", "`&amp;` is &\n```\n&euro;\n```\n€"},
		{"backticks that never close are text", "a `` b &euro; ` c", "a `` b € ` c"},
		{"what would become markup stays", "&lt;b&gt; &#42;x&#42; &#64;everyone &#96;&#96; &#x7c;&#x7c; &lbrack;a&rbrack;", "&lt;b&gt; &#42;x&#42; &#64;everyone &#96;&#96; &#x7c;&#x7c; &lbrack;a&rbrack;"},
		{"what nobody sees stays", "a&#8238;b&#0;c&#x200b;d", "a&#8238;b&#0;c&#x200b;d"},
		{"no entities", "R&D &; &unknownthing; AT&T;", "R&D &; &unknownthing; AT&T;"},
	} {
		if got := decodeEntities(tt.in); got != tt.want {
			t.Errorf("%s: got %q, want %q", tt.name, got, tt.want)
		}
	}
}

// FuzzEntities holds that decoding makes no markup: there are as many of its characters as before.
func FuzzEntities(f *testing.F) {
	f.Add("Caf&eacute; `&amp;` &#42;&lt;&amp;lt;")
	f.Fuzz(func(t *testing.T, src string) {
		got := decodeEntities(src)
		for _, mark := range "*_`~|<>\\[]@" {
			if strings.Count(got, string(mark)) != strings.Count(src, string(mark)) {
				t.Fatalf("%q became %q", src, got)
			}
		}
	})
}

func TestSum(t *testing.T) {
	same := Passage{Ordinal: 1, Heading: "Before you go", Text: "Carry a map\nand water."}
	for _, tt := range []struct {
		name  string
		other Passage
		equal bool
	}{
		{"another article's, wrapped otherwise", Passage{Ordinal: 7, Heading: "Safety", Text: "Carry a map and  water."}, true},
		{"other words", Passage{Text: "Carry a map and salt."}, false},
		{"below a question it answers that", Passage{Heading: "What do I need?", Text: "Carry a map and water."}, false},
	} {
		if got := same.Sum() == tt.other.Sum(); got != tt.equal {
			t.Errorf("%s: equal %v", tt.name, got)
		}
	}
}

func TestAsks(t *testing.T) {
	src := "A title\n\nWho would not want to know what became of the harbour market, of its sellers and of everything that they had there? And who would pay?\n\nThe city will.\n\nWill it? Nobody knows."
	var asks []bool
	for _, p := range readText(src, "").passages {
		asks = append(asks, p.Asks)
	}
	if len(asks) != 3 || !asks[0] || asks[1] || asks[2] {
		t.Errorf("got %v, want only the first of three to ask", asks)
	}
}

func TestAQuotationIsDrawnAsOne(t *testing.T) {
	for _, c := range []struct {
		name, src string
		want      []string // as they are drawn
	}{
		{"on one line", "# T\n\n> Care must be taken.\n\nSo.", []string{"> Care must be taken.", "So."}},
		{"several of one line each", "# T\n\n> One.\n>\n> Two.\n>\n> Three.\n", []string{"> One.", "> Two.", "> Three."}},
		{"with who said it", "# T\n\n> Care must be taken.\n>\n> — Jane Doe\n", []string{"Care must be taken.\n>\n> — Jane Doe"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			var got []string
			for _, p := range readMarkdown(c.src, "").passages {
				drawn, start := p.Drawn()
				if drawn[start:start+len(p.Text)] != p.Text {
					t.Errorf("%q does not begin at %d of %q", p.Text, start, drawn)
				}
				got = append(got, drawn)
			}
			if !slices.Equal(got, c.want) {
				t.Errorf("drawn as %q, wanted %q", got, c.want)
			}
		})
	}
}
