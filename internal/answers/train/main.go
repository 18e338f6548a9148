// Command train learns the weights of the ranking, the answering sentence and the confidence from question sets with
// known answers, and writes weights.json.
//
//	go run ./internal/answers/train -eval ../shared/eval -out internal/answers/weights.json
//
// The same sets give the same weights, to the digit.
package main

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"log"
	"math"
	"os"

	"github.com/sitrep-bot/sitrep/internal/answers"
)

func main() {
	log.SetFlags(0)
	log.SetPrefix("train: ")
	eval := flag.String("eval", "../shared/eval", "folder of the question sets")
	out := flag.String("out", "internal/answers/weights.json", "file to write")
	flag.Parse()
	weights, err := learn(context.Background(), *eval)
	if err != nil {
		log.Fatal(err)
	}
	data, err := json.MarshalIndent(weights, "", "  ")
	if err != nil {
		log.Fatal(err)
	}
	if err := os.WriteFile(*out, append(data, '\n'), 0o644); err != nil {
		log.Fatal(err)
	}
}

// learn goes from the sentence to the passage to the confidence: each builds on the one before.
func learn(ctx context.Context, eval string) (answers.Weights, error) {
	w := answers.Weights{Command: "go run ./internal/answers/train"}
	w.Rank, w.Sentence = zero(answers.RankNames()), zero(answers.SentenceNames())
	w.Presence, w.Precision = zero(answers.EvidenceNames()), zero(answers.PrecisionNames())
	whole, err := wholeSets(eval)
	if err != nil {
		return w, err
	}
	for _, stage := range []func(context.Context, []task, *answers.Weights) error{learnSentence, learnRank, learnRank} {
		if err := stage(ctx, whole, &w); err != nil {
			return w, err
		}
	}
	parts, err := partSets(eval)
	if err != nil {
		return w, err
	}
	large, err := largeSets(eval)
	if err != nil {
		return w, err
	}
	return w, learnConfidence(ctx, append(parts, large...), &w)
}

func zero(names []string) map[string]float64 {
	w := map[string]float64{}
	for _, name := range names {
		w[name] = 0
	}
	return w
}

func named(names []string, values []float64) map[string]float64 {
	w := map[string]float64{}
	for i, name := range names {
		fmt.Printf("  %-22s %7.3f\n", name, values[i])
		w[name] = math.Round(1000*values[i]) / 1000
	}
	return w
}
