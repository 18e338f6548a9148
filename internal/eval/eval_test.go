package eval

import (
	"context"
	"flag"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/sitrep-bot/sitrep/internal/answers"
	"github.com/sitrep-bot/sitrep/internal/corpus"
	"github.com/sitrep-bot/sitrep/internal/index"
)

var update = flag.Bool("update", false, "write the golden file anew")

// TestShippedCorpus keeps the quality of answers on the shipped corpus in a golden file, so that a change in ranking
// shows in review as numbers.
func TestShippedCorpus(t *testing.T) {
	questions, err := os.Open("testdata/questions.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	defer questions.Close()
	known, err := ReadQuestions(questions)
	if err != nil {
		t.Fatal(err)
	}
	report, err := Run(context.Background(), answers.New(indexed(t, "../../corpus"), nil), known, true)
	if err != nil {
		t.Fatal(err)
	}
	compareGolden(t, "figures.golden", golden(report))
}

// compareGolden compares with a file in testdata, or writes it with -update.
func compareGolden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("figures differ from %s; if that is meant, `go test ./internal/eval -update`\ngot:\n%s\nwant:\n%s", path, got, want)
	}
}

// indexed reads a folder of articles into an index in memory.
func indexed(t *testing.T, folder string) *index.Index {
	t.Helper()
	c, err := corpus.Load(folder, nil)
	if err != nil {
		t.Fatal(err)
	}
	ix, _, err := index.Open("")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { ix.Close() })
	if _, err := ix.Sync(context.Background(), c, nil); err != nil {
		t.Fatal(err)
	}
	return ix
}

// golden is a report without its times, with every question that went wrong.
func golden(r Report) string {
	var b strings.Builder
	fmt.Fprintf(&b, "questions %d, unanswerable %d\n", r.Questions, r.Unanswerable)
	fmt.Fprintf(&b, "P@1 %.3f  MRR@10 %.3f  R@5 %.3f  sentence %.3f\n", r.P1, r.MRR, r.R5, r.Sent)
	fmt.Fprintf(&b, "answered %.3f  precision %.3f  refused %.3f  AUROC %.3f\n", r.Answered, r.Precision, r.Refused, r.AUROC)
	for _, m := range r.Misses {
		fmt.Fprintf(&b, "%s: %s\n", m.Why, m.Question.Text)
	}
	return b.String()
}

func TestReadQuestions(t *testing.T) {
	for _, c := range []struct{ name, in, err string }{
		{"a passage id", `{"question": "who?", "passage": "a#1"}`, ""},
		{"no passage answers", `{"question": "who?", "passage": null}`, ""},
		{"gold texts, and an empty line", "{\"question\": \"who?\", \"gold\": [\"he\"]}\n\n", ""},
		{"neither passage nor gold", `{"question": "who?"}`, `line 1: wanted "passage" or "gold"`},
		{"no question", "{\"question\": \"a\", \"gold\": []}\n{\"gold\": []}", `line 2: wanted a "question"`},
		{"no JSON", "who?", "line 1: wanted a JSON object"},
		{"a passage that is no text", `{"question": "who?", "passage": 7}`, `line 1: "passage"`},
		{"an empty file", "", "wanted a question a line"},
	} {
		_, err := ReadQuestions(strings.NewReader(c.in))
		if (err == nil) != (c.err == "") || err != nil && !strings.Contains(err.Error(), c.err) {
			t.Errorf("%s: error %v, want %q", c.name, err, c.err)
		}
	}
}

func TestPercentile(t *testing.T) {
	hundred := make([]time.Duration, 100)
	for i := range hundred {
		hundred[i] = time.Duration(i + 1)
	}
	for _, c := range []struct {
		name   string
		sorted []time.Duration
		p      int
		want   time.Duration
	}{
		{"one of a hundred may take longer", hundred, 99, 99},
		{"half of a hundred", hundred, 50, 50},
		{"all of them", hundred, 100, 100},
		{"half of three is two of them", hundred[:3], 50, 2},
		{"of one there is only that", hundred[:1], 99, 1},
		{"of none", nil, 99, 0},
	} {
		if got := percentile(c.sorted, c.p); got != c.want {
			t.Errorf("%s: %d, want %d", c.name, got, c.want)
		}
	}
}

// TestAFailedQuestion closes the index under the Desk.
func TestAFailedQuestion(t *testing.T) {
	ix := indexed(t, "../../corpus")
	desk := answers.New(ix, nil)
	if err := ix.Close(); err != nil {
		t.Fatal(err)
	}
	report, err := Run(t.Context(), desk, []Question{{Text: "who?", Passage: "a#1"}, {Text: "where?"}}, false)
	if err != nil || len(report.Failures) != 2 || report.Questions != 0 {
		t.Errorf("got %+v, %v; want two failures", report, err)
	}
}

func TestConfidencesThatAreNone(t *testing.T) {
	for confidence, ok := range map[float64]bool{0: true, .5: true, 1: true, -0.1: false, 1.1: false, math.Inf(1): false} {
		if err := checkConfidence(confidence); (err == nil) != ok {
			t.Errorf("%v: %v", confidence, err)
		}
	}
	var c counts
	for _, confidence := range []float64{math.NaN(), .75} {
		answered := answers.Examination{Answer: answers.Answer{Outcome: answers.Answered, Confidence: confidence}}
		for _, q := range []Question{{Text: "who?", Passage: "a#1"}, {Text: "where?"}} {
			c.add(q, answered, nil)
		}
	}
	if r := c.report(); len(r.Failures) != 2 || r.Questions != 2 || r.AUROC != .5 {
		t.Errorf("NaN is taken for a confidence, or takes other questions along: %+v", r)
	}
}

func TestAUROC(t *testing.T) {
	for _, c := range []struct {
		name      string
		high, low []float64
		want      float64
	}{
		{"all above", []float64{.9, .8}, []float64{.1, .2}, 1},
		{"all below", []float64{.1}, []float64{.2, .3}, 0},
		{"equals count half", []float64{.5}, []float64{.5}, .5},
	} {
		if got := auroc(c.high, c.low); got != c.want {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
	}
}
