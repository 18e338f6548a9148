package main

import (
	"bufio"
	"fmt"
	"hash/crc32"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// How many questions of a community are asked at most, and how many where it lacks an article.
const (
	mostOfCommunity = 60
	mostWhereLacks  = 30

	// hastyNearMisses is how many near misses there are to one that is typed hastily beside those that were written so. Where few were, a
	// mistake in a question spoke for an answer: of the answered ones every sixth has some.
	hastyNearMisses = 8
)

// communities are those that the encoder has not seen, each a corpus with what its members ask in its language, or across from others,
// and each without one of its articles. Together they would be no corpus: "What does it cost?" means another thing in each.
func (s *sets) communities(across bool) (whole, parts []task, err error) {
	found, err := s.get("communities")
	if err != nil {
		return nil, nil, err
	}
	own := *found
	own.questions = slices.DeleteFunc(slices.Clone(found.questions), func(q question) bool { return (q.Lang != q.answered) != across })
	for i, name := range found.communities {
		if !unseenCommunity(name) {
			continue
		}
		titles, of := found.community(i)
		whole = append(whole, own.task("community", titles, false, pick{of: of, most: mostOfCommunity}))
		parts = append(parts, own.task("community/less", titles[:len(titles)-1], true, pick{of: of, most: mostWhereLacks}))
	}
	return whole, parts, nil
}

// community is the titles of the i-th, and which questions are of it.
func (s *set) community(i int) (titles []string, of func(article string) bool) {
	community := strconv.Itoa(i)
	of = func(article string) bool { return article == community }
	for _, title := range s.titles {
		if of(articleOf(s.passages[title][0].ID)) {
			titles = append(titles, title)
		}
	}
	return titles, of
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
	passages, random := 0, rand.New(rand.NewPCG(uint64(i), 3))
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
			if random.IntN(hastyNearMisses) == 0 {
				rest = hasty(rest, random)
			}
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
