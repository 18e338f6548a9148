package answers

import (
	"slices"
	"strings"
	"testing"

	"github.com/sitrep-bot/sitrep/internal/lang"
)

// marked lists the words of a question that have something.
func marked(q query, has func(word) bool) (words []string) {
	for _, w := range q.words {
		if has(w) {
			words = append(words, w.written)
		}
	}
	return words
}

// TestWordsOfQuestions tells names, numbers and what says nothing of a subject.
func TestWordsOfQuestions(t *testing.T) {
	name, number, ignored := func(w word) bool { return w.name }, func(w word) bool { return w.number }, func(w word) bool { return w.ignored }
	for _, c := range []struct {
		name, question, lang string
		has                  func(word) bool
		want                 []string
	}{
		{"a capital inside is a name", "Where does Ines live", "en", name, []string{"Ines"}},
		{"two capitals are a name at the beginning too", "MINUSMA leaves when", "en", name, []string{"MINUSMA"}},
		{"where all shout nobody is named", "WHERE DOES INES LIVE", "en", name, nil},
		{"a German noun is no name", "Wo liegt das Boot", "de", name, nil},
		{"a German abbreviation is one", "Wo liegt die DLRG", "de", name, []string{"DLRG"}},
		{"digits", "what happened on 8 June 2023", "en", number, []string{"8", "2023"}},
		{"a version", "what is new in v6.2", "en", number, []string{"v6.2"}},
		{"a letter with a number behind it", "what is A4 paper", "en", number, nil},
		{"what is asked for", "how many oars are there", "en", ignored, []string{"how", "many"}},
		{"what is asked for, and fillers", "please tell how long it takes", "en", ignored, []string{"please", "tell", "how", "long"}},
		{"the phrase that asks for a meaning", "what does LRS stand for", "en", ignored, []string{"what", "does", "stand", "for"}},
		{"in Chinese", "船什么时候开", "zh", ignored, []string{"什么", "么时", "时候"}},
	} {
		got := marked(parseQuestion(c.question, c.lang, []string{c.lang}), c.has)
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: %q: %q, want %q", c.name, c.question, got, c.want)
		}
	}
}

// TestTypesOfQuestions tells what is asked for, also by the second of two questions.
func TestTypesOfQuestions(t *testing.T) {
	for _, c := range []struct {
		name, question, lang string
		want                 answerType
	}{
		{"the first phrase counts", "when did they say how many came", "en", date},
		{"the longest of those that stand there", "how long did it take", "en", duration},
		{"only whole words", "whenever they came", "en", anything},
		{"the second question where the first asks for nothing", "what is a jib and when is it set", "en", date},
		{"but not where it asks for something", "who set the jib and when was it set", "en", person},
		{"a chat's spelling", "wen does it start", "en", date},
		{"French", "combien de temps dure le trajet", "fr", duration},
		{"German", "Warum ist das Tor zu", "de", reason},
		{"Spanish", "¿Dónde está el muelle?", "es", place},
		{"Russian", "Сколько лодок в порту?", "ru", number},
		{"Chinese", "船什么时候开", "zh", date},
	} {
		if got := parseQuestion(c.question, c.lang, []string{c.lang}); got.answerType != c.want {
			t.Errorf("%s: %q (%s) asks for a %s, want a %s", c.name, c.question, got.lang, got.answerType, c.want)
		}
	}
}

// TestLanguageOfAQuestion believes a few words only where somebody speaks the language.
func TestLanguageOfAQuestion(t *testing.T) {
	for _, c := range []struct {
		name, text, locale string
		langs              []string
		want               string
	}{
		{"many words speak for themselves", "où se trouve la clef du hangar à bateaux", "en-GB", []string{"en"}, "fr"},
		{"a few are believed if the corpus agrees", "le hangar", "en", []string{"en", "fr"}, "fr"},
		{"or the asker", "le hangar", "fr-CA", []string{"en"}, "fr"},
		{"else the asker's language counts", "MINUSMA", "de", []string{"fr", "es"}, "de"},
		{"one that is unknown does not", "MINUSMA", "tlh", []string{"fr", "es"}, "fr"},
		{"nor does it for another script", "Где ключ", "en", []string{"en"}, "ru"},
		{"else the corpus's commonest", "MINUSMA", "", []string{"es", "fr"}, "es"},
	} {
		if got := questionLang(c.text, c.locale, c.langs); got != c.want {
			t.Errorf("%s: %q is in %q, want %q", c.name, c.text, got, c.want)
		}
	}
}

// TestPlain leaves of a message what was asked.
func TestPlain(t *testing.T) {
	for text, want := range map[string]string{
		"<@!123> who <#45> is <:boat:678> there <t:1690000000:R>": "who is there",
		"</ask:123> where":                         "where",
		"@everyone where is @here":                 "where is",
		"see https://example.org/a?b=c now":        "see now",
		"see <https://example.org> now":            "see now",
		"```go\nwhere\n```":                        "where",
		"**where** is ~~the~~ ||key|| `now`":       "where is the key now",
		"> what is\n# C# for":                      "what is C# for",
		"who\u200b \u202edrafted\x00 it\xff":       "who drafted it",
		"a < b and b > c, or mail me@example.org?": "a < b and b c, or mail me@example.org?",
	} {
		if got := plain(text); got != want {
			t.Errorf("%q is %q, want %q", text, got, want)
		}
	}
}

// TestLongQuestions reads no more than somebody asks.
func TestLongQuestions(t *testing.T) {
	q := parseQuestion(strings.Repeat("oars ", 3000), "en", []string{"en"})
	if len(q.words) != longestQuestion || len(q.text) >= longestText {
		t.Errorf("%d words of %d characters, want %d of less than %d", len(q.words), len(q.text), longestQuestion, longestText)
	}
	if got := firstRunes("éé!", 2); got != "éé" {
		t.Errorf("the first two letters are %q", got)
	}
	if q := parseQuestion(strings.Repeat("oars", 3000), "en", []string{"en"}); len(q.text) != longestText {
		t.Errorf("a word of %d letters, want %d", len(q.text), longestText)
	}
}

// TestIsShouting tells whether capitals say anything of names.
func TestIsShouting(t *testing.T) {
	for text, want := range map[string]bool{
		"WHERE IS THE KEY": true, "Where Is The Key Now": true, "Where is the key": false, "MINUSMA UN Mali": false, "WHERE IS the KEY of BOATS": false, "WHERE is the key": false, "": false,
	} {
		if got := isShouting(text); got != want {
			t.Errorf("%q: %v, want %v", text, got, want)
		}
	}
}

// TestChatLetters: one letter stands for a word unless the corpus has it.
func TestChatLetters(t *testing.T) {
	known := lexiconOf("en")
	for _, c := range []struct {
		written string
		want    bool
	}{{"u", true}, {"r", true}, {"U", false}, {"x", false}, {"plz", false}} {
		w := word{written: c.written, folded: lang.Fold(c.written), name: c.written == "U"}
		if got := w.isChatLetter(known); got != c.want {
			t.Errorf("%q: %v, want %v", c.written, got, c.want)
		}
	}
}

// TestPhraseIndex finds phrases as whole words.
func TestPhraseIndex(t *testing.T) {
	for _, c := range []struct {
		text, phrase string
		want         int
	}{
		{"when was it", "when", 0}, {"somewhen", "when", -1}, {"since when", "when", 6}, {"whenever", "when", -1}, {"whenever and when", "when", 13}, {"so when ", "when", 3},
		{"船什么时候开", "什么时候", 3}, {"", "when", -1},
	} {
		if got := phraseIndex(c.text, c.phrase); got != c.want {
			t.Errorf("%q in %q: %d, want %d", c.phrase, c.text, got, c.want)
		}
	}
}
