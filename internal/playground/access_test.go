package playground_test

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"github.com/sitrep-bot/sitrep/internal/localdiscord"
)

// narrow is the width of the smallest screens that pages are still made for.
const narrow = 320

// TestNothingStandsInTheWayOfAnyone lets axe-core look at the page in every state a person meets, wide in the light and narrow in
// the dark, where nothing may have to be scrolled sideways either. Not even minor faults are let pass.
func TestNothingStandsInTheWayOfAnyone(t *testing.T) {
	path := os.Getenv("SITREP_AXE")
	if path == "" {
		t.Skip("no SITREP_AXE: install axe-core from the npm registry and name its axe.min.js there")
	}
	axe, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	formatted, err := os.ReadFile("testdata/formatted.md")
	if err != nil {
		t.Fatal(err)
	}
	s := furnish(t, localdiscord.Config{}, map[string]string{"hut.md": string(formatted)})
	b := s.load(t)
	eval[any](b, string(axe)+"; null")
	for _, state := range []struct {
		name string
		make func()
	}{
		{"the articles are being read", func() { s.page.Reading(50, 200); b.reads("#read-so-far", "50 of 200") }},
		{"the first visit", func() { s.open(t); b.ready(s) }},
		{"an answer and a refusal", func() { b.ask("@sitrep " + question); b.ask("@sitrep Who won the chess world championship in 1972?") }},
		{"a list and a table", func() {
			b.ask("@sitrep What do I bring to the hut by the lake?")
			b.ask("@sitrep What does a guest pay for the lower bunk in the hut?")
		}},
		{"code and a quotation", func() {
			b.ask("@sitrep Which program reads the weather station of the hut?")
			b.ask("@sitrep Who lights the stove in the hut?")
		}},
		{"messages below what is read", func() {
			eval[bool](b, `(() => { const c = document.getElementById("conversation"); return new Promise((done) => { c.addEventListener("scroll", () => setTimeout(done, 0, true), {once: true}); c.scrollTop = 0; }); })()`)
			s.say(t, "moderator", "one more")
			b.reads("#newer", "1 new message")
		}},
		{"a hidden answer", func() {
			b.press("#newer", "1 new message")
			b.write("/ask ")
			b.keys("What happened in 2020?")
			b.press(".add-option", "+ hide")
			b.do(chromedp.SetValue(chromedp.CSS("#option-hide"), "true"))
			b.press("#entry button", "Run the command")
			b.reads(".only-you", "Only you")
		}},
		{"a menu of a message", func() { b.press("#messages > li:last-child .more", "More for the message of sitrep") }},
		{"commands to choose from", func() { b.keys(kb.Escape); b.write("/"); b.reads(".suggestions", "/ask") }},
		{"a command with suggestions", func() { b.keys("search "); b.keys("wag"); b.suggests("Wagner") }},
		{"a form of the bot", func() {
			b.press("#entry button", "Cancel")
			b.press("#messages button", "Ask a follow-up")
			b.reads("dialog", "Submit")
		}},
		{"the pins", func() {
			b.press("dialog button", "Cancel")
			b.press("#pins", "Pins")
			b.reads("dialog", "no pinned messages")
		}},
		{"who said what", func() { b.keys(kb.Escape); b.whoSaid("Kirby") }},
		{"a timeline", func() { b.command("/timeline ") }},
		{"the articles", func() { b.command("/sources ") }},
		{"how an article was cut", func() {
			b.press("#articles li button", "The hut by the lake 4 passages")
			b.reads("dialog .cut", "The warden said")
		}},
		{"what Discord refuses", func() {
			b.press("dialog button", "Close")
			b.write("x")
			eval[string](b, `document.getElementById("say").value = "x".repeat(2001)`)
			b.enter()
			b.reads("#notice", "50035")
		}},
		{"a channel to read only", func() { b.press(".channel", "#briefings"); b.reads("#entry", "permission") }},
		{"a briefing", func() {
			b.moderate()
			b.preview("peacekeeping")
			b.press("#messages button", "Post and pin")
			b.reads("#messages > li.hidden-reply", "Posted and pinned:")
		}},
		{"the gaps, and an export of them", func() { b.command("/sitrep gaps "); b.command("/sitrep export "); b.reads(".attachment", "gaps-") }},
		{"a command that takes a file", func() { b.write("/articles add "); b.press(".add-option", "+ file") }},
	} {
		t.Run(state.name, func(t *testing.T) {
			state.make()
			b.look(t, "light", 1180)
			b.look(t, "dark", narrow)
			b.shootPhone(t)
			b.do(chromedp.EmulateViewport(1180, 800))
		})
	}
}

// look lets axe-core look at the page as it is, and at what is wider than the page.
func (b *tab) look(t *testing.T, scheme string, width int64) {
	t.Helper()
	b.prefer(scheme)
	b.do(chromedp.EmulateViewport(width, 800))
	if *pictures != "" {
		_, state, _ := strings.Cut(t.Name(), "/")
		b.shoot(state + "-" + scheme)
	}
	for _, fault := range faults(b) {
		t.Errorf("%s, %d wide: %s", scheme, width, fault)
	}
	const wider = `[...document.querySelectorAll("html, #conversation, dialog, #sidebar, .option, .option input[type=file]")].filter((e) => e.scrollWidth > e.clientWidth).map((e) => e.id || e.tagName)`
	if found := eval[[]string](b, wider); len(found) > 0 {
		t.Errorf("%s, %d wide: wider than they are seen are %v", scheme, width, found)
	}
}

// command writes a command that needs nothing filled in, and waits for what comes of it.
func (b *tab) command(text string) {
	b.t.Helper()
	b.write(text)
	b.answeredBy(b.enter)
}

// whoSaid looks up what somebody said, as the suggestions name them.
func (b *tab) whoSaid(typed string) {
	b.t.Helper()
	b.write("/who said ")
	b.keys(typed)
	b.suggests(typed)
	b.enter() // takes the suggestion
	b.until(`document.querySelector(".option .suggestions").hidden`)
	b.answeredBy(b.enter)
}

func faults(b *tab) (found []string) {
	type violation struct {
		ID, Impact, Help string
		Nodes            []struct{ HTML, FailureSummary string }
	}
	for _, v := range eval[[]violation](b, `axe.run(document, {resultTypes: ["violations"]}).then((r) => r.violations)`) {
		for _, node := range v.Nodes {
			found = append(found, fmt.Sprintf("%s (%s): %s\n%s\n%s", v.ID, v.Impact, v.Help, node.HTML, node.FailureSummary))
		}
	}
	return found
}

func TestTheChannelsOfANarrowPage(t *testing.T) {
	b := play(t, nil).visit(t)
	b.do(chromedp.EmulateViewport(narrow, 800))
	b.press("#drawer", "Channels")
	b.until(`document.activeElement?.classList.contains("channel")`)
	b.keys(kb.Escape)
	b.until(`document.getElementById("drawer").getAttribute("aria-expanded") === "false" && document.activeElement.id === "drawer"`)
	b.press("#drawer", "Channels")
	b.press(".channel", "#briefings")
	b.until(`document.title.startsWith("#briefings") && getComputedStyle(document.getElementById("sidebar")).visibility === "hidden"`)
	b.do(chromedp.EmulateViewport(1180, 430)) // so low that they have to be scrolled, with a scrollbar, which this browser does not show
	if wide := eval[int](b, `(() => { const s = document.getElementById("sidebar"); s.style.width = s.clientWidth - 30 + "px"; return s.scrollWidth - s.clientWidth; })()`); wide > 0 {
		t.Errorf("they are %d pixels wider than is seen", wide)
	}
}

// TestWhatThePageWeighs logs what a page costs, and holds it to asking nobody but its own server.
func TestWhatThePageWeighs(t *testing.T) {
	s := play(t, nil)
	b := s.visit(t)
	bytes := eval[float64](b, `performance.getEntriesByType("navigation").concat(performance.getEntriesByType("resource")).reduce((sum, e) => sum + e.transferSize, 0)`)
	b.write("@sitrep " + question)
	eval[bool](b, `(() => {
		addEventListener("keydown", (e) => { if (e.key === "Enter") globalThis.began = performance.now(); }, true);
		new MutationObserver(() => { if (!globalThis.took && document.querySelector("#messages .container")) requestAnimationFrame(() => setTimeout(() => { globalThis.took ??= performance.now() - began; })); })
			.observe(document.getElementById("messages"), {childList: true, subtree: true});
		return true;
	})()`)
	b.enter()
	b.until(`globalThis.took`)
	t.Logf("%d requests, %.0f KB until the page stands; %.0f ms from Enter to the answer on the screen", len(*b.requests), bytes/1024, eval[float64](b, `globalThis.took`))
	for _, address := range *b.requests {
		if !strings.HasPrefix(address, s.url+"/") {
			t.Errorf("the page asked for %s", address)
		}
	}
}
