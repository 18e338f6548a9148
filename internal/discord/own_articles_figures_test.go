package discord

import (
	"fmt"
	"strings"
	"testing"
	"time"

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
	e := newEvening(t, localdiscord.Config{})
	for i, f := range []localdiscord.File{
		{Name: "a.md", Data: []byte("# Camp\n\nThe gate number 0 of the camp closes at nine.\n")},
		{Name: "b.txt", Data: []byte("Camp\n\nThe gate number 1 of the camp closes at nine.\n")},
		{Name: "c.html", Data: []byte(strings.ReplaceAll(gatePage("nine"), "The gate of", "The gate number 2 of"))},
		{Name: "d.csv", Data: []byte("Place,What\nCamp,The gate number 3 of the camp closes at nine.\n")},
		{Name: "e.srt", Data: []byte("1\n00:00:01,000 --> 00:00:03,000\nThe gate number 4 of the camp closes at nine.\n")},
		{Name: "f.rss", Data: []byte(newsFeed("The gate number 5 of the camp closes at nine."))},
	} {
		began := time.Now()
		e.addArticle(e.mo, e.general.ID, f)
		text := e.asked(e.ana, e.guild.AddChannel(f.Name).ID, fmt.Sprintf("When does the gate number %d of the camp close?", i))
		wantIn(t, text, "nine")
		t.Logf("%s: from the upload to the first answer %v", f.Name, time.Since(began))
	}
}
