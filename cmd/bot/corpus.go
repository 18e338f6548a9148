package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"github.com/sitrep-bot/sitrep/internal/corpus"
)

// inspectCorpus checks or lists the corpus.
func inspectCorpus(_ context.Context, env environment, args []string) error {
	flags := newFlags("corpus", env)
	words, cfg, err := flags.parse(env, args)
	if err != nil {
		return err
	}
	if len(words) != 1 || words[0] != "check" && words[0] != "list" {
		return errors.New("wanted `bot corpus check` or `bot corpus list`")
	}
	c, err := corpus.Load(cfg.Corpus, nil)
	if err != nil {
		return err
	}
	if words[0] == "list" {
		return listCorpus(env.stdout, c, flags.json)
	}
	return checkCorpus(env.stdout, c, flags.json)
}

// checkCorpus prints every problem. Problems that keep a file from being read are a mistake; warnings are not.
func checkCorpus(out io.Writer, c *corpus.Corpus, asJSON bool) error {
	mistakes, passages := 0, 0
	for _, p := range c.Problems {
		if !p.Warning {
			mistakes++
		}
		if asJSON {
			if err := json.NewEncoder(out).Encode(map[string]any{"path": p.Path, "line": p.Line, "reason": p.Reason, "next": p.Next, "warning": p.Warning}); err != nil {
				return err
			}
			continue
		}
		fmt.Fprintln(out, p)
	}
	for _, d := range c.Documents {
		passages += len(d.Passages)
	}
	if !asJSON {
		fmt.Fprintf(out, "%d articles with %d passages; %d problems, %d warnings\n", len(c.Documents), passages, mistakes, len(c.Problems)-mistakes)
	}
	if mistakes > 0 {
		return fmt.Errorf("%d problems in the corpus: each line above says what to do", mistakes)
	}
	return nil
}

func listCorpus(out io.Writer, c *corpus.Corpus, asJSON bool) error {
	for _, d := range c.Documents {
		if asJSON {
			if err := json.NewEncoder(out).Encode(map[string]any{"id": d.ID, "path": d.Path, "title": d.Source.Title,
				"published": isoDate(d.Source.Published), "lang": d.Source.Lang, "passages": len(d.Passages)}); err != nil {
				return err
			}
			continue
		}
		published := isoDate(d.Source.Published)
		if published == "" {
			published = "undated   "
		}
		fmt.Fprintf(out, "%s  %s  %3d  %-30s %s\n", published, d.Source.Lang, len(d.Passages), d.ID, d.Source.Title)
	}
	return nil
}
