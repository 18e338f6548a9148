package answers

// A match is a token of a text that stands for a term of the question.
type match struct {
	token, term int
	exact       bool // in the very form of the question
}

// find returns the matches of a query's terms in a text, in its order.
func (lq *langQuery) find(t *text) (found []match) {
	for i := range t.tokens {
		if t.tokens[i].term == 0 || !lq.termFilter.has(t.tokens[i].term) && t.tokens[i].parts == [2]wordHash{} {
			continue
		}
		for j := range lq.terms { // an abbreviation stands for several at once
			if lq.terms[j].matches(t.tokens, i) {
				found = append(found, match{i, j, lq.terms[j].word == t.tokens[i].word})
			}
		}
	}
	return found
}

// A bloomFilter tells quickly that a word is not in a set of words. Of 1,024 bits and one hash, it is sometimes wrong that one is.
type bloomFilter [16]uint64

func (s *bloomFilter) add(h wordHash)      { s[h>>6%16] |= 1 << (h % 64) }
func (s *bloomFilter) has(h wordHash) bool { return s[h>>6%16]&(1<<(h%64)) != 0 }

// matches reports whether the token at i, or the phrase it begins, means the term.
func (t *term) matches(tokens []token, i int) bool {
	if tok := &tokens[i]; t.hash == tok.term || t.hash == tok.parts[0] || t.hash == tok.parts[1] {
		return true
	}
	for _, o := range t.others {
		if o[0] == tokens[i].term && startsWith(tokens[i:], o) {
			return true
		}
	}
	return false
}

// startsWith reports whether tokens begin with a phrase, stop words between its words aside.
func startsWith(tokens []token, phrase []wordHash) bool {
	for _, tok := range tokens {
		switch {
		case tok.term == 0:
		case tok.term != phrase[0]:
			return false
		default:
			if phrase = phrase[1:]; len(phrase) == 0 {
				return true
			}
		}
	}
	return false
}

// buffers are the memory that measuring one passage after the other uses again.
type buffers struct {
	count           []int  // of each term in the passage
	exact           []bool // whether it is there in the form of the question
	above           []bool // whether it stands above the passage
	inSentence      []int  // count and exact of the current sentence
	exactInSentence []bool
	before          []bool // terms of the sentence before
	run             []int  // for each raw word, how many of the question end at the last token
	phrase          []bool // raw words found after the one before them

	traced bool // candidates keep what each of their sentences has

	meanPassage, meanSentence float64 // mean lengths among the candidates, in tokens
}

// setMeans takes the candidates' mean lengths as usual: what is long depends on the corpus, and on how its script is cut
// into tokens.
func (s *buffers) setMeans(found []candidate) {
	tokens, sentences := 0, 0
	for _, c := range found {
		tokens += len(c.text.tokens)
		sentences += len(c.text.sentences)
	}
	s.meanPassage = max(1, float64(tokens)/float64(len(found)))
	s.meanSentence = max(1, float64(tokens)/float64(max(1, sentences)))
}

func (s *buffers) reset(terms, raw int) {
	s.count, s.exact = zeroed(s.count, terms), zeroed(s.exact, terms)
	s.inSentence, s.exactInSentence = zeroed(s.inSentence, terms), zeroed(s.exactInSentence, terms)
	s.before, s.above = zeroed(s.before, terms), zeroed(s.above, terms)
	s.run, s.phrase = zeroed(s.run, raw), zeroed(s.phrase, raw)
}

// zeroed is a list of n zero values, in the memory of list where that suffices.
func zeroed[T any](list []T, n int) []T {
	if cap(list) < n {
		return make([]T, n)
	}
	list = list[:n]
	clear(list)
	return list
}
