package answers

import (
	"math"
	"strings"

	"github.com/sitrep-bot/sitrep/internal/lang"
)

const (
	k1, lengthWeight = 1.2, 0.75 // Okapi BM25's usual constants

	// With half of newwiki .760 are served with these and .854 of the answers are right; .759 and .856 with subjectWords 4, .760 and .849
	// with 10. runGap 3 and 8 and prefixShare 1 give the same, prefixShare 0.4 has .0025 fewer right first.
	subjectWords = 6   // the beginning of a sentence
	runGap       = 5   // how far apart two words of one run may stand
	prefixShare  = 0.7 // what a word is worth that only begins like the one asked for
)

// measure fills in what a passage shows by itself, and chooses its answering sentence.
func (c *candidate) measure(q *query, w *sentenceVector, s *buffers) {
	lq := c.query
	s.reset(len(lq.terms), len(q.raw))
	for _, m := range c.matches {
		s.count[m.term]++
		s.exact[m.term] = s.exact[m.term] || m.exact
	}
	c.features = rankVector{}
	c.found = append(c.found[:0], s.count...)
	c.findAbove(s)
	c.measurePassage(s)
	c.measureHeading(s)
	c.measurePhrases(q, s)
	c.measureDefinition(q)
	c.measureSentences(q, w, s)
	c.measureOrder(s)
	c.measurePrefixes()
}

// measurePassage fills in what is found anywhere in the passage.
func (c *candidate) measurePassage(s *buffers) {
	var names, namesFound, numbers, numbersFound float64
	v, lq := &c.features, c.query
	norm := k1 * (1 - lengthWeight + lengthWeight*float64(len(c.text.tokens))/s.meanPassage)
	for i := range lq.terms {
		t, tf, found := &lq.terms[i], float64(s.count[i]), 0.0
		if tf > 0 {
			v[fRarePassage] += t.rarity / lq.rarity
		}
		if tf > 0 || s.above[i] {
			found = 1
		}
		v[fBM25] += t.idf * tf / (tf + norm) / lq.idf
		if s.exact[i] {
			v[fExact] += t.idf / lq.idf
		}
		if t.name {
			names, namesFound = names+1, namesFound+found
		}
		if t.number {
			numbers, numbersFound = numbers+1, numbersFound+found
		}
	}
	v[fNames], v[fNumbers] = share(namesFound, names), share(numbersFound, numbers)
	v[fShort] = 1 / (1 + float64(len(c.text.tokens))/s.meanPassage)
}

// share is a part of a whole; of nothing, everything is there.
func share(part, whole float64) float64 {
	if whole == 0 {
		return 1
	}
	return part / whole
}

// ratio is a part of a whole; of nothing, nothing is there. The words of a query may weigh nothing together: a question
// put into the corpus's other language often has words that no passage of it has.
func ratio(part, whole float64) float64 {
	if whole == 0 {
		return 0
	}
	return part / whole
}

// measureSentences fills in what is found in the best sentences, and chooses the one that answers: the one that surely defines what is to be
// defined, or else the best.
func (c *candidate) measureSentences(q *query, w *sentenceVector, s *buffers) {
	v, best := &c.features, math.Inf(-1)
	var read []float64
	if c.reader != nil {
		read = shares(c.reader)
	}
	c.sentences = c.sentences[:0]
	for i, at := 0, 0; i < len(c.text.sentences); i++ {
		first := at
		for at < len(c.matches) && c.matches[at].token < c.text.starts[i+1] {
			at++
		}
		line, rare, local := c.measureSentence(q, i, c.matches[first:at], s)
		if read != nil {
			line[sReader] = read[i]
		}
		v[fSentence] = max(v[fSentence], line[sWords])
		v[fSentenceBM25] = max(v[fSentenceBM25], line[sBM25])
		v[fSentenceRare] = max(v[fSentenceRare], rare)
		v[fSentenceExact] = max(v[fSentenceExact], line[sExact])
		v[fSentenceLocal] = max(v[fSentenceLocal], local)
		v[fSubject] = max(v[fSubject], line[sSubject])
		score := dot(line[:], w[:])
		if c.text.starts[i] <= c.defining && c.defining < c.text.starts[i+1] {
			score = math.Inf(1)
		}
		if score > best {
			best, c.best, v[fKind] = score, i, line[sKind]
		}
		if s.traced {
			c.sentences = append(c.sentences, line)
		}
	}
}

// measureSentence measures sentence i, given its matches. rare and local are what it has by the rarity of its words at
// large, and among the candidates.
func (c *candidate) measureSentence(q *query, i int, matches []match, s *buffers) (v sentenceVector, rare, local float64) {
	lq, tokens := c.query, c.text.sentence(i)
	clear(s.inSentence)
	clear(s.exactInSentence)
	for _, m := range matches {
		s.inSentence[m.term]++
		s.exactInSentence[m.term] = s.exactInSentence[m.term] || m.exact
		if m.token < c.text.starts[i]+subjectWords && s.inSentence[m.term] == 1 {
			v[sSubject] += lq.terms[m.term].idf / lq.idf
		}
	}
	norm := k1 * (1 - lengthWeight + lengthWeight*float64(len(tokens))/s.meanSentence)
	for j := range lq.terms {
		t, tf := &lq.terms[j], float64(s.inSentence[j])
		switch {
		case tf > 0:
			v[sWords] += t.idf / lq.idf
			v[sBM25] += t.idf / lq.idf * tf / (tf + norm)
			rare += t.rarity / lq.rarity
			local += t.local
			if s.exactInSentence[j] {
				v[sExact] += t.idf / lq.idf
			}
		case s.before[j]:
			v[sBefore] += t.idf / lq.idf
		}
		s.before[j] = tf > 0
	}
	v[sPhrase], v[sMeaning] = q.pairsIn(tokens), c.meaningIn(i)
	if lq.hasAnswerType(tokens, q.answerType) {
		v[sKind] = 1
	}
	return v, rare, local
}

// measurePhrases fills in what stands word for word as in the question.
func (c *candidate) measurePhrases(q *query, s *buffers) {
	raw := q.raw
	if len(raw) < 2 {
		return
	}
	longest, found, running := 0, 0, false
	for i := range c.text.tokens {
		word := c.text.tokens[i].word
		if !q.rawFilter.has(word) {
			if running {
				clear(s.run)
			}
			running = false
			continue
		}
		running = true
		for j := len(raw) - 1; j >= 0; j-- { // backwards, since s.run[j] follows from the old s.run[j-1]
			if raw[j] != word {
				s.run[j] = 0
				continue
			}
			s.run[j] = 1
			if j > 0 && s.run[j-1] > 0 {
				s.run[j] += s.run[j-1]
				if !s.phrase[j] {
					s.phrase[j] = true
					found++
				}
			}
			longest = max(longest, s.run[j])
		}
	}
	c.features[fPhrase] = float64(found) / float64(len(raw)-1)
	c.features[fPhraseRun] = float64(longest) / float64(len(raw))
}

// pairsIn is the share of neighbours in the question that stand side by side in a sentence.
func (q *query) pairsIn(tokens []token) float64 {
	raw := q.raw
	found := 0
	for k := 1; k < len(tokens); k++ {
		if !q.rawFilter.has(tokens[k].word) {
			continue
		}
		for j := 1; j < len(raw); j++ {
			if raw[j] == tokens[k].word && raw[j-1] == tokens[k-1].word {
				found++
			}
		}
	}
	return float64(found) / float64(max(1, len(raw)-1))
}

// measureOrder fills in which words stand together as they do in the question.
func (c *candidate) measureOrder(s *buffers) {
	lq := c.query
	whole := 0.0
	for i := 0; i+1 < len(lq.terms); i++ {
		whole += lq.terms[i].idf + lq.terms[i+1].idf
	}
	adjacent := s.before
	clear(adjacent)
	run := 0.0
	for i, m := range c.matches {
		next := i > 0 && m.term == c.matches[i-1].term+1
		apart := 0
		if i > 0 {
			apart = m.token - c.matches[i-1].token
		}
		if next && apart <= runGap {
			run += lq.terms[m.term].idf
		} else {
			run = lq.terms[m.term].idf
		}
		c.features[fRun] = max(c.features[fRun], run/lq.idf)
		if next && apart <= 2 && !adjacent[m.term] {
			adjacent[m.term] = true
			c.features[fAdjacent] += ratio(lq.terms[m.term].idf+lq.terms[m.term-1].idf, whole)
		}
	}
}

// measurePrefixes fills in the words that are there, or others that begin as they do: "withdraw" and "withdrawal" have
// different terms, and a language without a good stemmer has many such.
func (c *candidate) measurePrefixes() {
	lq := c.query
	for i := range lq.terms {
		switch t := &lq.terms[i]; {
		case c.found[i] > 0:
			c.features[fSoft] += t.idf / lq.idf
		case t.prefix != "" && c.text.hasPrefix(t.prefix, t.firstLetters):
			c.features[fSoft] += prefixShare * t.idf / lq.idf
		}
	}
}

func (t *text) hasPrefix(beginning string, head wordHash) bool {
	for i := range t.tokens {
		tok := &t.tokens[i]
		if tok.firstLetters == head && tok.term != 0 && strings.HasPrefix(lang.Fold(t.passage.Text[tok.start:tok.end]), beginning) {
			return true
		}
	}
	return false
}
