package playground

import (
	"context"
	"fmt"
	"iter"
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/sitrep-bot/sitrep/internal/answers"
	"github.com/sitrep-bot/sitrep/internal/corpus"
	"github.com/sitrep-bot/sitrep/internal/index"
	"github.com/sitrep-bot/sitrep/internal/lang"
	"github.com/sitrep-bot/sitrep/internal/statements"
)

// A Guide proposes questions to somebody who does not know the corpus. It makes them from what is in the articles, and proposes
// one only if the Desk answers it with the very passage it was made from: a tour should not begin with a refusal.
type Guide struct {
	Desk  *answers.Desk
	Index *index.Index

	// Understood is how many passages are known by their meaning, and of how many; nil where words answer alone.
	Understood func() (known, total int)

	mu    sync.Mutex
	state tourState           // that tours are for
	tours map[string][]string // by locale
}

// A tourState is what answers depend on: the articles, and whether they are known by their meaning.
type tourState struct {
	revision   int
	understood bool
}

func (g *Guide) now(revision int) tourState {
	if g.Understood == nil {
		return tourState{revision, false}
	}
	known, total := g.Understood()
	return tourState{revision, total > 0 && known == total}
}

const (
	toRead = 200 // passages that questions are made from, so that the page opens at once on any corpus
	toTry  = 12  // questions of one kind that are put to the Desk
)

// phrases are questions to be made, by language. A corpus in another language gets those of the reader.
var phrases = map[string]struct{ said, means, year, name, heading string }{
	"en": {"What did %s say?", "What does %s stand for?", "What happened in %s?", "What is said about %s?", "What about %s?"},
	"de": {"Was hat %s gesagt?", "Wofür steht %s?", "Was geschah %s?", "Was wird über %s gesagt?", "Was ist mit: %s?"},
	"fr": {"Qu’a dit %s ?", "Que veut dire %s ?", "Que s’est-il passé en %s ?", "Que dit-on de %s ?", "Qu’en est-il : %s ?"},
}

// strange are questions that hardly any corpus answers. The first that this one does not is the last of the tour: what
// the bot does then is the thing to see.
var strange = map[string][]string{
	"en": {"Who won the chess world championship in 1972?", "How long should I boil an egg?", "Which planet has the most moons?"},
	"de": {"Wer wurde 1972 Weltmeister im Schach?", "Wie lange kocht man ein Ei?", "Welcher Planet hat die meisten Monde?"},
	"fr": {"Qui a gagné le championnat du monde d’échecs en 1972 ?", "Combien de temps faut-il cuire un œuf ?", "Quelle planète a le plus de lunes ?"},
}

// questions are two that the corpus answers, if it answers any, and one that it does not. They are asked again only when the
// articles are others, or known by their meaning now. A nil Guide has none.
func (g *Guide) questions(ctx context.Context, locale string) ([]string, error) {
	if g == nil {
		return []string{}, nil
	}
	snapshot, err := g.Index.Snapshot()
	if err != nil {
		return nil, err
	}
	defer snapshot.Close()
	g.mu.Lock()
	defer g.mu.Unlock()
	if now := g.now(snapshot.Revision()); g.tours == nil || g.state != now {
		g.tours, g.state = map[string][]string{}, now
	}
	if tour := g.tours[locale]; tour != nil {
		return tour, nil
	}
	tour, err := g.tour(ctx, locale)
	if err == nil {
		g.tours[locale] = tour
	}
	return tour, err
}

func (g *Guide) tour(ctx context.Context, locale string) ([]string, error) {
	out, err := g.about(ctx, locale, nil)
	if err != nil {
		return nil, err
	}
	for _, text := range strange[langOf(locale)] {
		a, err := g.Desk.Answer(ctx, answers.Question{Text: text, Locale: locale})
		if err != nil {
			return nil, err
		}
		if a.Outcome == answers.Refused {
			return append(out, text), nil
		}
	}
	return out, nil
}

// about are up to two questions that these Documents answer, with two passages; nil means whichever Documents.
func (g *Guide) about(ctx context.Context, locale string, documents []string) ([]string, error) {
	out := []string{}
	if g == nil {
		return out, nil
	}
	kinds, err := g.candidates(langOf(locale), documents)
	if err != nil {
		return nil, err
	}
	quoted := map[corpus.Ref]bool{}
	for _, kind := range append(kinds[:1:1], kinds[:]...) { // nothing is better than two that the articles ask themselves
		found, err := g.first(ctx, locale, kind, quoted)
		if err != nil {
			return nil, err
		}
		if found != "" {
			out = append(out, found)
		}
		if len(out) == 2 {
			break
		}
	}
	return out, nil
}

// A candidate is a question and the passage that it was made from.
type candidate struct {
	text    string
	passage corpus.Ref
}

// first is the first candidate that is answered with its own passage, which nothing before was; empty if there is none.
func (g *Guide) first(ctx context.Context, locale string, candidates []candidate, quoted map[corpus.Ref]bool) (string, error) {
	for _, c := range candidates[:min(len(candidates), toTry)] {
		if quoted[c.passage] {
			continue
		}
		a, err := g.Desk.Answer(ctx, answers.Question{Text: c.text, Locale: locale})
		if err != nil {
			return "", err
		}
		if a.Outcome == answers.Answered && a.Best.Ref == c.passage {
			quoted[c.passage] = true
			return c.text, nil
		}
	}
	return "", nil
}

var (
	year = regexp.MustCompile(`\b(?:1[5-9]|20)\d\d\b`)
	// A name is two or more words with capitals after one without, so that the beginning of a sentence is none.
	name = regexp.MustCompile(`\p{Ll},? (\p{Lu}\p{L}+(?: \p{Lu}\p{L}+)+)`)
)

// The kinds of questions, the most natural first.
const (
	asked   = iota // by an article itself, above what answers it
	said           // about what somebody says in one
	means          // about a short form that one explains
	inYear         // about a year that one names
	named          // about a name in one
	headed         // in the words of a heading or title
	ofKinds        // how many kinds there are
)

// candidates are questions in the words of the Documents, by kind.
func (g *Guide) candidates(code string, documents []string) (kinds [ofKinds][]candidate, err error) {
	snapshot, err := g.Index.Snapshot()
	if err != nil {
		return kinds, err
	}
	defer snapshot.Close()
	ask := phrases[code]
	for d, passages := range read(snapshot, toPropose(snapshot.Documents(), code, documents)) {
		add := func(kind int, phrase, about string, ordinal int) {
			c := candidate{fmt.Sprintf(phrase, about), d.Ref(ordinal)}
			if about != "" && !slices.ContainsFunc(kinds[kind], func(have candidate) bool { return have.text == c.text }) {
				kinds[kind] = append(kinds[kind], c)
			}
		}
		for _, s := range statements.Of(d.Source.Lang, passages) {
			add(said, ask.said, s.Speaker.Name, s.Ordinal)
		}
		for _, p := range passages {
			heading := strings.TrimSpace(p.Heading[strings.LastIndex(p.Heading, ">")+1:])
			if strings.HasSuffix(heading, "?") {
				add(asked, "%s", heading, p.Ordinal)
			} else {
				add(headed, ask.heading, heading, p.Ordinal)
			}
			for _, a := range lang.Abbreviations(p.Text) {
				add(means, ask.means, a.Short, p.Ordinal)
			}
			for _, y := range year.FindAllString(p.Text, -1) {
				add(inYear, ask.year, y, p.Ordinal)
			}
			for _, n := range name.FindAllStringSubmatch(p.Text, -1) {
				add(named, ask.name, n[1], p.Ordinal)
			}
			add(headed, ask.heading, d.Source.Title, p.Ordinal)
		}
	}
	return kinds, nil
}

// read yields these Documents with their passages, until enough are read. What cannot be read proposes nothing.
func read(snapshot *index.Snapshot, documents []*index.Document) iter.Seq2[*index.Document, []corpus.Passage] {
	return func(yield func(*index.Document, []corpus.Passage) bool) {
		left := toRead
		for _, d := range documents {
			var passages []corpus.Passage
			for ordinal := 1; ordinal <= d.Count && left > 0; ordinal++ {
				left--
				if p, err := snapshot.Passage(d, ordinal); err == nil {
					passages = append(passages, p)
				}
			}
			if !yield(d, passages) || left == 0 {
				return
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

// langOf is the language of a locale as the page has phrases for: "fr" of "fr", "en" of any that it has none for.
func langOf(locale string) string {
	if code := lang.Base(locale); phrases[code].said != "" {
		return code
	}
	return "en"
}
