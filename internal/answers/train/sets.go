package main

import (
	"bufio"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"

	"github.com/sitrep-bot/sitrep/internal/corpus"
	"github.com/sitrep-bot/sitrep/internal/lang"
)

// A set is a question set as it lies on disk.
type set struct {
	name      string
	titles    []string // of its articles
	passages  map[string][]passage
	questions []question
}

type passage struct {
	ID, Title, Text string
}

type question struct {
	ID, Question, Passage string
	Answers               []string
}

// A task is a corpus with questions to it.
type task struct {
	name      string
	corpus    *corpus.Corpus
	questions []asked
}

// An asked is a question with what is known of its answer.
type asked struct {
	text    string
	passage string // id in the corpus; empty if the corpus does not answer it
	answers []string
	article string
}

var setNames = []string{"newwiki", "xquad-es", "xquad-ru", "xquad-zh"}

// wholeSets are all sets, each searched as a whole.
func wholeSets(eval string) ([]task, error) {
	var tasks []task
	for _, name := range setNames {
		s, err := readSet(eval, name, false)
		if err != nil {
			return nil, err
		}
		tasks = append(tasks, s.task(s.titles, 0, nil))
	}
	return tasks, nil
}

// partSets are corpora of half of a set's articles, of four and of one, with as many questions that they do not answer.
func partSets(eval string) ([]task, error) {
	var tasks []task
	for _, name := range setNames {
		for _, typo := range []bool{false, true} {
			if typo && name != "newwiki" {
				continue
			}
			s, err := readSet(eval, name, typo)
			if err != nil {
				return nil, err
			}
			tasks = append(tasks, s.parts()...)
		}
	}
	return tasks, nil
}

func (s *set) parts() (tasks []task) {
	random := rand.New(rand.NewPCG(1, 7))
	titles := append([]string(nil), s.titles...)
	random.Shuffle(len(titles), func(i, j int) { titles[i], titles[j] = titles[j], titles[i] })
	half := len(titles) / 2
	tasks = append(tasks, s.task(titles[:half], half, random), s.task(titles[half:], half, random))
	for i := 0; i+4 <= len(titles); i += 4 {
		tasks = append(tasks, s.task(titles[i:i+4], 4, random))
	}
	for _, title := range titles {
		tasks = append(tasks, s.task([]string{title}, 1, random))
	}
	return tasks
}

// plenty is how many questions of a set are more than the confidence needs: of a larger one it gets every third.
const plenty = 3000

// task makes a corpus of some articles. With random, questions to the others are added, as many as to these.
func (s *set) task(titles []string, size int, random *rand.Rand) task {
	t := task{name: fmt.Sprintf("%s/%d", s.name, size), corpus: &corpus.Corpus{}}
	ids := map[string]string{}
	for i, title := range titles {
		d := corpus.Document{ID: fmt.Sprintf("a%03d", i), Path: fmt.Sprintf("a%03d.txt", i), Sum: title}
		var all strings.Builder
		for j, p := range s.passages[title] {
			text := strings.Join(strings.Fields(p.Text), " ")
			d.Passages = append(d.Passages, corpus.Passage{Ordinal: j + 1, Text: text})
			ids[p.ID] = corpus.PassageID(d.ID, j+1)
			all.WriteString(text + "\n")
		}
		d.Source = corpus.Source{Title: title, Lang: lang.Detect(all.String())}
		t.corpus.Documents = append(t.corpus.Documents, d)
	}
	var foreign []asked
	for n, q := range s.questions {
		if random != nil && n%3 != 0 && len(s.questions) > plenty {
			continue
		}
		a := asked{text: q.Question, passage: ids[q.Passage], answers: q.Answers, article: q.Passage[:strings.IndexByte(q.Passage, '-')]}
		if a.passage != "" {
			t.questions = append(t.questions, a)
		} else if random != nil {
			foreign = append(foreign, a)
		}
	}
	if random != nil {
		random.Shuffle(len(foreign), func(i, j int) { foreign[i], foreign[j] = foreign[j], foreign[i] })
		t.questions = append(t.questions, foreign[:min(len(foreign), len(t.questions))]...)
	}
	return t
}

func readSet(eval, name string, typo bool) (*set, error) {
	s := &set{name: name, passages: map[string][]passage{}}
	passages, err := readLines[passage](filepath.Join(eval, name, "passages.jsonl.gz"))
	if err != nil {
		return nil, err
	}
	for _, p := range passages {
		if s.passages[p.Title] == nil {
			s.titles = append(s.titles, p.Title)
		}
		s.passages[p.Title] = append(s.passages[p.Title], p)
	}
	file := "questions.jsonl.gz"
	if typo {
		file = "questions-typo.jsonl.gz"
		s.name += "-typo"
	}
	s.questions, err = readLines[question](filepath.Join(eval, name, file))
	return s, err
}

func readLines[T any](path string) ([]T, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("wanted the question sets: %w; name their folder with -eval", err)
	}
	defer f.Close()
	unzipped, err := gzip.NewReader(f)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	var all []T
	for lines := json.NewDecoder(bufio.NewReader(unzipped)); lines.More(); {
		var v T
		if err := lines.Decode(&v); err != nil {
			return nil, fmt.Errorf("%s: %w", path, err)
		}
		all = append(all, v)
	}
	return all, nil
}
