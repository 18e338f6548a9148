package encoder

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/sitrep-bot/sitrep/internal/encoder/kernel"
	"github.com/sitrep-bot/sitrep/internal/lang"
)

func longPassage(sentences int) string {
	var b strings.Builder
	for i := range sentences {
		fmt.Fprintf(&b, "The harbour master of night %d holds the bridge, and who passed is mastered. ", i)
	}
	return b.String()
}

func TestALongPassageIsSeenInParts(t *testing.T) {
	e := tiny(t, kernel.Best())
	text := longPassage(30)
	if whole := e.Passage(text); whole.End() > len(text)/2 {
		t.Fatalf("the passage is not long: %d of %d bytes were read", whole.End(), len(text))
	}
	var seen, want []lang.Span
	for _, w := range e.GlancePassage(text).Words {
		seen = append(seen, w.Span)
	}
	for token := range lang.Tokens(text) {
		want = append(want, token.Span)
	}
	if !slices.Equal(seen, want) {
		t.Errorf("saw %d words, want each of %d once", len(seen), len(want))
	}
}

func TestPartsBeginWithASentence(t *testing.T) {
	e := tiny(t, kernel.Best())
	text := longPassage(30)
	if next := e.Passage(text).next(); !strings.HasPrefix(text[next:], "The harbour master of night") {
		t.Errorf("the second part begins %.40q", text[next:])
	}
	unbroken := strings.ReplaceAll(text, ".", "")
	first := e.Passage(unbroken)
	if next := first.next(); next <= 0 || next > first.End() || !strings.Contains(unbroken[next-1:next+1], " ") {
		t.Errorf("without sentences it begins %.40q", unbroken[next:])
	}
}

func TestNoWordIsCutBetweenParts(t *testing.T) {
	e := tiny(t, kernel.Best())
	for before := range 5 {
		text := strings.Repeat("x ", before) + strings.Repeat("harbouring ", 200)
		if next := e.Passage(text).next(); !strings.Contains(text[next-1:next+1], " ") {
			t.Errorf("the second part begins %.20q", text[next:])
		}
	}
}

func TestAShortPassageIsOnePart(t *testing.T) {
	e := tiny(t, kernel.Best())
	const text = "The harbour master holds the bridge.  \n"
	near(t, "pooled", e.GlancePassage(text).Pooled, e.Passage(text).Glance().Pooled, 1e-6)
}

func TestPartsAreBounded(t *testing.T) {
	e := tiny(t, kernel.Best())
	for name, text := range map[string]string{
		"very long": longPassage(400),
		"one word":  strings.Repeat("harbour", 5000),
		"letters":   strings.Repeat("港湾長", 5000),
		"signs":     strings.Repeat("?!", 5000),
		"nothing":   "",
	} {
		words := e.GlancePassage(text).Words
		if len(words) > PassageParts*PassageTokens {
			t.Errorf("%s: %d words", name, len(words))
		}
		for i := 1; i < len(words); i++ {
			if words[i].Start < words[i-1].Start {
				t.Errorf("%s: word %d at %d comes after one at %d", name, i, words[i].Start, words[i-1].Start)
			}
		}
	}
}

func TestPassageAround(t *testing.T) {
	e := tinyEnglish(t, kernel.Best())
	text := longPassage(30)
	sentences := lang.Sentences(text)
	for i, span := range sentences {
		around := e.PassageAround(text, span)
		if around.from > span.Start || around.End() < span.End || around.Tokens() > PassageTokens {
			t.Errorf("sentence %d at %v: read %d to %d", i, span, around.from, around.End())
		}
		if around.from > 0 && text[around.from-1] != ' ' {
			t.Errorf("sentence %d: begins in a word: %.20q", i, text[around.from:])
		}
	}
	if first := e.PassageAround(text, sentences[20]); first != e.PassageAround(text, sentences[20]) {
		t.Error("wanted the same part of a passage to be kept for the next question, found it made again")
	}
	e.KeepExcerpts(1)
	first := e.PassageAround(text, sentences[20])
	e.PassageAround(text, sentences[0])
	if first == e.PassageAround(text, sentences[20]) {
		t.Error("wanted one part to be kept, found two")
	}
	reading := e.Question("Who holds the harbour?").Read(e.PassageAround(text, sentences[20]), sentences)
	for i, logit := range reading.Sentences {
		if read := logit > -1e30; i == 20 && !read || i == 0 && read {
			t.Errorf("sentence %d was read: %v", i, read)
		}
	}
	if got := e.PassageAround(text, sentences[0]); got.from != 0 {
		t.Errorf("the first sentence is read from %d", got.from)
	}
}
