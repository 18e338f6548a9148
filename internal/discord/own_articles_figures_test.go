package discord

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/sitrep-bot/sitrep/internal/filetest"
	"github.com/sitrep-bot/sitrep/internal/localdiscord"
)

// The pinned briefing of an article follows the page the article came from.
func TestABriefingFollowsAChangedPage(t *testing.T) {
	w := newWeb(t, "text/html", gatePage("nine"))
	w.add()
	channel := w.guild.AddChannel("news").ID
	preview := w.command(w.mo, channel, "briefing post", "article", "Camp rules")
	_, err := w.mo.Click(preview, "Post and pin")
	must(t, err)
	posted, err := w.mo.Until(w.ctx(), channel, func(m *localdiscord.Message) bool { return m.Pinned && strings.Contains(m.Text(), "closes at nine") })
	must(t, err)
	w.page.Store(gatePage("eleven"))
	began := time.Now()
	w.nextDay()
	w.until("the briefing is edited", func() bool {
		m, err := w.mo.See(channel, posted.ID)
		must(t, err)
		return strings.Contains(m.Text(), "closes at eleven")
	})
	t.Logf("a page is looked at, and the pinned briefing edited, in %v", time.Since(began))
}

// What was uploaded is in the first answer after it.
func TestAnUploadAnswersTheNextQuestion(t *testing.T) {
	e := newFolderHarness(t, localdiscord.Config{})
	for i, f := range []localdiscord.File{
		{Name: "a.md", Data: []byte("# Camp\n\nThe gate number 0 of the camp closes at nine.\n")},
		{Name: "b.txt", Data: []byte("Camp\n\nThe gate number 1 of the camp closes at nine.\n")},
		{Name: "c.html", Data: []byte(strings.ReplaceAll(gatePage("nine"), "The gate of", "The gate number 2 of"))},
		{Name: "d.csv", Data: []byte("Place,What\nCamp,The gate number 3 of the camp closes at nine.\n")},
		{Name: "e.srt", Data: []byte("1\n00:00:01,000 --> 00:00:03,000\nThe gate number 4 of the camp closes at nine.\n")},
		{Name: "f.rss", Data: []byte(newsFeed("The gate number 5 of the camp closes at nine."))},
		{Name: "g.pdf", Data: filetest.PDFPage("BT /F 12 Tf 72 720 Td (The gate number 6 of the camp closes at nine.) Tj ET")},
		{Name: "h.docx", Data: filetest.Zip(t, "word/document.xml", `<w:document xmlns:w="x"><w:body><w:p><w:r><w:t>The gate number 7 of the camp closes at nine.</w:t></w:r></w:p></w:body></w:document>`)},
		{Name: "i.odt", Data: filetest.Zip(t, "mimetype", "application/vnd.oasis.opendocument.text", "content.xml",
			`<o:document-content xmlns:o="o" xmlns:text="t"><o:body><o:text><text:p>The gate number 8 of the camp closes at nine.</text:p></o:text></o:body></o:document-content>`)},
		{Name: "j.epub", Data: filetest.Zip(t, "mimetype", "application/epub+zip", "META-INF/container.xml", `<container><rootfiles><rootfile full-path="a.opf"/></rootfiles></container>`,
			"a.opf", `<package xmlns:dc="d"><metadata><dc:title>The camp</dc:title></metadata><manifest><item id="c" href="c.xhtml" media-type="application/xhtml+xml"/></manifest><spine><itemref idref="c"/></spine></package>`,
			"c.xhtml", `<html><head><title/></head><body><h1>Gates</h1><p>The gate number 9 of the camp closes at nine.</p></body></html>`)},
	} {
		began := time.Now()
		e.addArticle(e.mo, e.general.ID, f)
		text := e.asked(e.ana, e.guild.AddChannel(f.Name).ID, fmt.Sprintf("When does the gate number %d of the camp close?", i))
		wantIn(t, text, "nine")
		t.Logf("%s: from the upload to the first answer %v", f.Name, time.Since(began))
	}
}
