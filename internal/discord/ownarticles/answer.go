package ownarticles

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"
	"time"

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
	sum := sha256.Sum256([]byte(r.Text))
	look, err := c.Library.Look(ctx, r.Guild, store.Upload{Name: "answer-" + hex.EncodeToString(sum[:4]) + ".md", Data: data, Origin: store.Origin{Member: r.User}})
	return c.previewed(look, err, r)
}

// answerArticle is an answer as a file: the question above it, and who answers, and when.
func answerArticle(r Request) ([]byte, error) {
	question := lang.OneLine(r.Text)
	head, err := yaml.Marshal(map[string]string{"title": render.Shorten(question, 200), "author": r.Author, "date": time.Now().UTC().Format(time.DateOnly)})
	return fmt.Appendf(nil, "---\n%s---\n# %s\n\n%s\n", head, question, strings.TrimSpace(r.Options["answer"])), err
}
