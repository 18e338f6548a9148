package corpus

import (
	"strings"
	"testing"
)

// The corpus that is shipped tells the same facts in both languages, and has no problem that it would tell others of.
func TestShippedCorpus(t *testing.T) {
	c := load(t, "../../corpus", nil)
	if len(c.Problems) > 0 {
		t.Errorf("problems: %v", c.Problems)
	}
	if len(c.Synonyms) < 10 {
		t.Errorf("%d groups of synonyms", len(c.Synonyms))
	}
	facts := map[string][]string{
		"minusma-ends": {"2013", "2020", "2021", "2022", "June 2023", "30 June 2023", "1 July 2023", "end of 2023", "8 June 2017", "1,000", "15,000",
			"West Africa", "al-Qaeda", "Wagner", "Ukraine", "France", "unanimous", "United Nations Multidimensional Integrated Stabilization Mission in Mali (MINUSMA)",
			"Abdoulaye Diop", "John Kirby", "Prigozhin", "Jeffrey DeLaurentis", "Alioune Tine", "Sylvain Liechti", "Reuters", "Kidal", "S/RES/2690 (2023)", "S/RES/2100 (2013)"},
		"fin-minusma": {"2013", "2020", "2021", "2022", "juin 2023", "30 juin 2023", "1er juillet 2023", "fin de 2023", "8 juin 2017", "1 000", "15 000",
			"Afrique de l'Ouest", "Al-Qaïda", "Wagner", "Ukraine", "France", "l'unanimité", "Mission multidimensionnelle intégrée des Nations Unies pour la stabilisation au Mali (MINUSMA)",
			"Abdoulaye Diop", "John Kirby", "Prigojine", "Jeffrey DeLaurentis", "Alioune Tine", "Sylvain Liechti", "Reuters", "Kidal", "S/RES/2690 (2023)", "S/RES/2100 (2013)"},
	}
	for _, d := range c.Documents {
		var text strings.Builder
		for _, p := range d.Passages {
			text.WriteString(p.Text + "\n")
			if strings.ContainsAny(p.Text, "\"“”«»\n") {
				t.Errorf("%s: a quotation or a line break in %q", Ref{d.ID, p.Ordinal}, p.Text)
			}
			if !strings.Contains(p.Text, "Mali") {
				t.Errorf("%s does not say what it is about: %q", Ref{d.ID, p.Ordinal}, p.Text)
			}
		}
		for _, fact := range facts[d.ID] {
			if !strings.Contains(text.String(), fact) {
				t.Errorf("%s does not say %q", d.ID, fact)
			}
		}
		if len(d.Passages) != 9 || d.Source.Published != day(2023, 6, 30) {
			t.Errorf("%s: %d passages, published %v", d.ID, len(d.Passages), d.Source.Published)
		}
		delete(facts, d.ID)
	}
	for id := range facts {
		t.Errorf("%s is not there", id)
	}
}
