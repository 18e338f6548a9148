package eval

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/sitrep-bot/sitrep/internal/answers"
	"github.com/sitrep-bot/sitrep/internal/corpus"
)

// casesByText says what the answer contains where a case names no passage, or one that is now cut into parts.
var casesByText = map[string]string{
	"where to get 26 inch tubes": "corner shop in Mill Lane",
	"how do i true a wheel":      "turn the nipples",
	"installation":               "Put the tent",
	"cooking":                    "Use the gas stove",
	"safety rules":               "Never leave a fire",
	"price of lock M139":         "| lock M139 |",
}

// casesMissed are not answered yet by words: other passages of the same article have the words, or as many.
var casesMissed = []string{"wheres the hall", "do i need water on the south trail", "v2.3.1 release date"}

// TestCases asks what people reported of bots like this one: each folder has articles and questions with the passages that
// answer. They are not part of a clone.
func TestCases(t *testing.T) {
	folders, err := filepath.Glob("../../../shared/cases/*")
	if err != nil || len(folders) == 0 {
		t.Skip("no folder shared/cases beside the repository")
	}
	for _, folder := range folders {
		t.Run(filepath.Base(folder), func(t *testing.T) {
			desk := answers.New(indexed(t, filepath.Join(folder, "corpus")), nil)
			data, err := os.ReadFile(filepath.Join(folder, "questions.jsonl"))
			if err != nil {
				t.Fatal(err)
			}
			for lines := json.NewDecoder(bytes.NewReader(data)); lines.More(); {
				var c struct {
					Question string
					Passage  []corpus.Ref
				}
				if err := lines.Decode(&c); err != nil {
					t.Fatal(err)
				}
				checkCase(t, desk, c.Question, c.Passage)
			}
		})
	}
}

func checkCase(t *testing.T, desk *answers.Desk, question string, right []corpus.Ref) {
	t.Helper()
	a, err := desk.Answer(t.Context(), answers.Question{Text: question})
	if err != nil {
		t.Fatal(err)
	}
	got := "nothing"
	served := false
	if a.Best != nil {
		text, byText := casesByText[question]
		got = a.Best.Ref.String()
		served = byText && strings.Contains(a.Best.Passage.Text, text) || !byText && slices.Contains(right, a.Best.Ref)
	}
	switch missed := slices.Contains(casesMissed, question); {
	case served && missed:
		t.Errorf("%q is answered now: take it off casesMissed", question)
	case !served && !missed:
		t.Errorf("%q is answered by %s with %.2f, want %s %s", question, got, a.Confidence, right, casesByText[question])
	}
}
