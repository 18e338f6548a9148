package answers

import "testing"

// TestOfATableOneRowAnswers also holds for code, and for what announces it.
func TestOfATableOneRowAnswers(t *testing.T) {
	const hut = "The prices of the hut:\n\n| Bed | Price |\n|---|---|\n| upper bunk | 9 |\n| lower bunk | 12 |\n| attic room | 20 |\n"
	const build = "To build the program:\n\n```sh\nmake clean\nmake documentation\nmake program\n```\n\nThen go home.\n"
	desk := deskFor(t, map[string]string{"hut.md": "# The hut\n\n" + hut, "build.md": "# Building\n\n" + build})
	for question, want := range map[string]string{
		"What does the lower bunk cost?":    "lower bunk | 12",
		"How much is the attic room?":       "attic room | 20",
		"How do I make the documentation?":  "make documentation",
		"What do I do to build the program": "To build the program:",
	} {
		if got := highlighted(t, desk, question); got != want {
			t.Errorf("%q is answered by %q, wanted %q", question, got, want)
		}
	}
}

// highlighted is the sentence that answers, of the passage that is shown or would be first if it were not refused.
func highlighted(t *testing.T, d *Desk, question string) string {
	t.Helper()
	a := answer(t, d, Question{Text: question})
	best := a.Best
	if best == nil {
		best = &a.Nearest[0]
	}
	return best.Passage.Text[best.Highlight.Start:best.Highlight.End]
}
