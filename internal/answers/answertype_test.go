package answers

import (
	"testing"

	"github.com/sitrep-bot/sitrep/internal/corpus"
	"github.com/sitrep-bot/sitrep/internal/index"
)

// What says when something is: a year, a month, a day of the week, a part of the day or an hour, in each language's own way.
func TestSaysWhen(t *testing.T) {
	for _, c := range []struct {
		lang, sentence string
		want           bool
	}{
		{"en", "It was founded in 1987.", true},
		{"en", "The desk opens on Tuesdays.", true},
		{"en", "The gates open at noon.", true},
		{"en", "We meet at nine o'clock.", true},
		{"en", "The last boat leaves at 16:30.", true},
		{"en", "The last boat leaves at 4 p.m. sharp.", true},
		{"en", "The last boat leaves at 4pm.", true},
		{"en", "There are 16 of them amid the reeds.", false},
		{"en", "They won 3:2 in the end.", false},
		{"en", "I am one of them.", false},
		{"fr", "La porte ferme à neuf heures.", true},
		{"fr", "La porte ferme à 19h30.", true},
		{"fr", "La porte ferme à 19\u00a0h.", true},
		{"fr", "Elle fut bâtie au mois d'octobre.", true},
		{"fr", "Les clés sont rendues le mardi.", true},
		{"fr", "La porte est bleue.", false},
		{"de", "Das Tor schließt um 20 Uhr.", true},
		{"de", "Das Tor schließt um 20 Uhren.", false},
		{"it", "La porta chiude a mezzogiorno.", true},
		{"ru", "Ворота закрываются вечером.", true},
	} {
		d := index.Document{}
		d.Source.Lang = c.lang
		tokens, says := newText(corpus.Passage{Text: c.sentence}, &d).tokens, false
		for i := range tokens {
			says = says || canBe(tokens, i, date)
		}
		if says != c.want {
			t.Errorf("%s: %q says when: %v, wanted %v", c.lang, c.sentence, says, c.want)
		}
	}
}
