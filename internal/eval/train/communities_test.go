package main

import (
	"os"
	"slices"
	"strings"
	"testing"
)

// What the communities say of themselves holds: each answer stands in its passage, and each question has one or none.
func TestAnswersStandInTheirPassages(t *testing.T) {
	s, err := readCommunities("../communities")
	if err != nil {
		t.Fatal(err)
	}
	texts := map[string]string{}
	for _, passages := range s.passages {
		for _, p := range passages {
			texts[p.ID] = p.Text
		}
	}
	kinds := map[string]int{}
	for _, q := range s.questions {
		kinds[q.Kind]++
		switch {
		case q.Kind == "nearmiss" && (q.Passage != "" || texts[q.Near] == ""):
			t.Errorf("near miss %q: wanted no passage that answers and one that comes near, found %q, %q", q.Question, q.Passage, q.Near)
		case q.Kind != "nearmiss" && texts[q.Passage] == "":
			t.Errorf("%q: wanted a passage, found %q", q.Question, q.Passage)
		case slices.ContainsFunc(q.Answers, func(a string) bool { return !strings.Contains(texts[q.Passage], a) }):
			t.Errorf("%q: wanted the answer in its passage, found %q", q.Question, q.Answers)
		}
	}
	for _, kind := range []string{"plain", "who", "messy", "paraphrase", "nearmiss", "follow", "fr", "de", "es"} {
		if kinds[kind] < 100 {
			t.Errorf("wanted at least 100 questions of kind %s, found %d", kind, kinds[kind])
		}
	}
}

// A single word is asked for where one passage of the community has it, whatever other communities have.
func TestSingleWords(t *testing.T) {
	s := &set{passages: map[string][]passage{}}
	s.add(passage{ID: "0-0", Title: "Rules", Text: "The gymnasium opens at six. The treasurer has the keys."})
	s.add(passage{ID: "0-1", Title: "Rules", Text: "The gymnasium is closed in August."})
	s.add(passage{ID: "1-0", Title: "Boats", Text: "The treasurer is in the gymnasium."})
	s.questions = []question{{Passage: "0-0", answered: "en"}, {Near: "1-0", answered: "en"}}
	for i, want := range []string{"treasurer", "august", "gymnasium"} {
		if got := s.askedForWords().questions[i]; got.Question != want || got.Lang != "en" {
			t.Errorf("wanted %q in en, found %q in %s", want, got.Question, got.Lang)
		}
	}
}

func TestACommunityThatCannotBeRead(t *testing.T) {
	s := &set{passages: map[string][]passage{}}
	file := t.TempDir() + "/club.txt"
	if err := os.WriteFile(file, []byte("# Rules\nP: The hall opens at six.\nplain: When does it open?\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := s.readCommunity(file, 0); err == nil || !strings.Contains(err.Error(), "When does it open?") {
		t.Errorf("wanted an error that names the line without an answer, found %v", err)
	}
}
