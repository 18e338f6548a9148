package answers

import (
	"testing"

	"github.com/sitrep-bot/sitrep/internal/corpus"
	"github.com/sitrep-bot/sitrep/internal/index"
)

// TestDefines tells passages that introduce a thing from those that name it.
func TestDefines(t *testing.T) {
	for _, c := range []struct {
		name, lang, question, text string
		want                       float64
	}{
		{"it is something", "en", "What is a dinghy?", "A dinghy is a small boat with one sail.", surelyDefines},
		{"it was something", "en", "whats the Blue Heron", "The Blue Heron (1911) was a ferry across the lake.", surelyDefines},
		{"something is told of it", "en", "What is a dinghy?", "Dinghies are stored behind the hut.", maybeDefines},
		{"the letters of a name", "en", "what does LRS stand for", "In May the Lake Rescue Service (LRS) got a second boat.", surelyDefines},
		{"the name behind its letters", "en", "What is LRS?", "Call the LRS (Lake Rescue Service) first.", surelyDefines},
		{"a name that is only repeated", "en", "What is LRS?", "The new boat (LRS 4) leaks, and the rescuers (LRS) know.", 0},
		{"letters that many words begin with", "en", "What is SMALRU?", "The aim was to say that the mayor no longer agrees to let us use the slip (SMALRU).", 0},
		{"it is only named", "en", "What is LRS?", "Two boats belong to LRS since May.", 0},
		{"a line of a glossary", "en", "what does jib mean", "**Jib**: the sail in front of the mast.", surelyDefines},
		{"a dash", "en", "define jib", "Jib – the sail in front of the mast.", surelyDefines},
		{"an office behind the name", "en", "Who is Ines Falk?", "Ines Falk, keeper of the keys, opens at nine.", maybeDefines},
		{"an office before the name", "en", "who is falk", "On Sunday Harbour Master Falk closed the pier.", maybeDefines},
		{"nothing is to be defined", "en", "When does LRS meet?", "Two boats belong to LRS since May.", 1},
		{"a property is no thing", "en", "What is the price of a ticket for the big blue ferry?", "A ticket costs two euros.", 1},
		{"in French", "fr", "C'est quoi un foc ?", "Le foc est une voile placée devant le mât.", surelyDefines},
		{"in French, by its letters", "fr", "Que veut dire SSL ?", "Le Service de sauvetage du lac (SSL) a deux bateaux.", surelyDefines},
		{"in German", "de", "Was ist eine Fock?", "Die Fock ist ein Segel vor dem Mast.", surelyDefines},
		{"in Spanish", "es", "¿Qué es el foque?", "El foque es una vela delante del mástil.", surelyDefines},
		{"in Chinese", "zh", "什么是帆船", "帆船是一种靠风航行的船。", 1},
	} {
		d := deskOf(t, &corpus.Corpus{Documents: []corpus.Document{{ID: "a", Path: "a.md", Source: corpus.Source{Title: "Lake", Lang: c.lang},
			Passages: []corpus.Passage{{Ordinal: 1, Text: c.text}}}}})
		x, err := d.Examine(t.Context(), Question{Text: c.question, Locale: c.lang})
		if err != nil {
			t.Fatal(err)
		}
		if len(x.Candidates) == 0 {
			t.Errorf("%s: nothing found for %q", c.name, c.question)
			continue
		}
		if got := x.Candidates[0].Features[fDefines]; got != c.want {
			t.Errorf("%s: %q defines %q: %v, want %v", c.name, c.text, c.question, got, c.want)
		}
	}
}

// TestTheSentenceThatDefinesAnswers holds also where another sentence has more of the question.
func TestTheSentenceThatDefinesAnswers(t *testing.T) {
	d := deskFor(t, map[string]string{"lake.md": "# The lake\n\nIn May the council of the four towns on the northern shore set up a Lake Rescue Service (LRS) with two boats and a hut. LRS is thanked for much.\n\nThe jib is often torn. A jib is a sail in front of the mast.\n"})
	for question, want := range map[string]string{
		"What does LRS stand for?": "In May the council of the four towns on the northern shore set up a Lake Rescue Service (LRS) with two boats and a hut.",
		"What is LRS?":             "In May the council of the four towns on the northern shore set up a Lake Rescue Service (LRS) with two boats and a hut.",
		"What is a jib?":           "A jib is a sail in front of the mast.",
	} {
		if got := highlighted(t, d, question); got != want {
			t.Errorf("%q is answered by %q, want %q", question, got, want)
		}
	}
}

// TestFindDefined tells the words that are to be defined from those that ask for it.
func TestFindDefined(t *testing.T) {
	for question, want := range map[string]string{
		"What does LRS stand for?": "lrs", "pls tell me what is the jib": "jib", "what is a storm jib": "storm jib", "whats lrs short for": "lrs",
		"what is a jib and when is it set": "jib", "what do the letters LRS stand for": "lrs", "whats the full name of LRS": "lrs",
		"when is the race": "", "what is": "", "what is the price of a ticket for the big blue ferry": "",
	} {
		q := parseQuestion(question, "en", []string{"en"})
		got := ""
		for _, w := range q.words[q.defined.from:q.defined.to] {
			if index.AnalyzerFor("en").Term(w.form()) != "" {
				got = joined(got, w.form())
			}
		}
		if got != want {
			t.Errorf("%q defines %q, want %q", question, got, want)
		}
	}
}

func joined(text, word string) string {
	if text == "" {
		return word
	}
	return text + " " + word
}

// TestOpens holds that who looks up a title reads from its first passage on, and from below a heading if they name that.
func TestOpens(t *testing.T) {
	d := deskFor(t, map[string]string{
		"a.md": "# Update 7.4.2\n\nOut since May.\n\nThe compass spins no more.\n\n## Known leaks\n\nThe hull takes in water.\n\nSo does the cabin.\n",
		"b.md": "# Update 7.4.3\n\nOut since June.\n\nMaps can be folded.\n",
	})
	for question, want := range map[string]string{"7.4.2": "a#1", "update 7.4.3": "b#1", "7.4.2 known leaks": "a#3"} {
		a := answer(t, d, Question{Text: question})
		if a.Best == nil || a.Best.Ref.String() != want {
			t.Errorf("%q: %+v with %.2f, want %s", question, a.Best, a.Confidence, want)
		}
	}
}

// TestHasKind tells what is asked for from what only looks like it.
func TestHasKind(t *testing.T) {
	for _, c := range []struct {
		name, sentence string
		asks           answerType
		want           bool
	}{
		{"a number", "They have 12 boats.", number, true},
		{"the day of a date counts nothing", "They met on 8 June.", number, false},
		{"nor before the day", "They met on June 8.", number, false},
		{"a year is a date", "They met in 1998.", date, true},
		{"a year counts nothing", "They met in 1998.", number, false},
		{"a name", "The key is with Ines.", person, true},
		{"a capital after a colon is none", "Mind: Old ropes break.", person, false},
		{"a span of time", "It lasts two hours.", duration, true},
		{"a unit without its number", "It lasts hours.", duration, false},
		{"a reason", "It is closed because of ice.", reason, true},
	} {
		text := newText(corpus.Passage{Text: c.sentence}, &index.Document{Document: corpus.Document{Source: corpus.Source{Lang: "en"}}})
		lq := langQuery{lang: "en"}
		if got := lq.hasAnswerType(text.sentence(0), c.asks); got != c.want {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
	}
}
