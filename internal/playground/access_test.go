package playground_test

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// TestNothingStandsInTheWayOfAnyone lets axe-core look at the page in every state a person meets, in light and dark, wide
// and narrow. Not even minor faults are let pass.
func TestNothingStandsInTheWayOfAnyone(t *testing.T) {
	path := os.Getenv("SITREP_AXE")
	if path == "" {
		t.Skip("no SITREP_AXE: install axe-core from the npm registry and name its axe.min.js there")
	}
	axe, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	b := play(t, nil).visit(t)
	eval[any](b, string(axe)+"; null")
	for _, state := range []struct {
		name string
		make func()
	}{
		{"the first visit", func() {}},
		{"an answer and a refusal", func() { b.ask("@sitrep " + question); b.ask("@sitrep Who won the chess world championship in 1972?") }},
		{"a hidden answer", func() {
			b.write("/ask ")
			b.keys("What happened in 2020?")
			b.press(".add-option", "+ hide")
			b.do(chromedp.SetValue(chromedp.CSS("#option-hide"), "true"))
			b.press("#entry button", "Run the command")
			b.reads(".only-you", "Only you")
		}},
		{"a menu of a message", func() { b.press("#messages > li:last-child .more", "More for the message of sitrep") }},
		{"commands to choose from", func() { b.keys(kb.Escape); b.write("/"); b.reads(".suggestions", "/ask") }},
		{"a command with suggestions", func() { b.keys("search "); b.keys("wag"); b.reads(".suggestions", "Wagner") }},
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
		{"what Discord refuses", func() {
			b.keys(kb.Escape)
			b.write("x")
			eval[string](b, `document.getElementById("say").value = "x".repeat(2001)`)
			b.enter()
			b.reads("#notice", "50035")
		}},
		{"a channel to read only", func() { b.press(".channel", "#briefings"); b.reads("#entry", "permission") }},
	} {
		t.Run(state.name, func(t *testing.T) {
			state.make()
			for _, scheme := range []string{"light", "dark"} {
				for _, width := range []int64{1180, 400} {
					b.prefer(scheme)
					b.do(chromedp.EmulateViewport(width, 800))
					for _, fault := range faults(b) {
						t.Errorf("%s, %d wide: %s", scheme, width, fault)
					}
				}
			}
			b.do(chromedp.EmulateViewport(1180, 800))
		})
	}
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
	b.do(chromedp.EmulateViewport(400, 800))
	if eval[bool](b, `document.documentElement.scrollWidth > innerWidth`) {
		t.Error("the page is wider than its window")
	}
	b.press("#drawer", "Channels")
	b.until(`document.activeElement?.classList.contains("channel")`)
	b.keys(kb.Escape)
	b.until(`document.getElementById("drawer").getAttribute("aria-expanded") === "false" && document.activeElement.id === "drawer"`)
	b.press("#drawer", "Channels")
	b.press(".channel", "#briefings")
	b.until(`document.title.startsWith("#briefings") && getComputedStyle(document.getElementById("sidebar")).visibility === "hidden"`)
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
