package eval

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
)

// A Question is one with a known answer. The corpus does not answer it if both Passage and Gold are empty.
type Question struct {
	Text     string
	Previous string   // asked just before in the same conversation; empty if nothing was
	Passage  string   // id of the right passage
	Gold     []string // any of these in its text makes a passage the right one
	Answer   []string // any of these in a sentence makes it the one that answers; none if not known
}

// Answerable reports whether the corpus answers the question.
func (q Question) Answerable() bool { return q.Passage != "" || len(q.Gold) > 0 }

func (q Question) right(id, text string) bool {
	return q.Passage != "" && id == q.Passage ||
		slices.ContainsFunc(q.Gold, func(gold string) bool { return strings.Contains(text, gold) })
}

// longestLine bounds a question with its gold passages, in bytes.
const longestLine = 16 << 20

// ReadQuestions reads JSON lines such as {"question": "…", "passage": "id"} or {"question": "…", "gold": ["…"], "answer":
// ["…"]}. "previous" is the question of the same conversation that is asked before it. "passage": null and "gold": [] mean that the corpus does not answer; one of the two must be there. The error
// names the line.
func ReadQuestions(r io.Reader) ([]Question, error) {
	lines := bufio.NewScanner(r)
	lines.Buffer(nil, longestLine)
	var all []Question
	for n := 1; lines.Scan(); n++ {
		if strings.TrimSpace(lines.Text()) == "" {
			continue
		}
		q, err := parseQuestion(lines.Bytes())
		if err != nil {
			return nil, fmt.Errorf("line %d: %w", n, err)
		}
		all = append(all, q)
	}
	if err := lines.Err(); err != nil {
		return nil, err
	}
	if len(all) == 0 {
		return nil, errors.New(`wanted a question a line, such as {"question": "…", "gold": ["…"]}, found none`)
	}
	return all, nil
}

func parseQuestion(line []byte) (q Question, err error) {
	var fields map[string]json.RawMessage
	if err := json.Unmarshal(line, &fields); err != nil {
		return q, fmt.Errorf("wanted a JSON object with question and passage or gold: %w", err)
	}
	for name, into := range map[string]any{"question": &q.Text, "previous": &q.Previous, "passage": &q.Passage, "gold": &q.Gold, "answer": &q.Answer} {
		if value, ok := fields[name]; ok {
			if err := json.Unmarshal(value, into); err != nil {
				return q, fmt.Errorf("%q: %w", name, err)
			}
		}
	}
	if q.Text == "" {
		return q, errors.New(`wanted a "question", found none`)
	}
	if fields["passage"] == nil && fields["gold"] == nil {
		return q, errors.New(`wanted "passage" or "gold", found neither; write "gold": [] if the corpus does not answer`)
	}
	return q, nil
}
