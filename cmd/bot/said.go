package main

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/sitrep-bot/sitrep/internal/answers"
	"github.com/sitrep-bot/sitrep/internal/chronicle"
	"github.com/sitrep-bot/sitrep/internal/config"
	"github.com/sitrep-bot/sitrep/internal/corpus"
	"github.com/sitrep-bot/sitrep/internal/dates"
	"github.com/sitrep-bot/sitrep/internal/index"
	"github.com/sitrep-bot/sitrep/internal/service"
)

// The JSON of `bot said --json` and `bot timeline --json`: one object a sentence.
type (
	jsonStatement struct {
		Speaker string       `json:"speaker"` // name; empty where an office alone is named
		Office  string       `json:"office"`
		Text    string       `json:"text"` // the sentence
		Passage *jsonPassage `json:"passage"`
		Span    jsonSpan     `json:"span"` // of the sentence in the passage's text
		Source  *jsonSource  `json:"source"`
	}
	jsonEvent struct {
		From     string       `json:"from"`
		To       string       `json:"to"`
		Date     string       `json:"date"`     // "2023-06-30", "2023-06", "2023" or "2023-06-30/2023-07-01"
		Written  string       `json:"written"`  // the date as the sentence has it
		Relative bool         `json:"relative"` // it was resolved against the day of the article
		Text     string       `json:"text"`
		Passage  *jsonPassage `json:"passage"`
		Span     jsonSpan     `json:"span"`
		Source   *jsonSource  `json:"source"`
	}
)

// said lists what somebody said; without a name, who said anything.
func said(ctx context.Context, env environment, args []string) error {
	flags := newFlags("said", env)
	about := flags.String("about", "", "only what a `question` is about")
	words, cfg, err := flags.parse(env, args)
	if err != nil {
		return err
	}
	var all, asked []chronicle.Statement // asked: what the question is about
	err = readArticles(ctx, env, cfg, func(s *index.Snapshot) (err error) {
		c := chronicle.New()
		if all, err = c.Statements(ctx, s, ""); err != nil {
			return err
		}
		asked, err = c.Statements(ctx, s, *about)
		return err
	})
	if err != nil {
		return err
	}
	speakers := chronicle.Find(chronicle.Speakers(all, "en"), strings.Join(words, " "))
	p := newPage(env)
	switch {
	case len(speakers) == 0:
		if !flags.json {
			p.line("Nobody of that name says anything in this corpus.")
		}
		return errNotFound
	case len(words) == 0:
		return listSpeakers(env, p, speakers, flags.json)
	}
	return printStatements(env, p, speakers, asked, flags.json)
}

func listSpeakers(env environment, p page, speakers []chronicle.Speaker, asJSON bool) error {
	for _, s := range speakers {
		if asJSON {
			if err := json.NewEncoder(env.stdout).Encode(map[string]any{"speaker": s.Name, "office": s.Office, "statements": s.Count}); err != nil {
				return err
			}
			continue
		}
		p.line(safe(s.String()) + " (" + fmt.Sprint(s.Count) + ")")
	}
	return nil
}

// printStatements prints the statements of each of the speakers.
func printStatements(env environment, p page, speakers []chronicle.Speaker, all []chronicle.Statement, asJSON bool) error {
	printed := 0
	for _, speaker := range speakers {
		for i, s := range chronicle.By(all, speaker.Key, "en") {
			printed++
			if asJSON {
				j := jsonStatement{speaker.Name, cmp.Or(s.Speaker.Office, speaker.Office), s.Text(), passageJSON(s.Sentence), spanJSON(s.Sentence), sourceJSON(s.Sentence)}
				if err := json.NewEncoder(env.stdout).Encode(j); err != nil {
					return err
				}
				continue
			}
			if i == 0 {
				p.line(p.strong(safe(speaker.String())))
				fmt.Fprintln(p.out)
			}
			p.sentence(s.Sentence)
		}
	}
	if printed == 0 {
		if !asJSON {
			p.line("Nothing they said here is about that.")
		}
		return errNotFound
	}
	return nil
}

// timeline lists what was when; what articles in several languages tell, once.
func timeline(ctx context.Context, env environment, args []string) error {
	flags := newFlags("timeline", env)
	about := flags.String("about", "", "only what a `question` is about")
	from := flags.String("from", "", "only from this `day` on, as 2023-06-30, 2023-06 or 2023")
	to := flags.String("to", "", "only until the end of this `day`, month or year")
	words, cfg, err := flags.parse(env, args)
	if err != nil {
		return err
	}
	if err := noWords(words); err != nil {
		return err
	}
	first, err := dateFlag(*from)
	if err != nil {
		return err
	}
	last, err := dateFlag(*to)
	if err != nil {
		return err
	}
	within := chronicle.Period{From: first.From, To: last.To}
	var all []chronicle.Event
	err = readArticles(ctx, env, cfg, func(s *index.Snapshot) (err error) {
		all, err = chronicle.New().Events(ctx, s, within, *about)
		all = chronicle.Once(all, "en")
		return err
	})
	if err != nil {
		return err
	}
	return printEvents(env, newPage(env), all, flags.json)
}

// dateFlag reads a day, a month or a year; the zero Date where none is given.
func dateFlag(text string) (dates.Date, error) {
	if text == "" {
		return dates.Date{}, nil
	}
	d, ok := dates.Parse(text)
	if !ok {
		return d, fmt.Errorf("found %q, wanted a day, a month or a year, as 2023-06-30, 2023-06 or 2023", text)
	}
	return d, nil
}

func printEvents(env environment, p page, all []chronicle.Event, asJSON bool) error {
	for _, e := range all {
		if asJSON {
			j := jsonEvent{isoDate(e.Date.From), isoDate(e.Date.To), e.Date.String(), e.Passage.Text[e.Date.Span.Start:e.Date.Span.End],
				e.Date.Relative, e.Text(), passageJSON(e.Sentence), spanJSON(e.Sentence), sourceJSON(e.Sentence)}
			if err := json.NewEncoder(env.stdout).Encode(j); err != nil {
				return err
			}
			continue
		}
		p.line(p.strong(dateInWords(e.Date)))
		p.sentence(e.Sentence)
	}
	if len(all) == 0 {
		if !asJSON {
			p.line("Nothing in this corpus has a date like that.")
		}
		return errNotFound
	}
	return nil
}

// dateInWords is a date as a person reads it: "30 June 2023", "June 2023", "2023".
func dateInWords(d dates.Date) string {
	switch d.Precision() {
	case dates.Day:
		return d.From.Format("2 January 2006")
	case dates.Month:
		return d.From.Format("January 2006")
	case dates.Year:
		return d.From.Format("2006")
	}
	return d.From.Format("2 January 2006") + " – " + d.To.Format("2 January 2006")
}

// readArticles hands a state of the index to use.
func readArticles(ctx context.Context, env environment, cfg config.Config, use func(*index.Snapshot) error) error {
	cfg.Meaning = false // nobody asks for it here
	s, err := service.Open(ctx, cfg, newLog(env, cfg), service.Options{})
	if err != nil {
		return err
	}
	snapshot, err := s.Index.Snapshot()
	if err != nil {
		return errors.Join(err, s.Close())
	}
	return errors.Join(use(snapshot), snapshot.Close(), s.Close())
}

// sentence prints a sentence with where it is from.
func (p page) sentence(s chronicle.Sentence) {
	p.line(p.drawn(corpus.Passage{Text: s.Text()}, s.Document.IsMarkdown(), answers.Span{}))
	parts := []string{s.Document.Source.Title}
	for _, part := range []string{s.Document.Source.Publisher, isoDate(s.Document.Source.Published), s.Passage.Place, s.Ref().String(), s.Document.Source.URL} {
		if part != "" {
			parts = append(parts, part)
		}
	}
	p.line("— " + safe(strings.Join(parts, " · ")))
	fmt.Fprintln(p.out)
}

// strong is a line in bold where the terminal shows that.
func (p page) strong(line string) string {
	if p.bold {
		return boldStart + line + lookEnd
	}
	return line
}

func passageJSON(s chronicle.Sentence) *jsonPassage {
	return &jsonPassage{s.Ref(), s.Passage.Ordinal, s.Document.Count, s.Passage.Heading, s.Passage.Header, s.Passage.Text, s.Passage.Place}
}

func spanJSON(s chronicle.Sentence) jsonSpan { return jsonSpan{s.Span.Start, s.Span.End} }

func sourceJSON(s chronicle.Sentence) *jsonSource {
	from := s.Document.Source
	return &jsonSource{from.Title, from.Publisher, from.Author, isoDate(from.Published), from.URL, from.Lang}
}
