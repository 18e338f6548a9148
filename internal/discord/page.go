package discord

import (
	"github.com/bwmarrin/discordgo"

	"github.com/sitrep-bot/sitrep/internal/discord/rest"
)

// A page is what a message shows, apart from how it is laid out.
type page struct {
	notes []string // small lines above
	text  string   // the quotation, or what the bot has to say
	quote bool     // the text is a quotation
	foot  []string // small lines below
	rows  [][]discordgo.MessageComponent

	simple bool // laid out plainly in any case
}

const (
	componentMenu = 3
	accent        = 0x5b92e5 // the blue of the United Nations
)

// message lays the page out. ping is the one member it notifies; empty for nobody.
func (p *page) message(ping string) rest.Message {
	plain := rest.Layout{Content: p.plain(), Components: p.actions()}
	if p.simple {
		return rest.Message{Layouts: []rest.Layout{plain}, Ping: ping}
	}
	return rest.Message{Layouts: []rest.Layout{p.rich(), plain}, Ping: ping}
}

// rich is the page in a box.
func (p *page) rich() rest.Layout {
	color := accent
	box := discordgo.Container{AccentColor: &color}
	for _, text := range []string{small(p.notes), p.text, small(p.foot)} {
		if text != "" {
			box.Components = append(box.Components, discordgo.TextDisplay{Content: text})
		}
	}
	box.Components = append(box.Components, p.actions()...)
	return rest.Layout{Components: []discordgo.MessageComponent{box}, V2: true}
}

func (p *page) actions() (rows []discordgo.MessageComponent) {
	for _, row := range p.rows {
		if len(row) > 0 {
			rows = append(rows, discordgo.ActionsRow{Components: row})
		}
	}
	return rows
}

// longestContent is Discord's limit for a message without layout.
const longestContent = 2000

// plain is the page as the content of a message, a quotation marked as such as long as there is room.
func (p *page) plain() string {
	text := p.text
	if p.quote {
		text = quoted(text)
	}
	if all := stacked(small(p.notes), text, small(p.foot)); units(all) <= longestContent {
		return all
	}
	if all := stacked(p.text, small(p.foot)); units(all) <= longestContent {
		return all
	}
	return shorten(p.text, longestContent)
}
