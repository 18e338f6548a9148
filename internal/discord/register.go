package discord

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"log/slog"
	"regexp"
	"slices"
	"strings"
	"sync/atomic"

	"github.com/bwmarrin/discordgo"

	"github.com/sitrep-bot/sitrep/internal/discord/rest"
)

// A registry is what Discord knows of the bot's commands.
type registry struct {
	rest *rest.Client
	log  *slog.Logger
	ids  atomic.Pointer[map[string]string] // see [commandIDs]; nil until they are known
}

// register makes Discord's list of commands the one of this version. It writes only if they differ: commands disappear
// from clients for a moment when they are written.
func (g *registry) register(ctx context.Context, app string) error {
	there, err := g.rest.Commands(ctx, app)
	if err != nil {
		return err
	}
	wanted := Commands()
	if !bytes.Equal(comparable(there), comparable(wanted)) {
		g.log.Info("registering commands", "count", len(wanted))
		if there, err = g.rest.SetCommands(ctx, app, wanted); err != nil {
			return err
		}
	}
	ids := commandIDs(there)
	g.ids.Store(&ids)
	return nil
}

// commandIDs are the ids of slash commands by the names that a text may give them: "ask", "who said".
func commandIDs(registered []*discordgo.ApplicationCommand) map[string]string {
	ids := map[string]string{}
	for _, c := range registered {
		if c.Type != discordgo.ChatApplicationCommand {
			continue
		}
		ids[c.Name] = c.ID
		for _, o := range c.Options {
			if o.Type == discordgo.ApplicationCommandOptionSubCommand {
				ids[c.Name+" "+o.Name] = c.ID
				delete(ids, c.Name) // by itself it cannot be used
			}
		}
	}
	return ids
}

// namedCommand is a command as the texts of package locale name it, with what is to be typed behind it.
var namedCommand = regexp.MustCompile("`/([a-z]+(?: [a-z]+)?)((?: [a-z]+:[^`\n]*)?)`")

// makePressable makes the commands that a reply in the bot's own words names into mentions, which open the command when they
// are pressed. What others wrote is escaped there, and names none.
func (g *registry) makePressable(rep reply) {
	ids := g.ids.Load()
	if !rep.spoken || ids == nil {
		return
	}
	rep.page.Text = namedCommand.ReplaceAllStringFunc(rep.page.Text, func(named string) string {
		m := namedCommand.FindStringSubmatch(named)
		id, ok := (*ids)[m[1]]
		switch typed := strings.TrimSpace(m[2]); {
		case !ok:
			return named
		case typed != "":
			return "</" + m[1] + ":" + id + "> `" + typed + "`"
		}
		return "</" + m[1] + ":" + id + ">"
	})
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
