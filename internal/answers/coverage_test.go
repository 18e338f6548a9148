package answers

import (
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/sitrep-bot/sitrep/internal/corpus"
)

// TestCoverage tells how much of a question a text has, itself or in its heading.
func TestCoverage(t *testing.T) {
	c := lake(texts("The jetty of the lake leaks.", "Oars are red.", "The boathouse has a kitchen.", "Kayaks are blue.")...)
	c.Synonyms = [][]string{{"jetty", "landing stage"}}
	s, err := indexOf(t, c).Snapshot()
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	d := s.Documents()[0]
	for _, c := range []struct {
		name, question string
		passage        corpus.Passage
		want           float64
	}{
		{"all of it", "the red oars", corpus.Passage{Text: "Some oars of ours are red."}, 1},
		{"half of it", "the red oars", corpus.Passage{Text: "Some oars of ours are blue."}, 0.5},
		{"half of it in the heading", "the red oars", corpus.Passage{Heading: "Oars", Text: "They are blue."}, 0.5},
		{"a misspelt word", "the kitchne", corpus.Passage{Text: "A kitchen."}, 1},
		{"a synonym", "the jetty", corpus.Passage{Text: "The landing stage."}, 1},
		{"nothing", "the red oars", corpus.Passage{Text: "Somebody sings."}, 0},
		{"of no words there is nothing", "who is it", corpus.Passage{Text: "Somebody sings."}, 0},
	} {
		coverage, err := NewCoverage(t.Context(), s, c.question)
		if err != nil {
			t.Fatal(err)
		}
		if got := coverage.Share(d, c.passage); !near(got, c.want) {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
	}
}

// TestCache keeps what was used last.
func TestCache(t *testing.T) {
	d := hitOf("a", "en", 1, 9).Document
	c := newCache(4)
	made := 0
	get := func(ordinal int) *text {
		t.Helper()
		found, err := c.get(d, ordinal, func() (*text, error) { made++; return &text{}, nil })
		if err != nil || found == nil {
			t.Fatalf("got %v, %v", found, err)
		}
		return found
	}
	first := get(1)
	get(2)
	if get(1) != first || made != 2 {
		t.Errorf("passage 1 was made again: %d made", made)
	}
	get(3) // the first half is full, and becomes the old one
	if get(1) != first {
		t.Error("passage 1 of the old half was made again")
	}
	get(4) // passage 2 was not used, and is forgotten
	for ordinal, want := range map[int]bool{1: true, 2: false, 3: true, 4: true} {
		if got := c.has(d, ordinal); got != want {
			t.Errorf("passage %d is kept: %v, want %v", ordinal, got, want)
		}
	}
	if c.has(hitOf("a", "en", 1, 9).Document, 1) {
		t.Error("another version of the article has the texts of this one")
	}
	if hits, read := c.counted(); hits != 2 || read != 4 {
		t.Errorf("%d were in memory and %d read, want 2 and 4", hits, read)
	}
	broken := errors.New("the disk is gone")
	if _, err := c.get(d, 9, func() (*text, error) { return nil, broken }); !errors.Is(err, broken) || c.has(d, 9) {
		t.Errorf("what could not be read: %v", err)
	}
}

// TestStepsAreTimed tells how long each step of an answer took, and how often texts were in memory.
func TestStepsAreTimed(t *testing.T) {
	d := deskOf(t, lake(texts("The jetty of the lake leaks.")...))
	var steps []string
	d.Took = func(step string, took time.Duration) {
		if took < 0 {
			t.Errorf("%s took %v", step, took)
		}
		steps = append(steps, step)
	}
	for range 2 {
		answer(t, d, Question{Text: "the jetty"})
	}
	want := []string{"spelling", "terms", "meaning", "candidates", "ranking", "confidence"}
	if !slices.Equal(steps, append(want, want...)) {
		t.Errorf("steps %q, want %q twice", steps, want)
	}
	if kept, read := d.Texts(); kept != 1 || read != 1 {
		t.Errorf("%d texts in memory, %d read, want 1 of each", kept, read)
	}
}
