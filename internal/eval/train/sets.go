package main

import (
	"bufio"
	"cmp"
	"compress/gzip"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/sitrep-bot/sitrep/internal/corpus"
	"github.com/sitrep-bot/sitrep/internal/lang"
)

// A set is a question set as it lies on disk.
type set struct {
	name      string
	lang      string   // ISO 639-1 code of the questions that do not name theirs
	titles    []string // of its articles
	passages  map[string][]passage
	questions []question

	communities []string // their names, in the set of communities
}

type passage struct {
	ID, Title, Text string
}

type question struct {
	Question, Previous, Kind string
	Lang                     string   // ISO 639-1 code; empty: the set's
	Passage                  string   // id of the right one; empty if no passage answers
	Near                     string   // of a question that none answers: the id of the one that comes closest
	Gold                     []string // parts of the right passages, in sets that name them so
	Answers                  []string // parts of the right passage that answer

	answered string // ISO 639-1 code of the passage asked about, where the set says it
}

// A task is a corpus with questions to it.
type task struct {
	name      string
	corpus    *corpus.Corpus
	questions []labelledQuestion
}

// A labelledQuestion is a question with what is known of its answer.
type labelledQuestion struct {
	text, previous, kind string
	lang                 string   // ISO 639-1 code
	right                []string // ids of the passages that answer; none if the corpus does not
	answers              []string // parts of a right passage that answer
	article              string
}

var languages = []string{"es", "ru", "zh"}

// sets reads question sets from a folder, each once.
type sets struct {
	folder, communitiesFolder string
	read                      map[string]*set
}

// get reads a set: "newwiki", "newwiki-typo", "members" (questions to newwiki's passages), "xquad-es", "club", "communities".
func (s *sets) get(name string) (*set, error) {
	if found := s.read[name]; found != nil {
		return found, nil
	}
	found, err := s.readNamed(name)
	if err != nil {
		return nil, err
	}
	found.name, found.lang = name, "en"
	if code, is := strings.CutPrefix(name, "xquad-"); is {
		found.lang = code
	}
	s.read[name] = found
	return found, nil
}

func (s *sets) readNamed(name string) (*set, error) {
	folder := s.folder
	passages, typo := strings.CutSuffix(name, "-typo")
	switch {
	case name == "communities":
		return readCommunities(s.communitiesFolder)
	case name == "club":
		return readClub(filepath.Join(folder, name))
	case name == "members":
		return readSet(filepath.Join(folder, "newwiki"), "members.jsonl.gz")
	case typo:
		return readSet(filepath.Join(folder, passages), "questions-typo.jsonl.gz")
	}
	return readSet(filepath.Join(folder, name), "questions.jsonl.gz")
}

func readSet(folder, file string) (*set, error) {
	s := &set{passages: map[string][]passage{}}
	passages, err := readLines[passage](filepath.Join(folder, "passages.jsonl.gz"))
	if err != nil {
		return nil, err
	}
	for _, p := range passages {
		s.add(p)
	}
	s.questions, err = readLines[question](filepath.Join(folder, file))
	return s, err
}

func (s *set) add(p passage) {
	if s.passages[p.Title] == nil {
		s.titles = append(s.titles, p.Title)
	}
	s.passages[p.Title] = append(s.passages[p.Title], p)
}

// readClub reads the set whose articles are text files, first line the title.
func readClub(folder string) (*set, error) {
	s := &set{passages: map[string][]passage{}}
	files, err := filepath.Glob(filepath.Join(folder, "corpus", "*.txt"))
	if err != nil || len(files) == 0 {
		return nil, fmt.Errorf("wanted text files in %s/corpus, found none (%v); name the folder of the sets with -eval", folder, err)
	}
	for i, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			return nil, err
		}
		title, body, _ := strings.Cut(string(data), "\n")
		for j, text := range strings.Split(strings.TrimSpace(body), "\n\n") {
			s.add(passage{ID: fmt.Sprintf("%d-%d", i, j), Title: title, Text: text})
		}
	}
	s.questions, err = readLines[question](filepath.Join(folder, "questions.jsonl"))
	return s, err
}

// readLines reads a file of JSON lines, gzipped if its name says so.
func readLines[T any](path string) (all []T, err error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("wanted the question sets: %w; name their folder with -eval", err)
	}
	defer f.Close()
	var in io.Reader = bufio.NewReader(f)
	if strings.HasSuffix(path, ".gz") {
		if in, err = gzip.NewReader(in); err != nil {
			return nil, fmt.Errorf("%s: %w", path, err)
		}
	}
	for lines := json.NewDecoder(in); ; {
		var v T
		switch err := lines.Decode(&v); {
		case errors.Is(err, io.EOF):
			return all, nil
		case err != nil:
			return nil, fmt.Errorf("%s: %w", path, err)
		}
		all = append(all, v)
	}
}

// A pick says which questions of a set are asked, and how many at most; 0: all.
type pick struct {
	of   func(article string) bool // nil: all
	most int
}

// task makes a corpus of some of a set's articles, with the questions to them and, where foreign is true, as many to the others.
func (s *set) task(name string, titles []string, foreign bool, pick pick) task {
	t := task{name: name, corpus: &corpus.Corpus{}}
	ids := map[string]string{}
	for i, title := range titles {
		t.corpus.Documents = append(t.corpus.Documents, s.document(i, title, ids))
	}
	random := rand.New(rand.NewPCG(1, uint64(len(titles))))
	var own, others []labelledQuestion
	for _, q := range s.questions {
		a := q.label(t.corpus, ids)
		a.lang = cmp.Or(q.Lang, s.lang)
		switch {
		case pick.of != nil && !pick.of(a.article):
		case len(a.right) > 0 || q.belongs(ids):
			own = append(own, a)
		case foreign:
			others = append(others, a)
		}
	}
	random.Shuffle(len(own), func(i, j int) { own[i], own[j] = own[j], own[i] })
	random.Shuffle(len(others), func(i, j int) { others[i], others[j] = others[j], others[i] })
	if pick.most > 0 {
		own = own[:min(len(own), pick.most)]
	}
	t.questions = append(own, others[:min(len(others), len(own))]...)
	return t
}

func (s *set) document(i int, title string, ids map[string]string) corpus.Document {
	d := corpus.Document{ID: fmt.Sprintf("a%03d", i), Path: fmt.Sprintf("a%03d.txt", i), Sum: title}
	var all strings.Builder
	for j, p := range s.passages[title] {
		text := lang.OneLine(p.Text)
		d.Passages = append(d.Passages, corpus.Passage{Ordinal: j + 1, Text: text})
		ids[p.ID] = corpus.Ref{Document: d.ID, Ordinal: j + 1}.String()
		all.WriteString(text + "\n")
	}
	d.Source = corpus.Source{Title: title, Lang: lang.Detect(all.String())}
	return d
}

// belongs reports whether a question that nothing answers is about one of the corpus's articles.
func (q question) belongs(ids map[string]string) bool {
	return q.Kind == "offtopic" || q.Kind == "nearmiss" && (q.Near == "" || ids[q.Near] != "")
}

// label puts a question into the terms of a corpus.
func (q question) label(c *corpus.Corpus, ids map[string]string) labelledQuestion {
	a := labelledQuestion{text: q.Question, previous: q.Previous, kind: q.Kind, answers: q.Answers}
	if about := cmp.Or(q.Passage, q.Near); about != "" {
		a.article = articleOf(about)
	}
	if id := ids[q.Passage]; id != "" {
		a.right = []string{id}
	}
	for _, d := range c.Documents {
		for _, p := range d.Passages {
			if slices.ContainsFunc(q.Gold, func(gold string) bool { return strings.Contains(p.Text, gold) }) {
				a.right = append(a.right, corpus.Ref{Document: d.ID, Ordinal: p.Ordinal}.String())
				a.article = strings.TrimPrefix(d.ID, "a")
			}
		}
	}
	return a
}

// unseenBy the encoder's training are the articles that data.py holds out (internal/encoder/train): what meaning is worth is
// learned on their questions, since on others the encoder is better than it will be on anybody's articles.
func unseenBy(set string) func(article string) bool {
	members := []int{7, 11, 13, 14, 15, 17, 21, 24, 27, 30, 37, 44, 46}
	unseenMembers := []int{11, 21, 37}
	return func(article string) bool {
		n, err := strconv.Atoi(article)
		switch {
		case set == "club" || err != nil:
			return true
		case strings.HasPrefix(set, "xquad"):
			return n%4 == 0
		case slices.Contains(members, n):
			return slices.Contains(unseenMembers, n)
		}
		return n%4 == 2
	}
}
