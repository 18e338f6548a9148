package main

import (
	"fmt"
	"io"
	"maps"
	"strings"

	"github.com/sitrep-bot/sitrep/internal/answers"
	"github.com/sitrep-bot/sitrep/internal/eval"
)

const explained = 3 // candidates

// printExamination shows how a question was read and what its first candidates had.
func printExamination(out io.Writer, x answers.Examination) {
	fmt.Fprintf(out, "read as %s, asks for %s:", x.Lang, x.Asks)
	for _, w := range x.Words {
		fmt.Fprintf(out, " %s", describeWord(w))
	}
	fmt.Fprintf(out, "\nconfidence %.3f, %.1f ms\n", x.Answer.Confidence, milliseconds(x.Answer.Took))
	if x.Unknown != "" {
		fmt.Fprintf(out, "%q is nowhere in the corpus\n", x.Unknown)
	}
	if len(x.Candidates) == 0 {
		return
	}
	first := x.Candidates[0].By
	fmt.Fprintf(out, "evidence (value × weight):%s\n", products(answers.EvidenceNames(), first.Evidence, confidenceWeights(first)))
	for _, c := range x.Candidates[:min(explained, len(x.Candidates))] {
		fmt.Fprintf(out, "%6.2f %s, by %s:%s\n", c.Score, c.ID, c.By.Model, products(answers.RankNames(), c.Features, rankWeights(c.By)))
		if len(c.Pairs) > 0 {
			fmt.Fprintf(out, "       by meaning:%s\n", describePairs(c.Pairs))
		}
	}
}

// rankWeights are the weights that a ranking was made with.
func rankWeights(by *answers.Ranking) map[string]float64 {
	weights := answers.ShippedWeights().Model(by.Model)
	return withUncovered(weights.Rank, weights.Uncovered, by.Uncovered)
}

// confidenceWeights are the weights that the confidence in its first passage was made with.
func confidenceWeights(by *answers.Ranking) map[string]float64 {
	weights := answers.ShippedWeights().Model(by.Model)
	return withUncovered(weights.Confidence, weights.UncoveredConfidence, by.Uncovered)
}

func withUncovered(weights, more map[string]float64, uncovered float64) map[string]float64 {
	all := maps.Clone(weights)
	for name, weight := range more {
		all[name] += uncovered * weight
	}
	return all
}

// telling is the share of the question from which on one of its words is worth showing.
const telling = 0.05

// describePairs shows which word met which: "leave~withdraw .71".
func describePairs(pairs []answers.WordPair) string {
	var b strings.Builder
	for _, p := range pairs {
		if p.Weight >= telling {
			fmt.Fprintf(&b, " %s~%s %.2f", p.Asked, p.Found, p.Cosine)
		}
	}
	return b.String()
}

// describeWord is a word as it was searched for: "mission=mission(7)" was found in seven passages.
func describeWord(w answers.Word) string {
	written := w.Written
	if w.Read != "" {
		written += "→" + w.Read
	}
	if w.Term == "" {
		return "(" + written + ")"
	}
	return fmt.Sprintf("%s=%s(%d)", written, w.Term, w.Found)
}

// products lists features that are not zero with their weights, those that count in the order of their names.
func products(names []string, values []float64, weights map[string]float64) string {
	var b strings.Builder
	for i, name := range names {
		if values[i] != 0 {
			fmt.Fprintf(&b, " %s %.2f×%.2f", name, values[i], weights[name])
		}
	}
	return b.String()
}

// printMiss shows a question that went wrong.
func printMiss(out io.Writer, m eval.Miss) {
	fmt.Fprintf(out, "\n%s: %s\n", m.Why, m.Question.Text)
	switch {
	case m.Rank > 0:
		fmt.Fprintf(out, "the right passage has rank %d\n", m.Rank)
	case m.Question.Answerable():
		fmt.Fprintln(out, "the right passage is not among the candidates")
	}
	printExamination(out, m.Examination)
	for i, c := range m.Examination.Candidates {
		if i == 0 || i == m.Rank-1 {
			fmt.Fprintf(out, "%s: %s\n", c.ID, c.Text)
		}
	}
}
