package answers

import (
	"math"
	"testing"

	"github.com/sitrep-bot/sitrep/internal/corpus"
)

// TestEvidence tells what speaks for the first passage and against it.
func TestEvidence(t *testing.T) {
	below := func(heading string) []corpus.Passage {
		return []corpus.Passage{{Heading: heading, Text: "Ask the warden for the key."}}
	}
	for _, c := range []struct {
		name, question string
		passages       []corpus.Passage
		evidence       int
		least, most    float64
	}{
		{"no other has the words", "where is the jetty", texts("The jetty is behind the mill.", "Oars are in the shed."), eRivals, 0, 0},
		{"two others have them too", "jetty", texts("The jetty is new.", "The jetty is old.", "The jetty is wet."), eRivals, math.Log(3), math.Log(3)},
		{"both are the version asked for", "v2.5", texts("Release v2.5.1 is new.", "Release v2.5.2 is new."), eRivals, 0, 0},
		{"the question above was asked", "how do i open the boathouse", below("How do I open the boathouse?"), eAsksElse, 0, 0.2},
		{"another question stands above", "where is the key of the lighthouse", below("How do I open the boathouse?"), eAsksElse, 0.6, 1},
		{"what stands above is no question", "where is the key of the lighthouse", below("Opening the boathouse"), eAsksElse, 0, 0},
		{"as it was asked", "rowing boats", texts("Rowing boats are red."), eInexact, 0, 0},
		{"one word of two in another form", "rowing boat", texts("Rowing boats are red."), eInexact, 0.5, 0.5},
		{"always", "jetty", texts("The jetty is new."), eBias, 1, 1},
		{"all of it, in the ranking", "jetty new", texts("The jetty is new.", "Oars are in the shed."), eScore, 0.5, 2},
		{"a third of it, in the ranking", "jetty violin harbourmaster", texts("The jetty is new.", "Oars are in the shed."), eScore, 0.01, 0.4},
		{"a rare word in a sentence", "jetty", texts("The jetty is new.", "Oars are in the shed."), eSentence, 1, 1},
		{"one rare word is found", "jetty", texts("The jetty is new.", "Oars are in the shed."), eMatched, 0.2, 0.5},
		{"three are", "jetty oars shed", texts("The jetty has oars in a shed.", "Nobody swims."), eMatched, 0.6, 1.5},
		{"its article has all of the scores", "jetty", texts("The jetty is new.", "Oars are in the shed."), eDocument, 1, 1},
		{"nothing else was found", "jetty", texts("The jetty is new.", "Oars are in the shed."), eMargin, 1, 1},
		{"another is as good", "jetty", texts("The jetty is new.", "The jetty is old."), eMargin, 0, 0},
		{"no word is unknown", "jetty", texts("The jetty is new."), eUnknown, 0, 0},
		{"one of two words is unknown", "jetty violin", texts("The jetty is new."), eUnknown, 0.3, 0.7},
		{"a name that the language knows and the corpus does not", "the jetty of Timbuktu", texts("The jetty is new."), eUnknownName, 1, 1},
		{"it begins as a word of the corpus does", "the jetty of Vietnam", texts("The jetty is Vietnamese."), eUnknownName, 0, 0},
		{"a year that is nowhere", "the jetty of 1998", texts("The jetty is new."), eUnknownName, 1, 1},
		{"a number that is no year", "the jetty of 19980", texts("The jetty is new."), eUnknownName, 0, 0},
		{"a name that nobody knows", "the jetty of Xorgluna", texts("The jetty is new."), eStrangeName, 1, 1},
		{"is no name that the language knows", "the jetty of Xorgluna", texts("The jetty is new."), eUnknownName, 0, 0},
		{"the name is there", "the jetty of Ines", texts("The jetty of Ines is new."), eNoName, 0, 0},
		{"the name is elsewhere", "the new jetty of Ines", texts("The jetty is new.", "Ines swims in the lake."), eNoName, 1, 1},
		{"the number is elsewhere", "the new jetty of 1998", texts("The jetty is new.", "Nobody swam in 1998."), eNoNumber, 1, 1},
		{"one word to go by", "jetty", texts("The jetty is new."), eFew, 0.5, 0.5},
		{"three words to go by", "jetty oars shed", texts("The jetty has oars in a shed."), eFew, 0.25, 0.25},
		{"a word was corrected", "the jettty", texts("The jetty is new."), eRepaired, 1, 1},
		{"none was", "the jetty", texts("The jetty is new."), eRepaired, 0, 0},
		{"no number, where one is asked for", "how many oars", texts("Oars are in the shed."), eNoKind, 1, 1},
		{"a number, as asked for", "how many oars", texts("We have 12 oars."), eNoKind, 0, 0},
		{"a number, as asked for", "how many oars", texts("We have 12 oars."), eKind, 1, 1},
		{"nothing is asked for", "the oars", texts("We have 12 oars."), eKind, 0, 0},
		{"three passages", "jetty", texts("The jetty is new.", "Oars are red.", "Nobody swims."), eLarge, math.Log10(4), math.Log10(4)},
		{"all of it is found", "red oars", texts("Oars are red.", "Nobody swims."), eCovered, 1, 1},
		{"it says what the thing is", "what is a jib", texts("A jib is a sail.", "Nobody swims."), eNoDefinition, 0, 0},
		{"it only names the thing", "what is a jib", texts("Nobody sets the jib.", "Nobody swims."), eNoDefinition, 1, 1},
		{"it says what the thing is", "what is a jib", texts("A jib is a sail.", "Nobody swims."), eDefinition, 1, 1},
		{"no definition is wanted", "the jib", texts("A jib is a sail.", "Nobody swims."), eDefinition, 0, 0},
		{"the title was looked up", "lake", texts("The jetty is new.", "Oars are red."), eOpens, 1, 1},
		{"it is in the language of the question", "jetty", texts("The jetty is new."), eOtherLang, 0, 0},
	} {
		x := examine(t, lake(c.passages...), c.question)
		if len(x.Candidates) == 0 {
			t.Errorf("%s: nothing found for %q", c.name, c.question)
			continue
		}
		if got := x.Candidates[0].By.Evidence[c.evidence]; got < c.least-1e-3 || got > c.most+1e-3 {
			t.Errorf("%s: %s is %v, want %v to %v", c.name, evidenceNames[c.evidence], got, c.least, c.most)
		}
	}
}

// TestUnknownNamesMakeDoubt: where a name that its language knows is nowhere in the corpus, confidence is less than was learned.
func TestUnknownNamesMakeDoubt(t *testing.T) {
	for _, c := range []struct {
		name, question, unknown string
		penalty                 float64
	}{
		{"a known name", "When was the base in Timbuktu attacked?", "Timbuktu", unknownNamePenalty},
		{"a name that no table has", "When was the base in Xorgluna attacked?", "Xorgluna", 1},
		{"a name that the corpus has", "When was the base in Kidal attacked?", "", 1},
	} {
		x := examine(t, lake(texts("The base in Kidal was attacked in May.", "Nobody swims.")...), c.question)
		if x.Unknown != c.unknown {
			t.Errorf("%s: %q is unknown, want %q", c.name, x.Unknown, c.unknown)
		}
		r := x.Candidates[0].By
		m, err := newModel(r.Model, ShippedWeights().Model(r.Model), "")
		if err != nil {
			t.Fatal(err)
		}
		learned := logistic(dot(r.Evidence, m.confidence[:]) + r.Uncovered*dot(r.Evidence, m.uncoveredConfidence[:]))
		if want := learned * c.penalty; !near(x.Answer.Confidence, want) {
			t.Errorf("%s: confidence %v, want %v", c.name, x.Answer.Confidence, want)
		}
	}
}

// TestThreshold holds that what is likelier right than wrong is answered, and nothing else.
func TestThreshold(t *testing.T) {
	for confidence, want := range map[float64]Outcome{0: Refused, 0.49: Refused, 0.5: Answered, 1: Answered} {
		q := parseQuestion("jetty", "en", nil)
		c := candidate{hit: hitOf("a", "en", 1, 1), chance: confidence, query: &langQuery{}}
		c.text = newText(corpus.Passage{Text: "The jetty."}, c.hit.Document)
		r := result{query: &q, found: []candidate{c}, estimate: estimate{confidence: confidence}}
		a := r.answer("jetty")
		if a.Outcome != want || (a.Best != nil) != (want == Answered) || a.Confidence != confidence || len(a.Nearest) != 1-int(want) {
			t.Errorf("%v: %+v, want outcome %v", confidence, a, want)
		}
	}
}

// TestMargin is how far the first stands before its next rival.
func TestMargin(t *testing.T) {
	first := candidate{score: 5, query: &langQuery{terms: []term{{number: true}}}, found: []int{1}}
	foreign, version, rival := first, first, first
	foreign.features[fOtherLang], foreign.score, foreign.found = 1, 4.9, []int{0}
	version.score = 4.8
	rival.score, rival.found = 4, []int{0}
	if got := margin([]candidate{first, foreign, version, rival}); !near(got, 1-math.Exp(-1)) {
		t.Errorf("past another language and another version: %v, want %v", got, 1-math.Exp(-1))
	}
	if got := margin([]candidate{first, foreign}); got != 1 {
		t.Errorf("without a rival: %v, want 1", got)
	}
	if got := rivals([]candidate{first, foreign, version, rival}); !near(got, math.Log(2)) {
		t.Errorf("rivals: %v, want one", got)
	}
	far := rival
	far.score = 5 - rivalMargin
	if got := rivals([]candidate{first, far}); got != 0 {
		t.Errorf("one that is far behind is a rival: %v", got)
	}
}
