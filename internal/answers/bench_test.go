package answers

import (
	"context"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"strings"
	"testing"

	"github.com/sitrep-bot/sitrep/internal/corpus"
	"github.com/sitrep-bot/sitrep/internal/index"
)

// syllables make words that look like a language's: a few common, most rare, as in any text.
var syllables = strings.Fields("ba be di do fa ga ke la lo ma mi na no pa ra re sa se ta ti to va ve wi")

// invented writes a corpus of a size, twenty passages to the article, of words used as often as Zipf's law has it.
func invented(passages int) (*corpus.Corpus, []string) {
	random := rand.New(rand.NewPCG(3, 5))
	zipf := rand.NewZipf(random, 1.1, 4, 60_000)
	word := func() string {
		n := zipf.Uint64()
		text := ""
		for n += 30; n > 0; n /= uint64(len(syllables)) {
			text += syllables[n%uint64(len(syllables))]
		}
		return text
	}
	sentence := func(words int) string {
		parts := make([]string, words)
		for i := range parts {
			parts[i] = word()
		}
		return strings.ToUpper(parts[0][:1]) + strings.Join(parts, " ")[1:] + "."
	}
	c := &corpus.Corpus{}
	for len(c.Documents) < passages/20 {
		id := fmt.Sprintf("a%05d", len(c.Documents))
		d := corpus.Document{ID: id, Path: id + ".txt", Source: corpus.Source{Title: sentence(3), Lang: "en"}}
		for i := range 20 {
			text := sentence(18) + " " + sentence(22) + " " + sentence(14) + " " + sentence(20)
			d.Passages = append(d.Passages, corpus.Passage{Ordinal: i + 1, Text: text})
		}
		c.Documents = append(c.Documents, d)
	}
	var questions []string
	for range 500 {
		words := strings.Fields(c.Documents[random.IntN(len(c.Documents))].Passages[random.IntN(20)].Text)
		at := random.IntN(len(words) - 8)
		questions = append(questions, "who "+strings.Join(words[at:at+8], " ")+"?")
	}
	return c, questions
}

// BenchmarkAnswer is one whole answer, on corpora of an article's, a community's and a library's size, which lie on disk as they do where
// a bot serves: an index in memory has a segment for each 1,000 passages, which are never merged.
func BenchmarkAnswer(b *testing.B) {
	for _, passages := range []int{20, 2_000, 100_000} {
		b.Run(fmt.Sprint(passages), func(b *testing.B) {
			c, questions := invented(passages)
			ix, _, err := index.Open(filepath.Join(b.TempDir(), "index"))
			if err != nil {
				b.Fatal(err)
			}
			b.Cleanup(func() { ix.Close() })
			if _, err := ix.Sync(context.Background(), c, nil); err != nil {
				b.Fatal(err)
			}
			d := New(ix, nil)
			n := 0
			b.ReportAllocs()
			for b.Loop() {
				if _, err := d.Answer(context.Background(), Question{Text: questions[n%len(questions)]}); err != nil {
					b.Fatal(err)
				}
				n++
			}
		})
	}
}

// BenchmarkSync is the first build of an index in memory.
func BenchmarkSync(b *testing.B) {
	c, _ := invented(2_000)
	for b.Loop() {
		ix, _, err := index.Open("")
		if err != nil {
			b.Fatal(err)
		}
		if _, err := ix.Sync(context.Background(), c, nil); err != nil {
			b.Fatal(err)
		}
		ix.Close()
	}
	b.ReportMetric(float64(b.N)*2_000/b.Elapsed().Seconds(), "passages/s")
}
