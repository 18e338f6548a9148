package answers

import (
	"context"
	"os"
	"testing"

	"github.com/sitrep-bot/sitrep/internal/corpus"
	"github.com/sitrep-bot/sitrep/internal/encoder"
	"github.com/sitrep-bot/sitrep/internal/index"
	"github.com/sitrep-bot/sitrep/internal/meaning"
)

// randomLibrary is a library made by the encoders' small random models: what they say means nothing, and must do no harm.
func randomLibrary(t *testing.T, ix *index.Index) *meaning.Library {
	t.Helper()
	var random [2]*encoder.Encoder
	for i, file := range []string{"tiny.bin", "tiny_english.bin"} {
		data, err := os.ReadFile("../encoder/testdata/" + file)
		if err != nil {
			t.Fatal(err)
		}
		if random[i], err = encoder.Open(data); err != nil {
			t.Fatal(err)
		}
	}
	l := new(meaning.Library)
	if err := l.Open(random[0], random[1], ""); err != nil {
		t.Fatal(err)
	}
	s, err := ix.Snapshot()
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if err := l.Update(context.Background(), s); err != nil {
		t.Fatal(err)
	}
	return l
}

// indexOf is an index of some articles.
func indexOf(t *testing.T, c *corpus.Corpus) *index.Index {
	t.Helper()
	ix, _, err := index.Open("")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { ix.Close() })
	if _, err := ix.Sync(context.Background(), c, nil); err != nil {
		t.Fatal(err)
	}
	return ix
}

func shipped(t *testing.T) *index.Index {
	t.Helper()
	c, err := corpus.Load("../../corpus", nil)
	if err != nil {
		t.Fatal(err)
	}
	return indexOf(t, c)
}

// TestReadingInTwoLanguages reads an English passage after measuring a German one: "man", "die" and "war" are no terms there.
func TestReadingInTwoLanguages(t *testing.T) {
	c := &corpus.Corpus{}
	for _, a := range []struct{ id, lang, text string }{
		{"en", "en", "Every man who stood at the bridge in the war was to die there."}, {"de", "de", "Der Mann kam aus dem Krieg."},
	} {
		c.Documents = append(c.Documents, corpus.Document{ID: a.id, Path: a.id + ".md", Source: corpus.Source{Title: a.id, Lang: a.lang},
			Passages: []corpus.Passage{{Ordinal: 1, Text: a.text}}})
	}
	ix := indexOf(t, c)
	w := ShippedWeights()
	w.Meaning.Read = 3
	d, err := NewWithWeights(ix, randomLibrary(t, ix), w)
	if err != nil {
		t.Fatal(err)
	}
	for _, question := range []string{"did the man die in the war", "der Mann", "?", ""} {
		x, err := d.Examine(context.Background(), Question{Text: question})
		if err != nil {
			t.Fatal(err)
		}
		checkFinite(t, question, x)
	}
}

// TestMeaningIsForWholeLibrariesOnly asks while most passages are not known yet: words answer alone, as if there were no model.
func TestMeaningIsForWholeLibrariesOnly(t *testing.T) {
	ix := shipped(t)
	l := randomLibrary(t, indexOf(t, &corpus.Corpus{}))
	d, alone := New(ix, l), New(ix, nil)
	a, err := d.Examine(context.Background(), Question{Text: "When was MINUSMA set up?"})
	if err != nil {
		t.Fatal(err)
	}
	b, err := alone.Examine(context.Background(), Question{Text: "When was MINUSMA set up?"})
	if err != nil {
		t.Fatal(err)
	}
	if a.Candidates[0].By.Model != "words" || a.Answer.Confidence != b.Answer.Confidence {
		t.Errorf("answered with confidence %v, wanted %v as by words alone", a.Answer.Confidence, b.Answer.Confidence)
	}
}

// TestAsked holds that a question reads the same to the encoder with its mark and without.
func TestAsked(t *testing.T) {
	for typed, want := range map[string]string{
		"who runs the pier": "who runs the pier?", "Who runs the pier?": "Who runs the pier?", "who runs the pier ": "who runs the pier?",
		"whats the pier": "what is the pier?", "tell me of the pier.": "tell me of the pier.", "谁管理码头？": "谁管理码头？", "谁管理码头": "谁管理码头?",
	} {
		q := parseQuestion(typed, "en", []string{"en"})
		if got := q.asked(); got != want {
			t.Errorf("%q is read as %q, want %q", typed, got, want)
		}
	}
}
