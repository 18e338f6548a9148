package discord

import (
	"strings"

	"github.com/bwmarrin/discordgo"

	"github.com/sitrep-bot/sitrep/internal/answers"
)

// menuRow is the menu of other matches; none where there is nothing to choose from.
func (b *Bot) menuRow(v view) []discordgo.MessageComponent {
	if len(v.menu) < 2 {
		return nil
	}
	return []discordgo.MessageComponent{b.menuOf(v.words.Text("others"), v.asker, v.menu)}
}

func (b *Bot) menuOf(placeholder, asker string, options []menuOption) discordgo.SelectMenu {
	menu := discordgo.SelectMenu{MenuType: discordgo.StringSelectMenu, Placeholder: placeholder,
		CustomID: b.signer.sign(pressed{kind: pressMenu, asker: asker})}
	for _, o := range options {
		menu.Options = append(menu.Options, discordgo.SelectMenuOption(discordgo.SelectMenuOption{
			Label: o.Label, Value: o.Value, Description: o.Description, Default: o.Default}))
	}
	return menu
}

// matches lists passages as a menu, the first of them shown.
func matches(quotes []answers.Quote) []menuOption {
	var options []menuOption
	for i, q := range quotes {
		options = append(options, menuOption{
			Label:       shorten(label(q), 100),
			Value:       place{docKey(q.Document), q.Passage.Ordinal, q.Highlight}.String(),
			Description: shorten(joined(oneLine(q.Source.Title), written(q)), 100),
			Default:     i == 0,
		})
	}
	return options
}

// label is what a passage is called in a list: its heading and how it begins.
func label(q answers.Quote) string {
	text := oneLine(q.Passage.Text)
	if h := q.Highlight; h.Start > 0 && h.Start < h.End && h.End <= len(q.Passage.Text) {
		text = oneLine(q.Passage.Text[h.Start:h.End])
	}
	if q.Passage.Heading != "" {
		return shorten(oneLine(q.Passage.Heading), 40) + ": " + text
	}
	return text
}

func written(q answers.Quote) string {
	if q.Source.Published.IsZero() {
		return ""
	}
	return q.Source.Published.Format("2006-01-02")
}

func oneLine(text string) string { return strings.Join(strings.Fields(text), " ") }
