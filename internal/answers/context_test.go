package answers

import (
	"testing"

	"github.com/sitrep-bot/sitrep/internal/corpus"
)

// TestCounted counts a word that is in the text or above it, common or rare, as one.
func TestCounted(t *testing.T) {
	for question, want := range map[string]float64{
		"water on the south trail": 1, "south trail": 1, "parking on the south trail": 2. / 3, "is there parking and water": 0.5,
	} {
		d := deskOf(t, &corpus.Corpus{Documents: []corpus.Document{{ID: "a", Path: "a.md", Source: corpus.Source{Title: "South trail", Lang: "en"},
			Passages: []corpus.Passage{{Ordinal: 1, Text: "Take enough water."}}}}})
		x, err := d.Examine(t.Context(), Question{Text: question})
		if err != nil {
			t.Fatal(err)
		}
		if got := x.Candidates[0].Features[fCounted]; got != want {
			t.Errorf("%q: %v, want %v", question, got, want)
		}
	}
}
