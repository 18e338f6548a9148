package main

import (
	"math/rand/v2"
	"slices"
	"strings"
	"unicode"
)

// hasty is a question as somebody types it who is in a hurry: without capitals and the mark at its end, and with a slip in about one
// word of three.
func hasty(question string, random *rand.Rand) string {
	words := strings.Fields(strings.ToLower(strings.TrimRightFunc(question, unicode.IsPunct)))
	for i, word := range words {
		if letters := []rune(word); len(letters) > 3 && random.IntN(3) == 0 {
			words[i] = string(slipped(letters, random))
		}
	}
	return strings.Join(words, " ")
}

// slipped is a word with two letters exchanged, one left out or one typed twice; its first letter stays.
func slipped(letters []rune, random *rand.Rand) []rune {
	at := 1 + random.IntN(len(letters)-2)
	switch random.IntN(3) {
	case 0:
		letters[at], letters[at+1] = letters[at+1], letters[at]
		return letters
	case 1:
		return slices.Delete(letters, at, at+1)
	}
	return slices.Insert(letters, at, letters[at])
}
