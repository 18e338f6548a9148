package chronicle

import (
	"slices"
	"testing"
)

func TestAnEventToldInTwoLanguagesIsThereOnce(t *testing.T) {
	ix := open(t,
		article("pier", "en", june(9), "The pier at Gao opened on 8 May 1987. On 8 May 1987 Mara Quill was born. The crane fell on 2 June 2023.",
			"Resolution 2690 was read on 3 June 2023."),
		article("quai", "fr", june(9), "Le quai de Gao a ouvert le 8 mai 1987. La grue est tombée le 2 juin 2023. Le port a fermé le 4 juin 2023.",
			"Ole Brun a chanté le 3 juin 2023."))
	all, err := New().Events(t.Context(), snapshot(t, ix), Period{}, "")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		preferred string
		want      []string
	}{
		{"en", []string{"The pier at Gao opened on 8 May 1987.", "On 8 May 1987 Mara Quill was born.", "The crane fell on 2 June 2023.",
			"Resolution 2690 was read on 3 June 2023.", "Ole Brun a chanté le 3 juin 2023.", "Le port a fermé le 4 juin 2023."}},
		{"fr", []string{"On 8 May 1987 Mara Quill was born.", "Le quai de Gao a ouvert le 8 mai 1987.", "La grue est tombée le 2 juin 2023.",
			"Resolution 2690 was read on 3 June 2023.", "Ole Brun a chanté le 3 juin 2023.", "Le port a fermé le 4 juin 2023."}},
	} {
		var got []string
		for _, e := range Once(all, c.preferred) {
			got = append(got, e.Text())
		}
		slices.Sort(got)
		slices.Sort(c.want)
		if !slices.Equal(got, c.want) {
			t.Errorf("for %s: %q\nwanted %q", c.preferred, got, c.want)
		}
	}
}
