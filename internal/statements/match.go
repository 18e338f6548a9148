package statements

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"github.com/sitrep-bot/sitrep/internal/lang"
)

// telling are the words of an office that tell it from others.
func (how speech) telling(office string) (told []string) {
	for t := range lang.Tokens(office) {
		written := office[t.Start:t.End]
		folded := strings.TrimSuffix(lang.Unelided(lang.Fold(written)), "'s")
		if !how.small[folded] {
			told = append(told, plainLetters(written, folded))
		}
	}
	return told
}

// plainLetters is a word to compare; an abbreviation stays in capital letters.
func plainLetters(written, folded string) string {
	letters := strings.ReplaceAll(written, ".", "")
	if n := utf8.RuneCountInString(letters); n > 1 && n <= 4 && strings.ToUpper(letters) == letters && unicode.IsLetter([]rune(letters)[0]) {
		return letters
	}
	return withoutAccents(folded)
}

// withoutAccents is a word as it is typed in a hurry.
func withoutAccents(word string) string {
	var b strings.Builder
	for _, r := range norm.NFD.String(word) {
		if !unicode.Is(unicode.Mn, r) {
			b.WriteRune(r)
		}
	}
	return b.String()
}

// has reports whether words have all that are wanted: each as it is, or as the first letters of words that follow each other,
// "US" for "United States", either way.
func has(words, wanted []string) bool {
	for i := 0; i < len(wanted); i++ {
		if slices.Contains(words, wanted[i]) || spelled(words, wanted[i]) > 0 {
			continue
		}
		short := slices.IndexFunc(words, func(w string) bool { return stands(wanted[i:], w) })
		if short < 0 {
			return false
		}
		i += utf8.RuneCountInString(words[short]) - 1
	}
	return len(wanted) > 0
}

// spelled is the number of words, one after the other, whose first letters are an abbreviation; 0 if there are none.
func spelled(words []string, short string) int {
	for i := range words {
		if stands(words[i:], short) {
			return utf8.RuneCountInString(short)
		}
	}
	return 0
}

// stands reports whether an abbreviation stands for the words at the beginning of some.
func stands(words []string, short string) bool {
	letters := []rune(short)
	if len(letters) < 2 || !unicode.IsUpper(letters[0]) || len(words) < len(letters) {
		return false
	}
	for i, r := range letters {
		first, _ := utf8.DecodeRuneInString(words[i])
		if unicode.ToUpper(first) != r {
			return false
		}
	}
	return true
}

// Key tells speakers apart: those of two articles are one if both articles name them the same. An office of one word, as "the
// minister", may be anybody's in another article.
func Key(code, document string, s Speaker) string {
	if s.Name != "" {
		return "name " + strings.Join(normal(s.Name), " ")
	}
	how, _ := speechOf(code)
	told := how.telling(s.Office)
	if len(told) < 2 {
		return "office " + strings.Join(told, " ") + " of " + document
	}
	return "office " + strings.Join(told, " ")
}

// normal are the words of a name as they are compared.
func normal(name string) (all []string) {
	for t := range lang.Tokens(name) {
		all = append(all, plainLetters(name[t.Start:t.End], strings.TrimSuffix(lang.Unelided(lang.Fold(name[t.Start:t.End])), "'s")))
	}
	return all
}

// Fits reports whether every word that was typed begins a word of one's names, or is an abbreviation of some, or is
// abbreviated there: "US ambassador" fits "ambassador of the United States". Nothing typed fits everybody.
func Fits(typed string, names ...string) bool {
	var words []string
	for _, name := range names {
		words = append(words, normal(name)...)
	}
	wanted := slices.DeleteFunc(normal(typed), func(w string) bool { return english.small[w] || french.small[w] })
	for i := 0; i < len(wanted); i++ {
		w := strings.ToLower(wanted[i])
		begins := func(word string) bool { return strings.HasPrefix(strings.ToLower(word), w) }
		if slices.ContainsFunc(words, begins) || len(w) <= 4 && spelled(words, strings.ToUpper(w)) > 0 {
			continue
		}
		short := slices.IndexFunc(words, func(word string) bool { return stands(wanted[i:], word) })
		if short < 0 {
			return false
		}
		i += utf8.RuneCountInString(words[short]) - 1
	}
	return true
}
