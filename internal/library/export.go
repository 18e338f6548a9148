package library

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"net/url"

	"github.com/sitrep-bot/sitrep/internal/articles"
	"github.com/sitrep-bot/sitrep/internal/store"
)

// Export packs a server's articles as they were uploaded. What moderators say of them, and where their pages are, goes along as notes.
func (l *Library) Export(ctx context.Context, guild string) ([]byte, error) {
	there, err := l.Store.Articles.Files(ctx, guild)
	if err != nil || len(there) == 0 {
		return nil, err
	}
	files := make([]articles.File, len(there))
	for i, a := range there {
		note, err := noteOf(a)
		if err != nil {
			return nil, err
		}
		files[i] = articles.File{Name: a.Name, Data: a.Data, Note: note}
	}
	return articles.Export(files)
}

// A note is what is known of an article beside its bytes. The ids of other articles mean nothing elsewhere, and are left out.
type note struct {
	store.Overrides
	URL string `json:"url,omitempty"`
}

func noteOf(a store.Article) (string, error) {
	n := note{a.Overrides, a.Origin.URL}
	if n.Supersedes = ""; n == (note{}) {
		return "", nil
	}
	raw, err := json.Marshal(n)
	if err != nil {
		return "", fmt.Errorf("cannot write down what is known of %s: %w", a.Name, err)
	}
	return string(raw), nil
}

// noted is an upload with what the note of one of its files says. What the moderator says who adds it counts more.
func noted(u store.Upload, f articles.File) store.Upload {
	var n note
	if json.Unmarshal([]byte(f.Note), &n) != nil || checkOverrides(n.Overrides) != nil {
		return u // other programs write what they like there
	}
	n.Supersedes = ""
	u.Overrides = merged(n.Overrides, u.Overrides)
	if at, err := url.Parse(n.URL); err == nil && at.Host != "" && (at.Scheme == "http" || at.Scheme == "https") {
		u.Origin.URL = cmp.Or(u.Origin.URL, n.URL)
	}
	return u
}
