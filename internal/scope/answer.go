package scope

import (
	"cmp"
	"context"
	"slices"

	"github.com/sitrep-bot/sitrep/internal/answers"
	"github.com/sitrep-bot/sitrep/internal/index"
)

// A Scope is what one server, or a direct message, is answered from. It is for one goroutine, and must be closed.
type Scope struct {
	corpora      []Corpus // the one that comes first, first
	firstDecides bool     // if it answers, the others are not asked
	revision     string   // of the server's own
	away         error    // why the server's own cannot be read: then nothing is answered from the others alone
	done         func()
}

// Close lets go of the Scope.
func (s *Scope) Close() {
	if s.done != nil {
		s.done()
	}
}

// Read hands a Snapshot of each corpus to use, in order, until use says that it has what it wanted.
func (s *Scope) Read(use func(*index.Snapshot) (done bool, err error)) error {
	if s.away != nil {
		return s.away
	}
	for _, c := range s.corpora {
		if done, err := read(c.Index, use); done || err != nil {
			return err
		}
	}
	return nil
}

func read(ix *index.Index, use func(*index.Snapshot) (bool, error)) (done bool, err error) {
	snapshot, err := ix.Snapshot()
	if err != nil {
		return false, err
	}
	defer snapshot.Close()
	return use(snapshot)
}

// OwnRevision is another one whenever the server's own articles have changed; empty where it never had any.
func (s *Scope) OwnRevision() string { return s.revision }

// longestNearest is how many passages an Answer has besides the best, see [answers.Answer].
const longestNearest = 5

// Answer answers from the corpus that does it with more confidence, or from the first that does it at all.
func (s *Scope) Answer(ctx context.Context, q answers.Question) (answers.Answer, error) {
	if s.away != nil {
		return answers.Answer{}, s.away
	}
	var best answers.Answer
	for i, c := range s.corpora {
		a, err := c.Desk.Answer(ctx, q)
		if err != nil {
			return answers.Answer{}, err
		}
		if i == 0 {
			if best = a; s.firstDecides && rank(a) > 0 {
				break
			}
			continue
		}
		best = better(best, a)
	}
	return best, nil
}

// better is the answer of two that is an answer, or is more confident; of two equal ones the first. The other's passages are
// among its nearest.
func better(a, b answers.Answer) answers.Answer {
	if cmp.Or(cmp.Compare(rank(b), rank(a)), cmp.Compare(b.Confidence, a.Confidence)) > 0 {
		a, b = b, a
	}
	others := slices.Concat(a.Nearest, b.Nearest)
	if b.Best != nil {
		others = append(others, *b.Best)
	}
	slices.SortStableFunc(others, func(x, y answers.Quote) int { return cmp.Compare(y.Confidence, x.Confidence) })
	a.Nearest = others[:min(len(others), longestNearest)]
	a.Took += b.Took
	return a
}

func rank(a answers.Answer) int {
	switch a.Outcome {
	case answers.Answered:
		return 1
	case answers.SmallTalk:
		return 2 // that is what the question is, whatever the corpus
	}
	return 0
}

// Look looks passages up in every corpus: the first of each, then the second, as their order says nothing across corpora.
func (s *Scope) Look(ctx context.Context, l answers.Lookup) ([]answers.Quote, error) {
	if s.away != nil {
		return nil, s.away
	}
	var found [][]answers.Quote
	longest := 0
	for _, c := range s.corpora {
		quotes, err := c.Desk.Look(ctx, l)
		if err != nil {
			return nil, err
		}
		found, longest = append(found, quotes), max(longest, len(quotes))
	}
	var all []answers.Quote
	for i := range longest {
		for _, quotes := range found {
			if i < len(quotes) {
				all = append(all, quotes[i])
			}
		}
	}
	return all[:min(len(all), max(l.Limit, 0))], nil
}
