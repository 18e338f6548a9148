package answers

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/sitrep-bot/sitrep/internal/corpus"
	"github.com/sitrep-bot/sitrep/internal/index"
	"github.com/sitrep-bot/sitrep/internal/lang"
)

func TestEdits(t *testing.T) {
	for _, c := range []struct {
		name, word, alphabet string
		want                 []string
	}{
		{"left out, swapped, replaced, put in", "pq", "x", []string{"q", "p", "qp", "xq", "px", "xpq", "pxq", "pqx"}},
		{"accents on the letter that was typed", "d", "", []string{"", "đ", "ď"}},
		{"letters of two bytes", "éq", "x", []string{"q", "é", "qé", "xq", "éx", "xéq", "éxq", "éqx"}},
		{"of nothing there is only a letter put in", "", "x", []string{"x"}},
	} {
		var got []string
		for made := range edits(c.word, []rune(c.alphabet)) {
			got = append(got, string(made))
		}
		slices.Sort(got)
		slices.Sort(c.want)
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

func TestWithinTwo(t *testing.T) {
	for _, c := range []struct {
		name, word, term string
		want             bool
	}{
		{"the same", "resolut", "resolut", true},
		{"one letter left out", "resolt", "resolut", true},
		{"two letters swapped count once", "rseolut", "resolut", true},
		{"two swaps", "rseoltu", "resolut", true},
		{"an ending is free", "resulotion", "resolut", true},
		{"an ending beyond three letters is made of edits", "resolutionally", "resolut", false},
		{"three edits", "rxsxlxt", "resolut", false},
		{"another word", "bridge", "resolut", false},
		{"a longer term", "res", "resolut", false},
		{"letters of two bytes", "élévé", "éléve", true},
	} {
		if got := withinTwoEdits([]rune(c.word), []rune(c.term)); got != c.want {
			t.Errorf("%s: %q and %q: %v, want %v", c.name, c.word, c.term, got, c.want)
		}
	}
}

// bilingual is a corpus of an English and a French article.
func bilingual() *corpus.Corpus {
	return &corpus.Corpus{Documents: []corpus.Document{
		{ID: "en", Path: "en.md", Source: corpus.Source{Title: "The bridge", Lang: "en"}, Passages: []corpus.Passage{
			{Ordinal: 1, Text: "The company retreated from the Chesapeake bridge in spring."}, {Ordinal: 2, Text: "Ambassador Lane regretted the resolution."}}},
		{ID: "fr", Path: "fr.md", Source: corpus.Source{Title: "Retraite de la compagnie au bord du fleuve", Lang: "fr"}, Passages: []corpus.Passage{
			{Ordinal: 1, Text: "Les habitants regrettent la bataille du printemps."}}},
	}}
}

func TestCorrectSpelling(t *testing.T) {
	d := deskOf(t, bilingual())
	for _, c := range []struct {
		name, question string
		want           map[string]string
	}{
		{"a letter left out", "who regretted the resoluton", map[string]string{"resoluton": "resolution"}},
		{"two edits in a long word, spelt out as the passage has it", "the Chessapaeke bridge", map[string]string{"Chessapaeke": "chesapeake"}},
		{"a word of a French title is no misspelt English", "what does retraite mean", nil},
		{"nor is one of a French text", "what does regrettent mean", nil},
		{"a short word stays what it is", "who hld the bridge", nil},
		{"a word longer than any stays", "who held the bridge" + strings.Repeat("x", longestWord), nil},
		{"digits stay", "what happened in 20233", nil},
	} {
		if got := answer(t, d, Question{Text: c.question}).Corrected; !maps.Equal(got, c.want) {
			t.Errorf("%s: %q: corrected %v, want %v", c.name, c.question, got, c.want)
		}
	}
}

func TestSuggestionsForMisspeltWords(t *testing.T) {
	d := deskOf(t, bilingual())
	for _, c := range []struct{ name, typed, want string }{
		{"begun and right", "ambass", "en#2"},
		{"begun and misspelt", "ambasad", "en#2"},
		{"misspelt at the beginning", "mabassa", "en#2"},
		{"done and misspelt", "resoluton", "en#2"},
		{"in French", "batalle", "fr#1"},
		{"after another word", "the chesapeka", "en#1"},
		{"nothing like it", "xylophon", ""},
		{"too short to tell", "xmb", ""},
	} {
		quotes, err := d.Look(t.Context(), Lookup{Text: c.typed, Typing: true, Limit: 5})
		if err != nil {
			t.Fatal(err)
		}
		first := ""
		if len(quotes) > 0 {
			first = quotes[0].Ref.String()
		}
		if first != c.want {
			t.Errorf("%s: %q: first %q, want %q", c.name, c.typed, first, c.want)
		}
	}
}

func TestIsTalk(t *testing.T) {
	known := &lexicon{smallTalk: map[string]bool{"hello": true, "hello there": true, "thank you": true, "bye": true}}
	for said, want := range map[string]bool{
		"hello": true, "hello there bye": true, "hello there thank you": true, "thank": false, "": false, "hello who": false,
		"there hello": false, strings.Repeat("hello there ", 500) + "bye": false,
	} {
		if got := known.isTalk(said); got != want {
			t.Errorf("%.30q: %v, want %v", said, got, want)
		}
	}
}

// TestNearest tells which word of the corpus a misspelt one is taken for.
func TestNearest(t *testing.T) {
	s, err := indexOf(t, lake(texts("The ferry carries ferries. The goshawk hunts the bittern.", "A cart is there, and a card.", "The card is new.", "MINUSMA left; the committee stays.", "A goat is late.", "The post is late.", "No post is here.", "A hermit sleeps.")...)).Snapshot()
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	v, err := s.Vocabulary("en")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ name, written, want string }{
		{"a letter left out", "fery", "ferry"},
		{"two letters swapped", "frery", "ferry"},
		{"a letter replaced", "ferrt", "ferry"},
		{"a letter put in", "feerry", "ferry"},
		{"of two the one in more passages", "carx", "card"},
		{"one with the same first letter before a commoner one", "gost", "goat"},
		{"two swaps in a word of six letters", "hremti", "hermit"},
		{"a swap and another edit in one of seven", "butetrn", "bittern"},
		{"two other edits in one of seven", "buttxrn", ""},
		{"two other edits in one of eight", "coxxittee", "committe"},
		{"an acronym with its letters swapped", "MINSUMA", "minusma"},
		{"an acronym with another letter is another organisation", "MINUSCA", ""},
		{"nothing is near", "xylophone", ""},
	} {
		spent := 0
		w := word{written: c.written, folded: lang.Fold(c.written), band: lang.Rare}
		if got := w.nearest(v, index.AnalyzerFor("en"), lang.FrequenciesOf("en"), &spent); got != c.want {
			t.Errorf("%s: %q is taken for %q, want %q", c.name, c.written, got, c.want)
		}
	}
	spent := mostSpellingCost
	w := word{written: "fery", folded: "fery", band: lang.Rare}
	if got := w.nearest(v, index.AnalyzerFor("en"), lang.FrequenciesOf("en"), &spent); got != "" {
		t.Errorf("with nothing left to spend %q is found", got)
	}
}

// TestMayBeMisspelt leaves alone what is well known, short, a number or no word by itself.
func TestMayBeMisspelt(t *testing.T) {
	for _, c := range []struct {
		name string
		word word
		want bool
	}{
		{"a word in no table", word{folded: "resoluton", band: lang.Rare}, true},
		{"a word that its language knows", word{folded: "resolution", band: 40}, false},
		{"a rare one", word{folded: "resolution", band: knownBand + 1}, true},
		{"but not where it is a name", word{folded: "chad", band: knownBand + 1, name: true}, false},
		{"a rare name", word{folded: "chadd", band: knownNameBand + 1, name: true}, true},
		{"two letters", word{folded: "wh", band: lang.Rare}, false},
		{"a number", word{folded: "20233", band: lang.Rare, number: true}, false},
		{"a pair of letters", word{folded: "什么么", band: lang.Rare, pair: true}, false},
		{"what says nothing", word{folded: "wherre", band: lang.Rare, ignored: true}, false},
		{"a word longer than any", word{folded: strings.Repeat("x", longestWord+1), band: lang.Rare}, false},
	} {
		if got := c.word.mayBeMisspelt(); got != c.want {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
	}
}

// TestFunctionWords are read as what they are meant to be, and are no correction.
func TestFunctionWords(t *testing.T) {
	for typed, want := range map[string]string{"wiht": "with", "tehre": "there", "teh": "the", "hte": "the", "with": "", "form": "", "jetyt": "", "xq": "",
		"mny": "many", "contry": "country", "whhen": "when", "vesk": "", "lnt": ""} {
		w := word{folded: typed, band: lang.FrequenciesOf("en").Band(typed)}
		if got := w.functionWord("en", lang.FrequenciesOf("en")); got != want {
			t.Errorf("%q is %q, want %q", typed, got, want)
		}
	}
	a := answer(t, deskOf(t, lake(texts("The jetty was built with oak.", "Nobody swims.")...)), Question{Text: "wiht what was teh jetty built"})
	if len(a.Corrected) > 0 {
		t.Errorf("corrected %v, want nothing", a.Corrected)
	}
}

// TestSubject is the question as it was meant.
func TestSubject(t *testing.T) {
	d := deskOf(t, lake(texts("The jetty was built with oak.", "Nobody swims.")...))
	for typed, want := range map[string]string{
		"Whats teh jetyt  made of?":      "what is the jetty made of?",
		"hw mny swim, plz":               "hw many swim, please",
		"Was the jetée painted by Vesk?": "Was the jetée painted by Vesk?",
		"is it made of oat":              "is it made of oat", // though oak is searched for
	} {
		if got := answer(t, d, Question{Text: typed}).Subject.Text; got != want {
			t.Errorf("%q is read as %q, want %q", typed, got, want)
		}
	}
}

// TestLettersOfWords compares words by their letters.
func TestLettersOfWords(t *testing.T) {
	for _, c := range []struct {
		a, b    string
		anagram bool
		missing int // letters of a that b lacks
	}{{"bittern", "bitrten", true, 0}, {"minusma", "minusca", false, 1}, {"aab", "ab", false, 1}, {"", "", true, 0}, {"abc", "xyz", false, 3}} {
		if got := isAnagram(c.a, c.b); got != c.anagram {
			t.Errorf("%q and %q are anagrams: %v", c.a, c.b, got)
		}
		if got := missingLetters(c.a, c.b); got != c.missing {
			t.Errorf("%q has %d letters that %q lacks, want %d", c.a, got, c.b, c.missing)
		}
	}
	for word, want := range map[string]bool{"MINUSMA": true, "Minusma": false, "界": false, "": false, "U2": true} {
		if got := isAcronym(word); got != want {
			t.Errorf("%q is an acronym: %v", word, got)
		}
	}
}
