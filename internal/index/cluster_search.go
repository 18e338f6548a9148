package index

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/sitrep-bot/sitrep/internal/corpus"
	"github.com/sitrep-bot/sitrep/internal/index/opensearch"
)

// An indexed is a passage as OpenSearch has it. Terms and Title have one entry, of its language: terms separated by spaces, in
// the order of the text, as [Analyzer.Analyze] makes them.
type indexedPassage struct {
	Terms map[string]string `json:"terms"`
	Title map[string]string `json:"title"`
	Kept  keptPassage       `json:"kept"`
}

// A keptPassage is what is kept of a passage besides its terms.
type keptPassage struct {
	Document string
	Version  string
	corpus.Passage
}

// passageID is what OpenSearch knows a passage by.
func passageID(document, version string, ordinal int) string {
	return corpus.Ref{Document: document, Ordinal: ordinal}.String() + "@" + version
}

// longestTerm is how many bytes of a term are indexed: OpenSearch takes less than 32 KB, and nobody asks for longer ones.
const longestTerm = 2000

// termsOf lists the terms of a text.
func termsOf(text, code string) string {
	var list strings.Builder
	for _, token := range AnalyzerFor(code).Analyze([]byte(text)) {
		list.Write(token.Term[:min(len(token.Term), longestTerm)])
		list.WriteByte(' ')
	}
	return list.String()
}

func distinct(list string) map[string]bool {
	found := map[string]bool{}
	for term := range strings.FieldsSeq(list) {
		found[term] = true
	}
	return found
}

// A clusterReader reads one state of a cluster.
type clusterReader struct {
	client *opensearch.Cluster
	state  *state
	texts  map[Hit]keptPassage // that were found or read, without their scores
}

func (r *clusterReader) close() error { return nil }

func (r *clusterReader) frequency(_ context.Context, t Term) (int, error) {
	n := r.state.words[t.Lang][t.Text]
	if t.Title {
		return n[1], nil
	}
	return n[0], nil
}

func (r *clusterReader) counts(code string, yield func(term string, passages int)) error {
	for term, n := range r.state.words[code] {
		if n[0] > 0 {
			yield(term, n[0])
		}
	}
	return nil
}

// proposals is how many passages OpenSearch proposes when so many are wanted. It rounds lengths, and each of its shards knows
// only its own words, so that its order is nearly ours: from twice as many, and some, ours are taken.
func proposals(wanted int) int { return 2*wanted + 20 }

// mostProposals is how many OpenSearch gives at once.
const mostProposals = 10_000

// search has OpenSearch propose passages, and scores them as the embedded engine would.
func (r *clusterReader) search(ctx context.Context, terms []Term, limit int) ([]Hit, error) {
	query, asked := r.query(terms)
	if len(asked) == 0 || limit <= 0 {
		return nil, nil
	}
	for ask := proposals(limit); ; ask *= 4 {
		ask = min(ask, mostProposals)
		found, err := r.client.Search(ctx, r.state.index, asked, ask)
		if err != nil {
			return nil, err
		}
		hits, err := r.score(query, found)
		if err != nil {
			return nil, err
		}
		// Passages of other states may stand before those of this one.
		if len(hits) < min(limit, len(found)) && len(found) == ask && ask < mostProposals {
			continue
		}
		sortHits(hits)
		return hits[:min(limit, len(hits))], nil
	}
}

// A query is what a search is for, in the order of its terms, in which their scores are added up.
type query []queryTerm

type queryTerm struct {
	Term
	weight
}

// query is what terms that are in the corpus count, and what to ask OpenSearch for.
func (r *clusterReader) query(terms []Term) (query, []opensearch.Term) {
	var q query
	var asked []opensearch.Term
	at := map[opensearch.Term]int{} // without their boost
	for _, t := range terms {
		df, _ := r.frequency(context.Background(), t)
		if df == 0 {
			continue
		}
		q = append(q, queryTerm{t, r.state.catalog.weigh(t, df)})
		key := opensearch.Term{Field: "terms." + t.Lang, Text: t.Text}
		if t.Title {
			key.Field = "title." + t.Lang
		}
		if _, ok := at[key]; !ok {
			at[key] = len(asked)
			asked = append(asked, key)
		}
		asked[at[key]].Boost += t.Boost
	}
	return q, asked
}

// score scores the passages that are of this state.
func (r *clusterReader) score(q query, found []opensearch.Stored) ([]Hit, error) {
	var hits []Hit
	for _, f := range found {
		p := indexedPassage{}
		if err := json.Unmarshal(f.Source, &p); err != nil {
			return nil, fmt.Errorf("cannot read passage %s: %w", f.ID, err)
		}
		d := r.state.catalog.byID[p.Kept.Document]
		if d == nil || r.state.versions[d.ID] != p.Kept.Version {
			continue
		}
		hit := Hit{Document: d, Ordinal: p.Kept.Ordinal}
		r.keep(hit, p.Kept)
		hit.Score = float64(q.score(p, d.Source.Lang))
		hits = append(hits, hit)
	}
	return hits, nil
}

// score is the sum of what the terms count in a passage.
func (q query) score(p indexedPassage, code string) (sum float32) {
	times, length := map[bool]map[string]int{false: {}, true: {}}, map[bool]int{}
	for isTitle, list := range map[bool]string{false: p.Terms[code], true: p.Title[code]} {
		for term := range strings.FieldsSeq(list) {
			times[isTitle][term]++
			length[isTitle]++
		}
	}
	for _, t := range q {
		if n := times[t.Title][t.Text]; n > 0 && t.Lang == code {
			sum += t.score(float64(n), t.norm(length[t.Title]))
		}
	}
	return sum
}

// mostTexts is how many texts of a cluster a Snapshot keeps before it begins anew.
const mostTexts = 4096

func (r *clusterReader) keep(at Hit, p keptPassage) {
	if len(r.texts) >= mostTexts {
		clear(r.texts)
	}
	r.texts[at] = p
}

func (r *clusterReader) prefetch(ctx context.Context, passages []Hit) error {
	var missing []Hit
	for _, p := range passages {
		p.Score = 0
		if _, ok := r.texts[p]; !ok && !slices.Contains(missing, p) {
			missing = append(missing, p)
		}
	}
	return r.read(ctx, missing)
}

// read reads passages.
func (r *clusterReader) read(ctx context.Context, passages []Hit) error {
	ids := make([]string, len(passages))
	for i, p := range passages {
		ids[i] = passageID(p.Document.ID, r.state.versions[p.Document.ID], p.Ordinal)
	}
	found, err := r.client.Read(ctx, r.state.index, ids, "kept")
	if err != nil {
		return err
	}
	for i, f := range found {
		p := kept[keptPassage]{}
		if !f.Found {
			return r.client.Away(fmt.Errorf("it does not have passage %s", ids[i]))
		}
		if err := json.Unmarshal(f.Source, &p); err != nil {
			return fmt.Errorf("cannot read passage %s: %w", ids[i], err)
		}
		r.keep(passages[i], p.Kept)
	}
	return nil
}

// readAhead is how many passages of an article are read at once: whoever reads one reads those around it next.
const readAhead = 16

func (r *clusterReader) passage(d *Document, ordinal int) (corpus.Passage, error) {
	at := Hit{Document: d, Ordinal: ordinal}
	if p, ok := r.texts[at]; ok {
		return p.Passage, nil
	}
	var around []Hit
	for n := max(1, ordinal-1); n <= min(d.Count, ordinal+readAhead); n++ {
		around = append(around, Hit{Document: d, Ordinal: n})
	}
	if err := r.read(context.Background(), around); err != nil {
		return corpus.Passage{}, fmt.Errorf("cannot read passage %s: %w", at.Ref(), err)
	}
	p, ok := r.texts[at]
	if !ok {
		return corpus.Passage{}, fmt.Errorf("cannot read passage %s: its article has none of that number", at.Ref())
	}
	return p.Passage, nil
}
