package main

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/sitrep-bot/sitrep/internal/filetest"
	"github.com/sitrep-bot/sitrep/internal/localdiscord"
	"github.com/sitrep-bot/sitrep/internal/localdiscord/localdiscordtest"
)

// TestKilledWhileArticlesChange kills the process without warning while a moderator adds articles, has a page looked at again, and
// removes an article: KILLS times each, once by default. What was being done is done afterwards or it is not, and can be done again.
func TestKilledWhileArticlesChange(t *testing.T) {
	t.Parallel()
	t.Run("on SQLite", func(t *testing.T) { killWhileArticlesChange(t, newProcess(t)) })
	t.Run("on PostgreSQL", func(t *testing.T) {
		p := newProcess(t)
		p.env = []string{"DATABASE_URL=" + postgres.Database(t)}
		killWhileArticlesChange(t, p)
	})
}

func killWhileArticlesChange(t *testing.T, p *process) {
	kills, _ := strconv.Atoi(os.Getenv("KILLS"))
	kills = max(kills, 1)
	var round atomic.Int64
	site := httptest.NewServer(http.HandlerFunc(func(out http.ResponseWriter, in *http.Request) {
		if in.URL.Path == "/robots.txt" {
			http.NotFound(out, in)
			return
		}
		out.Header().Set("Content-Type", "text/html")
		fmt.Fprintf(out, "<html lang=en><head><title>The gate</title></head><body><article><h1>The gate</h1><p>The gate of the camp closes at round%d in the evening, and it stays closed until the morning.</p><p>In round%[1]d guests sleep in the blue tent behind the kitchen, which is heated in winter.</p></article></body></html>", round.Load())
	}))
	t.Cleanup(site.Close)
	at, err := url.Parse(site.URL)
	if err != nil {
		t.Fatal(err)
	}
	p.env = append(p.env, "MEANING=off", "SITE="+at.Port())
	p.start()
	p.addPage(site.URL + "/gate")
	want := map[string]string{}
	for n := range kills {
		p.killWhileAdding(n, want)
		round.Add(1)
		p.killWhileRefreshing(round.Load())
		p.killWhileRemoving(fmt.Sprintf("a%d.md", n), want)
	}
	p.until("the page says what it says now", func() bool {
		p.say("articles refresh", "The gate")
		return strings.Contains(p.say("articles show", "The gate").Text(), fmt.Sprintf("In round%d", round.Load()))
	})
	p.wantExported(want)
}

// killWhileAdding kills the process while it keeps two articles, which are there both or not at all.
func (p *process) killWhileAdding(n int, want map[string]string) {
	p.Helper()
	names := []string{fmt.Sprintf("a%d.md", n), fmt.Sprintf("b%d.md", n)}
	var files []string
	for _, name := range names {
		want[name] = fmt.Sprintf("# Rules %s\n\nThe rule of %s is to be kept.\n", name, name)
		files = append(files, name, want[name])
	}
	preview := p.answer(p.mo.Slash(p.general, "articles add", localdiscord.Opt{Name: "file", Value: localdiscord.File{Name: "rules.zip", Data: filetest.Zip(p, files...)}}))
	if _, err := p.mo.Click(preview, "Keep it"); err != nil {
		p.Fatal(err)
	}
	p.killSoon()
	there := 0
	for _, name := range names {
		if p.has(name) {
			there++
		}
	}
	p.Logf("killed while it kept two articles: %d are there", there)
	switch there {
	case 0:
		c, _ := preview.Component("Keep it")
		if text := p.answer(p.mo.ForgePress(preview, localdiscord.CompButton, c.CustomID)).Text(); !strings.Contains(text, "Kept 2") {
			p.Errorf("what was previewed cannot be kept any more: %s", text)
		}
	case 2:
	default:
		p.Error("half of the articles are there")
	}
}

// has tells whether an article is there, and whole.
func (p *process) has(name string) bool {
	p.Helper()
	return strings.Contains(p.say("articles show", name).Text(), "The rule of "+name+" is to be kept.")
}

// killWhileRefreshing kills the process while it looks at a page that has changed, which is then as it was or as it is.
func (p *process) killWhileRefreshing(round int64) {
	p.Helper()
	if _, err := p.mo.Slash(p.general, "articles refresh", localdiscord.Opt{Name: "which", Value: "The gate"}); err != nil {
		p.Fatal(err)
	}
	p.killSoon()
	text := p.say("articles show", "The gate").Text()
	p.Logf("killed while it looked at a page: it is up to date: %t", strings.Contains(text, fmt.Sprintf("In round%d", round)))
	for _, line := range []string{"closes at round", "In round"} {
		if strings.Count(text, line) != 1 {
			p.Errorf("wanted the page once and whole, and found\n%s", text)
		}
	}
	if _, after, _ := strings.Cut(text, "closes at round"); !strings.Contains(text, "In round"+strings.Fields(after)[0]+" ") {
		p.Errorf("half of the page is old:\n%s", text)
	}
}

// killWhileRemoving kills the process while it removes an article.
func (p *process) killWhileRemoving(name string, want map[string]string) {
	p.Helper()
	if _, err := p.mo.Slash(p.general, "articles remove", localdiscord.Opt{Name: "which", Value: name}); err != nil {
		p.Fatal(err)
	}
	p.killSoon()
	there := p.has(name)
	p.Logf("killed while it removed an article: it is there: %t", there)
	if !there {
		delete(want, name)
	}
}

// killSoon kills the process after a moment, and starts it again.
func (p *process) killSoon() {
	p.Helper()
	time.Sleep(time.Duration(rand.IntN(40)) * time.Millisecond) // anywhere in what it is at
	p.kill()
	p.start()
}

func (p *process) addPage(address string) {
	p.Helper()
	preview := p.answer(p.mo.Slash(p.general, "articles add", localdiscord.Opt{Name: "url", Value: address}))
	if _, ok := preview.Component("Keep it"); !ok {
		p.Fatalf("the page cannot be kept: %s", preview.Text())
	}
	p.answer(p.mo.Click(preview, "Keep it"))
}

// say runs a command about an article, which is named where the command wants it, and returns what comes of it.
func (p *process) say(command, which string) *localdiscord.Message {
	p.Helper()
	var opts []localdiscord.Opt
	if which != "" {
		opts = append(opts, localdiscord.Opt{Name: "which", Value: which})
	}
	return p.answer(p.mo.Slash(p.general, command, opts...))
}

func (p *process) answer(i *localdiscord.Interaction, err error) *localdiscord.Message {
	p.Helper()
	if err != nil {
		p.Fatal(err)
	}
	m, err := i.Message(localdiscordtest.Patience(p.T))
	if err != nil {
		p.Fatalf("%v\n%s", err, p.said)
	}
	return m
}

// wantExported compares what was uploaded with what is given back, byte for byte.
func (p *process) wantExported(want map[string]string) {
	p.Helper()
	m := p.say("articles export", "")
	if len(m.Attachments) != 1 {
		p.Fatalf("no export: %s", m.Text())
	}
	data := p.d.Download(m.Attachments[0])
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		p.Fatal(err)
	}
	got := map[string]string{}
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			p.Fatal(err)
		}
		text, err := io.ReadAll(r)
		if err != nil {
			p.Fatal(err)
		}
		got[f.Name] = string(text)
	}
	for name, text := range want {
		if got[name] != text {
			p.Errorf("%s: exported %q; want %q", name, got[name], text)
		}
	}
	if len(got) != len(want)+1 { // the page
		p.Errorf("%d files are exported; want %d", len(got), len(want)+1)
	}
}
