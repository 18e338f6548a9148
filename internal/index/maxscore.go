package index

import (
	"cmp"
	"math"
	"slices"
	"sync"
)

// A clause is a term of a search, in a block of passages.
type clause struct {
	block
	weight weight
	norms  []float64 // of short texts, see [weight.norm]
	bound  float64   // it adds no more than that to any passage
}

func newClause(b block, w weight, norms []float64) clause {
	c := clause{block: b, weight: w, norms: norms}
	c.bound = float64(c.score(posting{times: b.most, terms: b.shortest}))
	return c
}

func (c *clause) score(p posting) float32 {
	if int(p.terms) < len(c.norms) {
		return c.weight.score(float64(p.times), c.norms[p.terms])
	}
	return c.weight.score(float64(p.times), c.weight.norm(int(p.terms)))
}

// A collector collects the best passages of a search, block by block. It is MaxScore (Turtle and Flood, Query Evaluation: Strategies
// and Optimizations, 1995), a term after the other: the terms that can add most come first, and once the others cannot lift a
// passage that has none of these among the best, they are only looked up for those that were met.
type collector struct {
	wanted int
	found  []scoredPassage // the wanted best so far, and those that equal the last of them
	needed float64         // a passage with less is not among the wanted; with more it need not be

	scores [blockSize]float32 // of the block, by number: 0: not met; -Inf: deleted
	met    []uint16           // numbers with a score
	order  []*clause
	heap   []float32
}

// A scoredPassage is a passage by its number in bleve.
type scoredPassage struct {
	number uint64
	score  float32
}

// collectors are used again by the next searches.
var collectors = sync.Pool{New: func() any { return new(collector) }}

func (top *collector) reset(wanted int) { top.wanted, top.found, top.needed = wanted, top.found[:0], 0 }

// rounding is how far sums of the same numbers in other orders may be apart, by far.
const rounding = 1e-4

// search finds the best passages of a block, of which some are deleted. Their numbers in bleve begin at first. The
// scores of those that are found are added up in the order of the clauses, whatever the order in which these were looked at.
func (top *collector) search(clauses []clause, first uint64, deleted []uint16) {
	clear(top.scores[:])
	top.met = top.met[:0]
	for _, number := range deleted {
		top.scores[number] = float32(math.Inf(-1))
	}
	order := top.order[:0]
	rest := 0.0 // what the clauses that were not looked at can still add
	for i := range clauses {
		order = append(order, &clauses[i])
		rest += clauses[i].bound
	}
	top.order = order
	slices.SortFunc(order, func(a, b *clause) int { return cmp.Compare(b.bound, a.bound) })
	for len(order) > 0 && rest >= top.needed {
		top.addAll(order[0])
		rest -= order[0].bound
		order = order[1:]
		top.guess()
	}
	for _, c := range order {
		top.drop(rest)
		top.addMet(c)
		rest -= c.bound
	}
	top.guess()
	top.drop(0)
	top.take(clauses, first)
}

// addAll adds what a clause gives to each passage.
func (top *collector) addAll(c *clause) {
	for _, p := range c.postings {
		if top.scores[p.number] == 0 {
			top.met = append(top.met, p.number)
		}
		top.scores[p.number] += c.score(p)
	}
}

// addMet adds what a clause gives to the passages that were met.
func (top *collector) addMet(c *clause) {
	const searchSteps = 16
	if len(top.met)*searchSteps > len(c.postings) {
		for _, p := range c.postings {
			if top.scores[p.number] > 0 {
				top.scores[p.number] += c.score(p)
			}
		}
		return
	}
	for _, number := range top.met {
		if p, ok := c.find(number); ok {
			top.scores[number] += c.score(p)
		}
	}
}

// guess raises what is needed, until as many passages as are wanted were found, to the score in the wanted place of those that were met.
func (top *collector) guess() {
	if len(top.met) < top.wanted || len(top.found) >= top.wanted {
		return
	}
	top.heap = top.heap[:0]
	for _, number := range top.met {
		switch score := top.scores[number]; {
		case len(top.heap) < top.wanted:
			top.heap = append(top.heap, score)
			if len(top.heap) == top.wanted {
				slices.Sort(top.heap)
			}
		case score > top.heap[0]:
			top.heap[0] = score
			siftDown(top.heap)
		}
	}
	top.needed = max(top.needed, float64(top.heap[0])*(1-rounding))
}

// siftDown moves the first of a heap, whose least comes first, to its place.
func siftDown(heap []float32) {
	for at := 0; ; {
		child := 2*at + 1
		if child >= len(heap) {
			return
		}
		if child+1 < len(heap) && heap[child+1] < heap[child] {
			child++
		}
		if heap[at] <= heap[child] {
			return
		}
		heap[at], heap[child] = heap[child], heap[at]
		at = child
	}
}

// drop lets go of the passages that do not get what is needed with what the rest of the clauses can add.
func (top *collector) drop(rest float64) {
	enough := float32(top.needed - rest)
	kept := top.met[:0]
	for _, number := range top.met {
		if top.scores[number] >= enough {
			kept = append(kept, number)
		}
	}
	top.met = kept
}

// take adds the passages that were met to those that were found.
func (top *collector) take(clauses []clause, first uint64) {
	for _, number := range top.met {
		score := float32(0)
		for i := range clauses {
			if p, ok := clauses[i].find(number); ok {
				score += clauses[i].score(p)
			}
		}
		top.found = append(top.found, scoredPassage{first + uint64(number), score})
	}
	if len(top.found) < top.wanted {
		return
	}
	slices.SortFunc(top.found, func(a, b scoredPassage) int { return cmp.Compare(b.score, a.score) })
	least := top.found[top.wanted-1].score
	top.found = slices.DeleteFunc(top.found, func(p scoredPassage) bool { return p.score < least })
	top.needed = max(top.needed, float64(least)*(1-rounding))
}
