package playground_test

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"github.com/sitrep-bot/sitrep/internal/localdiscord"
)

// inSight is true where the end of the last message can be seen.
const inSight = `(() => { const m = ` + last + `.getBoundingClientRect(), c = document.getElementById("conversation").getBoundingClientRect(); return m.bottom <= c.bottom + 1 && m.bottom > c.top; })()`

func TestTheTourEndsInSightOfItsLastAnswer(t *testing.T) {
	b := play(t, nil).visit(t)
	b.do(chromedp.EmulateViewport(1180, 600))
	questions := eval[[]string](b, `[...document.querySelectorAll("#tour .question")].map((e) => e.textContent)`)
	if len(questions) != 3 {
		t.Fatalf("the tour asks %q, want three questions", questions)
	}
	for _, q := range questions {
		b.press("#tour .question", q)
		b.answeredBy(b.enter)
		b.until(inSight)
	}
	b.reads("#messages > li:last-child", "found no answer")
	b.reads("#newer[hidden]", "")
}

func TestNewMessagesBelowWhatIsRead(t *testing.T) {
	s := play(t, nil)
	b := s.visit(t)
	b.do(chromedp.EmulateViewport(1180, 500))
	b.ask("@sitrep " + question)
	b.ask("@sitrep What happened in 2020?")
	eval[bool](b, `(() => { const c = document.getElementById("conversation"); return new Promise((done) => { c.addEventListener("scroll", () => setTimeout(done, 0, true), {once: true}); c.scrollTop = 0; }); })()`)
	s.say(t, "moderator", "one more")
	b.reads("#newer:not([hidden])", "1 new message")
	if at := eval[float64](b, `document.getElementById("conversation").scrollTop`); at != 0 {
		t.Errorf("the page moved to %v under the person who reads", at)
	}
	s.say(t, "moderator", "and another")
	b.reads("#newer:not([hidden])", "2 new messages")
	b.press("#newer", "2 new messages")
	b.until(inSight)
	b.reads("#newer[hidden]", "")
	s.say(t, "moderator", "the last")
	b.reads("#messages > li:last-child", "the last")
	b.until(inSight)
}

// TestEightTabs has more tabs open than a browser makes connections to one server.
func TestEightTabs(t *testing.T) {
	s := play(t, nil)
	first := s.visit(t)
	tabs := []*tab{first}
	for len(tabs) < 8 {
		tabs = append(tabs, first.beside(t, s.url))
	}
	first.write("to all of you")
	first.enter()
	for _, b := range tabs {
		b.reads("#messages > li:last-child", "to all of you")
	}
	streams := 0
	for _, b := range tabs {
		for _, address := range *b.requests {
			streams += strings.Count(address, "/events?")
		}
	}
	if streams != 1 {
		t.Errorf("%d tabs opened %d streams of events, want one", len(tabs), streams)
	}
	first.do(chromedp.Navigate("about:blank")) // the one that heard for all
	tabs = tabs[1:]
	tabs[3].ask("@sitrep " + question)
	for _, b := range tabs {
		b.until(last + `?.innerText.includes(` + quoted(answered) + `)`)
	}
	tabs[0].moderate()
	tabs[0].write("from somebody else")
	tabs[0].enter()
	for _, b := range tabs {
		b.reads("#messages > li:last-child", "from somebody else")
	}
}

func TestThePageIsThereBeforeTheArticlesAreRead(t *testing.T) {
	s := furnish(t, localdiscord.Config{}, nil)
	b := s.load(t)
	b.until(`!document.getElementById("reading").hidden && document.getElementById("read").position === -1`) // nobody knows how long it takes
	s.page.Reading(50, 2000)
	b.reads("#read-so-far", "50 of 2,000 passages")
	s.page.Reading(1000, 2000)
	b.until(`document.getElementById("read").position === 0.5`)
	if eval[bool](b, `!!document.getElementById("say")`) {
		t.Error("there is a box to write in, though nobody answers yet")
	}
	s.open(t)
	b.until(`document.getElementById("title").textContent === "# general" && document.getElementById("reading").hidden`)
	b.ready(s)
	b.ask("@sitrep " + question)
	b.reads("#messages > li:last-child", answered)
}

// beside opens the page in another tab of the same person.
func (b *tab) beside(t testing.TB, url string) *tab {
	t.Helper()
	ctx, cancel := chromedp.NewContext(b.ctx)
	t.Cleanup(cancel)
	other := &tab{t: t, ctx: ctx, requests: new([]string)}
	other.listen()
	other.do(chromedp.Navigate(url))
	other.until(`document.getElementById("title").textContent === "# general"`)
	return other
}
