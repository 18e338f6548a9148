package ownarticles

import (
	"regexp"
	"slices"
	"testing"

	uploads "github.com/sitrep-bot/sitrep/internal/articles"
	"github.com/sitrep-bot/sitrep/internal/articles/fetch"
	"github.com/sitrep-bot/sitrep/internal/discord/locale"
)

// What is wrong with an address or an article is said in every language, with what was found.
func TestEveryRefusalHasAText(t *testing.T) {
	texts := map[string]string{}
	for kind, text := range fetch.Texts {
		name, _ := (&fetch.Error{Kind: kind}).Message()
		texts[name] = text
	}
	for reason, text := range uploads.Reasons {
		name, _ := uploads.Refuse(reason).Message()
		texts[name] = text
	}
	verb := regexp.MustCompile(`%[a-z]`)
	for name, text := range texts {
		for _, code := range locale.Languages() {
			got := locale.For(code, "").Text(name)
			if !locale.For(code, "").Has(name) || !slices.Equal(verb.FindAllString(got, -1), verb.FindAllString(text, -1)) {
				t.Errorf("%s.json: %q is %q; want what stands in %q", code, name, got, text)
			}
		}
	}
}
