package index

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/sitrep-bot/sitrep/internal/lang"
)

// compounds takes the compounds of a language apart by its table of words (after Koehn and Knight, Empirical Methods for
// Compound Splitting, 2003: of all ways to split, the one whose parts are commonest).
type compounds struct {
	words *lang.Frequencies
	links []string // letters that stand between two parts
	ends  []string // that are endings of words, though the table has them
}

// compoundLinks and compoundEnds are those of the languages that write compounds as one word.
var (
	compoundLinks = map[string][]string{"de": {"", "s", "n", "en", "es", "er", "e"}}
	compoundEnds  = map[string][]string{"de": strings.Fields("heit heiten keit keiten lich liche lichen licher schaft schaften isch ische ischen ungen haft haften sein eren erin innen tion tionen ende enden")}
)

func compoundsOf(code string) *compounds {
	if links := compoundLinks[code]; links != nil {
		return &compounds{lang.FrequenciesOf(code), links, compoundEnds[code]}
	}
	return nil
}

const (
	shortestPart   = 4  // letters: shorter ones are found by chance in any long word
	rarestPart     = 62 // band of a part: below one in a million and a half words the tables have names and misspellings
	commonestPart  = 30 // band of a part: commoner words are no nouns ("unter", "haben")
	longestInTable = 32 // letters
)

// split takes a folded word apart. The first part lacks the letters that link it to the second.
func (c *compounds) split(word string) (first, second string, ok bool) {
	if utf8.RuneCountInString(word) < 2*shortestPart || utf8.RuneCountInString(word) > longestInTable {
		return "", "", false
	}
	best := 2*rarestPart + 1
	for at := range word {
		if !c.isPart(word[at:]) {
			continue
		}
		for _, link := range c.links {
			left := strings.TrimSuffix(word[:at], link)
			if link != "" && left == word[:at] || !c.isPart(left) {
				continue
			}
			if bands := c.words.Band(left) + c.words.Band(word[at:]); bands < best {
				best, first, second, ok = bands, left, word[at:], true
			}
		}
	}
	return first, second, ok
}

func (c *compounds) isPart(word string) bool {
	if utf8.RuneCountInString(word) < shortestPart || slices.Contains(c.ends, word) {
		return false
	}
	band := c.words.Band(word)
	return band >= commonestPart && band <= rarestPart
}
