package answers

import (
	"strings"
	"testing"

	"github.com/sitrep-bot/sitrep/internal/corpus"
)

// mostCompared is how much any question may cost on 2,000 passages: 30 passages of some 80 words compared with 60 words of
// the question and the synonyms beside them, and what spelling may take. A comparison takes about a nanosecond.
const mostCompared = 2_000_000

// mostGuessed is how many bytes all guesses at misspelt words may have: 60 words of 32 letters, with each letter replaced by and put
// before each of an alphabet. Of one word of 2,000 letters they would have 200 million.
const mostGuessed = 10_000_000

// FuzzCost holds that no text of 6,000 characters, which is the most that Discord lets anybody send, costs more than
// mostCompared. It counts, since times depend on the machine.
func FuzzCost(f *testing.F) {
	c, questions := invented(2_000)
	c.Synonyms = [][]string{{"ba", "be", "di"}, {"ba", "boat"}}
	french := corpus.Document{ID: "fr", Path: "fr.md", Source: corpus.Source{Title: "Le pont", Lang: "fr"}}
	french.Passages = []corpus.Passage{{Ordinal: 1, Text: "La compagnie tient le pont."}}
	c.Documents = append(c.Documents, french)
	d := deskOf(f, c)
	words := strings.Fields(c.Documents[0].Passages[0].Text)
	for _, text := range []string{
		strings.Repeat("a", 6000), strings.Repeat("resolutoin", 600), strings.Repeat("e\u0301", 3000), "e" + strings.Repeat("\u0301", 5999),
		strings.Repeat("misspelt wrods evrywhere ", 240), strings.Repeat("hello there ", 500), strings.Repeat("界", 6000),
		strings.Repeat("ba be di ", 600), strings.Repeat("</aaaaaaaaaa", 500), strings.Repeat("1,111", 1200), strings.Join(words, "x "),
		strings.Repeat("Nnnn"+strings.Repeat("n", 28)+" ", 180), strings.Join(questions[:20], " "), strings.Repeat("<@1>", 1500),
		"ا" + strings.Repeat("ً", 3000), strings.Repeat("सेना ", 1000), strings.Repeat("U.S.", 1500),
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		text = firstRunes(text, 6000)
		x, err := d.Examine(t.Context(), Question{Text: text, After: &Subject{Text: text, Lang: "en"}})
		if err != nil {
			t.Fatal(err)
		}
		if x.Compared > mostCompared {
			t.Errorf("answering took %d comparisons, want at most %d", x.Compared, mostCompared)
		}
		s, err := d.index.Snapshot()
		if err != nil {
			t.Fatal(err)
		}
		defer s.Close()
		q := parseQuestion(text, "", s.Langs())
		if _, err := d.lookUp(t.Context(), s, &q, Lookup{Text: text, Typing: true, Limit: 25}); err != nil {
			t.Fatal(err)
		}
		if n := q.spellingCost + q.comparisons; n > mostCompared {
			t.Errorf("looking up took %d comparisons, want at most %d", n, mostCompared)
		}
		if len(q.words) > longestQuestion {
			t.Errorf("%d words are read, want at most %d", len(q.words), longestQuestion)
		}
		guessed := 0
		for _, w := range q.words {
			if w.mayBeMisspelt() {
				for guess := range edits(w.folded, alphabetOf(w.folded)) {
					guessed += len(guess)
				}
			}
		}
		if guessed > mostGuessed {
			t.Errorf("spelling guesses %d bytes, want at most %d", guessed, mostGuessed)
		}
	})
}

// BenchmarkHostile is the time of texts that are meant to take long.
func BenchmarkHostile(b *testing.B) {
	c, _ := invented(2_000)
	d := deskOf(b, c)
	for name, text := range map[string]string{
		"one word": strings.Repeat("a", 6000), "marks": "e" + strings.Repeat("\u0301", 5999), "pairs": strings.Repeat("界", 6000),
		"misspelt": strings.Repeat("baxedi garexo tovixe kelaxono ", 200), "talk": strings.Repeat("hello there ", 500),
		"long words": strings.Repeat("bebedigagakelalamaminanapararesa ", 180), "begun markup": strings.Repeat("</aaaaaaaaaa", 500),
	} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				if _, err := d.Answer(b.Context(), Question{Text: text}); err != nil {
					b.Fatal(err)
				}
			}
		})
		b.Run(name+" typed", func(b *testing.B) {
			for b.Loop() {
				if _, err := d.Look(b.Context(), Lookup{Text: text, Typing: true, Limit: 25}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
