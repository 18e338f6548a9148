package answers

import (
	"context"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/sitrep-bot/sitrep/internal/corpus"
	"github.com/sitrep-bot/sitrep/internal/index"
)

// desk answers from the corpus that ships.
func desk(t testing.TB) *Desk {
	t.Helper()
	c, err := corpus.Load("../../corpus", nil)
	if err != nil {
		t.Fatal(err)
	}
	return deskOf(t, c)
}

func deskOf(t testing.TB, c *corpus.Corpus) *Desk {
	t.Helper()
	ix, _, err := index.Open("")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { ix.Close() })
	if _, err := ix.Sync(context.Background(), c, nil); err != nil {
		t.Fatal(err)
	}
	return New(ix, nil)
}

func answer(t testing.TB, d *Desk, q Question) Answer {
	t.Helper()
	a, err := d.Answer(context.Background(), q)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func TestFollowUps(t *testing.T) {
	d := desk(t)
	for _, c := range []struct {
		name          string
		first, second string
		passage       string
		carried       string // a word that must have been carried; empty: nothing may have been
	}{
		{"a bare why keeps the subject", "When did France end its support?", "why?", "minusma-ends#4", "France"},
		{"a pronoun points back", "When did the Security Council vote to end the mission?", "was it unanimous?", "minusma-ends#5", "Security"},
		{"an ellipsis keeps the question", "What did John Kirby say?", "and Alioune Tine?", "minusma-ends#8", ""},
		{"a new subject drops the old one", "When did France end its support?", "How many Wagner fighters are in Mali?", "minusma-ends#3", ""},
		{"in French", "Quand la France a-t-elle retiré son soutien ?", "pourquoi ?", "fin-minusma#4", "France"},
	} {
		first := answer(t, d, Question{Text: c.first})
		second := answer(t, d, Question{Text: c.second, After: &first.Subject})
		if second.Best == nil || second.Best.Ref.String() != c.passage {
			t.Errorf("%s: %q then %q: %+v, want %s", c.name, c.first, c.second, second.Best, c.passage)
		}
		if c.carried != "" && !slices.Contains(second.Carried, c.carried) {
			t.Errorf("%s: carried %q, want %q among it", c.name, second.Carried, c.carried)
		}
		if c.name == "a new subject drops the old one" && len(second.Carried) > 0 {
			t.Errorf("%s: carried %q", c.name, second.Carried)
		}
	}
}

func TestNearMissesAreRefused(t *testing.T) {
	d := desk(t)
	for name, question := range map[string]string{
		"a country the corpus never names":   "When was the UN mission in Niger set up?",
		"a year the corpus never names":      "What did the Security Council decide about Mali in 1994?",
		"a person the corpus never names":    "What did Emmanuel Macron say about the vote on MINUSMA?",
		"a place the corpus never names":     "When was the MINUSMA base in Timbuktu attacked with mortars?",
		"in French":                          "Quand la mission de l'ONU au Niger a-t-elle été créée ?",
		"another organisation by one letter": "When was MINUSCA set up?",
		"something else altogether":          "How do I bake bread?",
		"nothing but question words":         "who what when",
		"no words at all":                    "?!…",
		"an empty question":                  "",
		"a mention and nothing else":         "<@1234567890> <@&99>",
		"the question of another alphabet":   "Столица Франции?",
		"a known name with an unknown event": "When did Wagner invade Switzerland?",
	} {
		if a := answer(t, d, Question{Text: question}); a.Outcome == Answered {
			t.Errorf("%s: %q was answered with %s (%.2f)", name, question, a.Best.Ref, a.Confidence)
		}
	}
}

func TestSmallTalk(t *testing.T) {
	d := desk(t)
	for _, text := range []string{"hello", "Hi!", "thanks", "Thank you very much!", "hello there, how are you?", "bonjour", "Merci beaucoup !", "salut ça va", "<@123> hi"} {
		if a := answer(t, d, Question{Text: text}); a.Outcome != SmallTalk {
			t.Errorf("%q is taken for a question", text)
		}
	}
	for _, text := range []string{"hello, who drafted the resolution?", "who drafted the resolution"} {
		if a := answer(t, d, Question{Text: text}); a.Outcome != Answered {
			t.Errorf("%q is not answered", text)
		}
	}
}

// TestDecorations asks one question as people type it in Discord.
func TestDecorations(t *testing.T) {
	d := desk(t)
	for _, text := range []string{"<@!123> who drafted the resolution?", "**who** drafted the __resolution__?", "WHO DRAFTED THE RESOLUTION",
		"> who drafted the resolution", "||who drafted the resolution||", "who\u200b drafted the resolution?", "`who drafted the resolution`",
		"@everyone who drafted the resolution?", "https://example.org/x who drafted the resolution", "\u202ewho drafted the resolution", "who  drafted\nthe resolution",
		"please tell me who drafted the resolution, thanks"} {
		a := answer(t, d, Question{Text: text})
		if a.Best == nil || a.Best.Ref.String() != "minusma-ends#5" {
			t.Errorf("%q: %+v", text, a.Best)
		}
	}
}

func TestSpelling(t *testing.T) {
	d := desk(t)
	for question, want := range map[string]map[string]string{
		"who draftd the resoluton?":               {"draftd": "drafted", "resoluton": "resolution"},
		"what did the ambasador regret?":          {"ambasador": "ambassador"},
		"who drafted the resolution?":             nil,
		"what is the weather like in Chad today?": nil, // a name of its own, not misspelt
	} {
		if got := answer(t, d, Question{Text: question}).Corrected; !maps.Equal(got, want) {
			t.Errorf("%q: corrected %v, want %v", question, got, want)
		}
	}
}

func TestAsksFor(t *testing.T) {
	for question, want := range map[string]answerType{
		"when did it end": date, "in which year did it end": date, "who was king when it ended": person, "how many were there": number,
		"how long did it take": duration, "how did it end": anything, "what caused it": reason, "where is it": place, "tell me of it": anything,
	} {
		if got, _ := lexiconOf("en").answerTypeOf(question); got != want {
			t.Errorf("%q asks for %v, want %v", question, got, want)
		}
	}
	if got, _ := lexiconOf("zh").answerTypeOf("特斯拉的专利是什么时候恢复的"); got != date {
		t.Errorf("a Chinese when asks for %v", got)
	}
}

func TestAbbreviationsAreLearned(t *testing.T) {
	c := &corpus.Corpus{Documents: []corpus.Document{{ID: "a", Path: "a.md", Source: corpus.Source{Title: "Rivers", Lang: "en"}, Passages: []corpus.Passage{
		{Ordinal: 1, Text: "The Upper River Monitoring Authority (URMA) was founded by three towns."},
		{Ordinal: 2, Text: "In 1998 the headquarters of URMA moved to the harbour."},
		{Ordinal: 3, Text: "Fishing is allowed in spring. The mill has been closed."},
	}}}}
	a := answer(t, deskOf(t, c), Question{Text: "When did the Upper River Monitoring Authority move its headquarters to the harbour?"})
	if a.Best == nil || a.Best.Ref.String() != "a#2" {
		t.Errorf("got %+v, want a#2", a.Best)
	}
}

func TestLook(t *testing.T) {
	d := desk(t)
	for _, c := range []struct {
		name   string
		lookup Lookup
		want   string // first passage
	}{
		{"an unfinished word", Lookup{Text: "spokes", Typing: true, Limit: 5}, "minusma-ends#6"},
		{"a misspelt word before it", Lookup{Text: "amabssador reg", Typing: true, Limit: 5}, "minusma-ends#7"},
		{"in one article", Lookup{Text: "Kidal", Document: "fin-minusma", Limit: 5}, "fin-minusma#9"},
		{"nothing typed", Lookup{Limit: 5}, "fin-minusma#1"},
		{"nothing of the kind", Lookup{Text: "chocolate", Limit: 5}, ""},
	} {
		quotes, err := d.Look(context.Background(), c.lookup)
		if err != nil {
			t.Fatal(err)
		}
		first := ""
		if len(quotes) > 0 {
			first = quotes[0].Ref.String()
		}
		if first != c.want {
			t.Errorf("%s: first %q, want %q", c.name, first, c.want)
		}
	}
}

// FuzzAnswer holds that whatever is asked is answered without a fault, and that what is quoted stands in the corpus.
func FuzzAnswer(f *testing.F) {
	for _, text := range []string{"Who drafted the resolution?", "", "\xff\xfe", "<@1> `x` **", strings.Repeat("why ", 500), "谁 когда 'quand", "a\x00b", "1,000 2013 U.S."} {
		f.Add(text, text)
	}
	d := desk(f)
	f.Fuzz(func(t *testing.T, first, second string) {
		a := answer(t, d, Question{Text: first})
		b := answer(t, d, Question{Text: second, After: &a.Subject})
		for _, x := range []Answer{a, b} {
			if (x.Outcome == Answered) != (x.Best != nil) || x.Confidence < 0 || x.Confidence > 1 {
				t.Errorf("%+v", x)
			}
			for _, q := range append(x.Nearest, quoted(x)...) {
				if q.Highlight.Start < 0 || q.Highlight.End > len(q.Passage.Text) || q.Highlight.Start >= q.Highlight.End {
					t.Errorf("highlight %v of %d bytes", q.Highlight, len(q.Passage.Text))
				}
			}
		}
	})
}

func quoted(a Answer) []Quote {
	if a.Best == nil {
		return nil
	}
	return []Quote{*a.Best}
}
