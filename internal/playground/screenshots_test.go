package playground_test

import (
	"flag"
	"os"
	"path/filepath"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

var pictures = flag.String("screenshots", "", "folder for screenshots; empty makes none")

// shoot keeps what the tab shows, in light or dark.
func (b *tab) shoot(name, scheme string) {
	b.t.Helper()
	b.prefer(scheme)
	png, err := chromedp.Run(b.ctx, chromedp.CaptureScreenshot())
	if err != nil {
		b.t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(*pictures, name+"-"+scheme+".png"), png, 0o644); err != nil {
		b.t.Fatal(err)
	}
}

// both keeps it in light and dark.
func (b *tab) both(name string) {
	b.t.Helper()
	b.shoot(name, "light")
	b.shoot(name, "dark")
}

func TestScreenshots(t *testing.T) {
	if *pictures == "" {
		t.Skip("no -screenshots FOLDER")
	}
	if err := os.MkdirAll(*pictures, 0o755); err != nil {
		t.Fatal(err)
	}
	hostile, err := os.ReadFile("testdata/hostile.md")
	if err != nil {
		t.Fatal(err)
	}
	formatted, err := os.ReadFile("testdata/formatted.md")
	if err != nil {
		t.Fatal(err)
	}
	b := play(t, map[string]string{"strange-texts.md": string(hostile), "hut.md": string(formatted)}).visit(t)
	b.both("first-visit")
	b.ask("@sitrep " + question)
	b.both("answer")
	b.press("#messages > li:last-child button", "Other matches")
	b.reads("#messages > li.hidden-reply", "Passages that also match")
	b.press("#messages button", "⋯")
	b.reads("#messages > li:last-child", "Helpful")
	b.both("hidden-menus")
	b.ask("@sitrep What do I bring to the hut by the lake?")
	b.ask("@sitrep What does a guest pay for the lower bunk in the hut?")
	b.both("list-and-table")
	b.ask("@sitrep Which program reads the weather station of the hut?")
	b.ask("@sitrep Who lights the stove in the hut?")
	b.both("code-and-quotation")
	b.press("#messages > li:last-child .more", "More for the message of sitrep")
	b.both("message-menu")
	b.keys(kb.Escape)
	b.press("#messages button", "Ask a follow-up")
	b.reads("dialog", "Submit")
	b.both("follow-up")
	b.press("dialog button", "Cancel")
	b.ask("@sitrep Who won the chess world championship in 1972?")
	b.both("refusal")
	b.write("/")
	b.reads(".suggestions", "/ask")
	b.both("commands")
	b.keys("search ")
	b.keys("wag")
	b.reads(".option .suggestions", "Wagner")
	b.both("look-up")
	b.press("#entry button", "Cancel")
	b.moderate()
	b.press(".channel", "#briefings")
	b.preview("peacekeeping")
	b.both("briefing-preview")
	b.press("#messages button", "Post and pin")
	b.reads("#messages > li.hidden-reply", "Posted and pinned:")
	b.both("briefing-posted")
	b.press("#messages button", "Dismiss message")
	b.until(`!document.querySelector("li.hidden-reply")`)
	b.do(chromedp.EmulateViewport(1180, 1240)) // all of it
	eval[float64](b, `document.getElementById("conversation").scrollTop = 1e6`)
	b.both("briefing")
	b.do(chromedp.EmulateViewport(1180, 800))
	b.press("#pins", "Pins (1)")
	b.both("briefing-pins")
	b.press("dialog button", "Close")
	b.press(".channel", "@sitrepdirect message")
	b.ask("What is said about the wombats?")
	b.ask("What is said about the echidnas?")
	b.both("hostile-text")
	b.do(chromedp.EmulateViewport(400, 800))
	b.both("narrow")
}
