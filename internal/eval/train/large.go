package main

import (
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"strings"

	"github.com/sitrep-bot/sitrep/internal/corpus"
)

// largeSizes are the passages of the large corpora that the confidence learns from: chance finds more in them.
var largeSizes = []int{10_000, 100_000}

// large are half of a set's articles among many passages of no use, with questions to both halves.
func (s *sets) large() ([]task, error) {
	found, err := s.get("newwiki")
	if err != nil {
		return nil, err
	}
	pairs, err := readLines[struct{ Sentence string }](filepath.Join(s.folder, "squad-train-sentences", "pairs.jsonl.gz"))
	if err != nil {
		return nil, err
	}
	var tasks []task
	for _, size := range largeSizes {
		random := rand.New(rand.NewPCG(2, uint64(size)))
		t := found.task(fmt.Sprintf("newwiki/%d", size), found.titles[:len(found.titles)/2], true, pick{most: mostByWords / 3})
		for n := 0; n < size; n += 20 {
			t.corpus.Documents = append(t.corpus.Documents, filler(n/20, random, func() string { return pairs[random.IntN(len(pairs))].Sentence }))
		}
		tasks = append(tasks, t)
	}
	return tasks, nil
}

// filler is an article of twenty passages, each four sentences drawn at random with a made-up name put into every one, so
// that no two are the same.
func filler(n int, random *rand.Rand, draw func() string) corpus.Document {
	id := fmt.Sprintf("filler-%06d", n)
	d := corpus.Document{ID: id, Path: id + ".txt", Sum: id, Source: corpus.Source{Title: madeUp(random), Lang: "en"}}
	for i := range 20 {
		var text []string
		for range 4 {
			words := strings.Fields(draw())
			at := random.IntN(len(words))
			words = append(words[:at:at], append([]string{madeUp(random)}, words[at:]...)...)
			text = append(text, strings.ToUpper(words[0][:1])+strings.Join(words, " ")[1:])
		}
		d.Passages = append(d.Passages, corpus.Passage{Ordinal: i + 1, Text: strings.Join(text, " ")})
	}
	return d
}

var syllables = strings.Fields("ba ber di dor fa gan ke lin lo mar mi nor pa rin re san se tol ti ver")

// madeUp is a name that no language has.
func madeUp(random *rand.Rand) string {
	name := ""
	for range 3 {
		name += syllables[random.IntN(len(syllables))]
	}
	return strings.ToUpper(name[:1]) + name[1:]
}
