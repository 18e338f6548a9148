package render

import (
	"github.com/bwmarrin/discordgo"

	"github.com/sitrep-bot/sitrep/internal/answers"
	"github.com/sitrep-bot/sitrep/internal/corpus/markup"
	"github.com/sitrep-bot/sitrep/internal/lang"
)

// menuRow is the menu of other matches; none where there is nothing to choose from.
func (r Renderer) menuRow(v View) []discordgo.MessageComponent {
	if len(v.Menu) < 2 {
		return nil
	}
	return []discordgo.MessageComponent{r.Menu(v.Words.Text("others"), v.Asker, v.Menu)}
}

// Menu is a menu of passages, which the asker may use in place.
func (r Renderer) Menu(placeholder, asker string, options []Option) discordgo.SelectMenu {
	return r.MenuOf(placeholder, State{Kind: KindMatches, Asker: asker}, options)
}

// MenuOf is a menu of what else can be chosen, at most [MostSuggestions] lines.
func (r Renderer) MenuOf(placeholder string, to State, options []Option) discordgo.SelectMenu {
	menu := discordgo.SelectMenu{MenuType: discordgo.StringSelectMenu, Placeholder: placeholder, CustomID: r.Sign(to)}
	for _, o := range options {
		menu.Options = append(menu.Options, discordgo.SelectMenuOption(discordgo.SelectMenuOption{
			Label: o.Label, Value: o.Value, Description: o.Description, Default: o.Default}))
	}
	return menu
}

// Matches lists passages as a menu, the first of them shown.
func Matches(quotes []answers.Quote) []Option {
	var options []Option
	for i, q := range quotes {
		options = append(options, Option{
			Label:       Shorten(Label(q), 100),
			Value:       Place{DocumentKey(q.Ref.Document), q.Passage.Ordinal, q.Highlight}.String(),
			Description: Shorten(Inline(lang.OneLine(q.Source.Title), PublishedDay(q)), 100),
			Default:     i == 0,
		})
	}
	return options
}

// Label is what a passage is called in a list: its heading and how it begins.
func Label(q answers.Quote) string {
	text := FirstWords(q)
	if q.Passage.Heading != "" {
		return Shorten(lang.OneLine(q.Passage.Heading), 40) + ": " + text
	}
	return text
}

// FirstWords is how a passage begins, or the sentence that answers in it, on one line and without formatting.
func FirstWords(q answers.Quote) string {
	h := q.Highlight
	if h.Start < 0 || h.Start >= h.End || h.End > len(q.Passage.Text) {
		h = answers.Span{End: len(q.Passage.Text)}
	}
	return lang.OneLine(markup.Excerpt(q.Passage, q.Markdown, h.Start, h.End))
}

// PublishedDay is the day a passage was published, as 2023-06-30; empty where the source names none.
func PublishedDay(q answers.Quote) string {
	if q.Source.Published.IsZero() {
		return ""
	}
	return q.Source.Published.Format("2006-01-02")
}

// An Option is one line of a menu, as Discord writes it.
type Option struct {
	Label       string `json:"label"`
	Value       string `json:"value"`
	Description string `json:"description,omitempty"`
	Default     bool   `json:"default,omitempty"`
}

// A Component is one of a message, as far as it is read back.
type Component struct {
	Type       int         `json:"type"`
	CustomID   string      `json:"custom_id"`
	Value      string      `json:"value"`
	Content    string      `json:"content"`
	Options    []Option    `json:"options"`
	Components []Component `json:"components"`
	Inner      *Component  `json:"component"`
}
