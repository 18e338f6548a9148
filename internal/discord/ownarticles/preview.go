package ownarticles

import (
	"fmt"
	"path"
	"strings"

	"go.yaml.in/yaml/v4"

	uploads "github.com/sitrep-bot/sitrep/internal/articles"
	"github.com/sitrep-bot/sitrep/internal/corpus"
	"github.com/sitrep-bot/sitrep/internal/discord/locale"
	"github.com/sitrep-bot/sitrep/internal/discord/render"
	"github.com/sitrep-bot/sitrep/internal/lang"
	"github.com/sitrep-bot/sitrep/internal/library"
)

const (
	articlesAPage    = 10
	previewsShown    = 10  // of a .zip; the rest is counted
	problemsShown    = 5   // of all files
	longestPreviewed = 400 // units of a passage; a moderator sees how it was cut, not what it says to the end
)

// previewPage shows what would be kept: of one file its first and its longest passage, of several a line each.
func previewPage(look library.Look, w *locale.Printer) *render.Page {
	page := &render.Page{}
	for _, p := range look.Previews[:min(len(look.Previews), previewsShown)] {
		line := previewLine(p, w)
		if len(look.Previews) > 1 {
			line = "- " + line
		}
		page.Text = render.Lines(page.Text, line)
	}
	if more := len(look.Previews) - previewsShown; more > 0 {
		page.Text = render.Lines(page.Text, w.Plural("articlesMore", more, more))
	}
	if len(look.Previews) == 1 && look.Previews[0].Document != nil {
		page.Text = render.Lines(page.Text, passageLines(look.Previews[0], w))
	}
	page.Text = render.Lines(page.Text, problemLines(look.Previews, w))
	if look.Refused != nil {
		page.Text = render.Lines(page.Text, "**"+render.EscapeHint(w.Reason(look.Refused))+"**")
	}
	if look.Upload != "" {
		page.Foot = append(page.Foot, w.Text("articlesNotYet"))
	}
	if look.Feed && look.Upload != "" {
		page.Foot = append(page.Foot, w.Text("feedToFollow"))
	}
	return page
}

// previewLine says what one file is.
func previewLine(p uploads.Preview, w *locale.Printer) string {
	if p.Document == nil {
		return fileLabel(p.Name) + ": " + w.Text("articlesUnread")
	}
	published := ""
	if day := p.Document.Source.Published; !day.IsZero() {
		published = render.Day(day)
	}
	language := ""
	if code := p.Document.Source.Lang; code != "" {
		language = w.LanguageNames([]string{code})
	}
	line := render.Inline("**"+render.EscapeLine(render.Shorten(p.Document.Source.Title, render.LongestTitle))+"**", fileLabel(p.Name),
		language, published, w.Plural("passages", len(p.Document.Passages), len(p.Document.Passages)))
	switch {
	case p.Same:
		line += "\n-# " + w.Text("articlesSame", fileLabel(p.Replaces))
	case p.Replaces != "":
		line += "\n-# " + w.Text("articlesReplaces", fileLabel(p.Replaces))
	}
	return line
}

func passageLines(p uploads.Preview, w *locale.Printer) string {
	first, longest := p.First(), p.Longest()
	lines := "-# " + w.Text("articlesFirst") + "\n" + quotedPassage(first)
	if longest.Ordinal != first.Ordinal {
		lines += "\n-# " + w.Text("articlesLongest", longest.Ordinal) + "\n" + quotedPassage(longest)
	}
	return lines
}

func quotedPassage(p corpus.Passage) string {
	return render.BlockQuote(render.Escape(render.Shorten(p.Text, longestPreviewed)))
}

func problemLines(previews []uploads.Preview, w *locale.Printer) string {
	var lines []string
	for _, p := range previews {
		for _, problem := range p.Problems {
			place := fileLabel(p.Name)
			if problem.Line > 0 {
				place += fmt.Sprintf(":%d", problem.Line)
			}
			lines = append(lines, "- "+place+": "+render.EscapeHint(render.Shorten(w.Reason(uploads.Refuse(uploads.Unreadable, problem.Reason, problem.Next)), longestPreviewed)))
		}
	}
	if len(lines) == 0 {
		return ""
	}
	return "-# " + w.Text("articlesProblems") + "\n" + strings.Join(lines[:min(len(lines), problemsShown)], "\n")
}

// messageArticle is a message as a file: its text as it stands, and who wrote it, when and where.
func messageArticle(r Request, link string) ([]byte, error) {
	first, _, _ := strings.Cut(strings.TrimSpace(r.Text), "\n")
	head, err := yaml.Marshal(map[string]string{"title": render.Shorten(lang.OneLine(strings.TrimLeft(first, "#> -*")), 80), "author": r.Author,
		"date": r.Sent.UTC().Format("2006-01-02"), "url": link})
	return fmt.Appendf(nil, "---\n%s---\n%s\n", head, r.Text), err
}

// fileLabel is the name of an article's file, without the folders of its .zip.
func fileLabel(name string) string {
	return fmt.Sprintf("`%s`", strings.ReplaceAll(render.Shorten(lang.OneLine(path.Base(name)), 60), "`", "'"))
}
