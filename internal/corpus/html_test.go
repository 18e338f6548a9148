package corpus

import (
	"strings"
	"testing"
)

// page puts the body of an article into a page as newspapers serve it.
func page(article string) string {
	return `<!doctype html><html lang="en-GB"><head><title>Harbour market to close | The Example Times</title>
<meta property="og:title" content="Harbour market to close"><meta property="og:site_name" content="The Example Times">
<meta name="author" content="Jane Doe"><link rel="canonical" href="https://times.example/harbour">
<script type="application/ld+json">{"@type":"NewsArticle","datePublished":"2023-06-30T23:30:00-04:00"}</script>
<script>var tracking = "never shown";</script><style>p { color: red }</style></head>
<body><nav><ul><li><a href="/">Home</a></li><li><a href="/news">News</a></li></ul></nav>
<article><h1>Harbour market to close</h1>` + article + `</article>
<aside><p>Five things you may like to read about harbours, walls and markets, chosen by nobody.</p></aside>
<footer><p>© 2023 The Example Times</p></footer></body></html>`
}

const harbour = `<p>The market in the old harbour of Exampleton will close at the end of the year, the city council decided on Friday, after it had debated the cost of the harbour wall for three hours.</p>`

func TestHTML(t *testing.T) {
	const one = "[] The market in the old harbour of Exampleton will close at the end of the year, the city council decided on Friday, after it had debated the cost of the harbour wall for three hours.\n"
	tests := []struct{ name, article, want string }{
		{"a paragraph", harbour, one},
		{"entities and spaces as a browser shows them", harbour + "<p>It&nbsp;was\n  cold &amp; <b>very</b> windy,\n  wasn&#8217;t it.</p>", one + "[] It\u00a0was cold & very windy, wasn’t it.\n"},
		{"a line break is kept", harbour + "<p>One line,<br>another line.</p>", one + "[] One line,\\nanother line.\n"},
		{"headings travel", harbour + "<h2>Reactions</h2><p>The sellers regret it, all of them, and they said so.</p>", one + "[Reactions] The sellers regret it, all of them, and they said so.\n"},
		{"a caption is no passage", `<figure><img src="a.png"><figcaption>Sellers on a Saturday</figcaption></figure>` + harbour + "<p>Photo: John Roe</p>", one},
		{"a list stays with its lead-in", harbour + "<p>The council named three reasons:</p>\n<ul><li>the wall</li><li>the <i>cost</i></li><li>the noise</li></ul>", one + "[] The council named three reasons:\\nthe wall\\nthe cost\\nthe noise\n"},
		{"a numbered list has its numbers", harbour + "<p>The steps are these:</p><ol start=3><li>close the gate</li><li><p>take the key</p></li></ol>", one + "[The steps are these] The steps are these:\\n3. close the gate\\n4. take the key\n"},
		{"a list of questions and answers", harbour + "<dl><dt>Is there ice?</dt><dd>At the fish hall, on weekdays.</dd><dt>Is there salt?</dt><dd>Yes, in bags of two kilos.</dd></dl>", one + "[Is there ice?] At the fish hall, on weekdays.\n[Is there salt?] Yes, in bags of two kilos.\n"},
		{"a question in bold above its answer", harbour + "<p><b>Is there ice?</b></p><p>At the fish hall, on weekdays.</p>", one + "[Is there ice?] At the fish hall, on weekdays.\n"},
		{"a quotation is one passage", harbour + "<blockquote><p>We regret it, and we would do it again.</p><p>— the mayor</p></blockquote>", one + "[] We regret it, and we would do it again.\\n— the mayor\n"},
		{"text that no paragraph holds is one", harbour + "<div>It opened in 1987, <em>on a Saturday</em>, in the rain.<hr>It has 140 sellers, all with a table of their own.</div>", one + "[] It opened in 1987, on a Saturday, in the rain.\n[] It has 140 sellers, all with a table of their own.\n"},
		{"a script inside the article is none of it", harbour + "<script>alert(1)</script><p>It opened in 1987, on a Saturday, in the rain.</p>", one + "[] It opened in 1987, on a Saturday, in the rain.\n"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			b, err := readHTML(page(tt.article), "")
			if err != nil {
				t.Fatal(err)
			}
			if got := flat(b.passages); got != tt.want {
				t.Errorf("got\n%swant\n%s", got, tt.want)
			}
		})
	}
}

func TestHTMLSource(t *testing.T) {
	b, err := readHTML(page(harbour), "")
	if err != nil {
		t.Fatal(err)
	}
	want := Source{Title: "Harbour market to close", Publisher: "The Example Times", Author: "Jane Doe",
		Published: day(2023, 6, 30), URL: "https://times.example/harbour", Lang: "en"}
	if b.source != want {
		t.Errorf("got  %+v\nwant %+v", b.source, want)
	}
}

func TestHTMLStatesNothingOfItsOwn(t *testing.T) {
	const bare = `<!-- saved from url=(0029)https://times.example/harbour --><html><head><title>Harbour market</title></head><body>
		<div class="byline">By Follow Author, 3 minutes ago</div><time datetime="soon">today</time>` + harbour + `</body></html>`
	b, err := readHTML(bare, "")
	if err != nil {
		t.Fatal(err)
	}
	if want := (Source{Title: "Harbour market", URL: "https://times.example/harbour"}); b.source != want {
		t.Errorf("got  %+v\nwant %+v: what is no metadata is not the author or the date", b.source, want)
	}
}

func TestHTMLThatIsNoArticle(t *testing.T) {
	tests := []struct{ name, src, want string }{
		{"nothing but a script", "<html><body><script>x</script></body></html>", "found a page without a paragraph"},
		{"nested without end", strings.Repeat("<div>", 1000), "nested at most 512 deep"},
		{"more elements than any page", strings.Repeat("<p>a", mostElements+1), "found a larger one"},
		{"more tags than fit in memory", strings.Repeat("<p></p></p>", mostElements+1), "found a larger one"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if _, err := readHTML(tt.src, ""); err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got %v, want an error that has %q", err, tt.want)
			}
		})
	}
}
