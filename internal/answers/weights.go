package answers

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"sync"
)

// Weights are what the ranking, the choice of the sentence and the confidence have learned. weights.json holds those that
// ship; the command that made them stands in it.
type Weights struct {
	Command   string             `json:"command"`
	Rank      map[string]float64 `json:"rank"`
	Sentence  map[string]float64 `json:"sentence"`
	Presence  map[string]float64 `json:"presence"`  // whether the corpus answers at all
	Precision map[string]float64 `json:"precision"` // whether it is with this passage, if it does
	Threshold float64            `json:"threshold"` // of the presence, from which on a passage is given as an answer
}

// A model is Weights in the order of the features.
type model struct {
	rank      rankVector
	sentence  sentenceVector
	evidence  evidenceVector
	precision precisionVector
	threshold float64
}

//go:embed weights.json
var weightsJSON []byte

// ShippedWeights returns the weights a Desk uses unless told otherwise. A mistake in weights.json is a mistake in this program.
var ShippedWeights = sync.OnceValue(func() Weights {
	var w Weights
	if err := json.Unmarshal(weightsJSON, &w); err != nil {
		panic("answers: weights.json: " + err.Error())
	}
	return w
})

func newModel(w Weights) (m model, err error) {
	m.threshold = w.Threshold
	for _, part := range []struct {
		what    string
		weights map[string]float64
		names   []string
		into    []float64
	}{
		{"rank", w.Rank, rankNames[:], m.rank[:]},
		{"sentence", w.Sentence, sentenceNames[:], m.sentence[:]},
		{"presence", w.Presence, evidenceNames[:], m.evidence[:]},
		{"precision", w.Precision, precisionNames[:], m.precision[:]},
	} {
		for i, name := range part.names {
			weight, ok := part.weights[name]
			if !ok {
				return m, fmt.Errorf("weights: %s lacks %q: make them anew with `%s`", part.what, name, w.Command)
			}
			part.into[i] = weight
		}
	}
	return m, nil
}
