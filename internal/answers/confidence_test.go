package answers

import (
	"math"
	"testing"

	"github.com/sitrep-bot/sitrep/internal/corpus"
)

// TestEvidence tells what speaks for the first passage and against it.
func TestEvidence(t *testing.T) {
	passages := func(texts ...string) (all []corpus.Passage) {
		for i, text := range texts {
			all = append(all, corpus.Passage{Ordinal: i + 1, Text: text})
		}
		return all
	}
	below := func(heading string) []corpus.Passage {
		return []corpus.Passage{{Ordinal: 1, Heading: heading, Text: "Ask the warden for the key."}}
	}
	for _, c := range []struct {
		name, question string
		passages       []corpus.Passage
		evidence       int
		least, most    float64
	}{
		{"no other has the words", "where is the jetty", passages("The jetty is behind the mill.", "Oars are in the shed."), eRivals, 0, 0},
		{"two others have them too", "jetty", passages("The jetty is new.", "The jetty is old.", "The jetty is wet."), eRivals, math.Log(3), math.Log(3)},
		{"both are the version asked for", "v2.5", passages("Release v2.5.1 is new.", "Release v2.5.2 is new."), eRivals, 0, 0},
		{"the question above was asked", "how do i open the boathouse", below("How do I open the boathouse?"), eAsksElse, 0, 0.2},
		{"another question stands above", "where is the key of the lighthouse", below("How do I open the boathouse?"), eAsksElse, 0.6, 1},
		{"what stands above is no question", "where is the key of the lighthouse", below("Opening the boathouse"), eAsksElse, 0, 0},
		{"as it was asked", "rowing boats", passages("Rowing boats are red."), eInexact, 0, 0},
		{"one word of two in another form", "rowing boat", passages("Rowing boats are red."), eInexact, 0.5, 0.5},
	} {
		d := deskOf(t, &corpus.Corpus{Documents: []corpus.Document{{ID: "a", Path: "a.md", Source: corpus.Source{Title: "Lake", Lang: "en"}, Passages: c.passages}}})
		x, err := d.Examine(t.Context(), Question{Text: c.question})
		if err != nil {
			t.Fatal(err)
		}
		if len(x.Candidates) == 0 {
			t.Errorf("%s: nothing found for %q", c.name, c.question)
			continue
		}
		if got := x.Candidates[0].By.Evidence[c.evidence]; got < c.least || got > c.most {
			t.Errorf("%s: %s is %v, want %v to %v", c.name, evidenceNames[c.evidence], got, c.least, c.most)
		}
	}
}
