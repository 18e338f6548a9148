package playground_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// moderate makes a moderator of the person.
func (b *tab) moderate() {
	b.t.Helper()
	b.do(chromedp.SetValue(chromedp.CSS("#part"), "moderator"))
	eval[bool](b, `document.getElementById("part").dispatchEvent(new Event("change"))`)
	b.reads("#me", "Omar")
}

// preview has a moderator look at the briefing of the article whose title holds the words.
func (b *tab) preview(words string) {
	b.t.Helper()
	b.write("/briefing post ")
	b.press(".add-option", "+ article")
	b.keys(words)
	b.suggests(words)
	b.enter() // takes the suggestion
	b.until(fmt.Sprintf(`[document.querySelector("#option-article").value].some((v) => v.includes(%[1]s) && v !== %[1]s)`, quoted(words)))
	b.enter() // runs the command
	b.reads("#messages > li.hidden-reply", "Only you see this.")
}

func TestAPinnedBriefingChangesWithItsArticle(t *testing.T) {
	s := play(t, nil)
	s.watch(t)
	b := s.visit(t)
	b.moderate()
	b.press(".channel", "#briefings")
	b.preview("peacekeeping")
	b.press("#messages button", "Post and pin")
	b.reads("#messages > li.hidden-reply", "Posted and pinned:")
	b.press("#pins", "Pins (1)")
	b.reads("dialog.pins", "The Security Council has voted to end the UN mission in Mali.")

	path := filepath.Join(s.corpus, "minusma-ends.md")
	article, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	write(t, path, strings.Replace(string(article), "The Security Council has voted to end", "All fifteen members have voted to end", 1))
	b.reads("dialog.pins", "All fifteen members have voted to end the UN mission in Mali.")
	b.reads("#messages > li:not(.hidden-reply)", "All fifteen members have voted to end")
	b.reads("dialog.pins", "Updated")
	if n := eval[int](b, `document.querySelectorAll("#messages > li:not(.hidden-reply) .container").length`); n != 1 {
		t.Errorf("the channel shows %d briefings, want the one that was posted", n)
	}
}
