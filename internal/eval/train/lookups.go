package main

import (
	"fmt"
	"math/rand/v2"
	"regexp"
	"slices"
	"strings"

	"github.com/sitrep-bot/sitrep/internal/corpus"
)

// lookups are corpora that are asked for titles and for what a name means: what it is worth that a passage is the first of
// its article, and that it says what the thing is. The sets have hardly a question of either kind, and members ask both.
func (s *sets) lookups(words bool) (tasks []task, err error) {
	for _, in := range lookupLanguages {
		found, err := s.get(in.set)
		if err != nil {
			return nil, err
		}
		of := func(string) bool { return true }
		if !words {
			of = unseenBy(in.set)
		}
		tasks = append(tasks, found.titleTask(of), found.definitionTask(in, of))
	}
	return tasks, nil
}

// A lookupLanguage says how a set's language introduces things, and asks for them.
type lookupLanguage struct {
	set       string
	is        *regexp.Regexp // a name and that it is something; the name is the first group
	questions []string       // with %s for the name
}

// abbreviated is a name of several words with its initials in brackets.
var abbreviated = regexp.MustCompile(`((?:\p{Lu}[\p{L}'’-]+ (?:of |the |and |for |in |de |la |y |del )*){1,6}\p{Lu}[\p{L}'’-]+) \((\p{Lu}{2,7})\)`)

var lookupLanguages = []lookupLanguage{
	{"newwiki", regexp.MustCompile(`(?:^|[.!?] )(?:The )?(\p{Lu}[\p{L}'’-]+(?: \p{Lu}[\p{L}'’-]+){0,3}),? (?:\([^)]*\) )?(?:is|was|are|were) (?:an?|the|one) `),
		[]string{"What is %s?", "whats %s", "Who or what is %s?", "what does %s stand for", "what is the %s", "What does %s mean?"}},
	{"xquad-es", regexp.MustCompile(`(?:^|[.!?] )(?:El |La )?(\p{Lu}[\p{L}'’-]+(?: \p{Lu}[\p{L}'’-]+){0,3}),? (?:\([^)]*\) )?(?:es|era|fue|son) (?:una?|el|la) `),
		[]string{"¿Qué es %s?", "que es %s", "¿Qué significa %s?"}},
}

// titleTask gives every article a title that nothing else has, as patches and products have, and asks for all of them. What
// answers is the article's first passage; half of the articles are not there.
func (s *set) titleTask(of func(string) bool) task {
	t := task{name: s.name + " titles", corpus: &corpus.Corpus{}}
	random := rand.New(rand.NewPCG(3, 1))
	for i, title := range s.titles {
		name := fmt.Sprintf("%s %d.%d", madeUp(random), i%3, random.IntN(10))
		a := labelledQuestion{text: []string{name, "what about " + strings.ToLower(name)}[i/2%2], article: fmt.Sprint(i), lang: s.lang}
		if i%2 == 0 {
			d := s.document(i, title, map[string]string{})
			d.Source.Title = name
			t.corpus.Documents = append(t.corpus.Documents, d)
			a.right = []string{corpus.Ref{Document: d.ID, Ordinal: 1}.String()}
		}
		if of(a.article) {
			t.questions = append(t.questions, a)
		}
	}
	return t
}

// definitionTask asks what names mean that the set's passages introduce, in every way in turn. The passages that introduce
// every other name are left out: others may mention the thing, and do not answer.
func (s *set) definitionTask(in lookupLanguage, of func(string) bool) task {
	t := task{name: s.name + " definitions", corpus: &corpus.Corpus{}}
	introduced, articles, names := map[string][]string{}, map[string]string{}, []string(nil)
	for i, title := range s.titles {
		d := s.document(i, title, map[string]string{})
		var kept []corpus.Passage
		for _, p := range d.Passages {
			own := in.introducedBy(p.Text)
			for _, name := range own {
				if articles[name] == "" {
					names, articles[name] = append(names, name), fmt.Sprint(i)
				}
			}
			if slices.ContainsFunc(own, func(name string) bool { return slices.Index(names, name)%2 == 1 }) {
				continue
			}
			p.Ordinal = len(kept) + 1
			for _, name := range own {
				introduced[name] = append(introduced[name], corpus.Ref{Document: d.ID, Ordinal: p.Ordinal}.String())
			}
			kept = append(kept, p)
		}
		d.Passages = kept
		t.corpus.Documents = append(t.corpus.Documents, d)
	}
	for i, name := range names {
		if of(articles[name]) {
			t.questions = append(t.questions, labelledQuestion{text: fmt.Sprintf(in.questions[i/2%len(in.questions)], name),
				right: introduced[name], article: articles[name], lang: s.lang})
		}
	}
	return t
}

// introducedBy lists the names that a text introduces.
func (in lookupLanguage) introducedBy(text string) (names []string) {
	for _, m := range abbreviated.FindAllStringSubmatch(text, -1) {
		if strings.HasPrefix(m[2], m[1][:1]) {
			names = append(names, m[2])
		}
	}
	for _, m := range in.is.FindAllStringSubmatch(text, -1) {
		if !slices.Contains(pronouns, m[1]) {
			names = append(names, m[1])
		}
	}
	return names
}

// pronouns open sentences that introduce nothing.
var pronouns = strings.Fields("It He She They This That These Those There Here In On At As One Some Another Each His Her Its Their Other What Who Which Esta Este Estos Ese Esa Él Ella Eso Esto Su Otro Otra Uno Una")
