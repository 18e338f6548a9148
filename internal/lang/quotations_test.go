package lang

import (
	"fmt"
	"testing"
)

func TestSentencesAreNotCutInsideAQuotation(t *testing.T) {
	tests := []struct {
		name, text string
		want       []string
	}{
		{"plain ones", "It is over. We leave.", []string{"It is over.", "We leave."}},
		{"two in one quotation", "“It is over. We leave,” she said. Nobody spoke.", []string{"“It is over. We leave,” she said.", "Nobody spoke."}},
		{"straight marks", `"It is over. We leave," she said. "Go."`, []string{`"It is over. We leave," she said.`, `"Go."`}},
		{"French marks", "« C'est fini. Nous partons », dit-elle. Personne ne parla.", []string{"« C'est fini. Nous partons », dit-elle.", "Personne ne parla."}},
		{"a mark without its other half", "It is “over. We leave.", []string{"It is “over.", "We leave."}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			var got []string
			for _, s := range WholeSentences(test.text) {
				got = append(got, test.text[s.Start:s.End])
			}
			if fmt.Sprintf("%q", got) != fmt.Sprintf("%q", test.want) {
				t.Errorf("%q; want %q", got, test.want)
			}
		})
	}
}
