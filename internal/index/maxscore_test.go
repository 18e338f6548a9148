package index

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	bleveindex "github.com/blevesearch/bleve_index_api"

	"github.com/sitrep-bot/sitrep/internal/corpus"
)

// TestSearchFindsWhatLookingAtEveryPostingFinds compares the search with one that leaves nothing out: of random questions about random
// articles, in segments of one block and of several, with passages that are deleted, and with postings that are cached.
func TestSearchFindsWhatLookingAtEveryPostingFinds(t *testing.T) {
	random := rand.New(rand.NewPCG(11, 13))
	words := commonAndRare(random, 400)
	ix := open(t, "")
	var articles []corpus.Document
	for _, state := range []struct {
		name            string
		removed, added  int // articles
		passagesOfAdded int
	}{{"built", 0, 40, 50}, {"grown by a segment of several blocks", 0, 160, 150}, {"shrunk", 60, 30, 10}} {
		articles = articles[state.removed:]
		for range state.added {
			articles = append(articles, words.article(fmt.Sprintf("article%d", random.Int()), state.passagesOfAdded))
		}
		update(t, ix, corpus.Corpus{Documents: articles})
		s := snapshot(t, ix)
		for i := range 100 {
			terms := words.terms()
			limit := 1 + random.IntN(60)
			want := searchEverything(t, s.reader.(*embeddedReader), terms, limit)
			for _, round := range []string{"first", "second"} {
				got, err := s.Search(t.Context(), terms, limit)
				if err != nil {
					t.Fatal(err)
				}
				if !slices.Equal(got, want) {
					t.Fatalf("%s, question %d, the %s time: for %d of %v found %v, wanted %v", state.name, i, round, limit, terms, got, want)
				}
			}
		}
		if cached := ix.engine.(*embedded).cache.postings; (cached > 0) != (s.Passages() >= cacheFrom) {
			t.Errorf("%s: of %d passages %d postings are cached", state.name, s.Passages(), cached)
		}
	}
}

// made-up words, of which some are used far more often than others.
type madeUpWords struct {
	random *rand.Rand
	zipf   *rand.Zipf
	words  []string
}

func commonAndRare(random *rand.Rand, n int) madeUpWords {
	w := madeUpWords{random: random, zipf: rand.NewZipf(random, 1.2, 3, uint64(n-1))}
	for i := range n {
		w.words = append(w.words, "zu"+string(rune('a'+i%20))+string(rune('a'+i/20))+"k")
	}
	return w
}

func (w madeUpWords) text(words int) string {
	var text []string
	for range words {
		text = append(text, w.words[w.zipf.Uint64()])
	}
	return strings.Join(text, " ")
}

func (w madeUpWords) article(id string, passages int) corpus.Document {
	var paragraphs []string
	for range passages {
		paragraphs = append(paragraphs, w.text(1+w.random.IntN(12)*w.random.IntN(3)))
	}
	d := report(id, paragraphs...)
	d.Source.Title, d.Source.Lang = w.text(2), []string{"en", "de"}[w.random.IntN(2)]
	return d
}

// terms are those of a question: of words and titles, in one language or another, of which some are asked for twice, and some are not
// there.
func (w madeUpWords) terms() (terms []Term) {
	for range 1 + w.random.IntN(9) {
		code := []string{"en", "de"}[w.random.IntN(2)]
		text := AnalyzerFor(code).Term(strings.TrimSpace(w.text(w.random.IntN(10)/9 + 1)))
		terms = append(terms, Term{Lang: code, Text: text, Boost: []float64{1, .2, .5}[w.random.IntN(3)], Title: w.random.IntN(3) == 0})
	}
	return terms
}

// searchEverything adds up what each term gives to each passage.
func searchEverything(t *testing.T, r *embeddedReader, terms []Term, limit int) []Hit {
	t.Helper()
	sums := map[uint64]float32{}
	for _, term := range terms {
		postings, err := r.bleve.TermFieldReader(context.Background(), []byte(term.Text), field(term), true, true, false)
		if err != nil {
			t.Fatal(err)
		}
		w := r.catalog.weigh(term, int(postings.Count()))
		var posting bleveindex.TermFieldDoc
		for {
			p, err := postings.Next(&posting)
			if err != nil {
				t.Fatal(err)
			}
			if p == nil {
				break
			}
			length := 1 / (p.Norm * p.Norm)
			sums[p.ID.Value()] += w.score(float64(p.Freq), k1*(1-lengthWeight+lengthWeight*length/w.meanLength))
		}
	}
	var all []scoredPassage
	for number, score := range sums {
		all = append(all, scoredPassage{number, score})
	}
	hits, err := r.hits(all)
	if err != nil {
		t.Fatal(err)
	}
	return hits[:min(limit, len(hits))]
}
