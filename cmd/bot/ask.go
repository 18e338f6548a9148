package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

	"golang.org/x/term"

	"github.com/sitrep-bot/sitrep/internal/answers"
	"github.com/sitrep-bot/sitrep/internal/service"
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
	log := newLog(env, cfg)
	s, err := service.Open(ctx, cfg, log, service.Options{})
	if err != nil {
		return err
	}
	defer s.Close()
	if err := understandOrWords(ctx, env, s, log); err != nil {
		return err
	}
	a := asker{env: env, desk: s.Desk, page: newPage(env), json: flags.json, follow: *follow, explain: *explain}
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
	if answer.Outcome == answers.Refused {
		return errNotFound
	}
	return nil
}

// longestLine bounds a question on standard input, in bytes.
const longestLine = 1 << 20

// askLines answers one question per line, in order. Without --follow each line stands alone. A question that cannot be
// answered is reported, and the lines after it are answered all the same.
func (a *asker) askLines(ctx context.Context) error {
	lines := bufio.NewReader(a.env.stdin)
	failed := 0
	for n := 1; ; n++ {
		text, err := readLine(lines)
		if err == io.EOF {
			break
		}
		if err == nil {
			_, err = a.ask(ctx, text)
		} else if !errors.Is(err, errLongLine) {
			return fmt.Errorf("cannot read standard input: %w", err)
		}
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err != nil {
			failed++
			a.reportFailure(n, text, err)
		}
	}
	if failed > 0 {
		return fmt.Errorf("%d questions could not be answered: see the messages above", failed)
	}
	return nil
}

// reportFailure says that the question on line n could not be answered. In JSON it has its object, so that there is one for
// every line.
func (a *asker) reportFailure(n int, text string, err error) {
	fmt.Fprintf(a.env.stderr, "bot: line %d: %v\n", n, err)
	if a.json {
		failed := asJSON(answers.Answer{Question: text})
		failed.Error = err.Error()
		_ = json.NewEncoder(a.env.stdout).Encode(failed) // a closed standard output was reported by the line above
	}
}

var errLongLine = fmt.Errorf("it has more than %d bytes: write one question per line", longestLine)

// readLine reads a line without its end. One that is too long is passed over: its error is errLongLine, and the next call
// reads the next line. At the end of the input the error is io.EOF.
func readLine(r *bufio.Reader) (string, error) {
	var line []byte
	size := 0
	for {
		part, err := r.ReadSlice('\n')
		if size += len(part); size <= longestLine {
			line = append(line, part...)
		}
		switch {
		case errors.Is(err, bufio.ErrBufferFull):
			continue
		case err != nil && (err != io.EOF || size == 0):
			return "", err
		case size > longestLine:
			return "", errLongLine
		}
		return strings.TrimRight(string(line), "\r\n"), nil
	}
}

// converse talks with a person until they end the input, or say so. Questions may lean on the one before.
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
		switch strings.ToLower(strings.TrimSpace(text)) {
		case "":
			continue
		case "exit", "quit":
			return nil
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
	var trace answers.Examination
	var err error
	if a.explain {
		trace, err = a.desk.Examine(ctx, question)
	} else {
		trace.Answer, err = a.desk.Answer(ctx, question)
	}
	answer := trace.Answer
	if err != nil {
		return answer, err
	}
	if a.follow && answer.Outcome != answers.SmallTalk {
		a.before = &answer.Subject
	}
	if a.json {
		err = json.NewEncoder(a.env.stdout).Encode(asJSON(answer))
	} else {
		a.page.print(answer)
	}
	if a.explain {
		printExamination(a.explanations(), trace)
	}
	return answer, err
}

// explanations is where it is shown what led to an answer. With --json that is not where the answers go, which are one
// object a question.
func (a *asker) explanations() io.Writer {
	if a.json {
		return a.env.stderr
	}
	return a.page.out
}
