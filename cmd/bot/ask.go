package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"golang.org/x/term"

	"github.com/sitrep-bot/sitrep/internal/answers"
)

// ask answers the question in its arguments, or the lines of standard input, or a person at a prompt.
func ask(ctx context.Context, env environment, args []string) error {
	flags := newFlags("ask", env)
	follow := flags.Bool("follow", false, "the lines of standard input are one conversation")
	explain := flags.Bool("explain", false, "show what led to the answer")
	words, cfg, err := flags.parse(env, args)
	if err != nil {
		return err
	}
	ix, err := openCorpus(ctx, cfg, newLog(env, cfg), nil)
	if err != nil {
		return err
	}
	defer ix.Close()
	a := asker{env: env, desk: answers.New(ix), page: newPage(env), json: flags.json, follow: *follow, explain: *explain}
	switch {
	case len(words) > 0:
		return a.askOne(ctx, strings.Join(words, " "))
	case term.IsTerminal(int(env.stdin.Fd())) && !flags.json:
		return a.converse(ctx)
	}
	return a.askLines(ctx)
}

// An asker puts questions to a Desk and prints its answers.
type asker struct {
	env     environment
	desk    *answers.Desk
	page    page
	json    bool
	follow  bool
	explain bool
	before  *answers.Subject
}

// askOne answers a single question; a refusal is errNotFound.
func (a *asker) askOne(ctx context.Context, text string) error {
	answer, err := a.ask(ctx, text)
	if err != nil {
		return err
	}
	if answer.Kind == answers.Refused {
		return errNotFound
	}
	return nil
}

// longestLine bounds a question on standard input, in bytes.
const longestLine = 1 << 20

// askLines answers one question per line, in order. Without --follow each line stands alone.
func (a *asker) askLines(ctx context.Context) error {
	lines := bufio.NewScanner(a.env.stdin)
	lines.Buffer(nil, longestLine)
	for lines.Scan() {
		if _, err := a.ask(ctx, lines.Text()); err != nil {
			return err
		}
	}
	if err := lines.Err(); errors.Is(err, bufio.ErrTooLong) {
		return fmt.Errorf("a line of standard input has more than %d bytes: write one question per line", longestLine)
	} else if err != nil {
		return fmt.Errorf("cannot read standard input: %w", err)
	}
	return nil
}

// converse talks with a person until they end the input. Questions may lean on the one before.
func (a *asker) converse(ctx context.Context) error {
	prompt, restore, err := newPrompt(a.env)
	if err != nil {
		return err
	}
	defer restore()
	a.follow, a.page.out = true, prompt
	for {
		text, err := prompt.ReadLine()
		if err != nil { // the end of the input
			return nil
		}
		if strings.TrimSpace(text) == "" {
			continue
		}
		if _, err := a.ask(ctx, text); err != nil {
			return err
		}
	}
}

// ask answers one question and prints the answer.
func (a *asker) ask(ctx context.Context, text string) (answers.Answer, error) {
	question := answers.Question{Text: text}
	if a.follow {
		question.After = a.before
	}
	answer, err := a.desk.Answer(ctx, question)
	if err != nil {
		return answer, err
	}
	if a.follow && answer.Kind != answers.SmallTalk {
		a.before = &answer.Subject
	}
	if a.json {
		err = json.NewEncoder(a.env.stdout).Encode(asJSON(answer))
	} else {
		a.page.print(answer)
	}
	if err == nil && a.explain {
		err = a.explainAnswer(ctx, question)
	}
	return answer, err
}
