package corpus

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/sitrep-bot/sitrep/internal/corpus/archive"
	"github.com/sitrep-bot/sitrep/internal/filetest"
)

// zipped is an archive of names and contents in turn.
func zipped(t testing.TB, files ...string) string { return string(filetest.Zip(t, files...)) }

func docx(t testing.TB, content string) string {
	return zipped(t, "word/document.xml", `<w:document xmlns:w="x"><w:body>`+content+`</w:body></w:document>`,
		"word/styles.xml", `<w:styles xmlns:w="x"><w:style w:styleId="Titel"><w:name w:val="Title"/></w:style>
			<w:style w:styleId="berschrift1"><w:name w:val="heading 1"/><w:pPr><w:outlineLvl w:val="0"/></w:pPr></w:style>
			<w:style w:styleId="Own"><w:name w:val="Own"/><w:basedOn w:val="berschrift1"/></w:style></w:styles>`,
		"docProps/core.xml", `<c xmlns:dc="y"><dc:title>Another title</dc:title><dc:creator>Ada Moss</dc:creator></c>`)
}

func wordParagraph(style, text string) string {
	return `<w:p><w:pPr><w:pStyle w:val="` + style + `"/></w:pPr><w:r><w:t xml:space="preserve">` + text + `</w:t></w:r></w:p>`
}

func odt(t testing.TB, content string) string {
	return zipped(t, "mimetype", "application/vnd.oasis.opendocument.text", "content.xml",
		`<office:document-content xmlns:office="o" xmlns:text="t" xmlns:style="s" xmlns:table="b"><office:automatic-styles>
		<style:style style:name="P1" style:parent-style-name="Title"/></office:automatic-styles><office:body><office:text>`+content+`</office:text></office:body></office:document-content>`,
		"meta.xml", `<m xmlns:dc="d"><dc:creator>Ada Moss</dc:creator><dc:language>fr-FR</dc:language></m>`)
}

func bookOf(t testing.TB, chapters ...string) string {
	files := []string{"mimetype", "application/epub+zip",
		"META-INF/container.xml", `<container><rootfiles><rootfile full-path="OPS/a.opf"/></rootfiles></container>`}
	items, spine := `<item id="nav" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/>`, `<itemref idref="nav"/>`
	for i, text := range chapters {
		name := fmt.Sprintf("chapter %d.xhtml", i)
		files = append(files, "OPS/"+name, `<?xml version="1.0"?><html><head><title/></head><body>`+text+`</body></html>`)
		items += fmt.Sprintf(`<item id="c%d" href="%s" media-type="application/xhtml+xml"/>`, i, strings.ReplaceAll(name, " ", "%20"))
		spine = fmt.Sprintf(`<itemref idref="c%d"/>`, i) + spine // the last chapter is read first
	}
	return zipped(t, append(files, "OPS/nav.xhtml", `<html><body><p>Contents</p><nav><ol><li><a href="chapter%200.xhtml">Second  part</a></li><li><a href="chapter%200.xhtml#x">Later</a></li></ol></nav></body></html>`,
		"OPS/a.opf", `<package xmlns:dc="d"><metadata><dc:title>The bridge</dc:title><dc:creator>Ada Moss</dc:creator>
			<dc:publisher>River Press</dc:publisher><dc:language>en-GB</dc:language></metadata><manifest>`+items+`</manifest><spine>`+spine+`</spine></package>`)...)
}

// Each format gives its text as its reader sees it, with heading and place.
func TestFormats(t *testing.T) {
	tests := []struct {
		file, content string
		source        Source
		want          []Passage
	}{
		{"word.docx", docx(t, wordParagraph("Titel", "The bridge")+wordParagraph("berschrift1", "Repairs")+
			wordParagraph("", "The first arch was ")+ // the next run of the same paragraph is below
			`<w:p><w:r><w:t>Three arches fell</w:t></w:r><w:r><w:br/><w:t>in May.</w:t></w:r><w:del><w:r><w:delText>Never.</w:delText></w:r></w:del><w:ins><w:r><w:t> Twice.</w:t></w:r></w:ins></w:p>`+
			`<w:p><w:r><w:t>What it takes, as the council said:</w:t></w:r></w:p>`+
			`<w:p><w:pPr><w:numPr/></w:pPr><w:r><w:t>stone</w:t></w:r></w:p><w:p><w:pPr><w:numPr/></w:pPr><w:r><w:t>lime</w:t></w:r></w:p>`+
			`<w:p><w:r><w:lastRenderedPageBreak/></w:r></w:p>`+wordParagraph("Own", "Costs")+
			`<w:tbl><w:tr><w:tc><w:p><w:r><w:t>stone</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>40</w:t></w:r></w:p></w:tc></w:tr><w:tr><w:tc><w:p><w:r><w:t>lime</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>7</w:t></w:r></w:p></w:tc></w:tr></w:tbl>`),
			Source{Title: "The bridge", Author: "Ada Moss"},
			[]Passage{{Ordinal: 1, Heading: "Repairs", Text: "The first arch was", Place: "page 1"}, {Ordinal: 2, Heading: "Repairs", Text: "Three arches fell\nin May. Twice.", Place: "page 1"},
				{Ordinal: 3, Heading: "Repairs", Text: "What it takes, as the council said:\nstone\nlime", Place: "page 1"}, {Ordinal: 4, Heading: "Costs", Text: "stone\t40\nlime\t7", Place: "page 2"}}},
		{"libre.odt", odt(t, `<text:p text:style-name="P1">Le pont</text:p><text:h text:outline-level="2">Travaux</text:h>
			<text:p>Trois<text:s text:c="2"/>arches<text:note><text:p>Une note.</text:p></text:note> sont
tombées.</text:p><text:soft-page-break/><text:list><text:list-item><text:p>pierre</text:p></text:list-item><text:list-item><text:p>chaux</text:p></text:list-item></text:list>
			<table:table><table:table-row><table:table-cell><text:p>coût</text:p></table:table-cell><table:table-cell><text:p>40</text:p></table:table-cell></table:table-row></table:table>`),
			Source{Title: "Le pont", Author: "Ada Moss", Lang: "fr"},
			[]Passage{{Ordinal: 1, Heading: "Travaux", Text: "Trois  arches sont tombées.", Place: "page 1"}, {Ordinal: 2, Heading: "Travaux", Text: "pierre\nchaux", Place: "page 2"}, {Ordinal: 3, Heading: "Travaux", Text: "coût\t40", Place: "page 2"}}},
		{"book.epub", bookOf(t, "<h1>Two</h1><p>The arch fell in the second winter.</p>", "<h1>One</h1><p>The bridge was built of <em>lime</em>stone.</p>"),
			Source{Title: "The bridge", Author: "Ada Moss", Publisher: "River Press", Lang: "en"},
			[]Passage{{Ordinal: 1, Heading: "One", Text: "The bridge was built of limestone."}, {Ordinal: 2, Heading: "Two", Text: "The arch fell in the second winter.", Place: "Second part"}}},
		{"ferries.csv", "\ufeffFerry;Seats;Note\r\nNorth;120;\"leaves at 8;\nback at 9\"\r\n;;\r\nSouth;80;\r\n", Source{Title: "ferries"},
			[]Passage{{Ordinal: 1, Text: "Ferry: North\nSeats: 120\nNote: leaves at 8;\nback at 9", Place: "row 2"}, {Ordinal: 2, Text: "Ferry: South\nSeats: 80", Place: "row 5"}}},
		{"ferries.tsv", "Ferry\tSeats, all\nNorth\t120\n", Source{Title: "ferries"}, []Passage{{Ordinal: 1, Text: "Ferry: North\nSeats, all: 120", Place: "row 2"}}},
		{"talk.srt", "1\r\n00:00:01,000 --> 00:00:03,000\r\nThe <i>bridge</i> was closed\r\n\r\n2\r\n00:00:03,100 --> 00:00:05,000\r\nin May.\r\n\r\n3\r\n00:01:05,000 --> 00:01:07,000\r\nIt opened again in June.\r\n",
			Source{Title: "talk"},
			[]Passage{{Ordinal: 1, Text: "The bridge was closed in May.", Place: "00:00:01"}, {Ordinal: 2, Text: "It opened again in June.", Place: "00:01:05"}}},
		{"talk.vtt", "WEBVTT\n\nNOTE made by hand\n\n00:01.000 --> 00:03.000 align:start\n<v Ada Moss>The bridge was closed\n\n00:03.000 --> 00:04.000\n<v Ada Moss>in May.\n\n01:00:04.000 --> 01:00:06.000\n<v Bo>Why was it?\n",
			Source{Title: "talk"},
			[]Passage{{Ordinal: 1, Heading: "Ada Moss", Text: "The bridge was closed in May.", Place: "00:00:01"}, {Ordinal: 2, Heading: "Bo", Text: "Why was it?", Place: "01:00:04", Asks: true}}},
		{"news.rss", `<rss version="2.0"><channel><title>River news</title><link>https://river.example/</link><language>en</language>
			<item><title>The bridge opens</title><pubDate>Mon, 03 Jun 2024 10:00:00 GMT</pubDate><description>&lt;p&gt;Traffic crossed the &lt;b&gt;bridge&lt;/b&gt; again.&lt;/p&gt;&lt;p&gt;The mayor came.&lt;/p&gt;</description></item>
			<item><title>A flood</title><description>The river rose.</description></item></channel></rss>`,
			Source{Title: "River news", URL: "https://river.example/", Lang: "en"},
			[]Passage{{Ordinal: 1, Heading: "The bridge opens", Text: "Traffic crossed the bridge again.", Place: "2024-06-03"}, {Ordinal: 2, Heading: "The bridge opens", Text: "The mayor came.", Place: "2024-06-03"}, {Ordinal: 3, Heading: "A flood", Text: "The river rose."}}},
		{"news.atom", `<feed xmlns="http://www.w3.org/2005/Atom"><title>River news</title><updated>2024-06-04T00:00:00Z</updated>
			<entry><title>The bridge opens</title><updated>2024-06-03T10:00:00Z</updated><content type="html">Traffic &amp;lt; before.</content></entry></feed>`,
			Source{Title: "River news"}, []Passage{{Ordinal: 1, Heading: "The bridge opens", Text: "Traffic < before.", Place: "2024-06-03"}}},
		{"chat.json", `{"guild":{"id":"11","name":"River folk"},"channel":{"id":"22","type":"GuildTextChat","name":"bridge"},"messages":[
			{"type":"Default","timestamp":"2024-06-03T10:00:05+02:00","content":"The bridge is open.","author":{"id":"1","name":"ada","nickname":"Ada"}},
			{"type":"Default","timestamp":"2024-06-03T10:01:00+02:00","content":"Since Monday.","author":{"id":"1","name":"ada","nickname":"Ada"}},
			{"type":"ChannelPinnedMessage","timestamp":"2024-06-03T10:01:00+02:00","content":"Pinned a message.","author":{"id":"2","name":"bo"}},
			{"type":"Reply","timestamp":"2024-06-03T10:02:00+02:00","content":"Who paid?","author":{"id":"2","name":"bo"}}],"messageCount":4}`,
			Source{Title: "bridge · River folk", Publisher: "River folk", URL: "https://discord.com/channels/11/22"},
			[]Passage{{Ordinal: 1, Heading: "Ada", Text: "The bridge is open.\nSince Monday.", Place: "2024-06-03 10:00"}, {Ordinal: 2, Heading: "bo", Text: "Who paid?", Place: "2024-06-03 10:02", Asks: true}}},
		{"sheet.pdf", "%PDF-1.7\n1 0 obj <</Type/Catalog/Pages 2 0 R/Lang(en-GB)>> endobj 2 0 obj <</Type/Pages/Kids[3 0 R 3 0 R]/Count 2>> endobj\n" +
			"3 0 obj <</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources <</Font <</F 5 0 R>> >> >> endobj\n" +
			"4 0 obj <</Length 170>> stream\nBT /F 20 Tf 50 700 Td (The bridge) Tj /F 10 Tf 0 -40 Td (The bridge was closed in May and opened a-) Tj 0 -12 Td (gain in June.) Tj 0 -30 Td (The mayor came.) Tj ET     \nendstream endobj\n" +
			"5 0 obj <</Type/Font/Subtype/Type1/BaseFont/Times-Roman>> endobj\ntrailer <</Root 1 0 R>>\n%%EOF",
			Source{Title: "The bridge", Lang: "en"},
			[]Passage{{Ordinal: 1, Text: "The bridge was closed in May and opened again in June.", Place: "page 1"}, {Ordinal: 2, Text: "The mayor came.", Place: "page 1"},
				{Ordinal: 3, Text: "The bridge was closed in May and opened again in June.", Place: "page 2"}, {Ordinal: 4, Text: "The mayor came.", Place: "page 2"}}},
	}
	for _, tt := range tests {
		t.Run(tt.file, func(t *testing.T) {
			c := load(t, tree{tt.file: tt.content}.folder(t), nil)
			if len(c.Documents) != 1 || len(c.Problems) > 0 {
				t.Fatalf("%d documents, problems %v", len(c.Documents), c.Problems)
			}
			d := c.Documents[0]
			got := Source{Title: d.Source.Title, Author: d.Source.Author, Publisher: d.Source.Publisher, URL: d.Source.URL, Lang: d.Source.Lang}
			if tt.source.Lang == "" {
				got.Lang = ""
			}
			if got != tt.source {
				t.Errorf("source %+v, want %+v", got, tt.source)
			}
			if !slices.Equal(d.Passages, tt.want) {
				t.Errorf("passages\n%#v\nwant\n%#v", d.Passages, tt.want)
			}
		})
	}
}

// Hostile and broken files are reported with what to do about them, and take no time.
func TestHostileFiles(t *testing.T) {
	bomb := docx(t, strings.Repeat(" ", archive.MostUnpacked))
	deep := strings.Repeat("<w:p>", 1_000_000)
	tests := []struct{ name, file, content, want string }{
		{"no archive", "a.docx", "PK", "a.docx: wanted a Word document and found a damaged or empty file (not a valid zip file); run `pandoc a.docx -t gfm -o a.md` and put what it writes in the place of the file"},
		{"an archive of something else", "a.docx", zipped(t, "x", "y"), "a.docx: wanted a Word document and found no word/document.xml inside; run `pandoc a.docx -t gfm -o a.md` and put what it writes in the place of the file"},
		{"a zip bomb", "a.docx", bomb, "a.docx: wanted a Word document and found one that unpacks to more than 64 MiB; run `pandoc a.docx -t gfm -o a.md` and put what it writes in the place of the file"},
		{"elements without end", "a.docx", docx(t, deep), "a.docx: wanted a Word document and found elements nested more than 200 deep; run `pandoc a.docx -t gfm -o a.md` and put what it writes in the place of the file"},
		{"XML that ends early", "a.odt", zipped(t, "content.xml", "<a><p>x"), "a.odt: wanted an article and found no text in the file; run `pandoc a.odt -t gfm -o a.md` and put what it writes in the place of the file"},
		{"XML that is none", "a.odt", zipped(t, "content.xml", "<a><p x=y>"), "a.odt: wanted an OpenDocument text and found broken XML (XML syntax error on line 1: unquoted or missing attribute value in element); run `pandoc a.odt -t gfm -o a.md` and put what it writes in the place of the file"},
		{"an entity that names a file", "a.odt", zipped(t, "content.xml", `<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a><p>&b;</p></a>`), "a.odt: wanted an OpenDocument text and found broken XML (XML syntax error on line 1: invalid character entity &b;); run `pandoc a.odt -t gfm -o a.md` and put what it writes in the place of the file"},
		{"entities of entities", "a.xml", `<!DOCTYPE a [<!ENTITY b "cc"><!ENTITY c "&b;&b;">]><rss version="2.0"><channel><title>&c;</title></channel></rss>`, "a.xml: wanted a feed (RSS or Atom) and found broken XML (XML syntax error on line 1: invalid character entity &c;); save the article's own text as .txt or .md"},
		{"too many files in one", "a.epub", strings.Repeat("PK\x01\x02", archive.MostEntries+1), "a.epub: wanted an EPUB book and found more than 20000 files in one; run `pandoc a.epub -t gfm -o a.md` and put what it writes in the place of the file"},
		{"a book without chapters", "a.epub", bookOf(t)[:50], "a.epub: wanted an EPUB book and found a damaged or empty file (not a valid zip file); run `pandoc a.epub -t gfm -o a.md` and put what it writes in the place of the file"},
		{"a chapter nested without end", "a.epub", bookOf(t, strings.Repeat("<div>", 100_000)), "a.epub: wanted an EPUB book and found a chapter whose elements are nested more than 512 deep; run `pandoc a.epub -t gfm -o a.md` and put what it writes in the place of the file"},
		{"a table that is only a header", "a.csv", "a,b\n", "a.csv: wanted a row of column names with rows below it and found none below it; write the names of the columns in the first row, then a row for each thing"},
		{"a table in UTF-16", "a.csv", "\xff\xfea\x00", "a.csv: wanted UTF-8 and found UTF-16; save it as UTF-8 in your editor, or run `iconv -f UTF-16 -t UTF-8 old > new`"},
		{"captions without times", "a.srt", "Hello.\n", "a.srt: wanted captions with their times and found none that can be read; write `00:00:01,000 --> 00:00:04,000` above each caption, and its number above that"},
		{"captions without end", "a.srt", "1\n00:00:01,000 --> 00:00:02,000\n" + strings.Repeat("a\n", 1_000_000), "a.srt: wanted captions of at most a day and found 1000002 lines; cut the file in two"},
		{"a feed that is a page", "a.xml", "<html><body>x</body></html>", "a.xml: wanted a feed (RSS or Atom) and found other data (failed to detect feed type); save the address that the site's feed button leads to, or the article's own text as .txt or .md"},
		{"a feed nested without end", "a.rss", strings.Repeat("<rss>", 100_000), "a.rss: wanted a feed (RSS or Atom) and found elements nested more than 200 deep; save the article's own text as .txt or .md"},
		{"no PDF", "a b.pdf", "x", "a b.pdf: wanted a PDF and found a damaged one; run `pdftotext -layout 'a b.pdf' 'a b'.txt` and put what it writes in the place of the file"},
		{"JSON of something else", "a.json", `{"a": [1]}`, "a.json: wanted a channel as DiscordChatExporter writes it and found other JSON; export it with `DiscordChatExporter.Cli export --format Json -t TOKEN -c CHANNEL`, or save the article's own text as .txt or .md"},
		{"JSON nested without end", "a.json", strings.Repeat("[", 1_000_000), "a.json: wanted a channel as DiscordChatExporter writes it and found other JSON; export it with `DiscordChatExporter.Cli export --format Json -t TOKEN -c CHANNEL`, or save the article's own text as .txt or .md"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Log(tt.want)
			checkProblems(t, load(t, tree{tt.file: tt.content, "good.txt": article}.folder(t), nil), []string{tt.want})
		})
	}
}

// FuzzFormats: whatever the bytes, every reader reads them or reports a problem.
func FuzzFormats(f *testing.F) {
	names := []string{"a.docx", "a.odt", "a.epub", "a.csv", "a.srt", "a.vtt", "a.rss", "a.json"}
	f.Add(uint8(0), []byte(docx(f, wordParagraph("Own", "a")+wordParagraph("", "b"))))
	f.Add(uint8(1), []byte(odt(f, "<text:h>a</text:h><text:p>b</text:p>")))
	f.Add(uint8(2), []byte(bookOf(f, "<h1>a</h1><p>b</p>")))
	f.Add(uint8(3), []byte("a;b\n\"c\";d\n"))
	f.Add(uint8(4), []byte("1\n00:00:01,000 --> 00:00:03,000\na\n"))
	f.Add(uint8(5), []byte("WEBVTT\n\n00:01.000 --> 00:03.000\n<v a>b\n"))
	f.Add(uint8(6), []byte(`<rss version="2.0"><channel><title>a</title><item><title>b</title><description>c</description></item></channel></rss>`))
	f.Add(uint8(7), []byte(`{"channel":{"id":"1"},"messages":[{"type":"Default","content":"a","author":{"name":"b"}}]}`))
	f.Fuzz(func(t *testing.T, name uint8, raw []byte) {
		r := (&reading{path: names[int(name)%len(names)]}).parse(raw)
		if r.doc == nil && !r.broken || r.doc != nil && (len(r.doc.Passages) == 0 || r.doc.Source.Title == "") {
			t.Fatalf("neither read nor told of: %+v", r)
		}
		for _, p := range r.problems {
			if p.Reason == nil || p.Next == nil {
				t.Fatalf("a problem that does not help: %+v", p)
			}
		}
	})
}
