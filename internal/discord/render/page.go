// Package render makes the messages of the bot out of passages: pure functions, and a [Renderer] for what has buttons. A
// passage is shown word for word, with its author's text as text whatever is in it. Start at [Renderer.Quote]; what a message
// shows is a [Page], which package rest sends.
package render

import (
	"github.com/bwmarrin/discordgo"

	"github.com/sitrep-bot/sitrep/internal/discord/rest"
)

// A Renderer makes pages with buttons and menus.
type Renderer struct{ Signer }

// A Page is what a message shows, apart from how it is laid out.
type Page struct {
	Notes  []string                       // small lines above
	Text   string                         // the quotation, or what the bot has to say
	Quoted bool                           // the text is a quotation
	Foot   []string                       // small lines below
	Rows   [][]discordgo.MessageComponent // buttons and menus; an empty row is left out

	Plain bool // laid out plainly in any case
}

const (
	accent = 0x5b92e5 // the blue of the United Nations
)

// Message lays the page out, richly and plainly. ping is the id of the one member it notifies; empty for nobody.
func (p *Page) Message(ping string) rest.Message {
	plain := rest.Layout{Content: p.content(), Components: p.actions()}
	if p.Plain {
		return rest.Message{Layouts: []rest.Layout{plain}, Ping: ping}
	}
	return rest.Message{Layouts: []rest.Layout{p.rich(), plain}, Ping: ping}
}

// rich is the page in a box.
func (p *Page) rich() rest.Layout {
	color := accent
	box := discordgo.Container{AccentColor: &color}
	for _, text := range []string{SmallPrint(p.Notes), p.Text, SmallPrint(p.Foot)} {
		if text != "" {
			box.Components = append(box.Components, discordgo.TextDisplay{Content: text})
		}
	}
	box.Components = append(box.Components, p.actions()...)
	return rest.Layout{Components: []discordgo.MessageComponent{box}, V2: true}
}

func (p *Page) actions() (rows []discordgo.MessageComponent) {
	for _, row := range p.Rows {
		if len(row) > 0 {
			rows = append(rows, discordgo.ActionsRow{Components: row})
		}
	}
	return rows
}

// LongestContent is Discord's limit for a message without layout.
const LongestContent = 2000

// content is the page as the content of a message, a quotation marked as such as long as there is room.
func (p *Page) content() string {
	text := p.Text
	if p.Quoted {
		text = BlockQuote(text)
	}
	if all := Lines(SmallPrint(p.Notes), text, SmallPrint(p.Foot)); Units(all) <= LongestContent {
		return all
	}
	if all := Lines(p.Text, SmallPrint(p.Foot)); Units(all) <= LongestContent {
		return all
	}
	return Shorten(p.Text, LongestContent)
}
