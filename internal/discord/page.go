package discord

import "github.com/bwmarrin/discordgo"

// A page is what a message shows, apart from how it is laid out.
type page struct {
	notes []string // small lines above
	text  string   // the quotation, or what the bot has to say
	quote bool     // the text is a quotation
	foot  []string // small lines below
	rows  [][]discordgo.MessageComponent
}

// A body is a message as Discord takes it. AllowedMentions is never left out: Discord would then ping whoever is named.
type body struct {
	Content         string                       `json:"content,omitempty"`
	Flags           int                          `json:"flags,omitempty"`
	Components      []discordgo.MessageComponent `json:"components"`
	AllowedMentions allowedMentions              `json:"allowed_mentions"`
	Reference       *reference                   `json:"message_reference,omitempty"`
	Nonce           string                       `json:"nonce,omitempty"`
	EnforceNonce    bool                         `json:"enforce_nonce,omitempty"`
}

type allowedMentions struct {
	Parse       []string `json:"parse"` // empty, not null: nobody
	Users       []string `json:"users,omitempty"`
	RepliedUser bool     `json:"replied_user"`
}

type reference struct {
	Message         string `json:"message_id"`
	FailIfNotExists bool   `json:"fail_if_not_exists"`
}

const (
	flagEphemeral    = 1 << 6
	flagComponentsV2 = 1 << 15

	componentMenu = 3
	accent        = 0x5b92e5 // the blue of the United Nations
)

// A layout says how pages are laid out.
type layout int

const (
	rich  layout = iota // Components V2, which shows without Embed Links
	plain               // text, for where Discord refuses the other
)

// body lays a page out. ping is the one member it notifies; empty for nobody.
func (p *page) body(l layout, ping string) body {
	b := body{AllowedMentions: allowedMentions{Parse: []string{}}, Components: []discordgo.MessageComponent{}}
	if ping != "" {
		b.AllowedMentions.Users = []string{ping}
	}
	if l == plain {
		b.Content = p.plain()
		b.Components = append(b.Components, p.actions()...)
		return b
	}
	color := accent
	box := discordgo.Container{AccentColor: &color}
	for _, text := range []string{small(p.notes), p.text, small(p.foot)} {
		if text != "" {
			box.Components = append(box.Components, discordgo.TextDisplay{Content: text})
		}
	}
	box.Components = append(box.Components, p.actions()...)
	b.Flags, b.Components = flagComponentsV2, append(b.Components, box)
	return b
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
