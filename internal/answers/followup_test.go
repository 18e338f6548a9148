package answers

import (
	"slices"
	"strings"
	"testing"

	"github.com/sitrep-bot/sitrep/internal/corpus"
	"github.com/sitrep-bot/sitrep/internal/index"
)

// TestAlternatives tries a question with what it follows where it points back or says little, and alone.
func TestAlternatives(t *testing.T) {
	after := &Subject{Text: "When did Ines open the boathouse?", Lang: "en", Document: "lake"}
	for _, c := range []struct {
		name, question string
		after          *Subject
		want           []string // what each query to try carries over, or "alone"
	}{
		{"a first question", "why?", nil, []string{"alone"}},
		{"a bare why", "why?", after, []string{"Ines open boathouse", "alone"}},
		{"a pronoun", "did the committee of the lake allow it?", after, []string{"Ines open boathouse", "alone"}},
		{"it begins with and", "and the kayaks of the new members?", after, []string{"Ines open boathouse", "alone"}},
		{"two words of its own", "who paints hulls?", after, []string{"Ines open boathouse", "alone"}},
		{"a subject of its own", "who paints the hulls of rowing boats?", after, []string{"alone"}},
		{"what it has itself is not carried over", "where is the boathouse?", after, []string{"Ines open", "alone"}},
	} {
		var got []string
		for _, q := range parseQuestion(c.question, "en", []string{"en"}).alternatives(c.after) {
			carried := strings.Join(q.carried(), " ")
			if carried == "" {
				carried = "alone"
			}
			got = append(got, carried)
			if with := carried != "alone"; with != (q.previousDocument == "lake") {
				t.Errorf("%s: with %q the article before is %q", c.name, carried, q.previousDocument)
			}
			if q.mayFollowUp != (len(c.want) > 1) {
				t.Errorf("%s: it may follow up: %v", c.name, q.mayFollowUp)
			}
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

// TestWithPrevious carries over what is asked for where a question does not say it, and keeps its own.
func TestWithPrevious(t *testing.T) {
	for _, c := range []struct {
		name, first, second string
		want                answerType
		subject             string // that the next question may follow up
	}{
		{"an ellipsis", "How many oars are in the shed?", "in the boathouse?", number, "in the boathouse? oars shed"},
		{"a question of its own", "How many oars are in the shed?", "when were they bought?", date, "when were they bought? oars shed"},
	} {
		with := parseQuestion(c.second, "en", []string{"en"}).withPrevious(Subject{Text: c.first, Lang: "en"})
		if with.answerType != c.want || with.subject().Text != c.subject {
			t.Errorf("%s: asks for a %s of %q, want a %s of %q", c.name, with.answerType, with.subject().Text, c.want, c.subject)
		}
		if len(with.raw) != len(with.words) || !with.rawFilter.has(hash("oars")) {
			t.Errorf("%s: %d words are compared of %d", c.name, len(with.raw), len(with.words))
		}
	}
	long := parseQuestion(strings.Repeat("oars ", longestQuestion), "en", []string{"en"})
	if with := long.withPrevious(Subject{Text: "where is the boathouse", Lang: "en"}); len(with.words) != longestQuestion {
		t.Errorf("%d words, want at most %d", len(with.words), longestQuestion)
	}
}

// TestContentWords counts those that say something of a subject.
func TestContentWords(t *testing.T) {
	for question, want := range map[string]int{"why?": 0, "and what about it?": 0, "when did it open in 1998": 2, "where does Ines keep the boathouse key": 3, "and Ines?": 1, "and May?": 1, "and may?": 0} {
		if got := parseQuestion(question, "en", []string{"en"}).contentWords(); got != want {
			t.Errorf("%q has %d, want %d", question, got, want)
		}
	}
}

// TestAnswersFollowUp: an answer from another article must be certain where the question leaned on the one before.
func TestAnswersFollowUp(t *testing.T) {
	at := func(document string) []candidate {
		return []candidate{{hit: index.Hit{Document: &index.Document{Document: corpus.Document{ID: document}}}}}
	}
	for _, c := range []struct {
		name       string
		after      *Subject
		query      query
		found      string
		confidence float64
		want       bool
	}{
		{"a first question", nil, query{mayFollowUp: true}, "b", 0.5, true},
		{"after a refusal", &Subject{}, query{mayFollowUp: true}, "b", 0.5, true},
		{"a question that stands alone", &Subject{Document: "a"}, query{}, "b", 0.5, true},
		{"with the subject before", &Subject{Document: "a"}, query{mayFollowUp: true, previousDocument: "a"}, "b", 0.5, true},
		{"from the article before", &Subject{Document: "a"}, query{mayFollowUp: true}, "a", 0.5, true},
		{"from another article, and certain", &Subject{Document: "a"}, query{mayFollowUp: true}, "b", followUpThreshold, true},
		{"from another article, and likely", &Subject{Document: "a"}, query{mayFollowUp: true}, "b", 0.7, false},
	} {
		r := result{query: &c.query, found: at(c.found), estimate: estimate{confidence: c.confidence}}
		if got := r.answersFollowUp(c.after); got != c.want {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
	}
}

// TestSmallTalkKeepsTheSubject holds that thanks in between do not end a conversation, and that a refusal names no article.
func TestSmallTalkKeepsTheSubject(t *testing.T) {
	d := deskOf(t, lake(texts("Ines opens the boathouse at nine.", "The boathouse was painted by Fridolin because of the rust.")...))
	first := answer(t, d, Question{Text: "When does Ines open the boathouse?"})
	if first.Best == nil || first.Subject.Document != "lake" {
		t.Fatalf("answered %+v with the subject %+v", first.Best, first.Subject)
	}
	if thanks := answer(t, d, Question{Text: "thanks!", After: &first.Subject}); thanks.Outcome != SmallTalk || thanks.Subject != (Subject{}) {
		t.Errorf("thanks are %v with the subject %+v", thanks.Outcome, thanks.Subject)
	}
	if a := answer(t, d, Question{Text: "who knits the sweaters of penguins"}); a.Outcome != Refused || a.Subject.Document != "" || a.Subject.Text == "" {
		t.Errorf("refused: %v with the subject %+v", a.Outcome, a.Subject)
	}
}

// TestSameArticle favours the article that answered the question before.
func TestSameArticle(t *testing.T) {
	d := deskOf(t, lake(texts("Ines opens the boathouse at nine.")...))
	s, err := d.index.Snapshot()
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	for document, want := range map[string]float64{"lake": 1, "hut": 0, "": 0} {
		q := parseQuestion("who opens the boathouse", "en", s.Langs())
		q.previousDocument = document
		r, err := d.evaluate(t.Context(), s, q, false)
		if err != nil || len(r.found) != 1 {
			t.Fatalf("found %d, %v", len(r.found), err)
		}
		if got := r.found[0].features[fSameArticle]; got != want {
			t.Errorf("after an answer from %q: %v, want %v", document, got, want)
		}
	}
}
