package briefing

import (
	"testing"

	"github.com/sitrep-bot/sitrep/internal/corpus"
)

func TestWhoSaysSomething(t *testing.T) {
	tests := []struct {
		name, lang, sentence string
		says                 bool
		speaker              string
	}{
		{"reported speech", "en", "John Kirby said that officials had worked with the group.", true, "John Kirby"},
		{"an office and who holds it", "en", "Abdoulaye Diop, the foreign minister, told the Council that Mali wanted no mission.", true, "Abdoulaye Diop, the foreign minister"},
		{"an article and an office", "en", "The UN expert on Mali, Alioune Tine, warned of gaps.", true, "The UN expert on Mali, Alioune Tine"},
		{"a place and a time before the name", "en", "Earlier in June, in New York, Diop requested that the mission leave.", true, "Diop"},
		{"the name after the quotation", "en", `"We leave in peace," said Jeffrey DeLaurentis.`, true, "Jeffrey DeLaurentis"},
		{"the name before the verb after the quotation", "en", `“We leave in peace,” Ambassador DeLaurentis said.`, true, "Ambassador DeLaurentis"},
		{"a name between two quotations", "en", "“We leave,” said Diop, “and we leave in peace.”", true, "Diop"},
		{"what was said comes first, without marks", "en", "Mali wants peace, said Diop.", true, "Diop"},
		{"what was said comes first, and the verb last", "en", "Mali wants peace, Diop said.", true, "Diop"},
		{"a word between name and verb", "en", "Diop has also said that it would end.", true, "Diop"},
		{"somebody is cited", "en", "The vote, according to Diop, was fair.", true, "Diop"},
		{"nobody knows how far the name goes", "en", "The mission that Diop called for and the Council sent said so.", true, ""},
		{"two verbs, one subject", "en", "The Council met in June and stated that the mission ends.", true, ""},
		{"nobody in particular", "en", "Some say that it was said.", false, ""},
		{"he is nobody without a name", "en", "He said that it was over.", false, ""},
		{"it was said by nobody", "en", "In Mali it was said that the mission ends.", false, ""},
		{"who is told says nothing", "en", "Mali was told to wait.", false, ""},
		{"what is not said", "en", "Mali did not say that.", false, ""},
		{"member states say nothing", "en", "The United States voted for it.", false, ""},
		{"a verb of doing without a clause", "en", "The Council announced a vote for Friday.", false, ""},
		{"a verb of doing with one", "en", "The Council announced on Friday that the mission ends.", true, "The Council"},
		{"a name in marks is no quotation", "en", `Mehmed declared himself the "Kaysar".`, false, ""},
		{"a quotation far from the verb", "en", "The Council announced a vote on what Mali had for a long time called “peace for all of us”.", false, ""},
		{"a verb inside a quotation", "en", `The poster read "Mali said no to it".`, false, ""},
		{"two parts joined, and only the first has a subject", "en", "The troops took Gao and condemned the vote.", false, ""},
		{"according to plan", "en", "It went according to plan.", false, ""},

		{"a statement in French", "fr", "Abdoulaye Diop a demandé que la mission se retire.", true, "Abdoulaye Diop"},
		{"an elided que", "fr", "M. Diop a déclaré qu'ils partiraient.", true, "M. Diop"},
		{"an elided article", "fr", "L’expert de l’ONU, Alioune Tine, a également averti d’un vide.", true, "L’expert de l’ONU, Alioune Tine"},
		{"a French quotation", "fr", "« Nous partons en paix », a déclaré Jeffrey DeLaurentis.", true, "Jeffrey DeLaurentis"},
		{"the present tense after a quotation", "fr", "« Nous partons en paix », dit John Kirby.", true, "John Kirby"},
		{"somebody is cited in French", "fr", "Selon John Kirby, des responsables ont aidé.", true, "John Kirby"},
		{"a place first, in French", "fr", "À New York, Diop a affirmé que c'était fini.", true, "Diop"},
		{"nobody in particular, in French", "fr", "Certains ont dit que c'était fini.", false, ""},
		{"a participle without auxiliary", "fr", "Le Mali, averti du vote, attend.", false, ""},
		{"nobody in French", "fr", "Au Mali, il a été dit que la mission finit.", false, ""},
		{"an apostrophe at the start is no name", "fr", "L’insurrection a dit non.", false, ""},

		{"a language whose words of speech are not known", "de", "Diop sagte, es sei vorbei.", false, ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			d := corpus.Document{ID: "d", Source: corpus.Source{Lang: test.lang}, Passages: []corpus.Passage{{Ordinal: 1, Text: test.sentence}}}
			found := statementsOf(&d)
			if says := len(found) == 1; says != test.says || says && (found[0].Speaker != test.speaker || found[0].Text != test.sentence) {
				t.Errorf("%q: %+v; want says %v, speaker %q", test.sentence, found, test.says, test.speaker)
			}
		})
	}
}
