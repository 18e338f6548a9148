package answers

// A kind is what a question asks for.
type kind int

const (
	anything kind = iota
	person
	date
	place
	number
	duration
	reason
)

// kinds are the names of kind in lexicon.txt and in explanations.
var kinds = []string{"anything", "person", "date", "place", "number", "duration", "reason"}

// String is the kind's name.
func (k kind) String() string { return kinds[k] }

// hasKind reports whether a sentence has a word of the kind that is asked for, other than the question's own.
func (r *reading) hasKind(sentence []token, asks kind) bool {
	if asks == anything {
		return true
	}
	for i := range sentence {
		if answers(sentence, i, asks) && !r.has(sentence, i) {
			return true
		}
	}
	return false
}

// answers reports whether the word at i of a sentence can be what is asked for.
func answers(sentence []token, i int, asks kind) bool {
	m := sentence[i].marks
	switch asks {
	case person, place:
		return m&isName != 0
	case date:
		return m&(isYear|isMonth) != 0
	case number:
		return m&isNumber != 0 && m&isYear == 0
	case duration:
		return m&isUnit != 0 && i > 0 && sentence[i-1].marks&isNumber != 0
	case reason:
		return m&isReason != 0
	}
	return false
}

func (r *reading) has(tokens []token, i int) bool {
	for j := range r.terms {
		if r.terms[j].stands(tokens, i) {
			return true
		}
	}
	return false
}
