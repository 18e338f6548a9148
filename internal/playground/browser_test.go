package playground_test

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"os/exec"
	goruntime "runtime"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// browser is one Chromium for all tests; nil where there is none.
var browser context.Context

// TestMain lets several tests run at the same time, each in a tab of its own: they wait more than they compute.
func TestMain(m *testing.M) {
	flag.Parse()
	if parallel := flag.Lookup("test.parallel"); goruntime.GOMAXPROCS(0) < 4 && parallel.Value.String() == parallel.DefValue {
		_ = parallel.Value.Set("4")
	}
	os.Exit(func() int {
		path := chromium()
		if path == "" {
			return m.Run()
		}
		dir, err := os.MkdirTemp("", "sitrep-chromium-")
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			return 1
		}
		defer os.RemoveAll(dir)
		flags := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(path), chromedp.UserDataDir(dir), chromedp.NoSandbox,
			chromedp.DisableGPU, chromedp.Flag("disable-background-networking", true), chromedp.Flag("disable-component-update", true), chromedp.Flag("lang", "en-US"))
		allocated, cancel := chromedp.NewExecAllocator(context.Background(), flags...)
		defer cancel()
		started, stop := chromedp.NewContext(allocated)
		defer stop()
		if err := chromedp.Do(started); err != nil {
			fmt.Fprintln(os.Stderr, "Chromium does not start:", err)
			return 1
		}
		browser = started
		return m.Run()
	}())
}

// chromium is the path of a browser; empty if none is installed.
func chromium() string {
	for _, name := range []string{os.Getenv("CHROMIUM"), "chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); name != "" && err == nil {
			return path
		}
	}
	return ""
}

// A tab is one page as a person has it open. Whatever fails fails the test; waiting ends after 2 min.
type tab struct {
	t        testing.TB
	ctx      context.Context
	requests *[]string // addresses, in the order they were asked for
}

// visit opens the page in a tab without memory of others, and waits until the bot hears what is said.
func (s *harness) visit(t testing.TB) *tab {
	t.Helper()
	b := s.load(t)
	b.ready(s)
	return b
}

// ready waits until there is a conversation, and the bot hears what is said in it.
func (b *tab) ready(s *harness) {
	b.t.Helper()
	b.until(`document.getElementById("title").textContent === "# general"`)
	for s.local.Sessions() == 0 { // commands were registered before
		time.Sleep(time.Millisecond)
	}
}

// load opens the page in a tab without memory of others. What the page logs as a mistake fails the test.
func (s *harness) load(t testing.TB) *tab {
	t.Helper()
	if browser == nil {
		t.Skip("no Chromium here: install it (Debian: apt-get install chromium) or name it in CHROMIUM")
	}
	ctx, cancel := chromedp.NewContext(browser, chromedp.WithNewBrowserContext())
	t.Cleanup(cancel)
	b := &tab{t: t, ctx: ctx, requests: new([]string)}
	b.do()                                                   // opens the tab
	b.ctx, cancel = context.WithTimeout(ctx, 10*time.Minute) // a page that hangs fails its test, not all of them
	t.Cleanup(cancel)
	b.listen()
	b.do(chromedp.Navigate(s.url))
	return b
}

// listen hears what the tab logs and asks for.
func (b *tab) listen() {
	b.t.Helper()
	b.do() // opens the tab
	if err := chromedp.Listen(b.ctx, b.watch); err != nil {
		b.t.Fatal(err)
	}
	call(b, network.Enable, network.EnableParams{})
	call(b, log.Enable, cdp.Empty{})
	call(b, emulation.SetFocusEmulationEnabled, emulation.SetFocusEmulationEnabledParams{Enabled: true}) // though other tests have tabs in front
	call(b, emulation.SetTimezoneOverride, emulation.SetTimezoneOverrideParams{TimezoneID: "UTC"})
	b.prefer("light")
	b.do(chromedp.EmulateViewport(1180, 800))
}

func (b *tab) watch(event any) {
	switch e := event.(type) {
	case *network.EventRequestWillBeSent:
		*b.requests = append(*b.requests, e.Request.URL)
	case *runtime.EventExceptionThrown:
		b.t.Errorf("the page failed: %s", e.ExceptionDetails.Exception.Description)
	case *log.EventEntryAdded:
		if e.Entry.Level == log.EntryLevelError && !strings.Contains(e.Entry.Text, "422") { // what Discord refuses is answered with that
			b.t.Errorf("the page logged: %s %s", e.Entry.Text, e.Entry.URL)
		}
	}
}

func (b *tab) do(actions ...chromedp.Action[chromedp.Void]) {
	b.t.Helper()
	if err := chromedp.Do(b.ctx, actions...); err != nil {
		b.t.Fatal(err)
	}
}

// call sends a command of the browser's protocol.
func call[P, R any](b *tab, command cdp.Command[P, R], params P) R {
	b.t.Helper()
	out, err := chromedp.Call(b.ctx, command, params)
	if err != nil {
		b.t.Fatal(err)
	}
	return out
}

// prefer makes the system of the person light or dark. Nothing moves, so that nothing slides away under the mouse.
func (b *tab) prefer(scheme string) {
	b.t.Helper()
	call(b, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{
		{Name: "prefers-color-scheme", Value: scheme}, {Name: "prefers-reduced-motion", Value: "reduce"}}})
}

// eval evaluates JavaScript and decodes what it is, or what it promises.
func eval[T any](b *tab, script string) T {
	b.t.Helper()
	out, err := chromedp.Run(b.ctx, chromedp.Evaluate[T](script, chromedp.EvalAwaitPromise))
	if err != nil {
		b.t.Fatalf("%v in %s", err, script)
	}
	return out
}

// until waits for a condition in JavaScript. The page looks itself, which costs less than to be asked all the time; its policy forbids what
// chromedp.Poll does.
func (b *tab) until(condition string) {
	b.t.Helper()
	look := `(async () => {
		for (const end = performance.now() + 1000; performance.now() < end; await new Promise((go) => setTimeout(go, 5))) if (` + condition + `) return true;
		return false;
	})()`
	for began := time.Now(); !eval[bool](b, look); {
		if time.Since(began) > 2*time.Minute {
			b.t.Fatalf("waited in vain for %s; the page shows:\n%s", condition, eval[string](b, `document.body.innerText`))
		}
	}
}

// last is the script of the last message in the conversation.
const last = `document.querySelector("#messages > li:last-child")`

// reads waits for an element that shows a text.
func (b *tab) reads(selector, text string) {
	b.t.Helper()
	b.until(fmt.Sprintf(`[...document.querySelectorAll(%s)].some((e) => e.textContent.includes(%s))`, quoted(selector), quoted(text)))
}

// suggests waits for a suggestion. A bot that has not the time to look for any says that there are none, and is asked again by
// whoever types on.
func (b *tab) suggests(text string) {
	b.t.Helper()
	b.until(fmt.Sprintf(`(() => {
		const list = document.querySelector(".option .suggestions");
		if (list?.textContent.includes(%s)) return true;
		if (list?.hidden && list.ariaBusy === "false") document.activeElement.dispatchEvent(new Event("input"));
		return false;
	})()`, quoted(text)))
}

// enter presses the key. chromedp.KeyEvent sends its character even where the page took the key, which no keyboard does.
func (b *tab) enter() {
	b.t.Helper()
	key := input.DispatchKeyEventParams{Key: "Enter", Code: "Enter", WindowsVirtualKeyCode: 13, NativeVirtualKeyCode: 13}
	down, up := key, key
	down.Type, down.Text, up.Type = input.DispatchKeyEventTypeKeyDown, "\r", input.DispatchKeyEventTypeKeyUp
	call(b, input.DispatchKeyEvent, down)
	call(b, input.DispatchKeyEvent, up)
}

// keys types text or special keys into whatever has the focus.
func (b *tab) keys(text string) {
	b.t.Helper()
	b.do(chromedp.KeyEvent(text))
}

// chord presses a key with modifiers.
func (b *tab) chord(key string, modifiers ...chromedp.Modifier) {
	b.t.Helper()
	b.do(chromedp.KeyEvent(key, chromedp.KeyModifiers(modifiers...)))
}

// press clicks on the element of a kind that shows exactly this text. The page may move under the mouse while it follows a new message,
// or draw the element anew: as long as the click did not land on the element it clicks again.
func (b *tab) press(selector, text string) {
	b.t.Helper()
	find := fmt.Sprintf(`[...document.querySelectorAll(%s)].findLast((e) => (e.getAttribute("aria-label") ?? e.textContent).trim() === %s && !e.disabled)`, quoted(selector), quoted(text))
	aim := `(() => {
		const e = ` + find + `;
		if (!e) return {There: false};
		e.scrollIntoView({block: "center"});
		window.aimed = {e, at: ""};
		for (const kind of ["pointerdown", "click"]) e.addEventListener(kind, () => { window.aimed.at = kind; }, {capture: true, once: true});
		const r = e.getBoundingClientRect();
		return {There: true, X: r.x + r.width / 2, Y: r.y + r.height / 2};
	})()`
	const landed = `aimed.at === "click" || aimed.at === "pointerdown" && !aimed.e.isConnected` // some act, and are gone, before the button is let go
	for began := time.Now(); ; {
		b.until("!!" + find)
		at := eval[struct {
			There bool
			X, Y  float64
		}](b, aim)
		if at.There {
			b.do(chromedp.MouseClickXY(at.X, at.Y))
			if eval[bool](b, landed) {
				return
			}
		}
		if time.Since(began) > 2*time.Minute {
			b.t.Fatalf("clicked in vain on %s %q", selector, text)
		}
	}
}

// choose presses an item of the menu of the last message. The page may move under the mouse while it follows a new message: then the
// menu is opened again.
func (b *tab) choose(message, item string) {
	b.t.Helper()
	there := fmt.Sprintf(`[...document.querySelectorAll("[role=menuitem]")].some((e) => e.textContent.trim() === %s)`, quoted(item))
	for range 20 {
		b.press("#messages > li:last-child .more", message)
		for end := time.Now().Add(3 * time.Second); time.Now().Before(end); time.Sleep(5 * time.Millisecond) {
			if eval[bool](b, there) {
				b.press("[role=menuitem]", item)
				return
			}
		}
	}
	b.t.Fatalf("the menu of %s has no %s", message, item)
}

// write puts the focus into the message box and types a line.
func (b *tab) write(text string) {
	b.t.Helper()
	b.do(chromedp.Focus(chromedp.CSS("#say")))
	b.keys(text)
}

// ask writes a line, sends it, and waits for the bot to have answered below it.
func (b *tab) ask(text string) {
	b.t.Helper()
	b.write(text)
	b.answeredBy(b.enter)
}

// answeredBy does something, and waits for the bot to have answered below what was there before.
func (b *tab) answeredBy(do func()) {
	b.t.Helper()
	before := eval[string](b, last+`?.id ?? ""`)
	do()
	b.until(fmt.Sprintf(`%[1]s && %[1]s.id !== %[2]s && !!%[1]s.querySelector(".app, .container") && !%[1]s.querySelector(".thinking")`, last, quoted(before)))
}

func quoted(v any) string {
	raw, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return string(raw)
}
