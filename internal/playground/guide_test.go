package playground

import (
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/sitrep-bot/sitrep/internal/answers"
	"github.com/sitrep-bot/sitrep/internal/corpus"
	"github.com/sitrep-bot/sitrep/internal/index"
)

func guideTo(t *testing.T, dir string) *Guide {
	t.Helper()
	c, err := corpus.Load(dir, nil)
	if err != nil {
		t.Fatal(err)
	}
	ix, _, err := index.Open("")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { ix.Close() })
	if _, err := ix.Sync(t.Context(), c, nil); err != nil {
		t.Fatal(err)
	}
	return &Guide{Desk: answers.New(ix, nil), Index: ix}
}

func TestTheTourIsMadeFromTheCorpus(t *testing.T) {
	empty, recipes := t.TempDir(), t.TempDir()
	text := "# Bread\n\n## The dough\n\nThe dough of Granny Weatherwax rests for two hours in a warm place, so that it rises to double its size.\n\n## The oven\n\nThe oven is heated to 250 degrees before the loaf goes in, and is turned down after ten minutes."
	if err := os.WriteFile(filepath.Join(recipes, "bread.md"), []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	faq := t.TempDir()
	asked := "# Bread\n\n## How long does the dough rest?\n\nThe dough rests for two hours in a warm place, so that it rises to double its size.\n\n## How hot is the oven?\n\nThe oven is heated to 250 degrees before the loaf goes in."
	if err := os.WriteFile(filepath.Join(faq, "bread.md"), []byte(asked), 0o644); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name, dir, locale string
		want              []answers.Outcome
		first             string // empty: the ranking's to say
	}{
		{"what an article itself asks comes first", faq, "en-US", []answers.Outcome{answers.Answered, answers.Answered, answers.Refused}, "How long does the dough rest?"},
		{"the mission in English", "../../corpus", "en-US", []answers.Outcome{answers.Answered, answers.Answered, answers.Refused}, ""},
		{"the mission in French", "../../corpus", "fr", []answers.Outcome{answers.Answered, answers.Answered, answers.Refused}, ""},
		{"a recipe for somebody French", recipes, "fr", []answers.Outcome{answers.Answered, answers.Answered, answers.Refused}, ""},
		{"an empty corpus answers nothing", empty, "en-US", []answers.Outcome{answers.Refused}, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			g := guideTo(t, c.dir)
			tour, err := g.questions(t.Context(), c.locale)
			if err != nil {
				t.Fatal(err)
			}
			if len(tour) != len(c.want) {
				t.Fatalf("the tour is %q", tour)
			}
			if c.first != "" && tour[0] != c.first {
				t.Errorf("the first question is %q, want %q", tour[0], c.first)
			}
			if again, err := g.questions(t.Context(), c.locale); err != nil || !slices.Equal(again, tour) {
				t.Errorf("asked again, the tour is %q, %v", again, err)
			}
			for i, q := range tour {
				a, err := g.Desk.Answer(t.Context(), answers.Question{Text: q, Locale: c.locale})
				if err != nil || a.Outcome != c.want[i] {
					t.Errorf("%q is of kind %d, %v; want %d", q, a.Outcome, err, c.want[i])
				}
			}
		})
	}
}

// Once the encoders have loaded, a question may be answered otherwise than by its words.
func TestTheTourIsCheckedAgainOnceMeaningIsKnown(t *testing.T) {
	dir := t.TempDir()
	text := "# Bread\n\n## The dough of the loaf\n\nThe dough rests for two hours in a warm place, so that it rises to double its size."
	if err := os.WriteFile(filepath.Join(dir, "bread.md"), []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	g, known := guideTo(t, dir), 0
	g.Understood = func() (int, int) { return known, 1 }
	ask := func() []string {
		t.Helper()
		tour, err := g.questions(t.Context(), "en-US")
		if err != nil || len(tour) < 2 {
			t.Fatalf("the tour is %q, %v", tour, err)
		}
		return tour
	}
	before := ask()
	g.Desk = answers.New(guideTo(t, t.TempDir()).Index, nil) // answers nothing, as no meaning would
	if again := ask(); !slices.Equal(again, before) {
		t.Errorf("before anything is known the tour became %q", again)
	}
	known = 1
	if tour, err := g.questions(t.Context(), "en-US"); err != nil || len(tour) != 1 {
		t.Errorf("with what answers now, the tour is %q, %v; want the last question alone", tour, err)
	}
}
