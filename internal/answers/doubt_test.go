package answers

import (
	"slices"
	"testing"

	"github.com/sitrep-bot/sitrep/internal/encoder"
)

// TestDoubtful reads no passage that could not come first whatever the reader thinks of it.
func TestDoubtful(t *testing.T) {
	m := model{toRead: 5}
	m.rank[fReader] = 2 // of the reader's word, at most 1.5, comes 3
	for _, test := range []struct {
		name   string
		scores []float64
		read   int // of the first
		all    bool
		want   []int
	}{
		{"nothing is close", []float64{10, 3.9, 3}, 0, false, []int{0}},
		{"the second may come before what the reader thinks nothing of", []float64{10, 4.1, 3}, 0, false, []int{0, 1}},
		{"the first was read", []float64{10, 6.9, 6}, 1, false, nil},
		{"the first was read, the second is close", []float64{10, 7.1, 6}, 1, false, []int{1}},
		{"two at once", []float64{10, 9, 8, 7.5}, 1, false, []int{1, 2}},
		{"the others were read", []float64{10, 9, 8}, 3, false, nil},
		{"all, for learning", []float64{10, 1, 0}, 1, true, []int{1, 2}},
	} {
		m.readAll = test.all
		k := ranking{model: &m}
		for i, score := range test.scores {
			c := candidate{score: score}
			if i < test.read {
				c.reader = new(encoder.Reading)
			}
			k.found = append(k.found, c)
		}
		if got := k.doubtful(k.found); !slices.Equal(got, test.want) {
			t.Errorf("%s: %v are read next, wanted %v", test.name, got, test.want)
		}
	}
}
