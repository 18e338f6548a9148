// Package eval asks questions with known answers and reports how good and how fast the answers are.
//
// Start at [ReadQuestions] and [Run].
package eval

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/sitrep-bot/sitrep/internal/answers"
)

// A Report holds the figures of one run. Shares are from 0 to 1; one whose whole is empty is NaN.
type Report struct {
	Questions    int // in all
	Answerable   int
	Unanswerable int

	// Over the answerable, judged before refusal.
	P1   float64 // the right passage comes first
	MRR  float64 // mean of 1/rank of the right passage, 0 beyond the tenth
	R5   float64 // the right passage is among the first five
	Sent float64 // the sentence chosen in the right passage holds the answer; over those with a known answer and the right passage first

	Answered  float64 // share of the answerable that got an answer
	Precision float64 // share of all answers given that were the right passage
	Refused   float64 // share of the unanswerable that were refused
	AUROC     float64 // chance that an answerable question has a higher confidence than an unanswerable one

	P50, P99 time.Duration // of one question
	Bins     [10]Bin       // answers given, by confidence in steps of a tenth
	Misses   []Miss        // nil unless asked for
	Failures []Failure     // questions that could not be asked; the figures are of the others
}

// A Failure is a question that could not be answered.
type Failure struct {
	Question Question
	Err      error
}

// A Bin counts the answers given with about the same confidence.
type Bin struct{ Answers, Right int }

// A Miss is a question that went wrong.
type Miss struct {
	Question    Question
	Why         string // "another passage first", "refused", "answered though the corpus does not"
	Examination answers.Examination
	Rank        int // of the right passage, from 1; 0 if it is not among the candidates or there is none
}

// rankDepth is how far down the right passage is looked for in MRR.
const rankDepth = 10

// Run asks all questions, one after the other. keepMisses fills Report.Misses. A question that cannot be answered is among
// Report.Failures and takes no other along; the error is only that ctx has ended.
func Run(ctx context.Context, desk *answers.Desk, questions []Question, keepMisses bool) (Report, error) {
	t := counts{keepMisses: keepMisses}
	for _, q := range questions {
		x, err := examine(ctx, desk, q)
		if ctx.Err() != nil {
			return Report{}, ctx.Err()
		}
		t.add(q, x, err)
	}
	return t.report(), nil
}

// examine asks a question, after the one it follows if there is one.
func examine(ctx context.Context, desk *answers.Desk, q Question) (answers.Examination, error) {
	asked := answers.Question{Text: q.Text}
	if q.Previous != "" {
		before, err := desk.Answer(ctx, answers.Question{Text: q.Previous})
		if err != nil {
			return answers.Examination{}, err
		}
		asked.After = &before.Subject
	}
	return desk.Examine(ctx, asked)
}

// checkConfidence holds an Answer to what it promises: no figure can be made of anything else.
func checkConfidence(confidence float64) error {
	if confidence >= 0 && confidence <= 1 {
		return nil
	}
	return fmt.Errorf("wanted a confidence from 0 to 1, found %v: that is a fault of this program, please report it with the question", confidence)
}

// counts are what Run sees.
type counts struct {
	keepMisses bool
	r          Report
	firstRight, top5, reciprocalRanks,
	sentences, sentencesRight,
	answered, answers, right, refused float64
	answerable, unanswerable []float64 // confidences
	took                     []time.Duration
}

// add counts what became of a question. One that failed, or whose answer no figure can be made of, is a Failure.
func (t *counts) add(q Question, x answers.Examination, err error) {
	if err == nil {
		err = checkConfidence(x.Answer.Confidence)
	}
	if err != nil {
		t.r.Failures = append(t.r.Failures, Failure{q, err})
		return
	}
	t.r.Questions++
	t.took = append(t.took, x.Answer.Took)
	given := x.Answer.Outcome == answers.Answered
	if !q.Answerable() {
		t.addUnanswerable(q, x, given)
		return
	}
	t.r.Answerable++
	t.answerable = append(t.answerable, x.Answer.Confidence)
	rank := 1 + slices.IndexFunc(x.Candidates, func(c answers.ExaminedCandidate) bool { return q.right(c.ID, c.Text) })
	if rank > 0 && rank <= rankDepth {
		t.reciprocalRanks += 1 / float64(rank)
	}
	if rank > 0 && rank <= 5 {
		t.top5++
	}
	if rank == 1 {
		t.firstRight++
		t.addSentence(q, x)
	}
	if given {
		t.answered++
		t.addAnswer(x, rank == 1)
	}
	switch {
	case rank != 1:
		t.miss(q, x, "another passage first", rank)
	case !given:
		t.miss(q, x, "refused", rank)
	}
}

func (t *counts) addUnanswerable(q Question, x answers.Examination, given bool) {
	t.r.Unanswerable++
	t.unanswerable = append(t.unanswerable, x.Answer.Confidence)
	if !given {
		t.refused++
		return
	}
	t.addAnswer(x, false)
	t.miss(q, x, "answered though the corpus does not", 0)
}

func (t *counts) addAnswer(x answers.Examination, right bool) {
	bin := &t.r.Bins[min(len(t.r.Bins)-1, int(x.Answer.Confidence*float64(len(t.r.Bins))))]
	bin.Answers++
	t.answers++
	if right {
		bin.Right++
		t.right++
	}
}

// addSentence judges the sentence that was chosen in the right passage.
func (t *counts) addSentence(q Question, x answers.Examination) {
	best := x.Answer.Best
	if best == nil && len(x.Answer.Nearest) > 0 {
		best = &x.Answer.Nearest[0]
	}
	if len(q.Answer) == 0 || best == nil {
		return
	}
	t.sentences++
	chosen := best.Passage.Text[best.Highlight.Start:best.Highlight.End]
	if slices.ContainsFunc(q.Answer, func(answer string) bool { return strings.Contains(chosen, answer) }) {
		t.sentencesRight++
	}
}

func (t *counts) miss(q Question, x answers.Examination, why string, rank int) {
	if t.keepMisses {
		t.r.Misses = append(t.r.Misses, Miss{q, why, x, rank})
	}
}

func (t *counts) report() Report {
	r, here := t.r, float64(t.r.Answerable)
	r.P1, r.MRR, r.R5 = t.firstRight/here, t.reciprocalRanks/here, t.top5/here
	r.Sent = t.sentencesRight / t.sentences
	r.Answered, r.Precision = t.answered/here, t.right/t.answers
	r.Refused = t.refused / float64(t.r.Unanswerable)
	r.AUROC = auroc(t.answerable, t.unanswerable)
	slices.Sort(t.took)
	r.P50, r.P99 = percentile(t.took, 50), percentile(t.took, 99)
	return r
}

// percentile is the smallest of the times that p of 100 of them do not exceed (the nearest rank); 0 of none.
func percentile(sorted []time.Duration, p int) time.Duration {
	if len(sorted) == 0 {
		return 0
	}
	return sorted[(len(sorted)*p+99)/100-1]
}

// auroc is the chance that one of high is above one of low; equals count half.
func auroc(high, low []float64) float64 {
	slices.Sort(low)
	pairs := 0.0
	for _, x := range high {
		below, _ := slices.BinarySearch(low, x)
		upTo, _ := slices.BinarySearch(low, math.Nextafter(x, 2))
		pairs += float64(below) + float64(upTo-below)/2
	}
	return pairs / float64(len(high)) / float64(len(low))
}
