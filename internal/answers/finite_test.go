package answers

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/sitrep-bot/sitrep/internal/corpus"
)

// parts are what the random corpora and questions of FuzzFinite are made of: the words of an article and of questions in
// two languages and a script without spaces, and groups of synonyms some of which no passage has.
var parts = struct {
	words    map[string][]string
	synonyms [][]string
}{
	map[string][]string{
		"en": strings.Fields("the bridge company holds river 1998 Major Boat was who when how many ferry ferries ended of troops camp Kidal it why"),
		"fr": strings.Fields("le pont compagnie tient fleuve 1998 quand combien de qui bac terminé troupes camp Kidal elle pourquoi l'eau"),
		"zh": strings.Fields("桥 公司 什么时候 多少 河 渡轮 谁 军营 结束"),
	},
	[][]string{{"ferry", "river boat", "bac", "渡轮"}, {"troops", "armed men", "troupes", "hommes en armes"}, {"green hats", "casques verts"}},
}

// FuzzFinite holds that every figure of an answer is a number, whatever is asked of whatever corpus.
func FuzzFinite(f *testing.F) {
	for seed := range uint64(300) {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, seed uint64) {
		random := rand.New(rand.NewPCG(seed, 1))
		d := deskOf(t, randomCorpus(random))
		for range 10 {
			question := randomQuestion(random)
			x, err := d.Examine(t.Context(), Question{Text: question, After: &Subject{Text: randomQuestion(random), Lang: "en"}})
			if err != nil {
				t.Fatal(err)
			}
			checkFinite(t, question, x)
		}
	})
}

func pick(random *rand.Rand, list []string) string { return list[random.IntN(len(list))] }

func randomLang(random *rand.Rand) string { return pick(random, []string{"en", "fr", "zh"}) }

func randomWords(random *rand.Rand, lang string, n int) string {
	var words []string
	for range n {
		words = append(words, pick(random, parts.words[lang]))
	}
	return strings.Join(words, " ")
}

// randomCorpus has one to four articles, now and then one without a passage.
func randomCorpus(random *rand.Rand) *corpus.Corpus {
	c := &corpus.Corpus{Synonyms: parts.synonyms[:random.IntN(len(parts.synonyms)+1)]}
	for i := range 1 + random.IntN(4) {
		id, lang := fmt.Sprint("a", i), randomLang(random)
		d := corpus.Document{ID: id, Path: id + ".md", Source: corpus.Source{Title: randomWords(random, lang, 2), Lang: lang}}
		for ordinal := range random.IntN(4) {
			d.Passages = append(d.Passages, corpus.Passage{Ordinal: ordinal + 1, Text: randomWords(random, lang, 1+random.IntN(12)) + "."})
		}
		c.Documents = append(c.Documents, d)
	}
	return c
}

// randomQuestion mixes words of one language with phrases of the synonyms.
func randomQuestion(random *rand.Rand) string {
	question := randomWords(random, randomLang(random), random.IntN(4))
	for range random.IntN(3) {
		question += " " + pick(random, parts.synonyms[random.IntN(len(parts.synonyms))])
	}
	return question + "?"
}

// checkFinite looks at every figure of an Examination.
func checkFinite(t *testing.T, question string, x Examination) {
	t.Helper()
	var figures []float64
	for _, c := range x.Candidates {
		figures = slices.Concat(figures, c.By.Evidence, c.Features, []float64{c.Score})
		for _, s := range c.Sentences {
			figures = append(figures, s...)
		}
	}
	for _, v := range figures {
		if math.IsNaN(v) || math.IsInf(v, 0) {
			t.Fatalf("%q: a figure is %v in %+v", question, v, x)
		}
	}
	confidences := []float64{x.Answer.Confidence}
	for _, q := range append(x.Answer.Nearest, quoted(x.Answer)...) {
		confidences = append(confidences, q.Confidence)
	}
	for _, v := range confidences {
		if !(v >= 0 && v <= 1) {
			t.Fatalf("%q: a confidence is %v", question, v)
		}
	}
}
