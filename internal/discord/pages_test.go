package discord

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/sitrep-bot/sitrep/internal/articles/fetch"
	"github.com/sitrep-bot/sitrep/internal/localdiscord"
)

// A web is a site whose only page changes, and the clock of the bot that looks at it.
type web struct {
	*folderHarness
	site *httptest.Server
	mods *localdiscord.Channel
	page atomic.Value // HTML; "" if it is gone
	kind string
	days atomic.Int64 // that have gone by
}

func newWeb(t *testing.T, kind, page string) *web {
	t.Helper()
	w := &web{kind: kind}
	w.page.Store(page)
	w.site = httptest.NewServer(http.HandlerFunc(func(out http.ResponseWriter, in *http.Request) {
		text := w.page.Load().(string)
		if in.URL.Path == "/robots.txt" || text == "" {
			http.NotFound(out, in)
			return
		}
		out.Header().Set("Content-Type", w.kind)
		fmt.Fprint(out, text)
	}))
	t.Cleanup(w.site.Close)
	at, _ := url.Parse(w.site.URL)
	port, _ := strconv.Atoi(at.Port())
	w.folderHarness = newFolderHarnessOn(t, localdiscord.Config{}, func(*folderHarness) string { return "" }, func(o *Options) {
		o.Pages = fetch.New(fetch.Options{Ports: []int{port}, Allow: func(a netip.AddrPort) bool { return a.Addr().IsLoopback() }})
		o.Clock = func() time.Time { return time.Now().Add(time.Duration(w.days.Load()) * 25 * time.Hour) }
	})
	w.mods = w.guild.AddChannel("mods")
	w.command(w.mo, w.general.ID, "sitrep settings", "notices", w.mods.ID)
	return w
}

// add adds the page.
func (w *web) add() {
	w.Helper()
	preview := w.command(w.mo, w.general.ID, "articles add", "url", w.site.URL+"/rules")
	wantIn(w, preview.Text(), "Nothing is kept yet")
	wantIn(w, w.click(w.mo, preview, "Keep it").Text(), "Kept")
}

// nextDay has the bot look at what is due a day later.
func (w *web) nextDay() {
	w.Helper()
	w.days.Add(1)
	_, err := w.bot.pages.Look(w.ctx())
	must(w, err)
}

// told is what moderators are told next.
func (w *web) told() *localdiscord.Message {
	w.Helper()
	m, err := w.mo.Next(w.ctx(), w.mods.ID)
	must(w, err)
	return m
}

// notices counts what moderators were told.
func (w *web) notices() int {
	w.Helper()
	all, err := w.mo.Look(w.mods.ID)
	must(w, err)
	return len(all)
}

func gatePage(hour string) string {
	return `<html lang="en"><head><title>Camp rules</title></head><body><article><h1>Camp rules</h1><p>The gate of the camp closes at ` + hour +
		` in the evening, @everyone, and it stays closed until the *morning*.</p><p>Guests of the camp sleep in the blue tent behind the kitchen, which is heated in winter.</p></article></body></html>`
}

func TestAChangedPageIsToldAndTakenOver(t *testing.T) {
	w := newWeb(t, "text/html", gatePage("nine"))
	w.add()
	w.page.Store(gatePage("eleven"))
	w.nextDay()
	notice := w.told()
	wantIn(t, notice.Text(), "**Camp rules**", "The gate of the camp closes at ~~nine~~ **eleven** in the evening, \\@everyone,", "\\*morning\\*", "answered from it now")
	wantNobodyPinged(t, w.harness, notice)
	wantIn(t, w.asked(w.ana, w.general.ID, gateQuestion), "closes at eleven")
	w.nextDay()
	wantIn(t, w.command(w.mo, w.general.ID, "articles refresh", "which", "Camp rules").Text(), "says what it said")
	if n := w.notices(); n != 1 {
		t.Errorf("moderators were told %d times; want once", n)
	}
}

func TestWhatAPageSaidIsBroughtBack(t *testing.T) {
	w := newWeb(t, "text/html", gatePage("nine"))
	w.add()
	w.page.Store(gatePage("eleven"))
	refreshed := w.command(w.mo, w.general.ID, "articles refresh", "which", "Camp rules")
	wantIn(t, refreshed.Text(), "~~nine~~ **eleven**")
	wantIn(t, w.click(w.mo, refreshed, "Bring it back").Text(), "It is back")
	wantIn(t, w.asked(w.ana, w.general.ID, gateQuestion), "closes at nine")
	w.nextDay()
	if n := w.notices(); n != 0 {
		t.Errorf("a change that a moderator took back is told %d times", n)
	}
}

func TestAChangedPageWaitsForAPress(t *testing.T) {
	w := newWeb(t, "text/html", gatePage("nine"))
	w.add()
	wantIn(t, w.command(w.mo, w.general.ID, "sitrep settings", "changes", "ask").Text(), "When a web page changes: Show moderators")
	w.page.Store(gatePage("ten"))
	w.nextDay()
	first := w.told()
	wantIn(t, first.Text(), "~~nine~~ **ten**", "until somebody decides")
	wantIn(t, w.command(w.mo, w.general.ID, "articles list").Text(), "its page has changed")
	wantIn(t, w.asked(w.ana, w.general.ID, gateQuestion), "closes at nine")
	wantIn(t, w.command(w.mo, w.general.ID, "articles refresh", "which", "Camp rules").Text(), "~~nine~~ **ten**") // what is shown again can still be decided there
	pressed, err := w.ana.Click(first, "Take it over")                                                             // she sees the channel, and is no moderator
	must(t, err)
	refused, err := pressed.Message(w.ctx())
	must(t, err)
	wantIn(t, refused.Text(), "Manage Server")
	wantIn(t, w.click(w.mo, first, "Leave it").Text(), "Left as it was by <@"+w.mo.ID)
	w.page.Store(gatePage("eleven"))
	w.nextDay()
	second, err := w.mo.Until(w.ctx(), w.mods.ID, func(m *localdiscord.Message) bool { return strings.Contains(m.Text(), "eleven") })
	must(t, err)
	wantIn(t, w.click(w.mo, second, "Take it over").Text(), "Taken over by <@"+w.mo.ID)
	wantIn(t, w.asked(w.ana, w.general.ID, gateQuestion+" Please."), "closes at eleven")
}

func TestAPageThatIsGoneIsToldOnce(t *testing.T) {
	w := newWeb(t, "text/html", gatePage("nine"))
	w.add()
	w.page.Store("")
	w.nextDay()
	wantIn(t, w.told().Text(), "**Camp rules**", "can no longer read this page: There is no page at that address (404)", "What it said stays")
	w.nextDay()
	w.nextDay()
	if n := w.notices(); n != 1 {
		t.Errorf("moderators were told %d times; want once", n)
	}
	wantIn(t, w.asked(w.ana, w.general.ID, gateQuestion), "closes at nine")
	wantIn(t, w.command(w.mo, w.general.ID, "articles list").Text(), "**its page cannot be read any more**")
	w.page.Store(gatePage("nine"))
	w.nextDay()
	wantNotIn(t, w.command(w.mo, w.general.ID, "articles list").Text(), "cannot be read")
}

func newsFeed(texts ...string) string {
	feed := `<rss version="2.0"><channel><title>Camp news</title>`
	for i := len(texts) - 1; i >= 0; i-- {
		feed += fmt.Sprintf(`<item><title>Day %d</title><guid>%[1]d</guid><description>&lt;p&gt;%s&lt;/p&gt;</description></item>`, i+1, texts[i])
	}
	return feed + `</channel></rss>`
}

func TestAFeedIsFollowed(t *testing.T) {
	w := newWeb(t, "application/rss+xml", newsFeed("The gate of the camp closes at nine.", "The mill of the camp is open on Fridays."))
	preview := w.command(w.mo, w.general.ID, "articles add", "url", w.site.URL+"/feed")
	wantIn(t, preview.Text(), "**Day 2**", "**Day 1**", "Once they are kept, I look at this feed every day")
	wantIn(t, w.click(w.mo, preview, "Keep it").Text(), "Kept 2 articles", "I look at this feed every day")
	wantIn(t, w.asked(w.ana, w.general.ID, gateQuestion), "closes at nine")
	w.page.Store(newsFeed("The gate of the camp closes at nine.", "The mill of the camp is open on Fridays.", "The ferry leaves from the pier at six."))
	w.nextDay()
	wantIn(t, w.told().Text(), "**Camp news**", "1 new article:", "Day 3")
	wantIn(t, w.asked(w.ana, w.general.ID, "When does the ferry leave from the pier?"), "leaves from the pier at six")
	list := w.command(w.mo, w.general.ID, "articles list")
	wantIn(t, list.Text(), "Feed: **Camp news**", "3 articles")
	choices, err := w.mo.Suggest(w.ctx(), w.general.ID, "articles remove", localdiscord.Opt{Name: "which", Value: "camp news"})
	must(t, err)
	if len(choices) != 1 {
		t.Fatalf("suggested %v; want the feed", choices)
	}
	removed := w.command(w.mo, w.general.ID, "articles remove", "which", fmt.Sprint(choices[0].Value))
	wantIn(t, removed.Text(), "no longer look at this feed", "Camp news")
	wantIn(t, w.command(w.mo, w.general.ID, "articles list").Text(), "no articles of its own")
	wantIn(t, w.click(w.mo, removed, "Bring it back").Text(), "It is back", "Camp news")
	wantIn(t, w.command(w.mo, w.general.ID, "articles list").Text(), "Feed: **Camp news**", "3 articles")
}
