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
	Command string `json:"command"`
	Words   Model  `json:"words"`   // for words alone
	Meaning Model  `json:"meaning"` // for words and meaning
	English Model  `json:"english"` // for words and meaning where the question is in English, which has an encoder of its own
	Across  Model  `json:"across"`  // for words and meaning, of passages that are not in the question's language
}

// Model is the one of a name: "words", "meaning", "english" or "across".
func (w Weights) Model(name string) Model {
	switch name {
	case "english":
		return w.English
	case "meaning":
		return w.Meaning
	case "across":
		return w.Across
	}
	return w.Words
}

// A Model is one set of weights by the names of what they weigh.
type Model struct {
	Rank       map[string]float64 `json:"rank"`       // see [RankNames]
	Sentence   map[string]float64 `json:"sentence"`   // see [SentenceNames]
	Confidence map[string]float64 `json:"confidence"` // see [EvidenceNames]
	Read       int                `json:"read"`       // how many of the best passages are read with the question at most; each takes some 30 ms
	ReadAll    bool               `json:"-"`          // so many are read whether they leave a doubt or not, for learning what the reader's word counts

	// What Rank and Confidence get added, times the part of the question that no candidate has a word of.
	Uncovered           map[string]float64 `json:"uncovered"`
	UncoveredConfidence map[string]float64 `json:"uncovered confidence"`
}

// A model is a Model in the order of the features.
type model struct {
	name       string // see modelName
	rank       rankVector
	sentence   sentenceVector
	confidence evidenceVector
	toRead     int
	readAll    bool

	uncovered           rankVector
	uncoveredConfidence evidenceVector
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

func newModel(name string, named Model, command string) (m model, err error) {
	m.name, m.toRead, m.readAll = name, named.Read, named.ReadAll
	for _, part := range []struct {
		what    string
		weights map[string]float64
		names   []string
		into    []float64
	}{
		{"rank", named.Rank, rankNames[:], m.rank[:]},
		{"uncovered", named.Uncovered, rankNames[:], m.uncovered[:]},
		{"sentence", named.Sentence, sentenceNames[:], m.sentence[:]},
		{"confidence", named.Confidence, evidenceNames[:], m.confidence[:]},
		{"uncovered confidence", named.UncoveredConfidence, evidenceNames[:], m.uncoveredConfidence[:]},
	} {
		for i, name := range part.names {
			weight, ok := part.weights[name]
			if !ok {
				return m, fmt.Errorf("weights: %s lacks %q: make them anew with `%s`", part.what, name, command)
			}
			part.into[i] = weight
		}
	}
	return m, nil
}
