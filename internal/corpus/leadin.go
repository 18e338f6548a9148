package corpus

import (
	"regexp"
	"strings"
	"unicode"
)

const (
	leadInRunes  = 64 // "Here is what the two sides have said about it so far:" has 53
	leadInWords  = 8
	unspacedLead = 20 // runes, where the script has no spaces
	questionMax  = 80
)

// leadIn takes a line that only announces what follows, "Key comments:" or "Why did it end?", and is the heading it makes.
// It is empty for any other text.
func leadIn(text string) string {
	if len(text) > longestBoilerplate {
		return ""
	}
	line := plain(text)
	bare, colon := cutColon(line)
	words := strings.Count(line, " ") + 1
	switch {
	case colon && runes(bare) <= leadInRunes && words <= leadInWords && !hasSentence(bare):
		if strings.ContainsFunc(bare, isIdeograph) && runes(bare) > unspacedLead {
			return ""
		}
		return bare
	case strings.HasSuffix(line, "?") && runes(line) <= questionMax && !hasSentence(strings.TrimRight(line[len(numberLabel.FindString(line)):], "?! ")):
		return line
	}
	return ""
}

func cutColon(line string) (before string, ok bool) {
	if before, ok = strings.CutSuffix(line, ":"); !ok {
		before, ok = strings.CutSuffix(line, "：")
	}
	return strings.TrimSpace(before), ok && before != ""
}

// announces reports whether a paragraph ends with a colon, so that what follows belongs to it.
func announces(text string) bool {
	_, ok := cutColon(strings.TrimRight(text, "*_ "))
	return ok
}

func hasSentence(line string) bool {
	return strings.ContainsAny(line, "?!。！？؛;\"“”«»") || strings.Contains(line, ". ")
}

func isIdeograph(r rune) bool { return unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana) }

var label = regexp.MustCompile(`^(?:\*\*|__)?(\p{L}[\p{L}\p{N}'’,&/ -]{1,38}?)(?:\*\*|__)?\s?(?::(?:\*\*|__)?\s+[^\s"“«]|：)`)

// runIn is the label that a paragraph begins with: "The development" for "The development: On Friday…".
func runIn(text string) string {
	head := text[:min(len(text), 200)]
	if question := runInQuestion(text); question != "" {
		return question
	}
	m := label.FindStringSubmatch(head)
	if m == nil || strings.Count(m[1], " ") > 3 || unicode.IsLower([]rune(m[1])[0]) {
		return ""
	}
	return m[1]
}
