package playground

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/sitrep-bot/sitrep/internal/articles"
	"github.com/sitrep-bot/sitrep/internal/corpus"
	"github.com/sitrep-bot/sitrep/internal/index"
	"github.com/sitrep-bot/sitrep/internal/localdiscord"
)

// maxArticle is how many bytes a file dropped on the page may have, as many as one that is sent to the bot.
var maxArticle = articles.Default.File

// A Library is the folder of articles as the page shows it and adds to it. It never overwrites anything.
type Library struct {
	Dir   string
	Index *index.Index
	// Refresh reads the folder anew and brings the index up to date. It must be safe to be called from many goroutines.
	Refresh func(context.Context) (index.Change, []corpus.Problem, error)
}

// An article is a Document in the list on the page.
type article struct {
	ID       string `json:"id"`
	Path     string `json:"path"`
	Title    string `json:"title"`
	Lang     string `json:"lang"`
	Passages int    `json:"passages"`
}

// A Preview says what a file would be in the corpus. Nothing has been written yet.
type Preview struct {
	Name     string   `json:"name"` // under which it would be kept
	Title    string   `json:"title"`
	Lang     string   `json:"lang"`
	Passages int      `json:"passages"` // 0: the file is no article
	Problems []string `json:"problems"`
}

// Added says what a reading of the folder changed.
type Added struct {
	Added    []string `json:"added"` // titles
	Changed  []string `json:"changed"`
	Removed  []string `json:"removed"` // ids
	Passages int      `json:"passages"`
	Problems []string `json:"problems"`
	Ask      []string `json:"ask"` // questions the new articles answer
}

var errNoLibrary = errors.New("this page takes no articles: start `bot playground` on loopback, without --host")

// list is what is in the corpus, by path; nil for a nil Library.
func (l *Library) list() ([]article, error) {
	if l == nil {
		return nil, nil
	}
	snapshot, err := l.Index.Snapshot()
	if err != nil {
		return nil, err
	}
	defer snapshot.Close()
	out := []article{}
	for _, d := range snapshot.Documents() {
		out = append(out, article{d.ID, d.Path, d.Source.Title, d.Source.Lang, d.Count})
	}
	return out, nil
}

// preview reads a file as the corpus would, in a folder of its own.
func (l *Library) preview(name string, data []byte) (*Preview, error) {
	safe, err := safeName(name)
	if err != nil {
		return nil, err
	}
	if len(data) > maxArticle {
		return nil, fmt.Errorf("%s has %d KiB, wanted at most %d: split it", safe, len(data)>>10, maxArticle>>10)
	}
	if _, err := os.Lstat(filepath.Join(l.Dir, safe)); !errors.Is(err, fs.ErrNotExist) {
		return nil, alreadyThere(safe)
	}
	dir, err := os.MkdirTemp("", "sitrep-preview-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	if err := os.WriteFile(filepath.Join(dir, safe), data, 0o600); err != nil {
		return nil, err
	}
	read, err := corpus.Load(dir, nil)
	if err != nil {
		return nil, err
	}
	p := &Preview{Name: safe, Problems: sentences(read.Problems)}
	for _, d := range read.Documents {
		p.Title, p.Lang, p.Passages = d.Source.Title, d.Source.Lang, len(d.Passages)
	}
	return p, nil
}

// keep writes a file that preview let pass into the folder. os.Root lets no name lead out of it, and an existing file stays.
func (l *Library) keep(name string, data []byte) error {
	root, err := os.OpenRoot(l.Dir)
	if err != nil {
		return err
	}
	defer root.Close()
	f, err := root.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if errors.Is(err, fs.ErrExist) {
		return alreadyThere(name)
	} else if err != nil {
		return err
	}
	_, err = f.Write(data)
	if err = errors.Join(err, f.Close()); err != nil {
		return errors.Join(err, root.Remove(name))
	}
	return nil
}

func alreadyThere(name string) error {
	return fmt.Errorf("there is already a file %s in the corpus, and this page overwrites nothing: rename yours, or edit that one", name)
}

func sentences(problems []corpus.Problem) []string {
	out := []string{}
	for _, p := range problems {
		out = append(out, p.String())
	}
	return out
}

// A Cut is how an article lies in the corpus.
type Cut struct {
	Title string `json:"title"`
	Path  string `json:"path"`
	Lang  string `json:"lang"`
	Of    int    `json:"of"`    // passages
	Parts []Part `json:"parts"` // the first of them, at most longestCut
}

// A Part is a passage as its article was cut into.
type Part struct {
	Heading string `json:"heading"` // "Chapter > Section"
	Place   string `json:"place"`   // "page 4"
	Text    string `json:"text"`
}

const longestCut = 500 // passages that are shown of one article

// cut is how a Document was cut into passages.
func (l *Library) cut(id string) (*Cut, error) {
	snapshot, err := l.Index.Snapshot()
	if err != nil {
		return nil, err
	}
	defer snapshot.Close()
	d := snapshot.Document(id)
	if d == nil {
		return nil, fmt.Errorf("there is no article %q any more: read the folder again", id)
	}
	c := &Cut{Title: d.Source.Title, Path: d.Path, Lang: d.Source.Lang, Of: d.Count}
	for ordinal := 1; ordinal <= min(d.Count, longestCut); ordinal++ {
		p, err := snapshot.Passage(d, ordinal)
		if err != nil {
			return nil, err
		}
		c.Parts = append(c.Parts, Part{p.Heading, p.Place, p.Text})
	}
	return c, nil
}

func (p *Playground) cutArticle(_ context.Context, _ *localdiscord.Person, r request) (outcome, error) {
	_, library := p.shown()
	if library == nil {
		return outcome{}, errNoLibrary
	}
	c, err := library.cut(r.Article)
	return outcome{Cut: c}, err
}

func (p *Playground) checkArticle(_ context.Context, _ *localdiscord.Person, r request) (outcome, error) {
	_, library := p.shown()
	if library == nil {
		return outcome{}, errNoLibrary
	}
	preview, err := library.preview(r.Name, r.Data)
	return outcome{Preview: preview}, err
}

func (p *Playground) addArticle(ctx context.Context, who *localdiscord.Person, r request) (outcome, error) {
	_, library := p.shown()
	if library == nil {
		return outcome{}, errNoLibrary
	}
	preview, err := library.preview(r.Name, r.Data)
	if err != nil {
		return outcome{}, err
	}
	if preview.Passages == 0 {
		return outcome{}, fmt.Errorf("%s is no article: nothing in it can be quoted", preview.Name)
	}
	if err := library.keep(preview.Name, r.Data); err != nil {
		return outcome{}, err
	}
	return p.reload(ctx, who, r)
}

// reload reads the folder anew, also what was changed there by other means.
func (p *Playground) reload(ctx context.Context, who *localdiscord.Person, _ request) (outcome, error) {
	guide, library := p.shown()
	if library == nil {
		return outcome{}, errNoLibrary
	}
	change, problems, err := library.Refresh(ctx)
	if err != nil {
		return outcome{}, err
	}
	p.Changed()
	added := &Added{Removed: change.Removed, Passages: change.Passages, Problems: sentences(problems)}
	if added.Added, err = library.titles(change.Added); err != nil {
		return outcome{}, err
	}
	if added.Changed, err = library.titles(change.Changed); err != nil {
		return outcome{}, err
	}
	added.Ask, err = guide.about(ctx, who.Locale(), change.Added)
	return outcome{Added: added}, err
}

func (l *Library) titles(ids []string) ([]string, error) {
	snapshot, err := l.Index.Snapshot()
	if err != nil {
		return nil, err
	}
	defer snapshot.Close()
	out := []string{}
	for _, id := range ids {
		if d := snapshot.Document(id); d != nil {
			out = append(out, d.Source.Title)
		}
	}
	return out, nil
}
