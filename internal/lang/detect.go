package lang

import (
	"io/fs"
	"math"
	"slices"
	"strings"
	"sync"
	"unicode"
)

const (
	wordsKnown   = 1500  // words of each language that tell it apart
	longestLook  = 4_000 // bytes of a text that are enough to tell its language
	unseen       = 6.0   // minus log10 of the chance of a word outside the table
	fallbackCode = "en"
)

// A detector knows the commonest words of every language that shares its script with another.
type detector struct {
	codes []string
	words map[string][]evidence
}

// An evidence is the use of a word in one language.
type evidence struct {
	code  uint8   // index into codes
	bonus float32 // how much likelier the word is there than a word nobody knows, log10
}

var sharedDetector = sync.OnceValue(newDetector)

func newDetector() *detector {
	d := &detector{words: map[string][]evidence{}}
	files, _ := fs.Glob(tables, "data/*.gz") // the pattern is constant and well formed
	for i, file := range files {
		code := strings.TrimSuffix(strings.TrimPrefix(file, "data/"), ".txt.gz")
		d.codes = append(d.codes, code)
		left := wordsKnown
		eachWord(code, func(word string, band uint8) bool {
			word = strings.Clone(word)
			d.words[word] = append(d.words[word], evidence{uint8(i), unseen - float32(band)/10})
			left--
			return left > 0
		})
	}
	return d
}

// preference is the head start of a preferred language: as much as one word that it uses ten times as often.
const preference = 1

// Detect tells the language of a text by its script and its commonest words. It needs no more than a few words, and says
// "en" where nothing tells. Where several languages are possible, the preferred ones come first.
func Detect(text string, preferred ...string) string {
	if len(text) > longestLook {
		text = text[:longestLook]
	}
	if code := byScript(text); code != "" {
		return code
	}
	return sharedDetector().detect(text, preferred)
}

func (d *detector) detect(text string, preferred []string) string {
	scores := make([]float32, len(d.codes))
	for token := range Tokens(text) {
		word := Fold(text[token.Start:token.End])
		d.add(scores, word)
		if before, after, ok := strings.Cut(word, "'"); ok { // l'eau, dell'arte: the tables have the parts
			d.add(scores, before)
			d.add(scores, after)
		}
	}
	best, found := float32(0), fallbackCode
	for i, score := range scores {
		if score > 0 && slices.Contains(preferred, d.codes[i]) {
			score += preference
		}
		if score > best || score == best && best > 0 && d.codes[i] == fallbackCode {
			best, found = score, d.codes[i]
		}
	}
	return found
}

func (d *detector) add(scores []float32, word string) {
	for _, e := range d.words[word] {
		scores[e.code] += e.bonus
	}
}

// byScript names the language where the script alone tells it, and is empty where several languages share the script.
func byScript(text string) string {
	var latin, han, kana float64
	var other [len(scripts)]float64
	for _, r := range text {
		switch {
		case r < 0x250:
			if unicode.IsLetter(r) {
				latin++
			}
		case unicode.Is(unicode.Han, r):
			han++
		case unicode.In(r, unicode.Hiragana, unicode.Katakana):
			kana++
		default:
			for i := range scripts {
				if unicode.Is(scripts[i].table, r) {
					other[i]++
					break
				}
			}
		}
	}
	const weight = 2 // a letter of an unspaced script says more than one of an alphabet
	best, found := latin, ""
	if cjk := weight * (han + kana); cjk > best {
		best, found = cjk, "zh"
		if kana > math.Max(1, han/10) {
			found = "ja"
		}
	}
	for i, n := range other {
		if n > best {
			best, found = n, scripts[i].code
		}
	}
	return found
}

// scripts of one language each; "" marks a script that several languages share.
var scripts = [...]struct {
	table *unicode.RangeTable
	code  string
}{
	{unicode.Cyrillic, ""}, {unicode.Arabic, ""}, {unicode.Hangul, "ko"}, {unicode.Thai, "th"}, {unicode.Greek, "el"},
	{unicode.Hebrew, "he"}, {unicode.Devanagari, "hi"}, {unicode.Armenian, "hy"}, {unicode.Bengali, "bn"},
	{unicode.Tamil, "ta"}, {unicode.Georgian, "ka"}, {unicode.Lao, "lo"}, {unicode.Khmer, "km"}, {unicode.Myanmar, "my"},
}
