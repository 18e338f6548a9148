package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"time"

	"github.com/sitrep-bot/sitrep/internal/eval"
	"github.com/sitrep-bot/sitrep/internal/service"
)

// evaluate measures the answers to questions whose answers are known.
func evaluate(ctx context.Context, env environment, args []string) error {
	flags := newFlags("eval", env)
	file := flags.String("questions", "", "`file` of JSON lines with questions and their answers")
	misses := flags.Int("misses", 0, "show this many questions that went wrong, and why")
	words, cfg, err := flags.parse(env, args)
	if err != nil {
		return err
	}
	if err := noWords(words); err != nil {
		return err
	}
	questions, err := readQuestions(*file)
	if err != nil {
		return err
	}
	log := newLog(env, cfg)
	start := time.Now()
	s, err := service.Open(ctx, cfg, log, service.Options{Progress: newProgress(env).show})
	if err != nil {
		return err
	}
	defer s.Close()
	built := time.Since(start)
	if err := understandOrWords(ctx, env, s, log); err != nil {
		return err
	}
	report, err := eval.Run(ctx, s.Desk, questions, *misses > 0)
	if err != nil {
		return err
	}
	if flags.json {
		return errors.Join(json.NewEncoder(env.stdout).Encode(reportJSON(report, built)), failures(report))
	}
	printReport(env.stdout, report, built)
	for _, m := range report.Misses[:min(*misses, len(report.Misses))] {
		printMiss(env.stdout, m)
	}
	return failures(report)
}

// failures says which questions could not be answered.
func failures(r eval.Report) error {
	var all []error
	for _, f := range r.Failures {
		all = append(all, fmt.Errorf("%q: %w", f.Question.Text, f.Err))
	}
	return errors.Join(all...)
}

func readQuestions(file string) ([]eval.Question, error) {
	if file == "" {
		return nil, errors.New("no questions: name a file with --questions")
	}
	f, err := os.Open(file)
	if err != nil {
		return nil, fmt.Errorf("cannot read the questions: %w", err)
	}
	defer f.Close()
	questions, err := eval.ReadQuestions(f)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	return questions, nil
}

// A figure is one line of a report.
type figure struct {
	name, key string
	value     float64
}

func figures(r eval.Report) []figure {
	return []figure{
		{"P@1", "p_at_1", r.P1},
		{"MRR@10", "mrr_at_10", r.MRR},
		{"R@5", "r_at_5", r.R5},
		{"answered", "answered", r.Answered},
		{"precision of answers", "precision", r.Precision},
		{"unanswerable refused", "refused", r.Refused},
		{"AUROC of confidence", "auroc", r.AUROC},
		{"sentence accuracy", "sentence_accuracy", r.Sent},
	}
}

// reportJSON is the report as one object; a share of nothing is null.
func reportJSON(r eval.Report, built time.Duration) map[string]any {
	j := map[string]any{"n": r.Questions, "answerable": r.Answerable, "unanswerable": r.Unanswerable,
		"p50_us": r.P50.Microseconds(), "p99_us": r.P99.Microseconds(), "build_ms": built.Milliseconds()}
	for _, f := range figures(r) {
		j[f.key] = nil
		if !math.IsNaN(f.value) {
			j[f.key] = math.Round(f.value*1e4) / 1e4
		}
	}
	return j
}

func printReport(out io.Writer, r eval.Report, built time.Duration) {
	fmt.Fprintf(out, "%-22s %d, %d of them unanswerable\n", "questions", r.Questions, r.Unanswerable)
	for _, f := range figures(r) {
		if !math.IsNaN(f.value) {
			fmt.Fprintf(out, "%-22s %.4f\n", f.name, f.value)
		}
	}
	fmt.Fprintf(out, "%-22s p50 %.2f ms, p99 %.2f ms\n", "time of a question", milliseconds(r.P50), milliseconds(r.P99))
	fmt.Fprintf(out, "%-22s %d ms\n", "time to build", built.Milliseconds())
	for i, bin := range r.Bins {
		if bin.Answers > 0 {
			fmt.Fprintf(out, "confidence %.1f to %.1f    %d answers, %.3f of them right\n", float64(i)/10, float64(i+1)/10, bin.Answers,
				float64(bin.Right)/float64(bin.Answers))
		}
	}
}

func milliseconds(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }
