package briefing

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/sitrep-bot/sitrep/internal/corpus"
)

// scraps are what random Documents are made of: words of speech, marks, markup, and bytes no text should have.
var scraps = []string{
	"Diop", "John Kirby", "said", "said that", "told", "warned", "according to", "the mission", "It is over", "Mali", "a déclaré",
	"que", "Selon", "l’ONU", ". ", "! ", "? ", "… ", ", ", ": ", "; ", "\n", "\n- ", " > ", "“", "”", "«", "»", " « ", " » ", `"`, "'", "’",
	"**", "||", "`", "# ", "@everyone", "<@123>", "[a](http://b/)", "🕊", "谁领导。", "é", "e\u0301", "\u00a0", "\u202e", "\xff", "\x00", "News", "",
}

func randomText(random *rand.Rand, length int) string {
	var text strings.Builder
	for range random.IntN(length + 1) {
		text.WriteString(scraps[random.IntN(len(scraps))])
		if random.IntN(2) == 0 {
			text.WriteByte(' ')
		}
	}
	return text.String()
}

func randomDocument(random *rand.Rand) corpus.Document {
	var pairs []string
	for range random.IntN(12) {
		pairs = append(pairs, randomText(random, 2), randomText(random, 60))
	}
	d := article(fmt.Sprint("d", random.Uint32()), pairs...)
	d.Source.Lang = []string{"en", "fr", "de"}[random.IntN(3)]
	if random.IntN(4) == 0 {
		d.Summary = randomText(random, 20)
	}
	return d
}

// checkQuoted fails the test unless every line is word for word in the passage it names.
func checkQuoted(t *testing.T, d corpus.Document) {
	t.Helper()
	passages := map[corpus.Ref]corpus.Passage{}
	for _, p := range d.Passages {
		passages[d.Ref(p.Ordinal)] = p
	}
	for _, a := range Make(Choice{}, []corpus.Document{d}).Articles {
		for _, l := range linesOf(a) {
			p, known := passages[l.Passage]
			inSummary := l.Passage == corpus.Ref{} && l.Kind == About && l.Text == d.Summary
			if !inSummary && (!known || p.Heading != l.Heading || !strings.Contains(p.Text, l.Text)) {
				t.Errorf("%+v is not in %+v", l, p)
			}
			if !strings.Contains(l.Text, l.Speaker) {
				t.Errorf("speaker %q is not in %q", l.Speaker, l.Text)
			}
		}
	}
}

func TestEverythingQuotedIsInTheDocument(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	statements := 0
	for range 2000 {
		d := randomDocument(random)
		checkQuoted(t, d)
		statements += len(statementsOf(&d))
	}
	if statements < 1000 {
		t.Errorf("only %d statements were found: the documents test too little", statements)
	}
}

func FuzzEverythingQuotedIsInTheDocument(f *testing.F) {
	f.Add("News", "News: “It is over. We leave,” said Diop. And so on.", "en")
	f.Add("", "« Nous partons », a déclaré Diop.\n- Un\n- Deux", "fr")
	f.Fuzz(func(t *testing.T, heading, text, lang string) {
		d := article("d", heading, text, "", text)
		d.Source.Lang = lang
		checkQuoted(t, d)
	})
}
