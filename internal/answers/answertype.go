package answers

import (
	"strings"
	"unicode"
)

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
		return m&(isYear|isMonth|isTime) != 0
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

// isHour reports whether a number is an hour, by how it is written and what follows it: "19h30", "16:30", "nine o'clock", "9 p.m.".
func (l *lexicon) isHour(written, after string) bool {
	if hour, minutes, ok := strings.Cut(written, "h"); ok && isClockNumber(hour) && isClockNumber(minutes) {
		return true
	}
	if isClockNumber(written) && len(after) > 2 && after[0] == ':' && isClockNumber(after[1:3]) {
		return true
	}
	after = strings.TrimLeft(after, " \u00a0\u202f")
	for _, word := range l.clock {
		if len(after) >= len(word) && strings.EqualFold(after[:len(word)], word) && !unicode.IsLetter(firstRune(after[len(word):])) {
			return true
		}
	}
	return false
}

// isClockNumber reports whether a text is one or two digits.
func isClockNumber(s string) bool {
	return len(s) > 0 && len(s) <= 2 && strings.Trim(s, "0123456789") == ""
}

func (lq *langQuery) has(tokens []token, i int) bool {
	for j := range lq.terms {
		if lq.terms[j].matches(tokens, i) {
			return true
		}
	}
	return false
}
