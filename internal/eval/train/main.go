// Command train learns the weights of the ranking, the answering sentence and the confidence from question sets with
// known answers, and writes weights.json.
//
//	go run ./internal/eval/train -eval ../shared/eval -out internal/answers/weights.json
//
// The same sets and the same encoder give the same weights, to the digit. What the encoder makes of the passages is kept in
// the folder -glances, since it takes some minutes; reading takes most of the rest.
package main

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"log"
	"os"

	"github.com/sitrep-bot/sitrep/internal/answers"
	"github.com/sitrep-bot/sitrep/internal/encoder"
)

func main() {
	log.SetFlags(0)
	log.SetPrefix("train: ")
	eval := flag.String("eval", "../shared/eval", "folder of the question sets")
	communities := flag.String("communities", "internal/eval/communities", "folder of invented communities with what their members ask")
	out := flag.String("out", "internal/answers/weights.json", "file to write")
	every := flag.String("encoder", "", "file of the weights for all languages; empty: those that ship")
	english := flag.String("english", "", "file of the weights for English; empty: those that ship")
	glances := flag.String("glances", "", "folder for what the encoder makes of passages; empty: in memory")
	only := flag.String("only", "", "learn only the part \"words\", \"meaning\", \"english\" or \"across\"; the others stay as they are")
	flag.Parse()
	weights, err := learn(context.Background(), &sets{*eval, *communities, map[string]*set{}}, encoders{*every, *english}, *glances, *only)
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

// learn makes the sets of weights: for words alone, for words and meaning, and for these where the question is in English.
func learn(ctx context.Context, s *sets, files encoders, glances, only string) (answers.Weights, error) {
	w := answers.ShippedWeights()
	w.Command = "go run ./internal/eval/train"
	every, err := load(files.every, encoder.Load)
	if err != nil {
		return w, err
	}
	english, err := load(files.english, encoder.LoadEnglish)
	if err != nil {
		return w, err
	}
	for _, part := range []struct {
		into  *answers.Model
		learn learner
	}{
		{&w.Words, learner{name: "words", words: true}},
		{&w.Meaning, learner{name: "meaning", every: every, glances: glances}},
		{&w.English, learner{name: "english", every: every, english: english, glances: glances}},
		{&w.Across, learner{name: "across", every: every, glances: glances}},
	} {
		if only != "" && only != part.learn.name {
			continue
		}
		part.learn.weights = blank()
		if err := part.learn.learn(ctx, s); err != nil {
			return w, err
		}
		*part.into = part.learn.weights
	}
	return w, nil
}

// encoders are the files of their weights; where one is empty, what ships.
type encoders struct{ every, english string }

// excerptsKept are about as many as a set has: hundreds of its questions are asked about the same passages. They take 2 GB.
const excerptsKept = 4096

// load opens the weights in a file.
func load(file string, shipped func() (*encoder.Encoder, error)) (*encoder.Encoder, error) {
	e, err := open(file, shipped)
	if err != nil {
		return nil, err
	}
	e.KeepExcerpts(excerptsKept)
	return e, nil
}

func open(file string, shipped func() (*encoder.Encoder, error)) (*encoder.Encoder, error) {
	if file == "" {
		return shipped()
	}
	data, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	e, err := encoder.Open(data)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	return e, nil
}

func blank() answers.Model {
	return answers.Model{Rank: zero(answers.RankNames()), Uncovered: zero(answers.RankNames()), Sentence: zero(answers.SentenceNames()),
		Confidence: zero(answers.EvidenceNames()), UncoveredConfidence: zero(answers.EvidenceNames())}
}

func zero(names []string) map[string]float64 {
	w := map[string]float64{}
	for _, name := range names {
		w[name] = 0
	}
	return w
}

// tasks are whole sets, and parts of them that do not answer half of the questions. Communities take part where meaning does.
func (l *learner) tasks(s *sets) (whole, parts []task, err error) {
	across := l.name == "across"
	if across {
		whole, parts, err = s.across()
	} else {
		whole, parts, err = s.withinLanguages(l.words)
	}
	if err != nil || l.words {
		return whole, parts, err
	}
	ownWhole, ownParts, err := s.communities(across)
	return append(whole, ownWhole...), append(parts, ownParts...), err
}

// learn goes from the sentence to the passage to the confidence: each builds on the one before.
func (l *learner) learn(ctx context.Context, s *sets) error {
	whole, parts, err := l.tasks(s)
	if err != nil {
		return err
	}
	stages := []func(context.Context, []task) error{l.learnSentence, l.learnRank, l.learnRank}
	if !l.words {
		stages = append(stages, l.learnReader)
	}
	for _, stage := range stages {
		if err := stage(ctx, whole); err != nil {
			return err
		}
	}
	return l.learnConfidence(ctx, append(parts, whole...))
}
