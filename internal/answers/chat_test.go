package answers

import (
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/sitrep-bot/sitrep/internal/corpus"
	"github.com/sitrep-bot/sitrep/internal/index"
)

// deskFor answers from articles given as name of the file → text.
func deskFor(t *testing.T, files map[string]string) *Desk {
	t.Helper()
	folder := t.TempDir()
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	c, err := corpus.Load(folder, nil)
	if err != nil {
		t.Fatal(err)
	}
	return deskOf(t, c)
}

func TestSmallTalkStaysSmallTalk(t *testing.T) {
	d := deskFor(t, map[string]string{"pool.md": "# The pool\n\nThe pool opens at nine on every day of the week.\n"})
	for said, want := range map[string]bool{
		"thank you very much, you are the best":         true,
		"hey bot, how is your weekend going?":           true,
		"ty, that was really useful!":                   true,
		"good evening everybody, how have you all been": true,
		"merci beaucoup, c'était parfait":               true,
		"danke dir, das war echt super":                 true,
		"hallo zusammen, habt ihr gut geschlafen?":      true,
		"hola":                               true, // whatever the articles are in
		"grazie":                             true,
		"obrigado":                           true,
		"hello, what are the opening hours?": false,
		"thanks! and how much is a ticket":   false,
		"hey, is the pool open on sundays":   false,
	} {
		if got := answer(t, d, Question{Text: said}).Outcome == SmallTalk; got != want {
			t.Errorf("%q is small talk: %v, want %v", said, got, want)
		}
	}
}

func TestChatSpelling(t *testing.T) {
	for _, c := range []struct {
		typed, lang string
		want        []string // words that are searched for
		asks        answerType
	}{
		{"whens the harbour fair", "en", []string{"harbour", "fair"}, date},
		{"plz tell me wat the deposit is lol", "en", []string{"deposit"}, anything},
		{"why dont you guys lend ppl a kayak cuz its raining", "en", []string{"guys", "lend", "people", "kayak", "raining"}, reason},
		{"slt cmb coûte le kayak stp", "fr", []string{"coûte", "kayak"}, number},
		{"dnd está el kayak porfa", "es", []string{"kayak"}, place},
		{"wos liegt das kajak plz", "de", []string{"liegt", "kajak"}, place},
	} {
		q := parseQuestion(c.typed, c.lang, []string{c.lang})
		if q.lang != c.lang {
			t.Errorf("%q is in %s", c.typed, q.lang)
		}
		var got []string
		for _, w := range q.words {
			if !w.ignored && index.AnalyzerFor(c.lang).Term(w.form()) != "" {
				got = append(got, w.form())
			}
		}
		if !slices.Equal(got, c.want) || q.answerType != c.asks {
			t.Errorf("%q searches for %q and asks for a %s, want %q and %s", c.typed, got, q.answerType, c.want, c.asks)
		}
	}
}
