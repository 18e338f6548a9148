package playground_test

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

var pictures = flag.String("screenshots", "", "folder for screenshots of what axe-core looks at; empty makes none")

// shoot keeps what the tab shows.
func (b *tab) shoot(name string) {
	b.t.Helper()
	png, err := chromedp.Run(b.ctx, chromedp.CaptureScreenshot())
	if err != nil {
		b.t.Fatal(err)
	}
	if err := os.MkdirAll(*pictures, 0o755); err != nil {
		b.t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(*pictures, name+".png"), png, 0o644); err != nil {
		b.t.Fatal(err)
	}
}

// shootPhone keeps what the tab shows on a phone of the usual width.
func (b *tab) shootPhone(t *testing.T) {
	if *pictures == "" {
		return
	}
	b.t.Helper()
	_, state, _ := strings.Cut(t.Name(), "/")
	b.do(chromedp.EmulateViewport(390, 800))
	b.shoot(state + "-phone")
}
