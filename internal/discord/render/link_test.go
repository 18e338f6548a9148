package render

import (
	"strings"
	"testing"

	"github.com/sitrep-bot/sitrep/internal/answers"
	"github.com/sitrep-bot/sitrep/internal/corpus"
)

func TestTheLinkLeadsToTheSentence(t *testing.T) {
	long := "one two three four five six seven eight nine ten eleven twelve."
	for _, c := range []struct{ name, url, text, want string }{
		{"a short sentence is named whole", "https://a.example/x", "Well-known, is it?", "https://a.example/x#:~:text=Well%2Dknown%2C%20is%20it%3F"},
		{"a long one by its ends", "https://a.example/x", long, "https://a.example/x#:~:text=one%20two%20three%20four,nine%20ten%20eleven%20twelve."},
		{"an anchor stays", "https://a.example/x#part", "Yes.", "https://a.example/x#part:~:text=Yes."},
		{"no more than Discord takes", "https://a.example/" + strings.Repeat("y", 480), long, "https://a.example/" + strings.Repeat("y", 480)},
		{"too long by itself", "https://a.example/" + strings.Repeat("y", 600), long, ""},
		{"no link", "", "Yes.", ""},
		{"what is no web page", "javascript:alert(1)", "Yes.", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			q := answers.Quote{Source: corpus.Source{URL: c.url}, Passage: corpus.Passage{Text: c.text}, Highlight: answers.Span{End: len(c.text)}}
			if got, _ := SourceLink(q); got != c.want {
				t.Errorf("wanted %s\n   got %s", c.want, got)
			}
		})
	}
}
