// Package diff tells what became of the text of an article between two states of it, passage by passage and word by word. Start at
// [Documents].
package diff

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/sitrep-bot/sitrep/internal/corpus"
)

// A Change is a passage, or a heading, that two states of an article do not have in common: one that is gone, one that is new, or
// one that says something else. Its Parts, put together without the Gone ones, are what it says now; without the New ones, what it
// said.
type Change []Part

// A Part of a Change is some of its text.
type Part struct {
	Text string
	Fate Fate
}

// A Fate is what became of a text.
type Fate int

// The fates.
const (
	Stays Fate = iota
	Gone
	New
)

// Documents lists what became of the text of an article, in reading order; it is empty where nothing did.
func Documents(was, is *corpus.Document) []Change {
	return diffBlocks(blocks(was), blocks(is))
}

// Sources lists what became of the title and the address of an article.
func Sources(was, is corpus.Source) (changes []Change) {
	for _, s := range [][2]string{{was.Title, is.Title}, {was.URL, is.URL}} {
		if s[0] != s[1] && s[1] != "" {
			changes = append(changes, diffWords(s[0], s[1]))
		}
	}
	return changes
}

// TextSum tells what an article says from whatever else it might say, whatever its file has beside its text.
func TextSum(d *corpus.Document) string {
	h := sha256.New()
	for _, b := range blocks(d) {
		fmt.Fprintf(h, "%d %s", len(b), b)
	}
	return hex.EncodeToString(h.Sum(nil))
}

// blocks are the passages of a Document, and each heading above the first below it.
func blocks(d *corpus.Document) (all []string) {
	heading := ""
	for _, p := range d.Passages {
		if p.Heading != heading && p.Heading != "" {
			all = append(all, p.Heading)
		}
		heading = p.Heading
		all = append(all, p.Text)
	}
	return all
}

func diffBlocks(was, is []string) (changes []Change) {
	for _, run := range compare(was, is) {
		if !run.same {
			changes = append(changes, diffRun(run.was, run.is)...)
		}
	}
	return changes
}

// diffRun tells which of the blocks that took the place of others is which, changed.
func diffRun(was, is []string) (changes []Change) {
	for _, now := range is {
		at := slices.IndexFunc(was[:min(len(was), farthest)], func(before string) bool { return alike(before, now) })
		if at < 0 {
			changes = append(changes, Change{{now, New}})
			continue
		}
		for _, gone := range was[:at] {
			changes = append(changes, Change{{gone, Gone}})
		}
		changes = append(changes, diffWords(was[at], now))
		was = was[at+1:]
	}
	for _, gone := range was {
		changes = append(changes, Change{{gone, Gone}})
	}
	return changes
}

// farthest is how many blocks further on one that was changed is looked for.
const farthest = 16

// word is one with the spaces behind it, so that words put together are the text.
var word = regexp.MustCompile(`\s*\S+\s*`)

// alike tells whether two texts have half of their words in common, in order.
func alike(a, b string) bool {
	x, y := strings.Fields(a), strings.Fields(b)
	common := 0
	for _, run := range compare(x, y) {
		if run.same {
			common += len(run.was)
		}
	}
	return 2*common >= max(len(x), len(y))
}

func diffWords(was, is string) (c Change) {
	for _, run := range compare(word.FindAllString(was, -1), word.FindAllString(is, -1)) {
		if run.same {
			c = append(c, Part{strings.Join(run.was, ""), Stays})
			continue
		}
		if len(run.was) > 0 {
			c = append(c, Part{strings.Join(run.was, ""), Gone})
		}
		if len(run.is) > 0 {
			c = append(c, Part{strings.Join(run.is, ""), New})
		}
	}
	return c
}

// A run is neighbours that two lists have in common, or what of each stands between such.
type run struct {
	was, is []string
	same    bool
}

// mostCompared bounds what comparing two lists costs, as the product of their lengths without what they begin and end with alike:
// longer ones have nothing else in common.
const mostCompared = 4_000_000

// compare cuts two lists into runs by their longest common subsequence.
func compare(was, is []string) (runs []run) {
	add := func(w, i []string, same bool) {
		if len(w)+len(i) > 0 {
			runs = append(runs, run{w, i, same})
		}
	}
	head := 0
	for head < min(len(was), len(is)) && was[head] == is[head] {
		head++
	}
	tail := 0
	for tail < min(len(was), len(is))-head && was[len(was)-1-tail] == is[len(is)-1-tail] {
		tail++
	}
	add(was[:head], is[:head], true)
	w, n := was[head:len(was)-tail], is[head:len(is)-tail]
	for _, m := range matches(w, n) {
		add(w[:m.was], n[:m.is], false)
		add(w[m.was:m.was+m.length], n[m.is:m.is+m.length], true)
		w, n = w[m.was+m.length:], n[m.is+m.length:]
	}
	add(w, n, false)
	add(was[len(was)-tail:], is[len(is)-tail:], true)
	return runs
}

// A match is a stretch that two lists have in common; it begins so far behind the one before.
type match struct{ was, is, length int }

func matches(was, is []string) (all []match) {
	if len(was)*len(is) > mostCompared {
		return nil
	}
	// longest[i][j] is the length of the longest common subsequence of was[i:] and is[j:].
	longest := make([][]int32, len(was)+1)
	for i := range longest {
		longest[i] = make([]int32, len(is)+1)
	}
	for i := len(was) - 1; i >= 0; i-- {
		for j := len(is) - 1; j >= 0; j-- {
			if was[i] == is[j] {
				longest[i][j] = longest[i+1][j+1] + 1
			} else {
				longest[i][j] = max(longest[i+1][j], longest[i][j+1])
			}
		}
	}
	from := match{}
	for i, j := 0, 0; i < len(was) && j < len(is); {
		switch {
		case was[i] == is[j]:
			m := match{was: i - from.was, is: j - from.is}
			for i < len(was) && j < len(is) && was[i] == is[j] {
				i, j, m.length = i+1, j+1, m.length+1
			}
			all = append(all, m)
			from = match{was: i, is: j}
		case longest[i+1][j] >= longest[i][j+1]:
			i++
		default:
			j++
		}
	}
	return all
}
