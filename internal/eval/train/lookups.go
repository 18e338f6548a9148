package main

import (
	"cmp"
	"fmt"
	"maps"
	"math/rand/v2"
	"regexp"
	"slices"
	"strings"

	"github.com/sitrep-bot/sitrep/internal/corpus"
	"github.com/sitrep-bot/sitrep/internal/lang"
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
		tasks = append(tasks, found.titleTask(), found.definitionTask(in, of))
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
func (s *set) titleTask() task {
	t := task{name: s.name + " titles", corpus: &corpus.Corpus{}}
	random := rand.New(rand.NewPCG(3, 1))
	for i, title := range s.titles {
		version := fmt.Sprintf("%d.%d.%d", i%3, i, random.IntN(10))
		name := madeUp(random) + " " + version
		a := labelledQuestion{text: []string{name, "what about " + strings.ToLower(name), version}[i/2%3], article: fmt.Sprint(i), lang: s.lang}
		if i%2 == 0 {
			d := s.document(i, title, map[string]string{})
			d.Source.Title = name
			t.corpus.Documents = append(t.corpus.Documents, d)
			a.right = []string{corpus.Ref{Document: d.ID, Ordinal: 1}.String()}
		}
		t.questions = append(t.questions, a)
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

// mostWords is how many single words a corpus is asked for, and as many that it does not have.
const mostWords = 3

// singleWords are communities without one of their articles, and the first article of each, that are asked for single words. No set has
// such questions, and without them one word is taken for too little to go by.
func (s *sets) singleWords() (tasks []task, err error) {
	found, err := s.get("communities")
	if err != nil {
		return nil, err
	}
	words := found.askedForWords()
	for i, name := range found.communities {
		if unseenCommunity(name) {
			titles, of := found.community(i)
			for _, part := range [][]string{titles[:len(titles)-1], titles[:1]} {
				tasks = append(tasks, words.task("community words", part, true, pick{of: of, most: mostWords}))
			}
		}
	}
	return tasks, nil
}

// askedForWords is the set with other questions: the longest of the words that one passage of its community has alone.
func (s *set) askedForWords() *set {
	asked := *s
	asked.questions = nil
	languages := map[string]string{} // of communities
	for _, q := range s.questions {
		languages[articleOf(cmp.Or(q.Passage, q.Near))] = q.answered
	}
	in := map[string]int{} // how many passages of a community have the word
	key := func(p passage, word string) string { return articleOf(p.ID) + " " + word }
	for _, passages := range s.passages {
		for _, p := range passages {
			for word := range wordsOf(p.Text) {
				in[key(p, word)]++
			}
		}
	}
	longestAlone := func(p passage) (longest string) {
		for _, word := range slices.Sorted(maps.Keys(wordsOf(p.Text))) {
			if in[key(p, word)] == 1 && len(word) > len(longest) {
				longest = word
			}
		}
		return longest
	}
	for _, title := range s.titles {
		for _, p := range s.passages[title] {
			if word := longestAlone(p); word != "" {
				asked.questions = append(asked.questions, question{Question: word, Kind: "word", Passage: p.ID, Lang: languages[articleOf(p.ID)]})
			}
		}
	}
	return &asked
}

// wordsOf are the words of a text in lower case.
func wordsOf(text string) map[string]bool {
	words := map[string]bool{}
	for tok := range lang.Tokens(text) {
		if !tok.Pair {
			words[lang.Fold(text[tok.Start:tok.End])] = true
		}
	}
	return words
}
