package answers

import (
	"math"

	"github.com/sitrep-bot/sitrep/internal/index"
)

// weighLocally gives every term its weight by how few of the candidates have it: what all of them have tells none of
// them apart.
func weighLocally(queries []langQuery, found []candidate, s *buffers) {
	for i := range queries {
		lq := &queries[i]
		df := make([]float64, len(lq.terms))
		for j := range found {
			if found[j].query != lq {
				continue
			}
			s.reset(len(lq.terms), 0)
			for _, m := range found[j].matches {
				if s.count[m.term]++; s.count[m.term] == 1 {
					df[m.term]++
				}
			}
		}
		sum := 0.0
		for j := range lq.terms {
			lq.terms[j].local = math.Log(1 + (float64(len(found))-df[j]+.5)/(df[j]+.5))
			sum += lq.terms[j].local
		}
		for j := range lq.terms {
			lq.terms[j].local /= sum
		}
	}
}

// measureHeading fills in what the title, the aliases or the heading of a passage have of the question.
func (c *candidate) measureHeading(s *buffers) {
	lq, v := c.query, &c.features
	above := 0.0 // rarity of the words that are there
	for i := range lq.terms {
		t := &lq.terms[i]
		if s.count[i] > 0 {
			v[fCovered] += t.rarity / lq.rarity
		}
		if s.count[i] > 0 || s.above[i] {
			v[fCounted] += 1 / float64(len(lq.terms))
		}
		if !s.above[i] {
			continue
		}
		above += t.rarity / lq.rarity
		if s.count[i] == 0 {
			v[fHeading] += t.idf / lq.idf
			v[fCovered] += t.rarity / lq.rarity
		}
	}
	v[fAsked] = above * max(c.headingAsked(0), c.headingAsked(c.text.above.last))
}

// findAbove notes which terms stand above the passage.
func (c *candidate) findAbove(s *buffers) {
	for i := range c.text.above.tokens {
		for j := range c.query.terms {
			s.above[j] = s.above[j] || c.query.terms[j].matches(c.text.above.tokens, i)
		}
	}
	c.above = append(c.above[:0], s.above...)
}

// headingAsked is the share, by rarity, of what stands above the passage from one of its words on that is in the question.
func (c *candidate) headingAsked(from int) float64 {
	found, all := 0.0, 0.0
	for i := from; i < len(c.text.above.tokens); i++ {
		if c.text.above.tokens[i].term == 0 {
			continue
		}
		all += c.text.above.rarity[i]
		if c.query.has(c.text.above.tokens, i) {
			found += c.text.above.rarity[i]
		}
	}
	return ratio(found, all)
}

// measureNeighbours fills in the words that only the passages around this one have: what "it" stands for in this one is
// often named there.
func (c *candidate) measureNeighbours(around []*text) {
	for i := range c.query.terms {
		t := &c.query.terms[i]
		if c.found[i] > 0 {
			continue
		}
		for _, n := range around {
			if t.in(n) {
				c.features[fNeighbour] += t.idf / c.query.idf
				break
			}
		}
	}
}

func (t *term) in(n *text) bool {
	for i := range n.tokens {
		if t.matches(n.tokens, i) {
			return true
		}
	}
	return false
}

// measureDocuments fills in how well each candidate's article matches as a whole, by the scores of the search.
func measureDocuments(found []candidate) {
	sums := map[*index.Document]float64{}
	strongest := 0.0
	for _, c := range found {
		sums[c.hit.Document] += c.hit.Score
		strongest = max(strongest, sums[c.hit.Document])
	}
	for i := range found {
		found[i].features[fDocument] = ratio(sums[found[i].hit.Document], strongest)
	}
}

// measureOpenings fills in how much of the question stands above a passage that is the first below it, in its article or
// below its heading: who looks up a title wants to read from there.
func measureOpenings(found []candidate) {
	for i := range found {
		c := &found[i]
		above := 0.0
		for j := range c.query.terms {
			if c.above[j] {
				above += c.query.terms[j].rarity / c.query.rarity
			}
		}
		if above > 0.5 && c.isFirst(found) {
			c.features[fOpens] = 2*above - 1
		}
	}
}

// isFirst reports whether no other candidate stands before this one in its article; or below its heading, where that has a
// word of the question.
func (c *candidate) isFirst(found []candidate) bool {
	ofHeading := c.text.passage.Heading != "" && c.headingAsked(c.text.above.last) > 0
	for i := range found {
		o := &found[i]
		if o.hit.Document == c.hit.Document && o.hit.Ordinal < c.hit.Ordinal &&
			(!ofHeading || o.text.passage.Heading == c.text.passage.Heading) {
			return false
		}
	}
	return true
}
