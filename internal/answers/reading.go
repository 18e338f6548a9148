package answers

import (
	"context"
	"math"

	"github.com/sitrep-bot/sitrep/internal/index"
	"github.com/sitrep-bot/sitrep/internal/lang"
)

// A reading is a query in the terms of one language of the corpus. Passages of that language are compared with it.
type reading struct {
	lang  string
	terms []term
	// Sums over terms; never zero, so that shares of them can be taken.
	idf, rarity float64
}

// A term is one content word of a query, as the passages of one language have it.
type term struct {
	text      string // as indexed
	hash      wordHash
	word      wordHash // hash of the folded word
	at        int      // index into the query's words
	idf       float64  // how few passages have it
	rarity    float64  // how rare its language uses it at large, from 0 to 1, less where most of the corpus has it
	local     float64  // its share of the weights by how few of the candidates have it
	df        int      // passages of the language that have it
	name      bool
	number    bool
	beginning string       // how words begin that are like it; empty for short words
	head      wordHash     // hash of the first letters of that
	others    [][]wordHash // hashes of the terms of phrases that mean the same
	search    []string     // the terms of those phrases
}

// readings puts a query into the terms of every language of the corpus.
func (q *query) readings(ctx context.Context, s *index.Snapshot, same synonyms) ([]reading, error) {
	var all []reading
	for _, code := range s.Langs() {
		r, err := q.reading(ctx, s, code, same)
		if err != nil {
			return nil, err
		}
		all = append(all, r)
	}
	return all, nil
}

func (q *query) reading(ctx context.Context, s *index.Snapshot, code string, same synonyms) (reading, error) {
	const little = 1e-6
	r := reading{lang: code, idf: little, rarity: little}
	analyzer, own := index.AnalyzerFor(code), index.AnalyzerFor(q.lang)
	seen := map[string]bool{}
	for i, w := range q.words {
		text := w.form()
		if !w.pair {
			text = analyzer.Term(text)
		}
		if w.asking || text == "" || seen[text] || !w.pair && own.Term(w.form()) == "" {
			continue
		}
		seen[text] = true
		df, err := s.Frequency(ctx, code, text)
		if err != nil {
			return r, err
		}
		r.add(newTerm(w, i, text, df, s.PassagesIn(code)))
	}
	same.extend(q, &r, analyzer)
	return r, nil
}

func (r *reading) add(t term) {
	r.terms = append(r.terms, t)
	r.idf += t.idf
	r.rarity += t.rarity
}

// carriedWeight is what a word of the question before weighs beside one of the question itself.
const carriedWeight = 0.6

func newTerm(w word, at int, text string, df, passages int) term {
	df = min(df, passages) // what is counted may include passages that were replaced
	t := term{text: text, hash: hash(text), word: hash(w.form()), at: at, df: df, name: w.name, number: w.number}
	if df > 0 { // a word that no passage has cannot tell them apart
		t.idf = math.Log(1 + (float64(passages-df)+.5)/(float64(df)+.5))
	}
	// A word that every passage has only tells that the question belongs here, not that it is answered.
	t.rarity = max(leastRarity, rarity(w)*(1-ratio(float64(df), float64(passages))))
	if df == 0 && w.isNonWordBigram() {
		t.rarity = leastRarity
	}
	if w.carried {
		t.idf *= carriedWeight
		t.rarity *= carriedWeight
	}
	if letters := []rune(text); !w.pair && len(letters) >= shortestAlike {
		t.beginning = string(letters[:max(shortestAlike, len(letters)-2)])
		t.head = hash(head(t.beginning))
	}
	return t
}

// leastRarity is the rarity of a word that says nothing.
const leastRarity = 0.02

// nonWordBigram is the rarity of a pair of letters that is no word.
const nonWordBigram = 0.1

// isNonWordBigram reports whether a pair of letters is no word: for the most part such are the end of one and the beginning of
// the next.
func (w word) isNonWordBigram() bool { return w.pair && w.band == lang.Rare }

// rarity weighs a word by how rare its language uses it: next to nothing if it is more than one word in a hundred, 1 if
// it is in no table, unless it is a seam.
func rarity(w word) float64 {
	const common = 20
	if w.isNonWordBigram() {
		return nonWordBigram
	}
	return max(leastRarity, float64(min(w.band, lang.Rare)-common)/(lang.Rare-common))
}
