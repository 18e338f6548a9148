package answers

import (
	"math"
	"testing"

	"github.com/sitrep-bot/sitrep/internal/corpus"
)

// lake is a corpus of one English article.
func lake(passages ...corpus.Passage) *corpus.Corpus {
	for i := range passages {
		passages[i].Ordinal = i + 1
	}
	return &corpus.Corpus{Documents: []corpus.Document{{ID: "lake", Path: "lake.md", Source: corpus.Source{Title: "Lake", Lang: "en"}, Passages: passages}}}
}

// texts are passages without headings.
func texts(all ...string) (passages []corpus.Passage) {
	for _, text := range all {
		passages = append(passages, corpus.Passage{Text: text})
	}
	return passages
}

// examine asks a question of a corpus.
func examine(t *testing.T, c *corpus.Corpus, question string) Examination {
	t.Helper()
	x, err := deskOf(t, c).Examine(t.Context(), Question{Text: question})
	if err != nil {
		t.Fatal(err)
	}
	return x
}

// examinedOf is what an Examination has of a passage.
func examinedOf(t *testing.T, x Examination, ref corpus.Ref) ExaminedCandidate {
	t.Helper()
	for _, c := range x.Candidates {
		if c.ID == ref.String() {
			return c
		}
	}
	t.Fatalf("%q: %s is not among %d candidates", x.Answer.Question, ref, len(x.Candidates))
	return ExaminedCandidate{}
}

func near(got, want float64) bool { return math.Abs(got-want) < 1e-4 }

// more is the value of a feature that is only more, or less, than that of the other passage.
const more = -1

// TestFeatures holds two passages beside each other, the first of which has more of a feature, or as much.
func TestFeatures(t *testing.T) {
	for _, c := range []struct {
		name          string
		feature       int
		question      string
		first, second string
		want          [2]float64 // of the first and of the second
	}{
		{"a word that stands there twice", fBM25, "jetty", "The jetty is old. Each jetty leaks.", "The jetty is old. Each boat leaks.", [2]float64{2 / (2 + k1), 1 / (1 + k1)}},
		{"a word among few others", fBM25, "jetty", "The jetty leaks.", "The jetty leaks where the water of the lake is deep and cold.", [2]float64{more, more}},
		{"a rare word rather than a common one", fRarePassage, "jetty water", "The jetty leaks.", "The water leaks.", [2]float64{more, more}},
		{"both words in one sentence", fSentence, "jetty oars", "The jetty has oars.", "The jetty is old. All oars are new.", [2]float64{1, 0.5}},
		{"both words in a short sentence", fSentenceBM25, "jetty oars", "The jetty has oars.", "The jetty has, as everybody at the lake knows, a place for oars.", [2]float64{more, more}},
		{"a rare word in a sentence", fSentenceRare, "jetty water", "The jetty leaks.", "The water leaks.", [2]float64{more, more}},
		{"the very form in a sentence", fSentenceExact, "boats", "Boats are red.", "A boat is red.", [2]float64{1, 0}},
		{"words that fewer candidates have", fSentenceLocal, "jetty boats leak", "The jetty leaks.", "The boats are dry. Leak no more.", [2]float64{more, more}},
		{"the very form of the question", fExact, "boats", "Boats are red.", "A boat is red.", [2]float64{1, 0}},
		{"a word at the beginning of its sentence", fSubject, "jetty", "The jetty is where old boats lie.", "Here all of the old boats lie at the jetty.", [2]float64{1, 0}},
		{"neighbours side by side", fAdjacent, "red boats", "We have red boats.", "Red paint is for the new boats.", [2]float64{1, 0}},
		{"neighbours in their order", fAdjacent, "red boats", "We have red boats.", "We have boats, red ones.", [2]float64{1, 0}},
		{"a run in the order of the question", fRun, "red boats leak", "Our red boats leak.", "Boats that are red leak.", [2]float64{1, 1. / 3}},
		{"a run that is not torn apart", fRun, "red boats", "Our red boats leak.", "What is red by night and all day long is boats.", [2]float64{1, 0.5}},
		{"pairs of words, stop words too", fPhrase, "in the boats", "Oars lie in the boats.", "In these lie oars of the old boats.", [2]float64{1, 0}},
		{"some of the pairs", fPhrase, "in the boats", "Oars lie in the boats.", "Oars of the boats lie in mud.", [2]float64{1, 0.5}},
		{"a run of such pairs", fPhraseRun, "in the boats", "Oars lie in the boats.", "Oars of the boats lie in mud.", [2]float64{1, 2. / 3}},
		{"the word and not only its beginning", fSoft, "photography jetty", "The jetty and photography.", "The jetty and photographs.", [2]float64{1, more}},
		{"at least its beginning", fSoft, "photography jetty", "The jetty and photographs.", "The jetty and a phone.", [2]float64{more, more}},
		{"what is asked for", fKind, "how many boats", "There are 12 boats.", "There are red boats.", [2]float64{1, 0}},
		{"nothing is asked for", fKind, "the old boats", "There are 12 boats.", "There are red boats.", [2]float64{1, 1}},
		{"a name", fNames, "where does old Ines live", "Here lives Ines.", "Here lives somebody.", [2]float64{1, 0}},
		{"no name is in the question", fNames, "where is the jetty", "Here is the jetty.", "Here is a jetty too.", [2]float64{1, 1}},
		{"a number", fNumbers, "the boat of 1987", "The boat of 1987.", "The boat of 1988.", [2]float64{1, 0}},
		{"a passage that is short", fShort, "jetty", "The jetty leaks.", "The jetty leaks where the water of the lake is deep and cold.", [2]float64{8. / 11, 8. / 21}}, // 3 and 13 words
		{"words found, rare or not", fCounted, "jetty water", "There is somebody at the water of the jetty.", "The jetty leaks.", [2]float64{1, 0.5}},
		{"words found or above, by their rarity", fCovered, "jetty water lake", "The jetty has water.", "The water leaks.", [2]float64{1, more}},
	} {
		x := examine(t, lake(texts(c.first, "Photography is fun.", c.second, "Nobody sings.")...), c.question)
		first := examinedOf(t, x, corpus.Ref{Document: "lake", Ordinal: 1}).Features[c.feature]
		second := examinedOf(t, x, corpus.Ref{Document: "lake", Ordinal: 3}).Features[c.feature]
		for i, got := range []float64{first, second} {
			if c.want[i] != more && !near(got, c.want[i]) {
				t.Errorf("%s: %s of %q is %v and %v, want %v", c.name, rankNames[c.feature], c.question, first, second, c.want)
			}
		}
		if c.want[0] != c.want[1] || c.want[0] == more {
			if first <= second {
				t.Errorf("%s: %s of %q is %v and %v, want more of it in the first", c.name, rankNames[c.feature], c.question, first, second)
			}
		}
	}
}

// TestFeaturesOfPlaces measures what stands above a passage, beside it and in its article.
func TestFeaturesOfPlaces(t *testing.T) {
	boats := corpus.Document{ID: "boats", Path: "boats.md", Aliases: []string{"vessels"}, Source: corpus.Source{Title: "Rowing boats", Lang: "en"}, Passages: []corpus.Passage{
		{Ordinal: 1, Heading: "Oars", Text: "They are in the shed."},
		{Ordinal: 2, Heading: "Oars", Text: "Ash lasts longest."},
		{Ordinal: 3, Heading: "How do I paint a hull?", Text: "With two coats."},
		{Ordinal: 4, Heading: "Care > Paint", Text: "Red paint dries quickly."},
	}}
	sheds := corpus.Document{ID: "sheds", Path: "sheds.md", Source: corpus.Source{Title: "Sheds", Lang: "en"}, Passages: []corpus.Passage{
		{Ordinal: 1, Text: "Old oars lie in the shed."},
		{Ordinal: 2, Text: "Its key is with Ines."},
	}}
	french := corpus.Document{ID: "fr", Path: "fr.md", Source: corpus.Source{Title: "Le hangar", Lang: "fr"}, Passages: []corpus.Passage{
		{Ordinal: 1, Text: "Ines garde la clef du hangar."},
	}}
	d := deskOf(t, &corpus.Corpus{Documents: []corpus.Document{boats, sheds, french}})
	for _, c := range []struct {
		name, question string
		ref            corpus.Ref
		feature        int
		least, most    float64
	}{
		{"a word that is only in the title", "rowing quickly", boats.Ref(4), fHeading, 0.1, 0.7},
		{"a word that the text has too counts there alone", "paint", boats.Ref(4), fHeading, 0, 0},
		{"an alias stands above as a title does", "vessels", boats.Ref(1), fHeading, 1, 1},
		{"nothing of it stands above", "Ines", sheds.Ref(2), fHeading, 0, 0},
		{"the passage before has the other word", "oars Ines", sheds.Ref(2), fNeighbour, 0.3, 0.7},
		{"nothing is lacking", "key Ines", sheds.Ref(2), fNeighbour, 0, 0},
		{"the article that matches best as a whole", "old shed key Ines", sheds.Ref(2), fDocument, 1, 1},
		{"an article that matches less", "old shed key Ines", boats.Ref(1), fDocument, 0.05, 0.8},
		{"just what its heading asks", "how do i paint a hull", boats.Ref(3), fAsked, 0.9, 1},
		{"half of what its heading asks", "how do i sand a hull", boats.Ref(3), fAsked, 0.05, 0.5},
		{"the innermost heading is enough", "paint", boats.Ref(4), fAsked, 0.9, 1},
		{"the first below its heading", "rowing boats oars", boats.Ref(1), fOpens, 0.9, 1},
		{"the second below it opens nothing", "rowing boats oars", boats.Ref(2), fOpens, 0, 0},
		{"less than half of the question is above", "when is the key of the wet oars due", boats.Ref(1), fOpens, 0, 0},
		{"it is in another language", "where is Ines", french.Ref(1), fOtherLang, 1, 1},
		{"it is in the language of the question", "where is Ines", sheds.Ref(2), fOtherLang, 0, 0},
	} {
		x, err := d.Examine(t.Context(), Question{Text: c.question, Locale: "en"})
		if err != nil {
			t.Fatal(err)
		}
		if got := examinedOf(t, x, c.ref).Features[c.feature]; got < c.least-1e-4 || got > c.most+1e-4 {
			t.Errorf("%s: %s of %s for %q is %v, want %v to %v", c.name, rankNames[c.feature], c.ref, c.question, got, c.least, c.most)
		}
	}
}

// TestFeaturesOfSentences measures the sentences of one passage.
func TestFeaturesOfSentences(t *testing.T) {
	for _, c := range []struct {
		name, question, text string
		feature              int
		want                 []float64 // of each sentence
	}{
		{"half of the words, all, none", "jetty oars", "The jetty is old. Jetty oars are red. Nobody swims.", sWords, []float64{0.5, 1, 0}},
		{"only in the form of the question", "boats", "Boats are red. A boat leaks.", sExact, []float64{1, 0}},
		{"the words that only the sentence before has", "jetty oars", "The jetty is old. Its oars are red. Oars leak.", sBefore, []float64{0, 0.5, 0}},
		{"at its beginning", "jetty", "The jetty is old. Nobody swims, fishes, sings or sleeps at the jetty.", sSubject, []float64{1, 0}},
		{"neighbours of the question", "the old jetty", "The old jetty leaks. The jetty is old. An old jetty.", sPhrase, []float64{1, 0, 0.5}},
		{"the kind that is asked for", "how many oars", "Oars are red. They have 12 oars.", sKind, []float64{0, 1}},
	} {
		x := examine(t, lake(texts(c.text, "Somebody sings.")...), c.question)
		found := examinedOf(t, x, corpus.Ref{Document: "lake", Ordinal: 1})
		for i, want := range c.want {
			if got := found.Sentences[i][c.feature]; !near(got, want) {
				t.Errorf("%s: %s of sentence %d of %q is %v, want %v", c.name, sentenceNames[c.feature], i, c.text, got, want)
			}
		}
	}
}

// TestTheSentenceThatAnswers is the one with most of the question, and with what it asks for.
func TestTheSentenceThatAnswers(t *testing.T) {
	for question, want := range map[string]string{
		"when does the ferry leave":     "The ferry leaves in June.",
		"what does the ferry cost":      "A ticket of the ferry costs nine euros.",
		"who steers the ferry":          "Old Fridolin steers it.",
		"does the ferry have a kitchen": "The ferry has a kitchen.",
	} {
		x := examine(t, lake(texts("The ferry leaves in June. The ferry has a kitchen. A ticket of the ferry costs nine euros. Old Fridolin steers it.", "Nobody swims.")...), question)
		best := append(quoted(x.Answer), x.Answer.Nearest...)[0]
		if got := best.Passage.Text[best.Highlight.Start:best.Highlight.End]; got != want {
			t.Errorf("%q is answered by %q, want %q", question, got, want)
		}
	}
}

// TestNames has every feature and all evidence named once, since weights are known by their names.
func TestNames(t *testing.T) {
	for what, names := range map[string][]string{"rank": RankNames(), "sentence": SentenceNames(), "evidence": EvidenceNames()} {
		seen := map[string]bool{}
		for i, name := range names {
			if name == "" || seen[name] {
				t.Errorf("%s %d is named %q", what, i, name)
			}
			seen[name] = true
		}
	}
}
