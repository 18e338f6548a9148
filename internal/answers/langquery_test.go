package answers

import (
	"math"
	"slices"
	"testing"

	"github.com/sitrep-bot/sitrep/internal/corpus"
	"github.com/sitrep-bot/sitrep/internal/index"
	"github.com/sitrep-bot/sitrep/internal/lang"
)

// queriesOf are the terms that a question becomes on a corpus, by language.
func queriesOf(t *testing.T, c *corpus.Corpus, question, locale string) map[string]*langQuery {
	t.Helper()
	ix := indexOf(t, c)
	s, err := ix.Snapshot()
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	q := parseQuestion(question, locale, s.Langs())
	queries, err := q.langQueries(t.Context(), s, newSynonyms(s.Synonyms(), s.Langs()))
	if err != nil {
		t.Fatal(err)
	}
	return byLang(queries)
}

// termOf is the term of a query with a text; nil if it has none.
func (lq *langQuery) termOf(text string) *term {
	for i := range lq.terms {
		if lq.terms[i].text == text {
			return &lq.terms[i]
		}
	}
	return nil
}

// TestTermWeights weighs words by how many passages have them and by how rare their language uses them.
func TestTermWeights(t *testing.T) {
	common, rare, unlisted := word{folded: "people", band: 24}, word{folded: "jetty", band: 64}, word{folded: "minusma", band: lang.Rare}
	for _, c := range []struct {
		name                string
		word                word
		df, above, passages int
		idf, rarity         float64
	}{
		{"a rare word in one passage of ten", rare, 1, 0, 10, math.Log(1 + 9.5/1.5), 44. / 55 * 0.9},
		{"a common word in one of ten", common, 1, 0, 10, math.Log(1 + 9.5/1.5), 4. / 55 * 0.9},
		{"a word that no table has", unlisted, 1, 0, 10, math.Log(1 + 9.5/1.5), 0.9},
		{"a word that all passages have says little", rare, 10, 0, 10, math.Log(1 + 0.5/10.5), leastRarity},
		{"a word that none has tells none apart", rare, 0, 0, 10, 0, 44. / 55},
		{"a word that only headings have", rare, 0, 1, 10, math.Log(1 + 9.5/1.5), 44. / 55 * 0.9},
		{"more passages than there are, of which some were replaced", rare, 12, 0, 10, math.Log(1 + 0.5/10.5), leastRarity},
		{"a word of the question before counts less", word{folded: "jetty", band: 64, carried: true}, 1, 0, 10, math.Log(1+9.5/1.5) * carriedWeight, 44. / 55 * 0.9 * carriedWeight},
		{"two letters that are no word", word{folded: "么时", band: lang.Rare, pair: true, nonWord: true}, 1, 0, 10, math.Log(1 + 9.5/1.5), nonWordRarity * 0.9},
		{"nor known to the corpus", word{folded: "么时", band: lang.Rare, pair: true, nonWord: true}, 0, 0, 10, 0, leastRarity},
		{"two letters of a language without a table", word{folded: "ทะเ", band: lang.Rare, pair: true, unlisted: true}, 0, 0, 10, 0, pairRarity},
		{"and in all passages", word{folded: "ทะเ", band: lang.Rare, pair: true, unlisted: true}, 10, 0, 10, math.Log(1 + 0.5/10.5), leastRarity},
	} {
		got := newTerm(c.word, 0, c.word.folded, c.df, c.above, c.passages)
		if !near(got.idf, c.idf) || !near(got.rarity, c.rarity) {
			t.Errorf("%s: idf %v and rarity %v, want %v and %v", c.name, got.idf, got.rarity, c.idf, c.rarity)
		}
	}
}

// TestTermPrefix is the beginning by which words that are alike are found.
func TestTermPrefix(t *testing.T) {
	for text, want := range map[string]string{"withdraw": "withdr", "photographi": "photograp", "camp": "camp", "campe": "camp", "boa": "", "élévé": "élév"} {
		if got := newTerm(word{folded: text}, 0, text, 1, 0, 10); got.prefix != want || want != "" && got.firstLetters != hash(firstLetters(want)) {
			t.Errorf("%q begins as %q, want %q", text, got.prefix, want)
		}
	}
	if got := newTerm(word{folded: "什么什么", pair: true}, 0, "什么什么", 1, 0, 10); got.prefix != "" {
		t.Errorf("a pair of letters begins as %q", got.prefix)
	}
}

// TestLangQueries puts questions into the terms of the languages of a corpus.
func TestLangQueries(t *testing.T) {
	c := &corpus.Corpus{Synonyms: [][]string{{"jetty", "landing stage"}}, Documents: []corpus.Document{
		{ID: "en", Path: "en.md", Source: corpus.Source{Title: "Preorders", Lang: "en"}, Passages: []corpus.Passage{
			{Ordinal: 1, Text: "A preorder is paid at the landing stage."}, {Ordinal: 2, Text: "The signup sheet hangs in the 2.6.1 shed."}, {Ordinal: 3, Text: "No signupsheet is lost."}}},
		{ID: "de", Path: "de.md", Source: corpus.Source{Title: "Verein", Lang: "de"}, Passages: []corpus.Passage{{Ordinal: 1, Text: "Der Beitrag wird im Hangar bezahlt."}}},
	}}
	for _, c2 := range []struct {
		name, question, locale, lang string
		terms                        []string
		of                           string     // one of them
		others                       [][]string // phrases that stand for it
	}{
		{"stop words and what is asked for are no terms", "where is the signup sheet", "en", "en", []string{"signup", "sheet"}, "signup", nil},
		{"a word counts once", "sheet, sheet or sheets", "en", "en", []string{"sheet"}, "sheet", nil},
		{"each language has its own stems", "is the hangar paid", "en", "de", []string{"hangar", "paid"}, "hangar", nil},
		{"a synonym", "where is the jetty", "en", "en", []string{"jetti"}, "jetti", [][]string{{"land", "stage"}}},
		{"two words that the corpus has as one, with a hyphen", "is a pre-order paid", "en", "en", []string{"pre", "order", "pai"}, "pre", [][]string{{"preorder"}}},
		{"and without one", "is a pre order paid", "en", "en", []string{"pre", "order", "pai"}, "order", [][]string{{"preorder"}}},
		{"two words that it has as two", "signup sheet", "en", "en", []string{"signup", "sheet"}, "sheet", nil},
		{"unless a hyphen joins them", "signup-sheet", "en", "en", []string{"signup", "sheet"}, "sheet", [][]string{{"signupsheet"}}},
		{"a compound by the part that the corpus has", "Wird der Vereinsbeitrag bezahlt?", "de", "de", []string{"vereinsbeitrag", "bezahlt"}, "vereinsbeitrag", [][]string{{"verein"}, {"beitrag"}}},
	} {
		lq := queriesOf(t, c, c2.question, c2.locale)[c2.lang]
		var got []string
		for _, term := range lq.terms {
			got = append(got, term.text)
		}
		if !slices.Equal(got, c2.terms) {
			t.Errorf("%s: %q becomes %q, want %q", c2.name, c2.question, got, c2.terms)
			continue
		}
		var want [][]wordHash
		for _, phrase := range c2.others {
			want = append(want, hashes(phrase))
		}
		if term := lq.termOf(c2.of); !slices.EqualFunc(term.others, want, slices.Equal[[]wordHash]) {
			t.Errorf("%s: for %q stand %v (%q), want %q", c2.name, c2.of, term.others, term.search, c2.others)
		}
	}
}

// TestAWordWeighsWhatItDoesInAnotherLanguage: a name that only the German articles have is no free word in English.
func TestAWordWeighsWhatItDoesInAnotherLanguage(t *testing.T) {
	c := &corpus.Corpus{Documents: []corpus.Document{
		{ID: "en", Path: "en.md", Source: corpus.Source{Title: "Sheds", Lang: "en"}, Passages: []corpus.Passage{{Ordinal: 1, Text: "The shed is red."}, {Ordinal: 2, Text: "It leaks."}}},
		{ID: "de", Path: "de.md", Source: corpus.Source{Title: "Hangar", Lang: "de"}, Passages: []corpus.Passage{{Ordinal: 1, Text: "Fridolin repariert."}, {Ordinal: 2, Text: "Er ist alt."}}},
	}}
	queries := queriesOf(t, c, "is Fridolin in the shed", "en")
	en, de := queries["en"].termOf("fridolin"), queries["de"].termOf("fridolin")
	if en == nil || de == nil || de.idf == 0 || en.idf != de.idf {
		t.Errorf("Fridolin weighs %+v in English, %+v in German", en, de)
	}
	if en.known() || !de.known() {
		t.Errorf("known in English: %v, in German: %v; want only in German", en.known(), de.known())
	}
}

// TestMatches finds the words of a passage that stand for those of a question.
func TestMatches(t *testing.T) {
	p := corpus.Passage{Text: "The blue helmets left the camps. A U.N. camp is blue as the helmets are. Blue boats sank."}
	text := newText(p, &index.Document{Document: corpus.Document{Source: corpus.Source{Lang: "en"}}})
	mission := term{text: "mission", hash: hash("mission"), word: hash("mission"), others: [][]wordHash{hashes([]string{"blue", "helmet"})}}
	camps := term{text: "camp", hash: hash("camp"), word: hash("camps")}
	lq := langQuery{lang: "en", terms: []term{mission, camps}}
	lq.fillFilter()
	var got []string
	for _, m := range lq.find(text) {
		tok := text.tokens[m.token]
		exact := ""
		if m.exact {
			exact = " exactly"
		}
		got = append(got, lq.terms[m.term].text+": "+p.Text[tok.start:tok.end]+exact)
	}
	want := []string{"mission: blue", "camp: camps exactly", "camp: camp", "mission: blue"}
	if !slices.Equal(got, want) {
		t.Errorf("found %q, want %q", got, want)
	}
}

// TestBloomFilter never denies a word that was added, and denies most that were not.
func TestBloomFilter(t *testing.T) {
	var f bloomFilter
	words, wrong := []string{"ferry", "jetty", "oars", "boat", "shed"}, 0
	for _, word := range words {
		f.add(hash(word))
	}
	for _, word := range words {
		if !f.has(hash(word)) {
			t.Errorf("%q is denied", word)
		}
	}
	for i := range 1000 {
		if f.has(hash(string(rune('一' + i)))) {
			wrong++
		}
	}
	if wrong > 50 {
		t.Errorf("%d of 1000 other words are taken for one of five", wrong)
	}
}

// TestIsNonWord tells pairs of letters that are words from those that are the end of one and the beginning of the next.
func TestIsNonWord(t *testing.T) {
	for _, c := range []struct {
		text, lang string
		want       []bool // of each pair
	}{
		{"时候", "zh", []bool{false}},
		{"候恢", "zh", []bool{true}},
		{"jetty", "en", []bool{false}},
	} {
		var got []bool
		for token := range lang.Tokens(c.text) {
			got = append(got, isNonWord(token, lang.Fold(c.text[token.Start:token.End]), lang.FrequenciesOf(c.lang)))
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%q: %v, want %v", c.text, got, c.want)
		}
	}
}
