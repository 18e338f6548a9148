package main

import (
	"bufio"
	"fmt"
	"hash/crc32"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// How many questions of all communities are asked at most, and of one.
const (
	mostOfCommunities = 600
	mostOfCommunity   = 30
)

// communities are invented communities with what their members ask: searched all together, and each without one of its articles.
func (s *sets) communities(l *learner) (whole, parts []task, err error) {
	found, err := s.get("communities")
	if err != nil {
		return nil, nil, err
	}
	asked := *found
	asked.questions = slices.DeleteFunc(slices.Clone(found.questions), func(q question) bool { return !l.learnsOfPair(q.Lang, q.answered) })
	together := pick{of: l.takesCommunity(found), most: mostOfCommunities}
	if l.words {
		together.most = mostByWords
	}
	whole = append(whole, asked.task("communities", found.titles, false, together))
	for i := range found.communities {
		article := strconv.Itoa(i)
		if !together.of(article) {
			continue
		}
		of := func(a string) bool { return a == article }
		titles := slices.DeleteFunc(slices.Clone(found.titles), func(title string) bool { return !of(articleOf(found.passages[title][0].ID)) })
		parts = append(parts, asked.task("community", titles[:len(titles)-1], true, pick{of: of, most: mostOfCommunity}))
	}
	return whole, parts, nil
}

// learnsOfPair reports whether questions in one language about passages in another are learned from.
func (l *learner) learnsOfPair(asked, answered string) bool {
	return l.learnsOf(asked) && (l.name != "across" || asked != answered)
}

// takesCommunity tells of which communities the questions are asked: where a network was trained, of those that it has not seen.
func (l *learner) takesCommunity(s *set) func(article string) bool {
	return func(article string) bool {
		i, err := strconv.Atoi(article)
		return err == nil && i < len(s.communities) && (l.english == nil || unseenCommunity(s.communities[i]))
	}
}

// unseenCommunity reports whether data.py keeps a community for testing.
func unseenCommunity(name string) bool { return crc32.ChecksumIEEE([]byte(name))%4 == 2 }

// readCommunities reads a folder of communities; its README says what stands in a file.
func readCommunities(folder string) (*set, error) {
	files, err := filepath.Glob(filepath.Join(folder, "*.txt"))
	if err != nil || len(files) == 0 {
		return nil, fmt.Errorf("wanted communities in %s, found none (%v); name their folder with -communities", folder, err)
	}
	s := &set{passages: map[string][]passage{}}
	for i, file := range files {
		s.communities = append(s.communities, strings.TrimSuffix(filepath.Base(file), ".txt"))
		if err := s.readCommunity(file, i); err != nil {
			return nil, fmt.Errorf("%s: %w", file, err)
		}
	}
	return s, nil
}

// readCommunity adds the community in a file, the i-th.
func (s *set) readCommunity(file string, i int) error {
	f, err := os.Open(file)
	if err != nil {
		return err
	}
	defer f.Close()
	var title, language, about string
	passages := 0
	for lines := bufio.NewScanner(f); ; {
		if !lines.Scan() {
			return lines.Err()
		}
		line := lines.Text()
		if found, is := strings.CutPrefix(line, "# "); is {
			title, language = found, "en"
			continue
		}
		kind, rest, _ := strings.Cut(line, ": ")
		parts := strings.Split(rest, " | ")
		switch {
		case line == "":
		case kind == "lang":
			language = rest
		case kind == "P":
			about = fmt.Sprintf("%d-%d", i, passages)
			s.add(passage{ID: about, Title: title, Text: rest})
			passages++
		case kind == "near":
			s.questions = append(s.questions, question{Question: rest, Kind: "nearmiss", Near: about, Lang: language, answered: language})
		case kind == "follow" && len(parts) == 3:
			s.questions = append(s.questions, question{Previous: parts[0], Question: parts[1], Kind: kind, Passage: about, Lang: language, answered: language})
		case len(parts) == 2:
			asked := language
			if len(kind) == 2 {
				asked = kind
			}
			s.questions = append(s.questions, question{Question: parts[0], Answers: parts[1:], Kind: kind, Passage: about, Lang: asked, answered: language})
		default:
			return fmt.Errorf("wanted a title, a passage or a question with its answer, found %q", line)
		}
	}
}

// articleOf is what stands before the dash in a passage's id.
func articleOf(id string) string {
	article, _, _ := strings.Cut(id, "-")
	return article
}
