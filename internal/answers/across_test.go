package answers

import "testing"

// TestTogether puts what two models ranked into one order.
func TestTogether(t *testing.T) {
	for _, test := range []struct {
		own, across float64
		want        string
	}{
		{0.6, 0.9, "own"}, // it answers, and nobody has to read another language
		{0.3, 0.9, "across"},
		{0.3, 0.4, "across"},
		{0.3, 0.2, "own"},
	} {
		rankings := []ranking{
			{found: []candidate{{score: 5}, {score: 4}}, estimate: estimate{confidence: test.own, unknown: "own"}},
			{found: []candidate{{score: 12}, {score: 1}}, estimate: estimate{confidence: test.across, unknown: "across"}},
		}
		found, first := together(rankings)
		if first.unknown != test.want {
			t.Errorf("of %v and %v across languages the first is %s, wanted %s", test.own, test.across, first.unknown, test.want)
		}
		if len(found) != 4 || found[0].chance != first.confidence {
			t.Errorf("%d candidates, the first with a chance of %v, wanted 4 and %v", len(found), found[0].chance, first.confidence)
		}
		for i := 1; i < len(found); i++ {
			if found[i].chance > found[i-1].chance {
				t.Errorf("candidate %d has a chance of %v after one of %v", i, found[i].chance, found[i-1].chance)
			}
		}
	}
}
