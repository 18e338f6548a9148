package render

import (
	"github.com/bwmarrin/discordgo"
)

// A Form asks for texts.
type Form struct {
	ID, Title string // ID: a signed [State]
	Inputs    []Input
}

// An Input is one text of a Form.
type Input struct {
	Name               string // among the options of the request, once the form is sent
	Label, Placeholder string
	Value              string // that stands there already
	Optional           bool
	Longest            int  // characters
	Lines              bool // it may have several
}

// Data is a Form as Discord takes it.
func (f *Form) Data() any {
	var rows []any
	for _, in := range f.Inputs {
		style := discordgo.TextInputShort
		if in.Lines {
			style = discordgo.TextInputParagraph
		}
		rows = append(rows, discordgo.ActionsRow{Components: []discordgo.MessageComponent{discordgo.TextInput{CustomID: in.Name, Label: in.Label,
			Style: style, Placeholder: Shorten(in.Placeholder, 100), Value: in.Value, Required: !in.Optional, MaxLength: in.Longest}}})
	}
	return map[string]any{"custom_id": f.ID, "title": f.Title, "components": rows}
}

// A Suggestion is one of those shown while an option is typed.
type Suggestion struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// MostSuggestions is how many suggestions, and how many lines of a menu, Discord takes.
const MostSuggestions = 25
