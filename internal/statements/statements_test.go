package statements

import (
	"slices"
	"strings"
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

		{"a wish", "en", "Mara Quill asked the club to mend the pier.", true, "Mara Quill"},
		{"a call", "en", "Mara Quill, the harbour director, called for patience.", true, "Mara Quill, the harbour director"},
		{"a name that was called something", "en", "Mara Quill called the pier a ruin.", false, ""},
		{"an office without a name", "en", "The foreign minister said that it was late.", true, "The foreign minister"},
		{"the present tense with a clause", "en", "Mara Quill believes that the pier will stand.", true, "Mara Quill"},
		{"a noun like a verb", "en", "Mara Quill's claims that it stood were false.", false, ""},
		{"the said pier", "en", "Mara Quill painted the said pier.", false, ""},
		{"a colon and a quotation", "en", "Mara Quill, harbour director: “The pier will stand for years.”", true, "Mara Quill, harbour director"},
		{"a colon and no name", "en", "One rule of the Club stands: “The pier is closed at night.”", false, ""},
		{"a colon far from the verb", "en", "Mara Quill wrote in the paper of the club in May: “The pier will stand for years.”", true, "Mara Quill"},
		{"a group of nobody in particular", "en", "Some members, among them Mara Quill, argue that the pier is ugly.", true, ""},
		{"two openings and an apposition", "en", "In May, before the storm, Mara Quill, the harbour director, warned members.", true, "Mara Quill, the harbour director"},
		{"a weekday and a date before the name", "en", "On Sunday, 28 May 1987, Mara Quill warned members.", true, "Mara Quill"},
		{"a day after the name", "en", "“The pier will stand for years,” said Mara Quill on Monday.", true, "Mara Quill"},
		{"a place after the name, in French", "fr", "« Le quai tiendra des années », a déclaré Inès Morel dans une lettre.", true, "Inès Morel"},
		{"a study says nothing anybody can be asked about", "en", "According to a Harbour survey, the pier is old.", true, ""},
		{"an abbreviation that goes on", "en", "It is old, according to the U.S.", true, ""},
		{"somebody is cited with a place and a year", "en", "According to Mara Quill in 2013, the pier is old.", true, "Mara Quill"},
		{"a wish in French", "fr", "Inès Morel a demandé au club de réparer le quai.", true, "Inès Morel"},
		{"a call in French", "fr", "Inès Morel a appelé à la patience.", true, "Inès Morel"},
		{"who was called something in French", "fr", "Inès Morel a appelé le quai une ruine.", false, ""},
		{"the present tense in French", "fr", "Inès Morel affirme que le quai tiendra.", true, "Inès Morel"},
		{"according to, in French", "fr", "Le quai est vieux, d’après Inès Morel.", true, "Inès Morel"},
		{"a language whose words of speech are not known", "de", "Diop sagte, es sei vorbei.", false, ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			found := Of(test.lang, []corpus.Passage{{Ordinal: 1, Text: test.sentence}})
			if says := len(found) == 1; says != test.says || says && (found[0].By != test.speaker || found[0].Span.End != len(test.sentence)) {
				t.Errorf("%q: %+v; want says %v, speaker %q", test.sentence, found, test.says, test.speaker)
			}
		})
	}
}

func TestWhoASpeakerIs(t *testing.T) {
	for _, test := range []struct{ lang, phrase, name, office string }{
		{"en", "John Kirby", "John Kirby", ""},
		{"en", "Mr. Kirby", "Kirby", ""},
		{"en", "John Kirby, spokesman for the US National Security Council", "John Kirby", "spokesman for the US National Security Council"},
		{"en", "The UN expert on Mali, Alioune Tine", "Alioune Tine", "UN expert on Mali"},
		{"en", "Foreign Minister Abdoulaye Diop of Mali", "Abdoulaye Diop", "Foreign Minister of Mali"},
		{"en", "US National Security spokesman John Kirby", "John Kirby", "US National Security spokesman"},
		{"en", "Secretary-General António Guterres", "António Guterres", "Secretary-General"},
		{"en", "Linda Thomas-Greenfield, the US ambassador to the UN", "Linda Thomas-Greenfield", "US ambassador to the UN"},
		{"en", "the US ambassador", "", "US ambassador"},
		{"en", "a spokesman for the ministry", "", "spokesman for the ministry"},
		{"en", "The Security Council", "Security Council", ""},
		{"en", "the economist Ludwig van der Berg", "Ludwig van der Berg", "economist"},
		{"en", "historian Mara Quill in a letter to the paper", "Mara Quill", "historian"},
		{"en", "Ada Vance (1972)", "Ada Vance", ""},
		{"en", "The Harbour Club (HC), owner of the pier", "Harbour Club", "owner of the pier"},
		{"fr", "M. Diop", "Diop", ""},
		{"fr", "le ministre des Affaires étrangères du Mali, Abdoulaye Diop", "Abdoulaye Diop", "ministre des Affaires étrangères du Mali"},
		{"fr", "John Kirby, porte-parole de la Maison-Blanche", "John Kirby", "porte-parole de la Maison-Blanche"},
		{"fr", "l’ambassadrice Linda Thomas-Greenfield", "Linda Thomas-Greenfield", "ambassadrice"},
		{"fr", "L'ONU", "ONU", ""},
		{"fr", "la présidente du club, Inès Morel", "Inès Morel", "présidente du club"},
	} {
		how, _ := speechOf(test.lang)
		if got := how.speaker(test.phrase); got != (Speaker{test.name, test.office}) {
			t.Errorf("%s: %+v; want %q, %q", test.phrase, got, test.name, test.office)
		}
	}
}

// speakersOf are the speakers of the statements in an article, a paragraph a text.
func speakersOf(code string, texts ...string) (found []string) {
	var passages []corpus.Passage
	for i, text := range texts {
		passages = append(passages, corpus.Passage{Ordinal: i + 1, Text: text})
	}
	for _, s := range Of(code, passages) {
		found = append(found, s.Speaker.Name+"/"+s.Speaker.Office)
	}
	return found
}

func TestNamesAreOneSpeakerWhereTheArticleSaysSo(t *testing.T) {
	for _, test := range []struct {
		name, lang string
		texts      []string
		want       []string
	}{
		{"a last name goes with the full name", "en", []string{"Linda Thomas-Greenfield said that it was late.", "Thomas-Greenfield warned of gaps."},
			[]string{"Linda Thomas-Greenfield/", "Linda Thomas-Greenfield/"}},
		{"a full name that only acts", "en", []string{"The envoy met Abdoulaye Diop in June. Diop said that it was late."}, []string{"Abdoulaye Diop/"}},
		{"an office goes with who is said to hold it", "en", []string{"Linda Thomas-Greenfield, the US ambassador to the UN, said that it was late.", "The US ambassador warned of gaps."},
			[]string{"Linda Thomas-Greenfield/US ambassador to the UN", "Linda Thomas-Greenfield/US ambassador to the UN"}},
		{"an office written out", "en", []string{"Jeffrey DeLaurentis, ambassador of the United States, said that it was late.", "The US ambassador warned of gaps."},
			[]string{"Jeffrey DeLaurentis/ambassador of the United States", "Jeffrey DeLaurentis/ambassador of the United States"}},
		{"an apposition elsewhere", "en", []string{"Mara Quill, the harbour director, came late.", "Mara Quill said that she was sorry.", "The harbour director told members to wait."},
			[]string{"Mara Quill/harbour director", "Mara Quill/harbour director"}},
		{"an office nobody is said to hold", "en", []string{"John Kirby said that it was late.", "The US ambassador warned of gaps."}, []string{"John Kirby/", "/US ambassador"}},
		{"an office two hold", "en", []string{"Ada Vance, minister of Norland, said that it was late.", "Ole Brun, minister of Sudland, said that it was early.", "The minister warned of gaps."},
			[]string{"Ada Vance/minister of Norland", "Ole Brun/minister of Sudland", "/minister"}},
		{"a last name two have", "en", []string{"Ada Vance said that it was late.", "Ole Vance said that it was early.", "Vance warned of gaps."}, []string{"Ada Vance/", "Ole Vance/", "Vance/"}},
		{"he is who spoke in the sentence before", "en", []string{"John Kirby said that it was late. The aim, he said, was to wait.", "He added that nobody knew."},
			[]string{"John Kirby/", "John Kirby/", "John Kirby/"}},
		{"he is nobody after a sentence of another", "en", []string{"John Kirby said that it was late. The president left. He said that it was early."}, []string{"John Kirby/"}},
		{"a month is no first name", "en", []string{"In June Diop said that it was late."}, []string{"/"}},
		{"a word the article has in small letters", "en", []string{"Evidence suggests that it was late. No evidence was seen."}, []string{"/"}},
		{"an act is no last name", "en", []string{"The Harbour Act was passed. However, the Act states that piers are public."}, []string{"Act/"}},
		{"il in French", "fr", []string{"John Kirby a dit qu'il était tard. Le but, a-t-il dit, était d'attendre. « Personne ne le savait », ajoute-t-il."},
			[]string{"John Kirby/", "John Kirby/", "John Kirby/"}},
		{"who is cited as lui", "fr", []string{"John Kirby a dit qu'il était tard. Le but, selon lui, était d'attendre."}, []string{"John Kirby/", "John Kirby/"}},
		{"an office in French", "fr", []string{"Inès Morel, présidente du club, a dit qu'il était tard.", "La présidente a averti les membres."},
			[]string{"Inès Morel/présidente du club", "Inès Morel/présidente du club"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			if got := speakersOf(test.lang, test.texts...); !slices.Equal(got, test.want) {
				t.Errorf("%q; want %q", got, test.want)
			}
		})
	}
}

func FuzzOf(f *testing.F) {
	f.Add("John Kirby, spokesman, said: “It is over. We leave.” He added that (so far) nobody knew.", "en")
	f.Add("Selon l’ambassadeur, « C'est fini », a déclaré M. Diop.", "fr")
	f.Fuzz(func(t *testing.T, text, code string) {
		for _, s := range Of(code, []corpus.Passage{{Ordinal: 1, Text: text}, {Ordinal: 2, Text: text}}) {
			if said := text[s.Span.Start:s.Span.End]; !strings.Contains(said, s.By) {
				t.Errorf("%q is not in %q", s.By, said)
			}
			if s.Speaker.IsKnown() && s.By == "" {
				t.Errorf("%+v speaks, and nobody is named", s.Speaker)
			}
		}
	})
}
