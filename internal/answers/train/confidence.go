package main

import (
	"context"
	"fmt"
	"math"
	"slices"

	"github.com/sitrep-bot/sitrep/internal/answers"
)

// A verdict is the evidence for the first candidate of a question, and whether it answered.
type verdict struct {
	task                string
	evidence, precision []float64 // nil where there was no candidate
	unknown             bool      // a name of the question is nowhere in the corpus: refused whatever else is
	here                bool      // the corpus answers the question
	right               bool      // with the first candidate
}

// learnConfidence learns presence and precision, and the threshold that refuses 95 of 100 foreign questions.
func learnConfidence(ctx context.Context, tasks []task, w *answers.Weights) error {
	verdicts, err := judge(ctx, tasks, *w)
	if err != nil {
		return err
	}
	fmt.Println("presence:")
	w.Presence = named(answers.EvidenceNames(), learnChance(verdicts, func(v verdict) ([]float64, bool) {
		if v.unknown {
			return nil, false
		}
		return v.evidence, v.here
	}))
	fmt.Println("precision:")
	w.Precision = named(answers.PrecisionNames(), learnChance(verdicts, func(v verdict) ([]float64, bool) {
		if !v.here {
			return nil, false
		}
		return v.precision, v.right
	}))
	w.Threshold = threshold(verdicts, *w)
	report(verdicts, *w)
	return nil
}

// judge asks all questions.
func judge(ctx context.Context, tasks []task, w answers.Weights) (verdicts []verdict, err error) {
	for _, t := range tasks {
		err := examine(ctx, t, w, func(a asked, x answers.Examination) {
			v := verdict{task: t.name, here: a.passage != "", unknown: x.Unknown != ""}
			if len(x.Candidates) > 0 {
				v.evidence, v.precision = slices.Clone(x.Evidence), slices.Clone(x.Precision)
				v.right = a.passage == x.Candidates[0].ID
			}
			verdicts = append(verdicts, v)
		})
		if err != nil {
			return nil, err
		}
	}
	return verdicts, nil
}

// learnChance learns a logistic regression. Every kind of task weighs the same, whatever its number of questions. of
// returns the evidence of a verdict, nil to leave it out, and what it should tell.
func learnChance(verdicts []verdict, of func(verdict) (evidence []float64, yes bool)) []float64 {
	count := map[string]float64{}
	var features int
	for _, v := range verdicts {
		if evidence, _ := of(v); evidence != nil {
			count[v.task]++
			features = len(evidence)
		}
	}
	return adam(features, func(w, gradient []float64) {
		for _, v := range verdicts {
			evidence, yes := of(v)
			if evidence == nil {
				continue
			}
			p := chance(evidence, w)
			if yes {
				p--
			}
			for j, e := range evidence {
				gradient[j] += p * e / count[v.task] / float64(len(count))
			}
		}
	})
}

func chance(evidence, w []float64) float64 { return 1 / (1 + math.Exp(-dot(evidence, w))) }

// refuse is the share of foreign questions that is to be refused.
const refuse = 0.955

// strictness is the share of the kinds of task that must refuse so many; the threshold is the same for all.
const strictness = 0.8

// threshold is the presence above which most kinds of task refuse their share of foreign questions.
func threshold(verdicts []verdict, w answers.Weights) float64 {
	var all []float64
	for _, part := range byTask(verdicts) {
		var foreign []float64
		for _, v := range part {
			if !v.here {
				foreign = append(foreign, v.present(w))
			}
		}
		slices.Sort(foreign)
		all = append(all, foreign[int(refuse*float64(len(foreign)))])
	}
	slices.Sort(all)
	fmt.Printf("thresholds of the tasks: %.3f\n", all)
	return math.Round(1000*all[int(strictness*float64(len(all)))]) / 1000
}

func (v verdict) present(w answers.Weights) float64 {
	if v.evidence == nil || v.unknown {
		return 0
	}
	return chance(v.evidence, ordered(answers.EvidenceNames(), w.Presence))
}

func (v verdict) confidence(w answers.Weights) float64 {
	if v.evidence == nil {
		return 0
	}
	return v.present(w) * chance(v.precision, ordered(answers.PrecisionNames(), w.Precision))
}

func ordered(names []string, weights map[string]float64) (values []float64) {
	for _, name := range names {
		values = append(values, weights[name])
	}
	return values
}

func byTask(verdicts []verdict) (parts [][]verdict) {
	at := map[string]int{}
	for _, v := range verdicts {
		i, ok := at[v.task]
		if !ok {
			i = len(parts)
			at[v.task], parts = i, append(parts, nil)
		}
		parts[i] = append(parts[i], v)
	}
	return parts
}

// report prints what one threshold does to each kind of task, and whether confidence is what it says.
func report(verdicts []verdict, w answers.Weights) {
	for _, part := range byTask(verdicts) {
		reportTask(part, w)
	}
	var all, right [10]float64
	for _, v := range verdicts {
		bin := min(9, int(10*v.confidence(w)))
		all[bin]++
		if v.right {
			right[bin]++
		}
	}
	for bin := range all {
		fmt.Printf("confidence %.1f to %.1f: %6.0f questions, right %.3f\n", float64(bin)/10, float64(bin+1)/10, all[bin], right[bin]/all[bin])
	}
}

func reportTask(part []verdict, w answers.Weights) {
	var here, foreign []float64
	var answered, right, refused float64
	for _, v := range part {
		present := v.present(w)
		switch {
		case !v.here:
			foreign = append(foreign, present)
			if present < w.Threshold {
				refused++
			}
			continue
		case present >= w.Threshold:
			answered++
			if v.right {
				right++
			}
		}
		here = append(here, present)
	}
	fmt.Printf("%-18s answered %.4f of %5d, right of these %.4f; refused %.4f of %5d; AUROC %.4f\n", part[0].task,
		answered/float64(len(here)), len(here), right/answered, refused/float64(len(foreign)), len(foreign), auroc(here, foreign))
}

// auroc is the chance that a question of the corpus is believed more than a foreign one.
func auroc(here, foreign []float64) float64 {
	slices.Sort(foreign)
	pairs := 0.0
	for _, x := range here {
		below, _ := slices.BinarySearch(foreign, x)
		upTo, _ := slices.BinarySearch(foreign, math.Nextafter(x, 2))
		pairs += float64(below) + float64(upTo-below)/2
	}
	return pairs / float64(len(here)) / float64(len(foreign))
}
