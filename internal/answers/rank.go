package answers

import (
	"cmp"
	"context"
	"slices"

	"github.com/sitrep-bot/sitrep/internal/encoder"
	"github.com/sitrep-bot/sitrep/internal/index"
	"github.com/sitrep-bot/sitrep/internal/meaning"
)

// A candidate is a passage that may answer, and what speaks for it.
type candidate struct {
	hit             index.Hit
	text            *text
	query           *langQuery
	matches         []match
	features        rankVector
	found           []int             // how often each term is there
	above           []bool            // whether each term stands above it
	defining        int               // the token at which what is to be defined surely is; -1 if none
	best            int               // index of the sentence that answers
	reader          *encoder.Reading  // nil: it was not read
	likeness        *meaning.Likeness // by the encoder for every language; nil unless the passage is known by its meaning
	englishLikeness *meaning.Likeness // by the one for English, likewise
	score           float64
	ranking         *ranking // that it stands in
	chance          float64  // that it answers the question

	also      []index.Hit      // that say the same, in the order of the ranking
	sentences []sentenceVector // features of each sentence; nil unless the question is traced
}

// mostCandidates is how many passages are measured. More than 30 changes little on a small corpus; on one of 100,000
// passages 50 still gains.
const (
	mostCandidates      = 30
	mostCandidatesLarge = 50
	largeCorpus         = 20_000 // passages
)

// candidates finds the passages that may answer. One that only asks is none: what answers it has it as its heading.
func (d *Desk) candidates(ctx context.Context, s *index.Snapshot, q *query, queries []langQuery, encoded *meaning.Question) ([]candidate, error) {
	limit := mostCandidates
	if s.Passages() > largeCorpus {
		limit = mostCandidatesLarge
	}
	terms := searchTerms(queries)
	q.comparisons += len(terms)
	hits, err := s.Search(ctx, terms, limit)
	if err != nil {
		return nil, err
	}
	found, err := d.prepare(ctx, s, queries, withMeaningHits(s, encoded, hits))
	return slices.DeleteFunc(found, func(c candidate) bool { return c.text.passage.Asks }), err
}

// prepare makes hits ready to be measured.
func (d *Desk) prepare(ctx context.Context, s *index.Snapshot, queries []langQuery, hits []index.Hit) ([]candidate, error) {
	if err := d.fetch(ctx, s, hits); err != nil {
		return nil, err
	}
	queryIn := byLang(queries)
	found := make([]candidate, len(hits))
	for i, h := range hits {
		t, err := d.text(s, h.Document, h.Ordinal)
		if err != nil {
			return nil, err
		}
		lq := queryIn[h.Document.Source.Lang]
		found[i] = candidate{hit: h, text: t, query: lq, matches: lq.find(t)}
	}
	return found, nil
}

// byLang finds a query by its language.
func byLang(queries []langQuery) map[string]*langQuery {
	of := make(map[string]*langQuery, len(queries))
	for i := range queries {
		of[queries[i].lang] = &queries[i]
	}
	return of
}

// fetch reads the passages that are not in memory yet, all at once where the index is on another machine.
func (d *Desk) fetch(ctx context.Context, s *index.Snapshot, passages []index.Hit) error {
	return s.Prefetch(ctx, slices.DeleteFunc(slices.Clone(passages), func(h index.Hit) bool { return d.texts.has(h.Document, h.Ordinal) }))
}

// text returns a passage ready for comparison.
func (d *Desk) text(s *index.Snapshot, document *index.Document, ordinal int) (*text, error) {
	return d.texts.get(document, ordinal, func() (*text, error) {
		p, err := s.Passage(document, ordinal)
		if err != nil {
			return nil, err
		}
		return newText(p, document), nil
	})
}

// titleBoost is what a word is worth in what stands above a passage. It finds the passages that only call the subject
// "it". On half of newwiki 0.1 and 0.4 give the same.
const titleBoost = 0.2

func searchTerms(queries []langQuery) []index.Term {
	var terms []index.Term
	for _, lq := range queries {
		for _, t := range lq.terms {
			terms = append(terms, index.Term{Lang: lq.lang, Text: t.text, Boost: 1},
				index.Term{Lang: lq.lang, Text: t.text, Boost: titleBoost, Title: true})
			for _, other := range t.search {
				terms = append(terms, index.Term{Lang: lq.lang, Text: other, Boost: 1 / float64(len(t.search))})
			}
		}
	}
	return terms
}

// mostInContext is how many candidates are looked at together with the passages around them. On half of newwiki 5
// and 20 give the same, and none has .004 more right first: what stands around tells little there.
const mostInContext = 10

// A ranking is the candidates that one model puts into an order.
type ranking struct {
	model     *model
	found     []candidate // best first; at least one
	uncovered float64     // the part of the question of which even the best of them has no word
	estimate              // about the first
}

// rank measures the candidates and sorts them, those of each model by themselves: first those in the question's language. The
// passages around one are looked at only for those that may still win.
func (d *Desk) rank(ctx context.Context, s *index.Snapshot, q *query, queries []langQuery, found []candidate, encoded *meaning.Question, memory *buffers) ([]ranking, error) {
	rankings := d.rankings(q, encoded, found)
	memory.setMeans(found)
	weighLocally(queries, found, memory)
	compareMeaning(encoded, found)
	for i := range found {
		q.comparisons += found[i].comparisons(q)
		found[i].measure(q, &found[i].ranking.model.sentence, memory)
		if found[i].query.lang != q.lang && s.PassagesIn(q.lang) > 0 {
			found[i].features[fOtherLang] = 1
		}
		if q.previousDocument != "" && found[i].hit.Document.ID == q.previousDocument {
			found[i].features[fSameArticle] = 1
		}
	}
	measureDocuments(found)
	measureOpenings(found)
	measureMeaning(found)
	for i := range rankings {
		if err := d.order(ctx, s, q, &rankings[i]); err != nil {
			return nil, err
		}
	}
	return rankings, nil
}

// rankings divides the candidates among the models. By words alone one model ranks them all.
func (d *Desk) rankings(q *query, encoded *meaning.Question, found []candidate) []ranking {
	own := found
	if encoded != nil {
		slices.SortStableFunc(found, func(a, b candidate) int { return cmp.Compare(a.languageOrder(q), b.languageOrder(q)) })
		n, _ := slices.BinarySearchFunc(found, 1, func(c candidate, elsewhere int) int { return cmp.Compare(c.languageOrder(q), elsewhere) })
		own = found[:n]
	}
	var rankings []ranking
	if len(own) > 0 {
		rankings = append(rankings, ranking{model: d.models[modelName(encoded, true)], found: own})
	}
	if others := found[len(own):]; len(others) > 0 {
		rankings = append(rankings, ranking{model: d.models[modelName(encoded, false)], found: others})
	}
	for i := range rankings {
		for j := range rankings[i].found {
			rankings[i].found[j].ranking = &rankings[i]
		}
	}
	return rankings
}

// languageOrder is 1 for a passage that is not in the question's language, 0 for one that is.
func (c *candidate) languageOrder(q *query) int {
	if c.query.lang == q.lang {
		return 0
	}
	return 1
}

// order sorts the candidates of a ranking.
func (d *Desk) order(ctx context.Context, s *index.Snapshot, q *query, k *ranking) error {
	k.uncovered = uncovered(k.found)
	k.sort(k.found)
	best := k.found[:min(len(k.found), mostInContext)]
	var near []index.Hit
	for i := range best {
		near = append(near, neighbours(best[i].hit)...)
	}
	if err := d.fetch(ctx, s, near); err != nil {
		return err
	}
	for i := range best {
		around, err := d.neighbourTexts(s, best[i].hit)
		if err != nil {
			return err
		}
		best[i].measureNeighbours(around)
	}
	k.sort(k.found)
	return nil
}

// mergeSame keeps, of passages that say the same, the one that is ranked first: they are one answer, no rivals.
func mergeSame(found []candidate) []candidate {
	kept := found[:0]
	for _, c := range found {
		i := slices.IndexFunc(kept, func(k candidate) bool { return k.text.sum == c.text.sum })
		if i < 0 {
			kept = append(kept, c)
			continue
		}
		kept[i].also = append(kept[i].also, c.hit)
	}
	return kept
}

// comparisons is how many pairs of words it takes to match and measure a candidate.
func (c *candidate) comparisons(q *query) int {
	words := len(c.query.terms) + 2*len(q.raw) // pairs of words are looked for in the passage and in its sentences
	for _, t := range c.query.terms {
		words += len(t.others)
	}
	return len(c.text.tokens) * words
}

// uncovered is the part of the question of which even the best of some candidates has no word. There words say little, and what
// is alike in meaning weighs more.
func uncovered(found []candidate) float64 {
	least := 1.0
	for i := range found {
		least = min(least, 1-found[i].features[fRarePassage])
	}
	return least
}

// sort gives the candidates their scores and puts the best first.
func (k *ranking) sort(found []candidate) {
	for i := range found {
		features := found[i].features[:]
		found[i].score = dot(features, k.model.rank[:]) + k.uncovered*dot(features, k.model.uncovered[:])
	}
	slices.SortStableFunc(found, func(a, b candidate) int { return cmp.Compare(b.score, a.score) })
}

// neighbours are the passages before and after a hit.
func neighbours(h index.Hit) (near []index.Hit) {
	for _, ordinal := range []int{h.Ordinal - 1, h.Ordinal + 1} {
		if ordinal >= 1 && ordinal <= h.Document.Count {
			near = append(near, index.Hit{Document: h.Document, Ordinal: ordinal})
		}
	}
	return near
}

// neighbourTexts returns the texts of the neighbours of a hit.
func (d *Desk) neighbourTexts(s *index.Snapshot, h index.Hit) ([]*text, error) {
	var found []*text
	for _, n := range neighbours(h) {
		t, err := d.text(s, n.Document, n.Ordinal)
		if err != nil {
			return nil, err
		}
		found = append(found, t)
	}
	return found, nil
}
