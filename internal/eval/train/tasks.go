package main

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
)

// How many questions of a set are asked at most. Reading takes a tenth of a second a question, words a thousandth.
const (
	mostByWords   = 3000
	mostByMeaning = 300
	mostInPart    = 40
)

var names = []string{"newwiki", "newwiki-typo", "members", "club", "xquad-es", "xquad-ru", "xquad-zh"}

// whole are all sets, each searched as a whole.
func (s *sets) whole(words bool) (tasks []task, err error) {
	for _, name := range names {
		found, err := s.get(name)
		if err != nil {
			return nil, err
		}
		tasks = append(tasks, found.task(name, found.titles, false, asked(name, words, 0)))
	}
	asked, err := s.asked(words)
	if err != nil {
		return nil, err
	}
	lookups, err := s.lookups(words)
	if err != nil {
		return nil, err
	}
	mixed, err := s.mixed()
	return append(slices.Concat(tasks, asked, lookups), mixed), err
}

// asked picks questions: for words all; for meaning those on articles that the networks have not seen.
func asked(name string, words bool, most int) pick {
	if words {
		return pick{most: mostByWords}
	}
	return pick{of: unseenBy(name), most: cmp.Or(most, mostByMeaning)}
}

// withinLanguages are the sets whose questions are in the passages' language, whole and in parts, and communities that are asked for single
// words.
func (s *sets) withinLanguages(words bool) (whole, parts []task, err error) {
	if whole, err = s.whole(words); err != nil {
		return nil, nil, err
	}
	if parts, err = s.parts(words); err != nil {
		return nil, nil, err
	}
	single, err := s.singleWords()
	return whole, append(parts, single...), err
}

// parts are corpora of half of a set's articles, of four and of one, with as many questions that they do not answer.
func (s *sets) parts(words bool) (tasks []task, err error) {
	for _, name := range names {
		found, err := s.get(name)
		if err != nil {
			return nil, err
		}
		tasks = append(tasks, found.parts(words)...)
	}
	if words {
		large, err := s.large()
		return append(tasks, large...), err
	}
	return tasks, nil
}

func (s *set) parts(words bool) (tasks []task) {
	random := rand.New(rand.NewPCG(1, 7))
	titles := append([]string(nil), s.titles...)
	random.Shuffle(len(titles), func(i, j int) { titles[i], titles[j] = titles[j], titles[i] })
	half, most := len(titles)/2, 0
	if !words {
		most = 2 * mostInPart
	}
	add := func(size int, titles []string, most int) {
		tasks = append(tasks, s.task(fmt.Sprintf("%s/%d", s.name, size), titles, true, asked(s.name, words, most)))
	}
	add(half, titles[:half], most)
	add(half, titles[half:], most)
	few := func(n int) int { return most * n / len(titles) }
	for i := 0; i+4 <= len(titles); i += 4 {
		add(4, titles[i:i+4], few(4))
	}
	for i := range titles {
		add(1, titles[i:i+1], few(1))
	}
	return tasks
}

// mixed is one corpus of the three xquads: the same articles in three languages.
func (s *sets) mixed() (task, error) {
	all := &set{name: "mixed", passages: map[string][]passage{}}
	for _, code := range languages {
		part, err := s.get("xquad-" + code)
		if err != nil {
			return task{}, err
		}
		for _, title := range part.titles {
			for _, p := range part.passages[title] {
				p.ID, p.Title = tag(p.ID, code), code+" "+p.Title
				all.add(p)
			}
		}
		for i, q := range part.questions {
			if i%5 == 0 {
				q.Passage, q.Lang = tag(q.Passage, code), code
				all.questions = append(all.questions, q)
			}
		}
	}
	return all.task("mixed", all.titles, false, pick{of: unseenBy("xquad"), most: mostByMeaning}), nil
}

// across are sets whose questions are in another language than the passages: the xquads, which say the same in three
// languages, and what members ask of English articles. Club is left to tell what comes of it.
func (s *sets) across() (whole, parts []task, err error) {
	var all []*set
	for i, code := range languages {
		crossed, err := s.crossed(code, languages[(i+1)%len(languages)])
		if err != nil {
			return nil, nil, err
		}
		all = append(all, crossed)
	}
	members, err := s.get("members")
	if err != nil {
		return nil, nil, err
	}
	foreign := *members
	foreign.name = "members-across"
	foreign.questions = slices.DeleteFunc(slices.Clone(members.questions), func(q question) bool { return q.Lang == "en" })
	for _, set := range append(all, &foreign) {
		whole = append(whole, set.task(set.name, set.titles, false, asked(set.name, false, 0)))
		parts = append(parts, set.parts(false)...)
	}
	return whole, parts, nil
}

// crossed is an xquad that is asked in another language.
func (s *sets) crossed(asked, answered string) (*set, error) {
	from, err := s.get("xquad-" + asked)
	if err != nil {
		return nil, err
	}
	to, err := s.get("xquad-" + answered)
	if err != nil {
		return nil, err
	}
	crossed := *to
	crossed.name, crossed.lang, crossed.questions = "xquad-"+asked+"-"+answered, asked, nil
	for i, q := range to.questions {
		q.Question = from.questions[i].Question
		crossed.questions = append(crossed.questions, q)
	}
	return &crossed, nil
}

// tag makes an id of one language differ from the same id of another; what stands before the dash stays the article.
func tag(id, code string) string { return strings.Replace(id, "-", "-"+code, 1) }
