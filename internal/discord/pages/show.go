package pages

import (
	"slices"
	"strings"

	"github.com/bwmarrin/discordgo"

	"github.com/sitrep-bot/sitrep/internal/articles/diff"
	"github.com/sitrep-bot/sitrep/internal/discord/locale"
	"github.com/sitrep-bot/sitrep/internal/discord/render"
	"github.com/sitrep-bot/sitrep/internal/lang"
	"github.com/sitrep-bot/sitrep/internal/library"
)

const (
	longestChanges = 1500 // units of all changes together
	longestChange  = 700  // of one
	contextKept    = 60   // units of what did not change, at each side of what did
	titlesShown    = 10
)

// Show shows what became of a page, with the buttons that decide about it.
func Show(r render.Renderer, f library.Finding, w *locale.Printer) *render.Page {
	switch {
	case f.Lost != nil:
		return &render.Page{Notes: []string{name(f)}, Text: w.Text("pageLost", render.EscapeHint(w.Reason(f.Lost)))}
	case len(f.New) > 0:
		return showNew(f, w)
	}
	p := &render.Page{Notes: []string{name(f)}, Text: w.Text("pageChanged") + "\n" + showChanges(f.Changes, w)}
	button := func(label string, style discordgo.ButtonStyle, kind string, to render.Target) discordgo.MessageComponent {
		return r.Button(label, style, render.State{Kind: kind, Target: to}, false)
	}
	if f.Waits {
		p.Foot = []string{w.Text("pageWaits")}
		waiting := render.Waiting{Article: f.Article.ID, Version: f.Version}
		p.Rows = [][]discordgo.MessageComponent{{button(w.Text("takeOver"), discordgo.PrimaryButton, render.KindTakeOver, waiting),
			button(w.Text("leaveIt"), discordgo.SecondaryButton, render.KindLeave, waiting)}}
		return p
	}
	p.Foot = []string{w.Text("pageTaken")}
	p.Rows = [][]discordgo.MessageComponent{{button(w.Text("articlesUndo"), discordgo.SecondaryButton, render.KindRestore, render.Removed{Article: f.Article.ID, Version: f.Article.Version})}}
	return p
}

// name says which page it is about.
func name(f library.Finding) string {
	title, address := f.Article.Title, f.Article.Origin.URL
	if f.Page.Feed != "" {
		title, address = f.Page.Feed, f.Page.URL
	}
	link := ""
	if address != "" {
		link = "<" + strings.ReplaceAll(address, ">", "%3E") + ">"
	}
	return render.Inline("**"+render.EscapeLine(render.Shorten(title, render.LongestTitle))+"**", link)
}

func showNew(f library.Finding, w *locale.Printer) *render.Page {
	p := &render.Page{Notes: []string{name(f)}, Text: w.Plural("feedNew", len(f.New), len(f.New))}
	for _, a := range f.New[:min(len(f.New), titlesShown)] {
		p.Text += "\n- " + render.EscapeLine(render.Shorten(a.Title, render.LongestTitle))
	}
	return p
}

// showChanges quotes the first changes: what is gone struck through, what is new in bold.
func showChanges(all []diff.Change, w *locale.Printer) string {
	var lines []string
	length := 0
	for i, c := range all {
		line := showChange(c)
		if length += render.Units(line); length > longestChanges && i > 0 {
			lines = append(lines, w.Plural("articlesMore", len(all)-i, len(all)-i))
			break
		}
		lines = append(lines, line)
	}
	return strings.Join(lines, "\n")
}

func showChange(c diff.Change) string {
	var parts []string
	room := longestChange
	for i, p := range c {
		text := lang.OneLine(p.Text)
		if p.Fate == diff.Stays {
			text = around(text, i > 0, i < len(c)-1)
		}
		if text = render.Shorten(text, max(room, 1)); text == "" {
			continue
		}
		room -= render.Units(text)
		mark := [...]string{diff.Stays: "", diff.Gone: "~~", diff.New: "**"}[p.Fate]
		parts = append(parts, mark+render.EscapeLine(text)+mark)
		if room <= 0 {
			break
		}
	}
	return "> " + strings.Join(parts, " ")
}

// around is what stands beside changes, without what is far from them.
func around(text string, after, before bool) string {
	words := strings.Fields(text)
	near := func(words []string) (n int) {
		for length := 0; n < len(words) && length < contextKept; n++ {
			length += render.Units(words[n]) + 1
		}
		return n
	}
	head, tail := 0, len(words)
	if after {
		head = near(words)
	}
	if before {
		backwards := slices.Clone(words)
		slices.Reverse(backwards)
		tail = len(words) - near(backwards)
	}
	if head >= tail {
		return text
	}
	return strings.Join(slices.Concat(words[:head], []string{"…"}, words[tail:]), " ")
}
