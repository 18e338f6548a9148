package pdf

import (
	"context"
	"os"
	"regexp"
	"strings"
	"testing"
)

// Twenty files give back their words in order, in the paragraphs they were set in.
func TestRead(t *testing.T) {
	var right, wanted, whole, paragraphs int
	for _, l := range layouts {
		t.Run(l.name, func(t *testing.T) {
			pieces := l.source()
			raw := typeset(t, l, pieces)
			d, err := Read(context.Background(), raw)
			if err != nil {
				t.Fatal(err)
			}
			if d.Title != pieces[0].text {
				t.Errorf("title %q, want %q", d.Title, pieces[0].text)
			}
			var got []string
			found := map[string]bool{}
			for _, p := range d.Paragraphs {
				got = append(got, strings.Fields(p.Text)...)
				found[p.Text] = true
			}
			want := wordsOf(pieces)
			n := common(want, got)
			exact := 0
			for _, p := range pieces {
				if found[p.text] {
					exact++
				}
			}
			right, wanted, whole, paragraphs = right+n, wanted+max(len(want), len(got)), whole+exact, paragraphs+len(pieces)
			t.Logf("%4d of %4d words, %4d found; %3d of %3d paragraphs", n, len(want), len(got), exact, len(pieces))
			if share := float64(n) / float64(max(len(want), len(got))); share < 0.99 {
				t.Errorf("%.3f of the words are right", share)
			}
			for _, p := range pieces {
				if !found[p.text] {
					t.Logf("lost or cut: %s", p.text)
				}
			}
			if share := float64(exact) / float64(len(pieces)); share < 0.95 {
				t.Errorf("%.3f of the paragraphs are right", share)
			}
		})
	}
	t.Logf("all: %.4f of the words, %.4f of the paragraphs; %s of memory at most", float64(right)/float64(wanted), float64(whole)/float64(paragraphs), mostMemory())
}

// mostMemory is the most that this process had in memory so far, in the words of Linux.
func mostMemory() string {
	status, err := os.ReadFile("/proc/self/status")
	if m := regexp.MustCompile(`VmHWM:\s*(\d+ kB)`).FindSubmatch(status); err == nil && m != nil {
		return string(m[1])
	}
	return "an unknown amount"
}

func BenchmarkRead(b *testing.B) {
	l := layouts[5] // two columns with everything
	raw := typeset(b, l, l.source())
	pages := 0
	for b.Loop() {
		d, err := Read(context.Background(), raw)
		if err != nil {
			b.Fatal(err)
		}
		pages += d.Paragraphs[len(d.Paragraphs)-1].Page
	}
	b.ReportMetric(b.Elapsed().Seconds()*1000/float64(pages), "ms/page")
}
