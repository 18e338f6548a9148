package playground

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/sitrep-bot/sitrep/internal/answers"
	"github.com/sitrep-bot/sitrep/internal/corpus"
	"github.com/sitrep-bot/sitrep/internal/index"
)

// A Guide proposes questions to somebody who does not know the corpus. It makes them from the years, names and headings in
// it, and proposes only what the Desk answers: a tour should not begin with a refusal.
type Guide struct {
	Desk  *answers.Desk
	Index *index.Index
}

const (
	toRead = 60 // passages that questions are made from, so that the page opens at once on any corpus
	toTry  = 12 // questions of one kind that are put to the Desk
)

// phrases are questions to be made, by language. A corpus in another language gets those of the reader.
var phrases = map[string]struct{ year, name, heading string }{
	"en": {"What happened in %s?", "What is said about %s?", "What about %s?"},
	"fr": {"Que s’est-il passé en %s ?", "Que dit-on de %s ?", "Qu’en est-il : %s ?"},
}

// strange are questions that hardly any corpus answers. The first that this one does not is the last of the tour: what
// the bot does then is the thing to see.
var strange = map[string][]string{
	"en": {"Who won the chess world championship in 1972?", "How long should I boil an egg?", "Which planet has the most moons?"},
	"fr": {"Qui a gagné le championnat du monde d’échecs en 1972 ?", "Combien de temps faut-il cuire un œuf ?", "Quelle planète a le plus de lunes ?"},
}

// questions are two that the corpus answers, if it answers any, and one that it does not. A nil Guide has none.
func (g *Guide) questions(ctx context.Context, locale string) ([]string, error) {
	if g == nil {
		return []string{}, nil
	}
	out, err := g.about(ctx, locale, nil)
	if err != nil {
		return nil, err
	}
	refused, err := g.first(ctx, locale, strange[langOf(locale)], answers.Refused, map[string]bool{})
	if refused != "" {
		out = append(out, refused)
	}
	return out, err
}

// about are up to two questions that these Documents answer, each of another kind and with another passage; nil means
// whichever Documents.
func (g *Guide) about(ctx context.Context, locale string, documents []string) ([]string, error) {
	out := []string{}
	if g == nil {
		return out, nil
	}
	kinds, err := g.candidates(langOf(locale), documents)
	if err != nil {
		return nil, err
	}
	quoted := map[string]bool{}
	for _, candidates := range kinds {
		found, err := g.first(ctx, locale, candidates, answers.Answered, quoted)
		if err != nil {
			return nil, err
		}
		if found != "" {
			out = append(out, found)
		}
	}
	return out[:min(len(out), 2)], nil
}

// first is the first candidate that ends as wanted with a passage not quoted before; empty if there is none.
func (g *Guide) first(ctx context.Context, locale string, candidates []string, wanted answers.Outcome, quoted map[string]bool) (string, error) {
	for _, text := range candidates[:min(len(candidates), toTry)] {
		a, err := g.Desk.Answer(ctx, answers.Question{Text: text, Locale: locale})
		switch {
		case err != nil:
			return "", err
		case a.Outcome != wanted:
		case a.Best == nil:
			return text, nil
		case !quoted[a.Best.ID]:
			quoted[a.Best.ID] = true
			return text, nil
		}
	}
	return "", nil
}

var (
	year = regexp.MustCompile(`\b(?:1[5-9]|20)\d\d\b`)
	// A name is two or more words with capitals after one without, so that the beginning of a sentence is none.
	name = regexp.MustCompile(`\p{Ll},? (\p{Lu}\p{L}+(?: \p{Lu}\p{L}+)+)`)
)

// candidates are questions in the words of the Documents: about years, about names, about headings and titles.
func (g *Guide) candidates(lang string, documents []string) (kinds [3][]string, err error) {
	snapshot, err := g.Index.Snapshot()
	if err != nil {
		return kinds, err
	}
	defer snapshot.Close()
	ask := phrases[lang]
	add := func(kind int, phrase, about string) {
		if q := fmt.Sprintf(phrase, about); about != "" && !slices.Contains(kinds[kind], q) {
			kinds[kind] = append(kinds[kind], q)
		}
	}
	for p, d := range passages(snapshot, toPropose(snapshot.Documents(), lang, documents)) {
		for _, y := range year.FindAllString(p.Text, -1) {
			add(0, ask.year, y)
		}
		for _, n := range name.FindAllStringSubmatch(p.Text, -1) {
			add(1, ask.name, n[1])
		}
		add(2, ask.heading, p.Heading[strings.LastIndex(p.Heading, ">")+1:])
		add(2, ask.heading, d.Source.Title)
	}
	return kinds, nil
}

// passages yields the first ones of these Documents. What cannot be read proposes nothing.
func passages(snapshot *index.Snapshot, documents []*index.Document) func(func(corpus.Passage, *index.Document) bool) {
	return func(yield func(corpus.Passage, *index.Document) bool) {
		read := 0
		for _, d := range documents {
			for ordinal := 1; ordinal <= d.Count && read < toRead; ordinal++ {
				read++
				if p, err := snapshot.Passage(d, ordinal); err == nil && !yield(p, d) {
					return
				}
			}
		}
	}
}

// toPropose chooses Documents: those asked for, else those of the language, else all.
func toPropose(all []*index.Document, lang string, ids []string) []*index.Document {
	var asked, readable []*index.Document
	for _, d := range all {
		if slices.Contains(ids, d.ID) {
			asked = append(asked, d)
		}
		if d.Source.Lang == lang {
			readable = append(readable, d)
		}
	}
	switch {
	case ids != nil:
		return asked
	case readable != nil:
		return readable
	}
	return all
}

// langOf is the language of a locale as the page has phrases for: "fr" of "fr", else "en".
func langOf(locale string) string {
	if locale == "fr" || strings.HasPrefix(locale, "fr-") {
		return "fr"
	}
	return "en"
}
