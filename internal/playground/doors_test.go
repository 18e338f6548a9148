package playground_test

import (
	"os"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"github.com/sitrep-bot/sitrep/internal/localdiscord"
)

const (
	question = "When was MINUSMA set up?"
	answered = "set up by Security Council resolution 2100" // in the passage that answers it
)

func TestEveryDoorLeadsToTheAnswer(t *testing.T) {
	for _, door := range []struct {
		name string
		use  func(b *tab)
	}{
		{"a mention in a channel", func(b *tab) { b.ask("@sitrep " + question) }},
		{"a mention completed from the list", func(b *tab) {
			b.write("@sit")
			b.reads(".suggestions", "@sitrep")
			b.keys(kb.Tab)
			b.keys(question)
			b.enter()
		}},
		{"plain text in a direct message", func(b *tab) {
			b.press(".channel", "@sitrepdirect message")
			b.ask(question)
		}},
		{"a slash command chosen from the list", func(b *tab) {
			b.write("/as")
			b.reads(".suggestions", "Ask in your own words")
			b.enter()
			b.keys(question)
			b.enter()
		}},
		{"a slash command written out", func(b *tab) {
			b.write("/ask " + question)
			b.enter()
		}},
		{"a message command by the right mouse button", func(b *tab) {
			b.write(question)
			b.enter()
			b.reads("#messages > li:last-child", question)
			at := eval[struct{ X, Y float64 }](b, `(() => { const r = `+last+`.getBoundingClientRect(); return {X: r.x + 100, Y: r.y + 20}; })()`)
			b.do(chromedp.MouseClickXY(at.X, at.Y, chromedp.ButtonRight))
			b.press("[role=menuitem]", "Find answerApp")
		}},
		{"a message command by the keyboard alone", func(b *tab) {
			b.write(question)
			b.enter()
			b.reads("#messages > li:last-child", question)
			b.chord(kb.Tab, chromedp.ModifierShift) // the last message
			b.chord(kb.F10, chromedp.ModifierShift) // its menu
			b.until(`document.activeElement?.role === "menuitem"`)
			b.keys(kb.End)
			b.enter()
		}},
		{"a reply to an answer", func(b *tab) {
			b.ask("@sitrep What happened in 2020?")
			b.press("#messages > li:last-child .more", "More for the message of sitrep")
			b.press("[role=menuitem]", "Reply")
			b.keys(question)
			b.enter()
		}},
		{"the follow-up form under an answer", func(b *tab) {
			b.ask("@sitrep What happened in 2020?")
			b.press("#messages > li:last-child button", "Ask a follow-up")
			b.until(`document.activeElement?.closest("dialog.modal") && !!document.activeElement.name`)
			b.keys(question)
			b.press("dialog button", "Submit")
		}},
	} {
		t.Run(door.name, func(t *testing.T) {
			b := play(t, nil).visit(t)
			door.use(b)
			b.until(last + `?.innerText.includes(` + quoted(answered) + `)`)
			if spoken := eval[string](b, `document.getElementById("announcer").textContent`); !strings.Contains(spoken, answered) {
				t.Errorf("listeners were told %q", spoken)
			}
		})
	}
}

// What is suggested for the first letters is never taken for what was typed after them.
func TestEnterWaitsForTheSuggestions(t *testing.T) {
	s := play(t, nil)
	b := s.visit(t)
	b.moderate()
	for range 5 {
		b.write("/briefing post ")
		b.press(".add-option", "+ article")
		b.suggests("MINUSMA") // an empty box suggests as well
		b.keys("peace")
		b.enter()
		b.until(`document.querySelector("#option-article").value.includes("peacekeeping")`)
		b.press("#entry button", "Cancel")
	}
}

func TestSuggestionsWhileTyping(t *testing.T) {
	b := play(t, nil).visit(t)
	b.write("/search ")
	b.suggests("·") // an empty box suggests as well
	eval[bool](b, `(() => {
		const send = fetch;
		let now = 0;
		window.mostAtOnce = 0;
		window.fetch = async (...what) => {
			window.mostAtOnce = Math.max(window.mostAtOnce, ++now);
			try { return await send(...what); } finally { now--; }
		};
		return true;
	})()`)
	b.keys("Prigoz")
	b.until(`document.querySelector("#option-query").value === "Prigoz" && document.querySelector(".option .suggestions").ariaBusy === "false"`)
	b.suggests("John Kirby")
	if n := eval[int](b, `mostAtOnce`); n != 1 {
		t.Errorf("%d questions for suggestions were on their way at once", n)
	}
	b.until(`document.querySelector("[aria-activedescendant]")?.id === "option-query"`)
	b.enter() // takes the suggestion
	b.until(`document.querySelector("#option-query").value.includes("John Kirby")`)
	b.enter() // runs the command
	b.until(last + `?.innerText.includes("employees of Prigozhin")`)
	b.reads("#messages > li:last-child .reference", "Maya used /search")
}

func TestOptionsOfACommand(t *testing.T) {
	b := play(t, nil).visit(t)
	b.write("/sources ")
	b.enter() // nothing has to be filled in
	b.reads("#messages > li:last-child .reference", "Maya used /sources")
	b.write("/ask ")
	b.enter()
	b.reads("#hint", "This option is required. Specify a value.")
	b.keys(question)
	b.press(".add-option", "+ hide")
	b.keys("t") // True
	b.enter()
	b.until(last + `?.innerText.includes(` + quoted(answered) + `)`)
	b.reads("#messages > li.hidden-reply .only-you", "Only you can see this")
	b.press("#messages > li:last-child button", "Dismiss message")
	b.until(`!` + last + `.innerText.includes(` + quoted(answered) + `)`)
}

func TestButtonsAndMenusUnderAnAnswer(t *testing.T) {
	b := play(t, nil).visit(t)
	b.ask("@sitrep " + question)
	b.press("#messages button", "▶")
	b.until(last + `.innerText.includes("seized power in Mali")`)
	if key := eval[string](b, `document.activeElement.textContent`); key != "▶" {
		t.Errorf("after turning the page the focus is on %q", key)
	}
	b.press("#messages button", "◀")
	b.until(last + `.innerText.includes(` + quoted(answered) + `)`)
	b.press("#messages button", "Other matches")
	b.reads("#messages > li.hidden-reply", "Passages that also match")
	b.do(chromedp.Focus(chromedp.CSS(".select")))
	b.enter()
	b.until(`document.activeElement?.role === "option"`)
	b.keys(kb.ArrowDown)
	chosen := eval[string](b, `document.activeElement.querySelector("span").textContent`)
	b.enter()
	b.until(`!document.querySelector(".popup") && ` + last + `.querySelector(".select span").textContent === ` + quoted(chosen))
	b.press("#messages > li.hidden-reply button", "⋯")
	b.press("#messages > li:last-child button", "Helpful")
	b.reads("#messages > li:last-child", "Noted, thank you")
	b.press("#messages > li:last-child button", "Share here")
	b.reads("#messages > li:last-child", "shares an answer to: "+question)
}

// TestAnArticlesFormattingIsDrawn looks at a list, a table, code, a quotation and a link as members see them.
func TestAnArticlesFormattingIsDrawn(t *testing.T) {
	raw, err := os.ReadFile("testdata/formatted.md")
	if err != nil {
		t.Fatal(err)
	}
	b := play(t, map[string]string{"hut.md": string(raw)}).visit(t)
	for question, drawn := range map[string]string{
		"@sitrep What do I bring to the hut by the lake?":              `ul > li > strong`,
		"@sitrep What does a guest pay for the lower bunk in the hut?": `pre`,
		"@sitrep Which program reads the weather station of the hut?":  `pre`,
		"@sitrep Who lights the stove in the hut?":                     `blockquote em`,
	} {
		b.ask(question)
		if !eval[bool](b, "!!"+last+`.querySelector(`+quoted(drawn)+`)`) {
			t.Errorf("%s: no %s in\n%s", question, drawn, eval[string](b, last+`.innerHTML`))
		}
	}
	for _, seen := range []string{"▸ lower bunk     12 €", "curl -s https://hut.example/weather", "the shop"} {
		b.reads("#messages pre, #messages a[href='https://shop.example/hut']", seen)
	}
}

func TestPinsAndParts(t *testing.T) {
	b := play(t, nil).visit(t)
	b.ask("@sitrep What happened in 2020?")
	b.press("#messages > li:last-child .more", "More for the message of sitrep")
	if eval[bool](b, `document.querySelector("[role=menu]").textContent.includes("Pin")`) {
		t.Error("a member is offered to pin")
	}
	b.keys(kb.Escape)
	b.press(".channel", "#briefings")
	b.reads("#entry", "You do not have permission to send messages in this channel.")
	b.moderate()
	b.until(`!!document.getElementById("say")`) // a moderator writes here
	b.press(".channel", "#general")
	b.ask("@sitrep " + question)
	b.choose("More for the message of sitrep", "Pin message")
	b.reads("#messages > li:last-child", "Omar pinned a message to this channel.")
	b.press("#pins", "Pins (1)")
	b.reads("dialog.pins", answered)
	b.press("dialog.pins button", "▶")
	b.until(`document.querySelector("dialog.pins").innerText.includes("seized power in Mali")`) // the panel follows its message
	b.press("dialog.pins button", "Jump")
	b.until(`!document.querySelector("dialog") && !!document.activeElement.querySelector(".container")`)
	b.press("#messages > li:nth-last-child(2) .more", "More for the message of sitrep")
	b.press("[role=menuitem]", "Unpin message")
	b.until(`document.getElementById("pins").textContent === "Pins"`)
}

func TestInFrench(t *testing.T) {
	b := play(t, nil).visit(t)
	b.do(chromedp.SetValue(chromedp.CSS("#locale"), "fr"))
	eval[bool](b, `document.getElementById("locale").dispatchEvent(new Event("change"))`)
	b.reads("#tour", "Qu’a dit ") // who is the ranking's to say
	b.write("/as")
	b.reads(".suggestions", "Demandez avec vos mots")
	b.keys(kb.Backspace + kb.Backspace + kb.Backspace)
	b.ask("@sitrep Qui a demandé à l'ONU de mettre fin à la MINUSMA ?")
	b.until(last + `.innerText.includes("Abdoulaye Diop")`)
	b.reads("#messages > li:last-child time", "30 juin 2023")
	b.reads("#messages > li:last-child button", "Question de suivi")
}

func TestWhatDiscordRefuses(t *testing.T) {
	s := playIn(t, localdiscord.Config{Deadline: 100 * time.Millisecond}, nil) // nothing is asked that the bot could answer
	b := s.visit(t)
	long := strings.Repeat("many words ", 200)
	b.do(chromedp.Focus(chromedp.CSS("#say")))
	eval[string](b, `document.getElementById("say").value = `+quoted(long))
	b.enter()
	b.reads("#notice", "50035: Must be 2000 or fewer in length.")
	if kept := eval[string](b, `document.getElementById("say").value`); kept != long {
		t.Errorf("of what was written %d characters were kept, want %d", len(kept), len(long))
	}
	eval[string](b, `document.getElementById("say").value = ""`)
	general := s.local.Guilds()[0].Channels()[0]
	general.Deny(s.local.Guilds()[0].BotRoleID, 1<<11) // SEND_MESSAGES
	// That the question was sent is told to the page after what came of it, as it may happen.
	eval[bool](b, `(() => {
		const real = fetch;
		window.fetch = async (...asked) => {
			const sent = await real(...asked);
			if (!asked[0].endsWith("/act/say")) return sent;
			window.fetch = real;
			await new Promise((go) => { window.letGo = go; });
			const body = await sent.json();
			sent.json = async () => { setTimeout(() => { window.taken = true; }); return body; };
			return sent;
		};
		return true;
	})()`)
	b.write("@sitrep " + question)
	b.enter()
	const refused = "Discord refused what the bot asked for, POST /channels/{channel_id}/messages: 50013: Missing Permissions"
	b.reads("#notice", refused)
	b.until(`!!window.letGo`)
	eval[bool](b, `(letGo(), true)`)
	b.until(`window.taken`)
	if stays := eval[string](b, `document.getElementById("notice").textContent`); !strings.Contains(stays, refused) {
		t.Errorf("once the question was sent, the notice is %q", stays)
	}
	s.stop()
	b.write("/ask " + question)
	b.enter()
	b.reads("#notice", "The application did not respond")
}

func TestAnArticleDroppedOnThePage(t *testing.T) {
	s := play(t, nil)
	b := s.visit(t)
	drop := func(name, text string) {
		eval[bool](b, `(() => { const carried = new DataTransfer(); carried.items.add(new File([`+quoted(text)+`], `+quoted(name)+`));
			return document.body.dispatchEvent(new DragEvent("drop", {dataTransfer: carried, bubbles: true, cancelable: true})); })()`)
	}
	drop("Harvest.md", harvest)
	b.reads("dialog", "The harvest of Larkfield")
	b.press("dialog button", "Cancel")
	b.until(`!document.querySelector("dialog") && document.getElementById("articles-title").textContent === "2 articles"`)
	drop("Harvest.md", harvest)
	b.press("dialog button", "Add it")
	b.reads("dialog .diff", "Added: The harvest of Larkfield")
	b.reads("#articles", "3 articles")
	b.do(chromedp.Click(chromedp.CSS("dialog .question")))
	b.enter()
	b.until(last + `?.innerText.includes("brought in by Mildred Ashdown")`)
	drop("harvest.md", harvest)
	b.reads("#notice", "overwrites nothing")
	drop("harvest.exe", "MZ")
	b.reads("#notice", "wanted a file that ends in one of .atom .csv .docx")
}
