package answers

// An answerType is what a question asks for.
type answerType int

const (
	anything answerType = iota
	person
	date
	place
	number
	duration
	reason
)

// answerTypes are the names of the types in lexicon.txt and in explanations.
var answerTypes = []string{"anything", "person", "date", "place", "number", "duration", "reason"}

// String is the type's name.
func (t answerType) String() string { return answerTypes[t] }

// hasAnswerType reports whether a sentence has a word of the kind that is asked for, other than the question's own.
func (lq *langQuery) hasAnswerType(sentence []token, asks answerType) bool {
	if asks == anything {
		return true
	}
	for i := range sentence {
		if canBe(sentence, i, asks) && !lq.has(sentence, i) {
			return true
		}
	}
	return false
}

// canBe reports whether the word at i of a sentence can be what is asked for.
func canBe(sentence []token, i int, asks answerType) bool {
	m := sentence[i].marks
	switch asks {
	case person, place:
		return m&isName != 0
	case date:
		return m&(isYear|isMonth) != 0
	case number:
		return m&isNumber != 0 && m&isYear == 0 && !isDay(sentence, i)
	case duration:
		return m&isUnit != 0 && i > 0 && sentence[i-1].marks&isNumber != 0
	case reason:
		return m&isReason != 0
	}
	return false
}

// isDay reports whether a number is that of a day beside its month: "8 June", "June 8". It counts nothing.
func isDay(sentence []token, i int) bool {
	return i > 0 && sentence[i-1].marks&isMonth != 0 || i+1 < len(sentence) && sentence[i+1].marks&isMonth != 0
}

func (lq *langQuery) has(tokens []token, i int) bool {
	for j := range lq.terms {
		if lq.terms[j].matches(tokens, i) {
			return true
		}
	}
	return false
}
