package main

import (
	"math/rand/v2"
	"strings"
	"testing"
)

// Some near misses are typed hastily, as some answered questions are, and the slips leave words that can be recognised.
func TestSomeNearMissesAreTypedHastily(t *testing.T) {
	s, err := readCommunities("../communities")
	if err != nil {
		t.Fatal(err)
	}
	hastily, all := 0, 0
	for _, q := range s.questions {
		if q.Kind == "nearmiss" && q.Lang == "en" {
			all++
			if q.Question == strings.ToLower(q.Question) && !strings.HasSuffix(q.Question, "?") {
				hastily++
			}
		}
	}
	if share := float64(hastily) / float64(all); share < 0.15 || share > 0.3 {
		t.Errorf("%.2f of %d near misses are typed hastily, want about a fifth", share, all)
	}
}

func TestHasty(t *testing.T) {
	const question = "When does the Lantern Festival begin?"
	random := rand.New(rand.NewPCG(1, 3))
	slips := 0
	for range 200 {
		words := strings.Fields(hasty(question, random))
		if len(words) != 6 || words[2] != "the" {
			t.Fatalf("%q became %q, want its six words, the short ones as they were", question, words)
		}
		for i, word := range strings.Fields(strings.ToLower(strings.TrimSuffix(question, "?"))) {
			if words[i] == word {
				continue
			}
			slips++
			if words[i][0] != word[0] || max(len(words[i]), len(word))-min(len(words[i]), len(word)) > 1 {
				t.Errorf("%q became %q, want one slip behind its first letter", word, words[i])
			}
		}
	}
	if slips < 200 || slips > 500 {
		t.Errorf("%d of 1,000 words of four letters and more have a slip, want a third", slips)
	}
}
