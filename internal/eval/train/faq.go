package main

import (
	"fmt"
	"strings"

	"github.com/sitrep-bot/sitrep/internal/corpus"
	"github.com/sitrep-bot/sitrep/internal/lang"
)

// asked are corpora in which every other article is a list of questions with short answers, as communities write them, for
// what a heading is worth. A list holds every other question of its article; the rest have no answer there.
func (s *sets) asked(words bool) (tasks []task, err error) {
	for _, names := range [][2]string{{"newwiki", "newwiki-typo"}, {"newwiki", "newwiki"}, {"xquad-es", "xquad-es"}, {"xquad-ru", "xquad-ru"}, {"xquad-zh", "xquad-zh"}} {
		listed, err := s.get(names[0])
		if err != nil {
			return nil, err
		}
		typed, err := s.get(names[1])
		if err != nil {
			return nil, err
		}
		tasks = append(tasks, lists(listed, typed, words))
	}
	return tasks, nil
}

// Of each article so many questions are in its list, and of the questions asked in all at most so many.
const (
	mostListed         = 16
	mostAsked          = 1000
	mostAskedByMeaning = 150
)

// lists makes a task of the questions of one set, asked in the words of another that has the same in the same order.
func lists(listed, typed *set, words bool) task {
	t := task{name: typed.name + " asked", corpus: &corpus.Corpus{}}
	for i, title := range listed.titles {
		if i%2 == 1 {
			t.corpus.Documents = append(t.corpus.Documents, listed.document(i, title, map[string]string{}))
			continue
		}
		t.list(listed, typed, i, title)
	}
	most := mostAsked
	if !words {
		most = mostAskedByMeaning
	}
	t.questions = t.questions[:min(len(t.questions), most)]
	return t
}

// list adds an article's list of questions, and asks those on it and as many that are not.
func (t *task) list(listed, typed *set, i int, title string) {
	own := map[string]bool{}
	for _, p := range listed.passages[title] {
		own[p.ID] = true
	}
	d := corpus.Document{ID: fmt.Sprintf("a%03d", i), Path: fmt.Sprintf("a%03d.txt", i), Sum: title}
	var all strings.Builder
	n := 0
	for j, q := range listed.questions {
		if !own[q.Passage] || len(q.Answers) == 0 || n == 2*mostListed {
			continue
		}
		a := labelledQuestion{text: typed.questions[j].Question, article: fmt.Sprint(i), lang: typed.lang}
		if n++; n%2 == 1 {
			d.Passages = append(d.Passages, corpus.Passage{Ordinal: len(d.Passages) + 1, Heading: q.Question, Text: q.Answers[0]})
			a.right = []string{corpus.Ref{Document: d.ID, Ordinal: len(d.Passages)}.String()}
			all.WriteString(q.Question + "\n")
		}
		t.questions = append(t.questions, a)
	}
	d.Source = corpus.Source{Title: title, Lang: lang.Detect(all.String())}
	t.corpus.Documents = append(t.corpus.Documents, d)
}
