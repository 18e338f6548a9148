// Package lang knows about languages: how a text divides into words and sentences, which language it is in, and how common
// a word is. It needs no network and no model, only the word tables in data.
//
// Start at [Detect], [Tokens] and [Sentences]. Languages are named by their ISO 639-1 code ("fr").
package lang

import (
	"strings"
	"unicode"
)

// Known reports whether there is a word table for a language.
func Known(code string) bool {
	_, err := tables.Open(tablePath(code))
	return err == nil
}

// Base is the language of a tag such as Discord's locales: "fr" for "fr-CA". It is empty for an empty tag.
func Base(tag string) string {
	base, _, _ := strings.Cut(strings.ToLower(tag), "-")
	return base
}

// Unspaced reports whether a letter belongs to a script that is written without spaces between words.
func Unspaced(r rune) bool {
	return r >= 0x0e00 && unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul,
		unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar)
}

// QuestionMarks are the marks that end a question, in any script.
const QuestionMarks = "?？؟"

// OneLine is a text with its line breaks and runs of spaces made single spaces.
func OneLine(text string) string { return strings.Join(strings.Fields(text), " ") }
