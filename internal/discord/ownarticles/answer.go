package ownarticles

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"
	"time"
	"unicode"

	"go.yaml.in/yaml/v4"

	"github.com/sitrep-bot/sitrep/internal/discord/render"
	"github.com/sitrep-bot/sitrep/internal/lang"
	"github.com/sitrep-bot/sitrep/internal/store"
)

// Answer previews what a moderator answers to a question, the Text of the Request, as an article whose author they are.
func (c *Commands) Answer(ctx context.Context, r Request) (Reply, error) {
	data, err := answerArticle(r)
	if err != nil {
		return Reply{}, err
	}
	look, err := c.Library.Look(ctx, r.Guild, store.Upload{Name: answerName(r.Text), Data: data, Origin: store.Origin{Member: r.User}})
	return c.previewed(look, err, r)
}

// longestSlug is how many letters of a question are in the name of its answer.
const longestSlug = 50

// answerName is the name of the file for the answer to a question: its words, and where these are too many or none, what
// tells it from others.
func answerName(question string) string {
	var words []string
	for tok := range lang.Tokens(question) {
		words = append(words, lang.Fold(question[tok.Start:tok.End]))
	}
	slug := strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) || r == '-' {
			return r
		}
		return -1
	}, strings.Join(words, "-"))
	if letters := []rune(slug); len(letters) == 0 || len(letters) > longestSlug {
		sum := sha256.Sum256([]byte(question))
		slug = strings.Trim(string(letters[:min(len(letters), longestSlug)])+"-"+hex.EncodeToString(sum[:4]), "-")
	}
	return "answer-" + slug + ".md"
}

// answerArticle is an answer as a file: the question above it, and who answers, and when.
func answerArticle(r Request) ([]byte, error) {
	question := lang.OneLine(r.Text)
	head, err := yaml.Marshal(map[string]string{"title": render.Shorten(question, 200), "author": r.Author, "date": time.Now().UTC().Format(time.DateOnly)})
	return fmt.Appendf(nil, "---\n%s---\n# %s\n\n%s\n", head, question, strings.TrimSpace(r.Options["answer"])), err
}
