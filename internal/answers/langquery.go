package answers

import (
	"context"
	"math"

	"github.com/sitrep-bot/sitrep/internal/index"
	"github.com/sitrep-bot/sitrep/internal/lang"
)

// A langQuery is a query in the terms of one language of the corpus. Passages of that language are compared with it.
type langQuery struct {
	lang       string
	terms      []term
	termFilter bloomFilter // of what the terms begin with
	// Sums over terms; never zero, so that shares of them can be taken.
	idf, rarity float64
}

// A term is one content word of a query, as the passages of one language have it.
type term struct {
	text         string // as indexed
	hash         wordHash
	word         wordHash // hash of the folded word
	at           int      // index into the query's words
	idf          float64  // how few passages have it
	rarity       float64  // how rare its language uses it at large, from 0 to 1, less where most of the corpus has it
	local        float64  // its share of the weights by how few of the candidates have it
	df           int      // passages of the language that have it
	above        int      // passages of the language that have it above them
	name         bool
	number       bool
	prefix       string       // how words begin that are like it; empty for short words
	firstLetters wordHash     // hash of the first letters of that
	others       [][]wordHash // hashes of the terms of phrases that mean the same
	search       []string     // the terms of those phrases
}

// known reports whether the corpus has a word, or one that means the same.
func (t *term) known() bool { return t.df > 0 || t.above > 0 || len(t.others) > 0 }

// langQueries puts a query into the terms of every language of the corpus.
func (q *query) langQueries(ctx context.Context, s *index.Snapshot, same synonyms) ([]langQuery, error) {
	var all []langQuery
	for _, code := range s.Langs() {
		lq, err := q.langQuery(ctx, s, code, same)
		if err != nil {
			return nil, err
		}
		all = append(all, lq)
	}
	weighMissing(all)
	for i := range all {
		all[i].fillFilter()
	}
	return all, nil
}

// weighMissing gives a word that a query's language lacks the weight it has in another: one word that two languages share
// does not cover a question whose other words only one of them has.
func weighMissing(all []langQuery) {
	heaviest := map[int]float64{}
	for _, lq := range all {
		for _, t := range lq.terms {
			heaviest[t.at] = max(heaviest[t.at], t.idf)
		}
	}
	for i := range all {
		lq := &all[i]
		for j := range lq.terms {
			if t := &lq.terms[j]; t.idf == 0 {
				t.idf = heaviest[t.at]
				lq.idf += t.idf
			}
		}
	}
}

// fillFilter notes what the terms, and the phrases that stand for them, begin with.
func (lq *langQuery) fillFilter() {
	for i := range lq.terms {
		lq.termFilter.add(lq.terms[i].hash)
		for _, o := range lq.terms[i].others {
			lq.termFilter.add(o[0])
		}
	}
}

func (q *query) langQuery(ctx context.Context, s *index.Snapshot, code string, same synonyms) (langQuery, error) {
	const little = 1e-6
	lq := langQuery{lang: code, idf: little, rarity: little}
	analyzer, own := index.AnalyzerFor(code), index.AnalyzerFor(q.lang)
	seen := map[string]bool{}
	for i, w := range q.words {
		text, parts := w.form(), index.Parts{}
		if !w.pair {
			text, parts = analyzer.Word(text)
		}
		if w.ignored || text == "" || seen[text] || !w.pair && own.Term(w.form()) == "" {
			continue
		}
		seen[text] = true
		t, err := q.count(ctx, s, code, i, text)
		if err != nil {
			return lq, err
		}
		if !t.known() && !w.number {
			if err := t.addParts(ctx, s, code, parts); err != nil {
				return lq, err
			}
		}
		lq.add(t)
	}
	same.extend(q, &lq, analyzer)
	return lq, q.joinNeighbours(ctx, s, &lq, analyzer)
}

// count makes the term of word i of the question.
func (q *query) count(ctx context.Context, s *index.Snapshot, code string, i int, text string) (term, error) {
	df, err := s.Frequency(ctx, index.Term{Lang: code, Text: text})
	if err != nil {
		return term{}, err
	}
	above, err := s.Frequency(ctx, index.Term{Lang: code, Text: text, Title: true})
	return newTerm(q.words[i], i, text, df, above, s.PassagesIn(code)), err
}

// addParts lets those parts of a compound stand for it that the corpus has.
func (t *term) addParts(ctx context.Context, s *index.Snapshot, code string, parts index.Parts) error {
	for _, part := range parts {
		if part == "" {
			continue
		}
		known, err := s.Has(ctx, code, part)
		if err != nil {
			return err
		}
		if known {
			t.others, t.search = append(t.others, []wordHash{hash(part)}), append(t.search, part)
		}
	}
	return nil
}

// joinNeighbours lets two neighbours of the question stand for what they are as one word, if the corpus has that: "pre-order" for
// "preorder". Without a hyphen between them one of the two must be a word that the corpus lacks.
func (q *query) joinNeighbours(ctx context.Context, s *index.Snapshot, lq *langQuery, analyzer *index.Analyzer) error {
	lacks := map[int]bool{}
	for i := range lq.terms {
		lacks[lq.terms[i].at] = !lq.terms[i].known()
	}
	for i := 1; i < len(q.words); i++ {
		first, second := &q.words[i-1], &q.words[i]
		if first.pair || second.pair || !second.hyphenated && !lacks[i-1] && !lacks[i] {
			continue
		}
		joined := first.form() + second.form()
		known, err := s.Has(ctx, lq.lang, analyzer.Term(joined))
		if err != nil {
			return err
		}
		if known {
			lq.addPhrase(i-1, i+1, []string{joined}, analyzer)
		}
	}
	return nil
}

func (lq *langQuery) add(t term) {
	lq.terms = append(lq.terms, t)
	lq.idf += t.idf
	lq.rarity += t.rarity
}

// carriedWeight is what a word of the question before weighs beside one of the question itself. Of club's 48 follow-ups .71 are served
// with 0.3 and 0.6, .73 with 1, which is one; of its answers .719, .716 and .715 are right.
const carriedWeight = 0.6

func newTerm(w word, at int, text string, df, above, passages int) term {
	df, above = min(df, passages), min(above, passages) // what is counted may include passages that were replaced
	t := term{text: text, hash: hash(text), word: hash(w.form()), at: at, df: df, above: above, name: w.name, number: w.number}
	have := df
	if df == 0 { // a word that only headings have tells passages apart by them
		have = above
	}
	if have > 0 { // a word that no passage has cannot tell them apart
		t.idf = math.Log(1 + (float64(passages-have)+.5)/(float64(have)+.5))
	}
	// A word that every passage has only tells that the question belongs here, not that it is answered.
	t.rarity = max(leastRarity, w.rarity()*(1-ratio(float64(have), float64(passages))))
	if have == 0 && w.nonWord {
		t.rarity = leastRarity
	}
	if w.unlisted {
		t.rarity = max(leastRarity, pairRarity*(1-ratio(math.Log(float64(1+have)), math.Log(float64(1+passages)))))
	}
	if w.carried {
		t.idf *= carriedWeight
		t.rarity *= carriedWeight
	}
	if letters := []rune(text); !w.pair && len(letters) >= prefixLetters {
		t.prefix = string(letters[:max(prefixLetters, len(letters)-2)])
		t.firstLetters = hash(firstLetters(t.prefix))
	}
	return t
}

// leastRarity is the rarity of a word that says nothing. With half of xquad-zh .831 are served, .923 of the answers are right; .835 and
// .917 with 0.005, .796 and .953 with 0.08. English is the same with all three.
const leastRarity = 0.02

// pairRarity is the rarity of some letters of a script without spaces in a language without a table, where nothing but the
// corpus tells the rare from the common. A word has several of them.
const pairRarity = 0.25

// nonWordRarity is the rarity of a pair of letters that is no word. With half of xquad-zh .831 are served and .934 of foreign questions
// refused; .779 and .937 with 0.02, .867 and .921 with 0.3.
const nonWordRarity = 0.1

// isNonWord reports whether a pair of letters is no word: for the most part such are the end of one and the beginning of the
// next. A language without a table has none that can be told, and all its pairs count as words: otherwise nothing asked in
// it would be unknown to the corpus.
func isNonWord(token lang.Token, folded string, common *lang.Frequencies) bool {
	return token.Pair && !common.Empty() && !common.Has(folded)
}

// rarity weighs a word by how rare its language uses it: next to nothing if it is more than one word in a hundred, 1 if
// it is in no table, unless it is a pair of letters that is no word.
func (w word) rarity() float64 {
	const common = 20
	if w.nonWord {
		return nonWordRarity
	}
	return max(leastRarity, float64(min(w.band, lang.Rare)-common)/(lang.Rare-common))
}
