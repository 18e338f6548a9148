package articles

import (
	"bytes"
	"fmt"
	"path"
	"strings"
	"testing"
	"time"

	"codeberg.org/go-pdf/fpdf"

	"github.com/sitrep-bot/sitrep/internal/filetest"
)

// BenchmarkUpload looks at an upload of 100 KB of text in each format, and says what the first of its kind took too: some readers
// are made then.
func BenchmarkUpload(b *testing.B) {
	paragraphs := campParagraphs()
	for _, f := range inEachFormat(b, paragraphs) {
		b.Run(path.Ext(f.Name)[1:], func(b *testing.B) {
			began := time.Now()
			read := Look(f, nil, Default)
			first := time.Since(began)
			if len(read) != 1 || read[0].Document == nil {
				b.Fatalf("not read: %+v", read)
			}
			// Of a PDF, what every page begins with is taken for its header: these paragraphs are much alike.
			if letters, want := lettersOf(read[0]), len(strings.Join(paragraphs, "")); letters < want*9/10 {
				b.Fatalf("%d bytes were read of %d", letters, want)
			}
			for b.Loop() {
				Look(f, nil, Default)
			}
			b.ReportMetric(float64(first.Microseconds())/1000, "ms-first")
		})
	}
}

func lettersOf(p Preview) (n int) {
	for _, passage := range p.Document.Passages {
		n += len(passage.Text)
	}
	return n
}

// campParagraphs are 100 KB.
func campParagraphs() (all []string) {
	for n, bytes := 0, 0; bytes < 100<<10; n++ {
		all = append(all, fmt.Sprintf("Gate %d of the camp closes at %d minutes past nine in the evening, and the keeper of house %d has its key until the morning. Who comes later rings the bell beside the door, waits for the keeper of the house, and says who they are and where they slept the night before.", n, n%60, n%7))
		bytes += len(all[n])
	}
	return all
}

// inEachFormat is an article in the formats that moderators have.
func inEachFormat(b *testing.B, paragraphs []string) []File {
	b.Helper()
	each := func(before, after string) string {
		return before + strings.Join(paragraphs, after+before) + after
	}
	pdf := fpdf.New("P", "pt", "A4", "")
	pdf.AddPage()
	pdf.SetFont("Helvetica", "", 11)
	for _, p := range paragraphs {
		pdf.MultiCell(0, 14, p, "", "L", false)
		pdf.Ln(10)
	}
	var printed bytes.Buffer
	if err := pdf.Output(&printed); err != nil {
		b.Fatal(err)
	}
	return []File{
		{Name: "camp.txt", Data: []byte("The camp\n\n" + each("", "\n\n"))},
		{Name: "camp.md", Data: []byte("# The camp\n\n" + each("", "\n\n"))},
		{Name: "camp.html", Data: []byte("<html lang=en><head><title>The camp</title></head><body><article><h1>The camp</h1>" + each("<p>", "</p>") + "</article></body></html>")},
		{Name: "camp.pdf", Data: printed.Bytes()},
		{Name: "camp.docx", Data: filetest.Zip(b, "word/document.xml", `<w:document xmlns:w="x"><w:body>`+each("<w:p><w:r><w:t>", "</w:t></w:r></w:p>")+`</w:body></w:document>`)},
		{Name: "camp.odt", Data: filetest.Zip(b, "mimetype", "application/vnd.oasis.opendocument.text", "content.xml",
			`<o:document-content xmlns:o="o" xmlns:text="t"><o:body><o:text>`+each("<text:p>", "</text:p>")+`</o:text></o:body></o:document-content>`)},
		{Name: "camp.epub", Data: filetest.Zip(b, "mimetype", "application/epub+zip", "META-INF/container.xml", `<container><rootfiles><rootfile full-path="a.opf"/></rootfiles></container>`,
			"a.opf", `<package xmlns:dc="d"><metadata><dc:title>The camp</dc:title></metadata><manifest><item id="c" href="c.xhtml" media-type="application/xhtml+xml"/></manifest><spine><itemref idref="c"/></spine></package>`,
			"c.xhtml", `<html><head><title/></head><body><h1>The camp</h1>`+each("<p>", "</p>")+`</body></html>`)},
	}
}
