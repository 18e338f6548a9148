package discord

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"slices"

	"github.com/bwmarrin/discordgo"
)

// register makes Discord's list of commands the one of this version. It writes only if they differ: commands disappear
// from clients for a moment when they are written.
func (b *Bot) register(ctx context.Context) error {
	there, err := b.rest.Commands(ctx, b.app)
	if err != nil {
		return err
	}
	wanted := Commands()
	if bytes.Equal(comparable(there), comparable(wanted)) {
		return nil
	}
	b.log.Info("registering commands", "count", len(wanted))
	return b.rest.SetCommands(ctx, b.app, wanted)
}

// A registered is what of a command is ours to decide.
type registered struct {
	Type         discordgo.ApplicationCommandType
	Name         string
	Description  string
	Localized    map[discordgo.Locale]string
	Names        map[discordgo.Locale]string
	Permissions  *int64
	Contexts     *[]discordgo.InteractionContextType
	Integrations *[]discordgo.ApplicationIntegrationType
	Options      []*discordgo.ApplicationCommandOption
}

// comparable writes commands without what Discord adds.
func comparable(commands []*discordgo.ApplicationCommand) []byte {
	var plain []registered
	for _, c := range commands {
		plain = append(plain, registered{c.Type, c.Name, c.Description, given(c.DescriptionLocalizations), given(c.NameLocalizations),
			c.DefaultMemberPermissions, c.Contexts, c.IntegrationTypes, comparableOptions(c.Options)})
	}
	slices.SortFunc(plain, func(a, b registered) int {
		return cmp.Or(cmp.Compare(a.Type, b.Type), cmp.Compare(a.Name, b.Name))
	})
	raw, _ := json.Marshal(plain) // plain data, which always marshals
	return raw
}

// given is a map that is nil where there is nothing in it.
func given(m *map[discordgo.Locale]string) map[discordgo.Locale]string {
	if m == nil || len(*m) == 0 {
		return nil
	}
	return *m
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
