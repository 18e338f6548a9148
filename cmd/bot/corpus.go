package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/sitrep-bot/sitrep/internal/corpus"
	"github.com/sitrep-bot/sitrep/internal/lang"
)

// inspectCorpus checks or lists the corpus.
func inspectCorpus(_ context.Context, env environment, args []string) error {
	flags := newFlags("corpus", env)
	passages := flags.Bool("passages", false, "list: show how each article was cut")
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
		return listCorpus(env.stdout, c, flags.json, *passages)
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
			if err := json.NewEncoder(out).Encode(map[string]any{"path": p.Path, "line": p.Line, "reason": p.Reason.Error(), "next": p.Next.Error(), "warning": p.Warning}); err != nil {
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
		fmt.Fprintf(out, "%s with %s; %s, %s\n", counted(len(c.Documents), "article"), counted(passages, "passage"),
			counted(mistakes, "problem"), counted(len(c.Problems)-mistakes, "warning"))
	}
	if mistakes > 0 {
		return fmt.Errorf("%s in the corpus: each line above says what to do", counted(mistakes, "problem"))
	}
	return nil
}

// counted is a number with its noun: "1 article", "2 articles".
func counted(n int, noun string) string {
	if n != 1 {
		noun += "s"
	}
	return fmt.Sprint(n, " ", noun)
}

// listCorpus prints a line for each article, and with passages a line for each of its passages.
func listCorpus(out io.Writer, c *corpus.Corpus, asJSON, passages bool) error {
	for _, d := range c.Documents {
		if err := listDocument(out, d, asJSON); err != nil {
			return err
		}
		if !passages {
			continue
		}
		for _, p := range d.Passages {
			if err := listPassage(out, d, p, asJSON); err != nil {
				return err
			}
		}
	}
	return nil
}

func listDocument(out io.Writer, d corpus.Document, asJSON bool) error {
	if asJSON {
		return json.NewEncoder(out).Encode(map[string]any{"id": d.ID, "path": d.Path, "title": d.Source.Title,
			"published": isoDate(d.Source.Published), "lang": d.Source.Lang, "passages": len(d.Passages)})
	}
	published := isoDate(d.Source.Published)
	if published == "" {
		published = "undated   "
	}
	_, err := fmt.Fprintf(out, "%s  %s  %3d  %-30s %s\n", published, d.Source.Lang, len(d.Passages), d.ID, safe(d.Source.Title))
	return err
}

// widestPassage is how many characters of a passage a list shows: with its id, a line of most terminals.
const widestPassage = 72

func listPassage(out io.Writer, d corpus.Document, p corpus.Passage, asJSON bool) error {
	if asJSON {
		return json.NewEncoder(out).Encode(map[string]any{"id": d.Ref(p.Ordinal), "ordinal": p.Ordinal, "of": len(d.Passages),
			"heading": p.Heading, "header": p.Header, "text": p.Text, "place": p.Place, "asks": p.Asks})
	}
	var above []string
	for _, part := range []string{p.Heading, p.Place, asking(p)} {
		if part != "" {
			above = append(above, lang.OneLine(safe(part)))
		}
	}
	drawn, _ := p.Drawn()
	text := lang.Shorten(lang.OneLine(safe(drawn)), widestPassage, func(rune) int { return 1 })
	heading := ""
	if len(above) > 0 {
		heading = "[" + strings.Join(above, " · ") + "] "
	}
	_, err := fmt.Fprintf(out, "  #%-3d %s%s\n", p.Ordinal, heading, text)
	return err
}

func asking(p corpus.Passage) string {
	if p.Asks {
		return "asks"
	}
	return ""
}
