package answers

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"github.com/sitrep-bot/sitrep/internal/index"
	"github.com/sitrep-bot/sitrep/internal/lang"
	"github.com/sitrep-bot/sitrep/internal/meaning"
)

// A Desk answers questions about the corpus in an index. It may be used by many goroutines.
type Desk struct {
	// Took, which may be nil, hears how long the steps of an Answer took: spelling, terms, meaning, candidates, ranking,
	// confidence. It must not block, and be set before the first question.
	Took func(step string, d time.Duration)

	index  *index.Index
	texts  *cache
	models map[string]*model // see modelName

	library      *meaning.Library // nil: words alone
	synonymsKept atomic.Pointer[revisedSynonyms]
}

type revisedSynonyms struct {
	revision int
	synonyms
}

// textsKept bounds what the Desk remembers of passages: about 5 KB each.
const textsKept = 4096

// shippedModels are those of all Desks with the weights that ship.
var shippedModels = sync.OnceValue(func() map[string]*model {
	models, err := modelsOf(ShippedWeights())
	if err != nil {
		panic("answers: weights.json: " + err.Error())
	}
	return models
})

// New makes a Desk with the weights that ship. Library, which may be nil, adds meaning to words once it knows most of the
// passages.
func New(ix *index.Index, library *meaning.Library) *Desk {
	return newDesk(ix, library, shippedModels())
}

// NewWithWeights makes a Desk with weights of one's own. The error names a weight that is missing.
func NewWithWeights(ix *index.Index, library *meaning.Library, w Weights) (*Desk, error) {
	models, err := modelsOf(w)
	if err != nil {
		return nil, err
	}
	return newDesk(ix, library, models), nil
}

func newDesk(ix *index.Index, library *meaning.Library, models map[string]*model) *Desk {
	return &Desk{index: ix, texts: newCache(textsKept), models: models, library: library}
}

func modelsOf(w Weights) (map[string]*model, error) {
	models := map[string]*model{}
	for _, name := range []string{"words", "meaning", "english", "across"} {
		m, err := newModel(name, w.Model(name), w.Command)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		models[name] = &m
	}
	return models, nil
}

// Remembered is how many passages the Desk has ready for comparison with questions.
func (d *Desk) Remembered() int { return d.texts.size() }

// Forget lets go of them. They are made ready again when they are wanted, which takes some of the time of a first question.
func (d *Desk) Forget() { d.texts.clear() }

// Answer answers one question from one consistent state of the corpus. That the corpus does not answer it is an Answer;
// an error means that the index could not be read.
func (d *Desk) Answer(ctx context.Context, question Question) (Answer, error) {
	return d.answer(ctx, question, nil)
}

// answer answers one question. trace, which is nil when nobody looks, gets what led to the answer.
func (d *Desk) answer(ctx context.Context, question Question, trace *Examination) (Answer, error) {
	start := time.Now()
	s, err := d.index.Snapshot()
	if err != nil {
		return Answer{}, err
	}
	defer s.Close()
	r, err := d.resolve(ctx, s, question, trace != nil)
	if err != nil {
		return Answer{}, fmt.Errorf("cannot answer the question: %w", err)
	}
	a := r.answer(question.Text)
	a.Took = time.Since(start)
	if trace != nil {
		trace.record(a, &r)
	}
	return a, nil
}

// resolve reads the question, alone or with what it follows, whichever the corpus answers.
func (d *Desk) resolve(ctx context.Context, s *index.Snapshot, question Question, traced bool) (best result, err error) {
	q := parseQuestion(question.Text, question.Locale, s.Langs())
	if spoken := q.smallTalk(); spoken != "" {
		q.lang = spoken
		return result{query: &q, smallTalk: true}, nil
	}
	for _, try := range q.alternatives(question.After) {
		r, err := d.evaluate(ctx, s, try, traced)
		if err != nil {
			return best, err
		}
		if best.query == nil {
			best = r
		}
		if r.answered() && r.answersFollowUp(question.After) {
			return r, nil
		}
	}
	return best, nil
}

// followUpThreshold is the confidence from which on a question that may follow up the one before is answered without it, from another
// article: a carried subject that nothing answers is more often our mistake than a new subject is. Of club's answers .716 are right
// with 0.8 and more, .711 with 0.5; of its follow-ups as many are served.
const followUpThreshold = 0.8

// answersFollowUp reports whether an answer may be one to a question in a conversation: a first one may, and so may one that was
// found with the subject of the question before, or in its article. Any other must be certain.
func (r result) answersFollowUp(after *Subject) bool {
	return after == nil || after.Document == "" || !r.query.mayFollowUp || r.query.previousDocument != "" ||
		r.found[0].hit.Document.ID == after.Document || r.confidence >= followUpThreshold
}

// A result is what was found for one query.
type result struct {
	smallTalk bool
	query     *query
	encoded   *meaning.Question // nil: by words alone
	corrected map[string]string
	found     []candidate // best first
	estimate              // about the first of found
}

func (r result) answered() bool { return len(r.found) > 0 && r.confidence >= answerThreshold }

// evaluate takes a query through every step: spelling, candidates, ranking, confidence.
// Where it is traced, the candidates keep what each of their sentences has.
func (d *Desk) evaluate(ctx context.Context, s *index.Snapshot, q query, traced bool) (result, error) {
	r := result{query: &q}
	if s.Passages() == 0 {
		return r, nil
	}
	var err error
	done := d.stopwatch()
	if r.corrected, err = q.correctSpelling(ctx, s); err != nil {
		return r, err
	}
	done("spelling")
	queries, err := q.langQueries(ctx, s, d.synonyms(s))
	if err != nil {
		return r, err
	}
	done("terms")
	r.encoded = d.meaningOf(&q)
	done("meaning")
	if r.found, err = d.candidates(ctx, s, &q, queries, r.encoded); err != nil || len(r.found) == 0 {
		return r, err
	}
	done("candidates")
	memory := buffers{traced: traced}
	rankings, err := d.rank(ctx, s, &q, queries, r.found, r.encoded, &memory)
	if err != nil {
		return r, err
	}
	done("ranking")
	for i := range rankings {
		k := &rankings[i]
		if i == 0 || mayComeAcross(rankings[0].estimate, ownShare(&q, s)) {
			k.readBest(&q, r.encoded, &memory)
		}
		k.found = mergeSame(k.found)
		if k.estimate, err = k.assess(&q, queries, s); err != nil {
			return r, err
		}
	}
	r.found, r.estimate = mergeRankings(rankings)
	done("confidence")
	return r, nil
}

// stopwatch returns what tells how long each step took, once it is done.
func (d *Desk) stopwatch() (done func(step string)) {
	if d.Took == nil {
		return func(string) {}
	}
	start := time.Now()
	return func(step string) {
		now := time.Now()
		d.Took(step, now.Sub(start))
		start = now
	}
}

// Texts is how often the text of a passage was in memory since the start, and how often it had to be read.
func (d *Desk) Texts() (kept, read int) { return d.texts.counted() }

// synonyms returns the synonyms of a state of the corpus.
func (d *Desk) synonyms(s *index.Snapshot) synonyms {
	if kept := d.synonymsKept.Load(); kept != nil && kept.revision == s.Revision() {
		return kept.synonyms
	}
	made := &revisedSynonyms{s.Revision(), newSynonyms(s.Synonyms(), s.Langs())}
	d.synonymsKept.Store(made)
	return made.synonyms
}

const mostNearest = 5

// answer puts what was found into an Answer. Small talk leaves a conversation's subject what it was.
func (r result) answer(question string) Answer {
	if r.smallTalk {
		return Answer{Question: question, Outcome: SmallTalk, Lang: r.query.lang}
	}
	a := Answer{Question: question, Outcome: Refused, Corrected: r.corrected, Lang: r.query.lang,
		Carried: r.query.carried(), Subject: r.query.subject()}
	if len(r.found) == 0 {
		return a
	}
	spellCorrections(a.Corrected, r.found, lang.FrequenciesOf(r.query.lang))
	a.Confidence = r.confidence
	quotes := make([]Quote, min(len(r.found), mostNearest+1))
	for i := range quotes {
		quotes[i] = r.found[i].quote(r.found[i].chance)
	}
	if r.answered() {
		a.Outcome, a.Best = Answered, &quotes[0]
		a.Subject.Document = a.Best.Ref.Document
		quotes = quotes[1:]
	}
	a.Nearest = quotes[:min(len(quotes), mostNearest)]
	return a
}

func (c *candidate) quote(confidence float64) Quote {
	d := c.hit.Document
	q := Quote{Ref: c.hit.Ref(), Passage: c.text.passage, Of: d.Count,
		Source: d.Source, Markdown: d.IsMarkdown(), Confidence: confidence, Highlight: c.highlight()}
	for _, hit := range c.also {
		q.Also = append(q.Also, hit.Ref())
	}
	return q
}
