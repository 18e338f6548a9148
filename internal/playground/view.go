package playground

import (
	"context"
	"fmt"

	"github.com/sitrep-bot/sitrep/internal/corpus"
	"github.com/sitrep-bot/sitrep/internal/localdiscord"
)

// A view is everything the page shows to one person at one moment. What changes afterwards comes as events.
type view struct {
	Me       account       `json:"me"`
	Part     string        `json:"part"` // "member" or "moderator"
	Locale   string        `json:"locale"`
	Guild    account       `json:"guild"`
	Bot      account       `json:"bot"`
	People   []account     `json:"people"` // of the server, with the bot
	Roles    []account     `json:"roles"`
	Channels []channelView `json:"channels"`
	Tour     []string      `json:"tour"`     // questions to try
	Articles []article     `json:"articles"` // nil if the page takes none
	Formats  []string      `json:"formats"`  // of articles, as ".md"
	Largest  int           `json:"largest"`  // bytes of a file
}

// An account is somebody or something that can be mentioned.
type account struct {
	ID   string `json:"id"`
	Name string `json:"name"`
	Bot  bool   `json:"bot,omitempty"`
}

type channelView struct {
	ID       string                  `json:"id"`
	Name     string                  `json:"name"`
	Topic    string                  `json:"topic"`
	DM       bool                    `json:"dm"`
	Write    bool                    `json:"write"`  // the person may post here
	Manage   bool                    `json:"manage"` // and delete what others posted
	Pin      bool                    `json:"pin"`
	Commands []localdiscord.Command  `json:"commands"`
	Messages []*localdiscord.Message `json:"messages"` // oldest first
	Pins     []*localdiscord.Message `json:"pins"`     // the latest pin first
}

// look draws the view of one part.
func (p *Playground) look(ctx context.Context, part string) (*view, error) {
	who := p.scene.people[part]
	if who == nil {
		return nil, fmt.Errorf("wanted %s or %s, found %q", member, moderator, part)
	}
	bot := p.cfg.Discord.Bot()
	v := &view{
		Me: account{ID: who.ID, Name: who.Name}, Part: part, Locale: who.Locale(), Guild: account{ID: p.scene.guild.ID, Name: p.scene.guild.Name},
		Formats: corpus.Extensions(), Largest: maxArticle,
		Bot:   account{ID: bot.ID, Name: bot.Name(), Bot: true},
		Roles: []account{{ID: p.scene.guild.BotRoleID, Name: bot.Name()}},
	}
	v.People = []account{v.Bot}
	for _, other := range []string{member, moderator} {
		v.People = append(v.People, account{ID: p.scene.people[other].ID, Name: p.scene.people[other].Name})
	}
	for _, place := range p.scene.placesOf(who) {
		c, err := lookAt(who, place)
		if err != nil {
			return nil, err
		}
		v.Channels = append(v.Channels, c)
	}
	guide, library := p.shown()
	var err error
	if v.Tour, err = guide.questions(ctx, who.Locale()); err != nil {
		return nil, err
	}
	v.Articles, err = library.list()
	return v, err
}

func lookAt(who *localdiscord.Person, at place) (c channelView, err error) {
	may := who.May(at.ID)
	c = channelView{
		ID: at.ID, Name: at.Name, Topic: at.topic, DM: at.Type == localdiscord.ChannelDM,
		Write: may.Has(localdiscord.SendMessages), Manage: may.Has(localdiscord.ManageMessages), Pin: may.Has(localdiscord.PinMessages),
	}
	if c.Commands, err = who.Commands(at.ID); err != nil {
		return c, err
	}
	if c.Messages, err = notNull(who.Look(at.ID)); err != nil {
		return c, err
	}
	c.Pins, err = notNull(who.Pins(at.ID))
	return c, err
}

// notNull makes an empty list of nil, which JSON would have as null.
func notNull[T any](list []T, err error) ([]T, error) {
	return append([]T{}, list...), err
}
