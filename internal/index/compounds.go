package index

import (
	"math"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/sitrep-bot/sitrep/internal/lang"
)

// compounds takes the compounds of a language apart by its table of words (after Koehn and Knight, Empirical Methods for
// Compound Splitting, 2003: of all ways to split, the one whose parts are commonest).
type compounds struct {
	words    *lang.Frequencies
	links    []string // letters that stand between two parts
	suffixes []string // that are endings of words, though the table has them
}

// compoundLinks and compoundSuffixes are those of the languages that write compounds as one word.
var (
	compoundLinks    = map[string][]string{"de": {"", "s", "n", "en", "es", "er", "e"}}
	compoundSuffixes = map[string][]string{"de": strings.Fields("heit heiten keit keiten lich liche lichen licher schaft schaften isch ische ischen ungen haft haften sein eren erin innen tion tionen ende enden")}
)

func compoundsOf(code string) *compounds {
	if links := compoundLinks[code]; links != nil {
		return &compounds{lang.FrequenciesOf(code), links, compoundSuffixes[code]}
	}
	return nil
}

// Of club's 24 German questions one more is served with a shortestUnknown of 5; one more or less of the others changes none. No set has
// enough compounds to tell more.
const (
	shortestPart = 4  // letters: shorter ones are found by chance in any long word
	rarestPart   = 62 // band of a part: below one in a million and a half words the tables have names and misspellings
	commonest    = 30 // band of a part: commoner words are no nouns ("unter", "haben")

	// A part that no table has ("Replikation" in "Datenbankreplikation") must be long, and so must the other.
	shortestBeside  = 5
	shortestUnknown = 7

	longestCompound = 40 // letters
)

// split takes a folded word apart. The first part lacks the letters that link it to the second.
func (c *compounds) split(word string) (first, second string, ok bool) {
	if letters := utf8.RuneCountInString(word); letters < 2*shortestPart || letters > longestCompound {
		return "", "", false
	}
	best := math.MaxInt
	for at := range word {
		for _, link := range c.links {
			left, right := strings.TrimSuffix(word[:at], link), word[at:]
			if link != "" && left == word[:at] {
				continue
			}
			if bands := c.bands(left, right); bands < best {
				best, first, second, ok = bands, left, right, true
			}
		}
	}
	return first, second, ok
}

// bands is how rare two parts are together; as rare as can be if they are none. Of parts that no table has the shortest is
// likeliest.
func (c *compounds) bands(left, right string) int {
	leftIs, rightIs := c.isPart(left), c.isPart(right)
	switch {
	case leftIs && rightIs:
		return c.words.Band(left) + c.words.Band(right)
	case leftIs && c.mayBePart(right) && utf8.RuneCountInString(left) >= shortestBeside:
		return c.words.Band(left) + 4*(rarestPart+len(right))
	case rightIs && c.mayBePart(left) && utf8.RuneCountInString(right) >= shortestBeside:
		return c.words.Band(right) + 4*(rarestPart+len(left))
	}
	return math.MaxInt
}

func (c *compounds) isPart(word string) bool {
	band := c.words.Band(word)
	return utf8.RuneCountInString(word) >= shortestPart && !slices.Contains(c.suffixes, word) && band >= commonest && band <= rarestPart
}

func (c *compounds) mayBePart(word string) bool {
	return utf8.RuneCountInString(word) >= shortestUnknown && !c.words.Has(word) &&
		!slices.ContainsFunc(c.suffixes, func(end string) bool { return strings.HasPrefix(word, end) })
}
