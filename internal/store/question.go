package store

import (
	"crypto/sha256"
	"encoding/hex"
	"regexp"
	"strings"
	"unicode"

	"golang.org/x/text/runes"
	"golang.org/x/text/transform"
	"golang.org/x/text/unicode/norm"
)

// mentions of members, roles and channels as Discord writes them: <@1>, <@!1>, <@&1>, <#1>.
var mentions = regexp.MustCompile(`<(@[!&]?|#)\d+>`)

// anonymous is a question as it is kept: without mentions, on one line, at most maxQuestion characters.
func anonymous(question string) string {
	words := strings.Fields(mentions.ReplaceAllString(question, " "))
	kept := []rune(strings.Join(words, " "))
	if len(kept) > maxQuestion {
		kept = append(kept[:maxQuestion], '…')
	}
	return string(kept)
}

// maxQuestion is what fits a line of a list; whoever writes more usually tells a story around the question.
const maxQuestion = 300

// isNoise tells whether no word of a question has two letters that differ: "aaaa", "? x".
func isNoise(question string) bool {
	for word := range strings.FieldsFuncSeq(question, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsNumber(r) }) {
		first := rune(0)
		for _, r := range strings.ToLower(word) {
			if first != 0 && r != first {
				return false
			}
			first = r
		}
	}
	return true
}

// questionID is the same for questions that have the same words in the same order, whatever their case, accents,
// punctuation and spacing. It is empty for a question without words.
func questionID(question string) string {
	fold := transform.Chain(norm.NFKD, runes.Remove(runes.In(unicode.Mn)), norm.NFKC)
	plain, _, err := transform.String(fold, mentions.ReplaceAllString(question, " "))
	if err != nil {
		plain = question
	}
	words := strings.FieldsFunc(strings.ToLower(plain), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsNumber(r) })
	if len(words) == 0 {
		return ""
	}
	sum := sha256.Sum256([]byte(strings.Join(words, " ")))
	return hex.EncodeToString(sum[:8])
}
