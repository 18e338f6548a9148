package main

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/sitrep-bot/sitrep/internal/answers"
	"github.com/sitrep-bot/sitrep/internal/index"
)

// A choice is a list of options, each with its features, of which some are right.
type choice struct {
	options [][]float64
	right   []bool
	fold    int
	weight  float64
}

// examine asks every question of a task and hands what was found to see.
func examine(ctx context.Context, t task, w answers.Weights, see func(a asked, x answers.Examination)) error {
	ix, _, err := index.Open("")
	if err != nil {
		return err
	}
	defer ix.Close()
	if _, err := ix.Sync(ctx, t.corpus, nil); err != nil {
		return err
	}
	desk, err := answers.NewWithWeights(ix, w)
	if err != nil {
		return err
	}
	for _, q := range t.questions {
		x, err := desk.Examine(ctx, answers.Question{Text: q.text})
		if err != nil {
			return err
		}
		see(q, x)
	}
	return nil
}

func learnSentence(ctx context.Context, tasks []task, w *answers.Weights) error {
	var choices []choice
	for _, t := range tasks {
		err := examine(ctx, t, *w, func(a asked, x answers.Examination) {
			at := slices.IndexFunc(x.Candidates, func(c answers.Examined) bool { return c.ID == a.passage })
			if at < 0 {
				return
			}
			c := choice{options: x.Candidates[at].Sentences, fold: fold(t, a), weight: 1}
			for _, span := range x.Candidates[at].Spans {
				sentence := x.Candidates[at].Text[span.Start:span.End]
				c.right = append(c.right, slices.ContainsFunc(a.answers, func(s string) bool { return strings.Contains(sentence, s) }))
			}
			choices = append(choices, c)
		})
		if err != nil {
			return err
		}
	}
	w.Sentence = named(answers.SentenceNames(), learnChoices("sentence", choices, len(answers.SentenceNames())))
	return nil
}

func learnRank(ctx context.Context, tasks []task, w *answers.Weights) error {
	var choices []choice
	lost := 0
	for _, t := range tasks {
		var own []choice
		err := examine(ctx, t, *w, func(a asked, x answers.Examination) {
			c := choice{fold: fold(t, a), weight: 1}
			for _, candidate := range x.Candidates {
				c.options = append(c.options, candidate.Features)
				c.right = append(c.right, candidate.ID == a.passage)
			}
			if !slices.Contains(c.right, true) {
				lost++
			}
			own = append(own, c)
		})
		if err != nil {
			return err
		}
		if t.name != "newwiki/0" {
			learnChoices("  "+t.name, own, len(answers.RankNames()))
		}
		choices = append(choices, own...)
	}
	w.Rank = named(answers.RankNames(), learnChoices("rank", choices, len(answers.RankNames())))
	return nil
}

// folds is how many parts the articles are divided into for cross-validation.
const folds = 4

func fold(t task, a asked) int {
	n := 0
	for _, r := range a.article {
		n = n*10 + int(r-'0')
	}
	return n % folds
}

// learnChoices learns the weights by which the right option gets the highest score, and prints how often it does on
// articles that were not learned from.
func learnChoices(what string, choices []choice, features int) []float64 {
	right := 0.0
	var learnable []choice
	for _, c := range choices {
		if slices.Contains(c.right, true) {
			learnable = append(learnable, c)
		}
	}
	for f := range folds {
		var train, test []choice
		for _, c := range learnable {
			if c.fold == f {
				test = append(test, c)
			} else {
				train = append(train, c)
			}
		}
		right += chosen(test, descend(train, features))
	}
	w := descend(learnable, features)
	fmt.Printf("%s: %d questions, right %.4f cross-validated, %.4f on what it learned from\n", what, len(choices),
		right/float64(len(choices)), chosen(learnable, w)/float64(len(choices)))
	return w
}

func chosen(choices []choice, w []float64) (right float64) {
	for _, c := range choices {
		best, at := math.Inf(-1), 0
		for i, features := range c.options {
			if x := dot(features, w); x > best {
				best, at = x, i
			}
		}
		if c.right[at] {
			right++
		}
	}
	return right
}

const (
	steps = 200
	rate  = 0.5
	decay = 0.001 // L2
)

// descend minimises the listwise softmax loss with Adam over all choices at once, so that nothing is left to chance.
func descend(choices []choice, features int) []float64 {
	return adam(features, func(w, gradient []float64) {
		for _, c := range choices {
			all, good := 0.0, 0.0
			scores := make([]float64, len(c.options))
			for i, f := range c.options {
				scores[i] = math.Exp(dot(f, w))
				all += scores[i]
				if c.right[i] {
					good += scores[i]
				}
			}
			for i, f := range c.options {
				p := scores[i] / all
				if c.right[i] {
					p -= scores[i] / good
				}
				for j := range f {
					gradient[j] += c.weight * p * f[j] / float64(len(choices))
				}
			}
		}
	})
}

// adam follows a gradient (Kingma and Ba, 2015) that add is to sum up, with weight decay and a falling rate.
func adam(features int, add func(w, gradient []float64)) []float64 {
	w, mean, square := make([]float64, features), make([]float64, features), make([]float64, features)
	for step := 1.0; step <= steps; step++ {
		gradient := make([]float64, features)
		add(w, gradient)
		for j := range w {
			g := gradient[j] + decay*w[j]
			mean[j] = .9*mean[j] + .1*g
			square[j] = .999*square[j] + .001*g*g
			w[j] -= rate / math.Sqrt(1+step/10) * mean[j] / (1 - math.Pow(.9, step)) / (math.Sqrt(square[j]/(1-math.Pow(.999, step))) + 1e-8)
		}
	}
	return w
}

func dot(a, b []float64) (sum float64) {
	for i := range a {
		sum += a[i] * b[i]
	}
	return sum
}
