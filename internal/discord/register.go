package discord

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"net/http"
	"slices"

	"github.com/bwmarrin/discordgo"
)

// register makes Discord's list of commands the one of this version. It writes only if they differ: commands disappear
// from clients for a moment when they are written.
func (b *Bot) register(ctx context.Context) error {
	path := "applications/" + b.app + "/commands"
	var there []*discordgo.ApplicationCommand
	err := b.rest.do(ctx, call{method: http.MethodGet, path: path + "?with_localizations=true", bucket: "commands", into: &there, repeatable: true})
	if err != nil {
		return err
	}
	wanted := Commands()
	if bytes.Equal(comparable(there), comparable(wanted)) {
		return nil
	}
	b.log.Info("registering commands", "count", len(wanted))
	return b.rest.do(ctx, call{method: http.MethodPut, path: path, bucket: "commands", body: wanted, repeatable: true})
}

// comparable writes commands without what Discord adds.
func comparable(commands []*discordgo.ApplicationCommand) []byte {
	var plain []discordgo.ApplicationCommand
	for _, c := range commands {
		p := *c
		p.ID, p.ApplicationID, p.GuildID, p.Version = "", "", "", ""
		p.DefaultPermission, p.DMPermission, p.NSFW = nil, nil, nil
		if p.NameLocalizations != nil && len(*p.NameLocalizations) == 0 {
			p.NameLocalizations = nil
		}
		if p.DescriptionLocalizations != nil && len(*p.DescriptionLocalizations) == 0 {
			p.DescriptionLocalizations = nil
		}
		p.Options = comparableOptions(p.Options)
		plain = append(plain, p)
	}
	slices.SortFunc(plain, func(a, b discordgo.ApplicationCommand) int {
		return cmp.Or(cmp.Compare(a.Type, b.Type), cmp.Compare(a.Name, b.Name))
	})
	raw, _ := json.Marshal(plain) // plain data, which always marshals
	return raw
}

func comparableOptions(options []*discordgo.ApplicationCommandOption) (plain []*discordgo.ApplicationCommandOption) {
	for _, o := range options {
		p := *o
		p.Options = comparableOptions(o.Options)
		if len(p.Choices) == 0 {
			p.Choices = nil
		}
		if len(p.ChannelTypes) == 0 {
			p.ChannelTypes = nil
		}
		plain = append(plain, &p)
	}
	return plain
}
