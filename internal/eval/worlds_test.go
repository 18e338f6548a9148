package eval

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/sitrep-bot/sitrep/internal/answers"
	"github.com/sitrep-bot/sitrep/internal/corpus"
)

// A worldsQuestion is one about the development corpus in testdata/worlds: six invented worlds, three languages, and every
// shape that articles have.
type worldsQuestion struct {
	Kind     string // one of kindsOfQuestion
	Question string
	Previous string       // asked just before; empty if nothing was
	Passage  []corpus.Ref // the right passages; nil if no article answers
}

// kindsOfQuestion are in the order of the summary: as the article says it, as members chat, two words, word for word as a
// heading, sharing no word with the answer, after another question, in another language than the article; then those that
// no article answers, though its subject is there, and those about nothing in them.
var kindsOfQuestion = []string{"plain", "chat", "keyword", "heading", "paraphrase", "follow", "across", "near", "foreign"}

// TestWorlds keeps a line a question in a golden file, so that a changed weight shows by question: the rank of the right
// passage among the six that a reply knows of, and whether it was answered. The summary is what to compare first.
func TestWorlds(t *testing.T) {
	desk := answers.New(indexed(t, "testdata/worlds"), nil)
	var lines strings.Builder
	counts := map[string]*kindCounts{}
	for _, q := range worldsQuestions(t) {
		a := askAfter(t, desk, q)
		if a.Best != nil && a.Best.Passage.Asks {
			t.Errorf("%q is answered by what only asks: %q", q.Question, a.Best.Passage.Text)
		}
		if counts[q.Kind] == nil {
			counts[q.Kind] = &kindCounts{}
		}
		counts[q.Kind].add(rankIn(a, q.Passage), a.Outcome == answers.Answered)
		fmt.Fprintf(&lines, "%s %-8s  %-10s  %s\n", rankText(rankIn(a, q.Passage)), outcome(a), q.Kind, q.Question)
	}
	var got strings.Builder
	for _, kind := range kindsOfQuestion {
		fmt.Fprintf(&got, "%-10s  %s\n", kind, counts[kind])
	}
	compareGolden(t, "worlds.golden", got.String()+"\n"+lines.String())
}

func worldsQuestions(t *testing.T) (all []worldsQuestion) {
	t.Helper()
	data, err := os.ReadFile("testdata/worlds.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	for lines := json.NewDecoder(bytes.NewReader(data)); lines.More(); {
		var q worldsQuestion
		if err := lines.Decode(&q); err != nil {
			t.Fatal(err)
		}
		if !slices.Contains(kindsOfQuestion, q.Kind) {
			t.Fatalf("%q: no kind %q", q.Question, q.Kind)
		}
		all = append(all, q)
	}
	return all
}

// askAfter asks a question as a conversation does: with what the question before left behind.
func askAfter(t *testing.T, desk *answers.Desk, q worldsQuestion) answers.Answer {
	t.Helper()
	question := answers.Question{Text: q.Question}
	if q.Previous != "" {
		before, err := desk.Answer(context.Background(), answers.Question{Text: q.Previous})
		if err != nil {
			t.Fatal(err)
		}
		question.After = &before.Subject
	}
	a, err := desk.Answer(context.Background(), question)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// rankIn is the place of the first right passage in an answer, from 1; 0 if it has none.
func rankIn(a answers.Answer, right []corpus.Ref) int {
	quotes := a.Nearest
	if a.Best != nil {
		quotes = slices.Concat([]answers.Quote{*a.Best}, quotes)
	}
	return 1 + slices.IndexFunc(quotes, func(q answers.Quote) bool { return slices.Contains(right, q.Ref) })
}

func rankText(rank int) string {
	if rank == 0 {
		return "-"
	}
	return fmt.Sprint(rank)
}

func outcome(a answers.Answer) string {
	if a.Outcome == answers.Answered {
		return "answered"
	}
	return "refused"
}

// kindCounts count the questions of one kind.
type kindCounts struct{ asked, first, answered, served int }

func (c *kindCounts) add(rank int, answered bool) {
	c.asked++
	if rank == 1 {
		c.first++
	}
	if answered {
		c.answered++
	}
	if rank == 1 && answered {
		c.served++
	}
}

func (c *kindCounts) String() string {
	return fmt.Sprintf("%3d asked, %3d right first, %3d answered, %3d right first and answered", c.asked, c.first, c.answered, c.served)
}
