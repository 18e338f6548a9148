package encoder

import (
	"cmp"
	"math"
	"slices"

	"github.com/sitrep-bot/sitrep/internal/encoder/kernel"
)

// A Probe is a question ready to be compared with many passages. It does not change.
type Probe struct {
	level kernel.Level

	vectors []int8    // of the words, in 8 bits, each padded to whole nibble blocks
	steps   []float32 // what a step of each word's numbers is worth
	zeros   []int32   // what nibbleZero adds to a product with each word
	weights []float32 // how much each word matters

	pooled     []int8
	pooledStep float32
}

// Probe makes one of the glance at a question; the order of its words stays.
func (e *Encoder) Probe(question Glance) *Probe {
	size, words := 2*e.config.wordBytes(), question.Words[:min(len(question.Words), PassageTokens)]
	p := &Probe{level: e.level, vectors: make([]int8, len(words)*size), pooled: make([]int8, len(question.Pooled))}
	for i, w := range words {
		vector := p.vectors[i*size : (i+1)*size]
		p.steps = append(p.steps, quantize8(vector, w.Vector))
		p.weights = append(p.weights, w.Weight)
		sum := int32(0)
		for _, v := range vector {
			sum += int32(v)
		}
		p.zeros = append(p.zeros, nibbleZero*sum)
	}
	p.pooledStep = quantize8(p.pooled, question.Pooled)
	return p
}

// A Match is the word of a passage that is nearest to a word of the question.
type Match struct {
	Word   int     // which word of the Compact; -1 if it has none
	Cosine float32 // -1 to 1
}

// MaxSim is the best match of each word of the question, in their order (Khattab and Zaharia 2020, ColBERT). The result
// takes the memory of matches if that is enough.
func (p *Probe) MaxSim(c Compact, matches []Match) []Match {
	matches = grow(matches, len(p.steps))
	for i := range matches {
		matches[i] = Match{Word: -1, Cosine: -1}
	}
	var sums [PassageTokens]int32
	products := sums[:len(p.steps)]
	for word := range c.Words() {
		length := c.length(word)
		if length == 0 {
			continue
		}
		p.level.NibbleProducts(products, p.vectors, c.vector(word))
		by := float32(1 / length)
		for i, sum := range products {
			if cosine := float32(sum-p.zeros[i]) * p.steps[i] * by; cosine > matches[i].Cosine {
				matches[i] = Match{word, cosine}
			}
		}
	}
	return matches
}

// Score is how near a passage is by its matches, -1 to 1: their mean, by the weight of the question's words. It is what the
// model was trained for. A question without words is near to nothing.
func (p *Probe) Score(matches []Match) float32 {
	var near, all float32
	for i, m := range matches {
		near += p.weights[i] * m.Cosine
		all += p.weights[i]
	}
	if all == 0 {
		return -1
	}
	return near / all
}

// A Pool holds the pooled vectors of many passages, in rows numbered from 0, to find those nearest to a question. Any number
// of goroutines may search it while none changes it.
type Pool struct {
	size  int // bytes of a row
	rows  []int8
	steps []float32
}

// NewPool is an empty one.
func (e *Encoder) NewPool() *Pool { return &Pool{size: e.config.PooledDim} }

// Len is the number of rows.
func (p *Pool) Len() int { return len(p.steps) }

// Set puts a passage into a row; rows between the last one and it are empty, and as far from any question as one at random.
func (p *Pool) Set(row int, c Compact) {
	if missing := row + 1 - len(p.steps); missing > 0 {
		p.steps = append(p.steps, make([]float32, missing)...)
		p.rows = append(p.rows, make([]int8, missing*p.size)...)
	}
	p.steps[row] = c.pooledStep
	for i, v := range c.pooled {
		p.rows[row*p.size+i] = int8(v)
	}
}

// A Neighbour is a row of a Pool and how near it is.
type Neighbour struct {
	Row    int
	Cosine float32
}

// scanRows is how many rows are multiplied before their products are looked at, so that these stay in the cache.
const scanRows = 1024

// Nearest are the count rows of those wanted whose cosine with the question is largest, the largest first. It looks at every row.
func (p *Pool) Nearest(q *Probe, count int, wanted func(row int) bool) []Neighbour {
	found := make([]Neighbour, 0, count+1)
	floor := float32(math.Inf(-1))
	p.each(q, func(row int, cosine float32) {
		if len(found) == count && cosine <= floor || count <= 0 || !wanted(row) {
			return
		}
		at, _ := slices.BinarySearchFunc(found, cosine, func(n Neighbour, c float32) int {
			return cmp.Or(cmp.Compare(c, n.Cosine), -1) // after its equals
		})
		found = slices.Insert(found, at, Neighbour{row, cosine})
		found = found[:min(len(found), count)]
		floor = found[len(found)-1].Cosine
	})
	return found
}

// Cosines are those of all rows with the question, in their order.
func (p *Pool) Cosines(q *Probe) []float32 {
	cosines := make([]float32, p.Len())
	p.each(q, func(row int, cosine float32) { cosines[row] = cosine })
	return cosines
}

func (p *Pool) each(q *Probe, yield func(row int, cosine float32)) {
	var sums [scanRows]int32
	for first := 0; first < p.Len(); first += scanRows {
		products := sums[:min(scanRows, p.Len()-first)]
		q.level.Scan(products, q.pooled, p.rows[first*p.size:])
		for i, sum := range products {
			yield(first+i, float32(sum)*q.pooledStep*p.steps[first+i])
		}
	}
}

// Cosine is that of the question and a passage as wholes.
func (p *Probe) Cosine(c Compact) float64 {
	sum := 0
	for i, v := range c.pooled {
		sum += int(p.pooled[i]) * int(int8(v))
	}
	return float64(sum) * float64(p.pooledStep) * float64(c.pooledStep)
}
