package answers

import (
	"context"

	"github.com/sitrep-bot/sitrep/internal/corpus"
	"github.com/sitrep-bot/sitrep/internal/index"
)

// A Coverage tells how much of a question a text covers, by the words alone: as the Desk parses, corrects and translates them.
type Coverage struct {
	queries map[string]*langQuery // by language
}

// NewCoverage parses a question, in the terms of a state of the corpus.
func NewCoverage(ctx context.Context, s *index.Snapshot, question string) (*Coverage, error) {
	q := parseQuestion(question, "", s.Langs())
	if _, err := q.correctSpelling(ctx, s); err != nil {
		return nil, err
	}
	queries, err := q.langQueries(ctx, s, newSynonyms(s.Synonyms(), s.Langs()))
	if err != nil {
		return nil, err
	}
	return &Coverage{byLang(queries)}, nil
}

// Share is the share of the question's words that a text of a Document has, itself or in its heading, each weighed by how few
// passages have it; from 0 to 1.
func (v *Coverage) Share(d *index.Document, p corpus.Passage) float64 {
	lq := v.queries[d.Source.Lang]
	if lq == nil || len(lq.terms) == 0 {
		return 0
	}
	p.Text = p.Heading + "\n" + p.Text
	there := map[int]bool{}
	for _, m := range lq.find(newText(p, d)) {
		there[m.term] = true
	}
	var found, all float64
	for i := range lq.terms {
		all += lq.terms[i].idf
		if there[i] {
			found += lq.terms[i].idf
		}
	}
	return ratio(found, all)
}
