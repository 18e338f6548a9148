package answers

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/sitrep-bot/sitrep/internal/index"
	"github.com/sitrep-bot/sitrep/internal/lang"
)

// A Lookup is a search by somebody who wants to choose: no question, no refusal.
type Lookup struct {
	Text     string    // as typed so far; empty lists the opening passages of the newest Documents
	Typing   bool      // the last word may be unfinished
	Document string    // only in the Document with this id; empty: all
	From, To time.Time // only in Documents published on these days or between them; zero: no bound
	Limit    int       // how many to return at most
}

// Look finds the passages a Lookup may mean, best first. Their Confidence is zero: nobody asked a question.
func (d *Desk) Look(ctx context.Context, l Lookup) ([]Quote, error) {
	s, err := d.index.Snapshot()
	if err != nil {
		return nil, err
	}
	defer s.Close()
	var found []candidate
	if strings.TrimSpace(l.Text) == "" {
		found, err = d.openings(s, l)
	} else {
		q := parseQuestion(l.Text, "", s.Langs())
		found, err = d.lookUp(ctx, s, &q, l)
	}
	if err != nil {
		return nil, fmt.Errorf("cannot look up what was typed: %w", err)
	}
	quotes := make([]Quote, 0, len(found))
	for i := range found[:min(len(found), l.Limit)] {
		quotes = append(quotes, found[i].quote(0))
	}
	return quotes, nil
}

// openings are the first passages of the Documents, the newest first.
func (d *Desk) openings(s *index.Snapshot, l Lookup) (found []candidate, err error) {
	documents := slices.Clone(s.Documents())
	slices.SortStableFunc(documents, func(a, b *index.Document) int { return b.Source.Published.Compare(a.Source.Published) })
	for _, document := range documents {
		if len(found) == l.Limit {
			break
		}
		if document.Count == 0 || !l.allows(document) {
			continue
		}
		t, err := d.text(s, document, 1)
		if err != nil {
			return nil, err
		}
		found = append(found, candidate{hit: index.Hit{Document: document, Ordinal: 1}, text: t})
	}
	return found, nil
}

func (l Lookup) allows(d *index.Document) bool {
	published := d.Source.Published
	return (l.Document == "" || l.Document == d.ID) &&
		(l.From.IsZero() || !published.IsZero() && !published.Before(l.From)) &&
		(l.To.IsZero() || !published.IsZero() && !published.After(l.To))
}

// lookUp searches for what was typed.
func (d *Desk) lookUp(ctx context.Context, s *index.Snapshot, q *query, l Lookup) ([]candidate, error) {
	if s.Passages() == 0 {
		return nil, nil
	}
	var unfinished *word
	if l.Typing && len(q.words) > 0 && endsInWord(l.Text) {
		last := len(q.words) - 1
		unfinished = &word{written: q.words[last].written, folded: q.words[last].folded, band: lang.Rare}
		q.words[last].ignored = true // it is none of the words that are done
	}
	if _, err := q.correctSpelling(ctx, s); err != nil {
		return nil, err
	}
	queries, err := q.langQueries(ctx, s, d.synonyms(s))
	if err != nil {
		return nil, err
	}
	if unfinished != nil {
		if err := q.complete(queries, *unfinished, s); err != nil {
			return nil, err
		}
		for i := range queries {
			queries[i].fillFilter()
		}
	}
	hits, err := s.Search(ctx, searchTerms(queries), lookupHits)
	if err != nil {
		return nil, err
	}
	hits = slices.DeleteFunc(hits, func(h index.Hit) bool { return !l.allows(h.Document) })
	found, err := d.prepare(ctx, s, queries, hits[:min(len(hits), mostCandidates)])
	if err != nil || len(found) == 0 {
		return nil, err
	}
	if _, err := d.rank(ctx, s, q, queries, found, nil, new(buffers)); err != nil { // by words, all in one order
		return nil, err
	}
	return found, nil
}

// lookupHits is how many hits are looked through for those within the bounds of a Lookup.
const lookupHits = 2000

func endsInWord(text string) bool {
	r, _ := utf8.DecodeLastRuneInString(text)
	return unicode.IsLetter(r) || unicode.IsDigit(r)
}

// mostCompletions is how many words an unfinished one may become.
const mostCompletions = 12

// complete adds to each query the words of the corpus that an unfinished word may become, the commonest ones. Where the
// corpus has none in any language, the word is taken for misspelt.
func (q *query) complete(queries []langQuery, unfinished word, s *index.Snapshot) error {
	found := false
	for _, misspelt := range []bool{false, true} {
		for i := range queries {
			lq := &queries[i]
			v, err := s.Vocabulary(lq.lang)
			if err != nil {
				return err
			}
			if words := q.completions(unfinished, misspelt, v, lq.lang); len(words) > 0 {
				lq.add(q.unfinishedTerm(unfinished, words, v, s.PassagesIn(lq.lang)))
				found = true
			}
		}
		if found {
			break
		}
	}
	return nil
}

// completions lists the terms of one language that an unfinished word may become.
func (q *query) completions(unfinished word, misspelt bool, v *index.Vocabulary, code string) []string {
	analyzer := index.AnalyzerFor(code)
	if misspelt {
		return q.misspeltCompletions(unfinished, v, analyzer, lang.FrequenciesOf(code))
	}
	words := v.Commonest(unfinished.folded, mostCompletions)
	if stem := analyzer.Term(unfinished.folded); v.Count[stem] > 0 && !slices.Contains(words, stem) {
		words = append(words, stem)
	}
	return words
}

// misspeltCompletions lists the terms that a misspelt word stands for, or that begin one edit away from it.
func (q *query) misspeltCompletions(w word, v *index.Vocabulary, analyzer *index.Analyzer, common *lang.Frequencies) (words []string) {
	if !w.mayBeMisspelt() || utf8.RuneCountInString(w.folded) < shortestCorrected {
		return nil
	}
	if whole := w.nearest(v, analyzer, common, &q.spellingCost); whole != "" {
		words = append(words, analyzer.Term(whole))
	}
	var begun []string
	for made := range edits(w.folded, alphabetOf(w.folded)) {
		if !v.MayHave(made) {
			continue
		}
		if q.spellingCost++; q.spellingCost > mostSpellingCost {
			break
		}
		begun = append(begun, v.Beginning(string(made))...)
	}
	slices.SortStableFunc(begun, func(a, b string) int { return v.Count[b] - v.Count[a] })
	for _, term := range begun[:min(len(begun), mostCompletions)] {
		if !slices.Contains(words, term) {
			words = append(words, term)
		}
	}
	return words
}

// unfinishedTerm is the last word of the question, which stands for any of the terms it may become.
func (q *query) unfinishedTerm(w word, words []string, v *index.Vocabulary, passages int) term {
	t := newTerm(w, len(q.words)-1, w.folded, v.Count[w.folded], 0, passages)
	for _, word := range words {
		t.others = append(t.others, []wordHash{hash(word)})
		t.search = append(t.search, word)
	}
	return t
}
