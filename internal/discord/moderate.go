package discord

import (
	"context"
	"errors"
	"maps"
	"strings"

	"github.com/bwmarrin/discordgo"

	"github.com/sitrep-bot/sitrep/internal/discord/locale"
	"github.com/sitrep-bot/sitrep/internal/discord/render"
	"github.com/sitrep-bot/sitrep/internal/discord/rest"
	"github.com/sitrep-bot/sitrep/internal/store"
)

// articleOptionNames are the options of /briefing post that name an article.
var articleOptionNames = []string{"article", "article2", "article3"}

// moderatorCommands is the table of what moderators have. Discord shows them to those with the permission; that is looked
// at again here, as servers can change whom commands are shown to.
func (b *Bot) moderatorCommands() []command {
	pins, manages := int64(mayPinMessages), int64(mayManageServer)
	return []command{
		{run: b.gate(mayPinMessages, b.briefingCommand), suggest: b.suggestBriefing, private: true, moderates: true,
			spec: forModerators(pins, slash("briefing", briefingSubcommands()...))},
		{run: b.gate(mayPinMessages, b.briefAnswer), private: true, moderates: true, spec: forModerators(pins,
			&discordgo.ApplicationCommand{Type: discordgo.MessageApplicationCommand, Name: "Pin as briefing"})},
		{run: b.gate(mayManageServer, b.sitrepCommand), suggest: nil, private: true, moderates: true,
			spec: forModerators(manages, slash("sitrep", sitrepSubcommands()...))},
	}
}

func (b *Bot) moderatorPresses() map[string]handler {
	return map[string]handler{
		render.KindBriefing:    b.readArticle,
		render.KindPost:        b.gate(mayPinMessages, b.postBriefing),
		render.KindPostAndPin:  b.gate(mayPinMessages, b.postBriefing),
		render.KindUnpinOldest: b.gate(mayPinMessages, b.unpinOldest),
		render.KindGaps:        b.gate(mayManageServer, b.turnGaps),
		render.KindGapDone:     b.gate(mayManageServer, b.gapDone),
		render.KindForget:      b.gate(mayManageServer, b.forgetServer),
	}
}

func merged(tables ...map[string]handler) map[string]handler {
	all := map[string]handler{}
	for _, t := range tables {
		maps.Copy(all, t)
	}
	return all
}

func (b *Bot) briefingCommand(ctx context.Context, r request) (reply, error) {
	return b.subcommand(ctx, r, map[string]handler{"post": b.previewBriefing, "update": b.updateBriefings, "list": b.listBriefings,
		"remove": b.removeBriefing})
}

func (b *Bot) sitrepCommand(ctx context.Context, r request) (reply, error) {
	return b.subcommand(ctx, r, map[string]handler{"status": b.status, "reload": b.reload, "gaps": b.gaps, "export": b.export,
		"channels": b.channels, "ignore": b.ignore, "settings": b.chooseSettings, "forget": b.confirmForget})
}

func (b *Bot) subcommand(ctx context.Context, r request, table map[string]handler) (reply, error) {
	run, ok := table[r.sub]
	if !ok {
		return telling(r.words().Text("stale")), nil
	}
	return run(ctx, r)
}

// gate lets those through who have a permission in the server's channel, and tells them what nobody was told of yet.
func (b *Bot) gate(need uint64, run handler) handler {
	return func(ctx context.Context, r request) (reply, error) {
		w := r.words()
		switch {
		case r.guild == "" || r.absent:
			return telling(w.Text("serversOnly")), nil
		case !allowed(r, need):
			return telling(map[uint64]string{mayPinMessages: w.Text("needsPin"), mayManageServer: w.Text("needsManage")}[need]), nil
		}
		rep, err := run(ctx, r)
		switch {
		case errors.Is(err, store.ErrHeld), errors.Is(err, store.ErrLost):
			rep, err = telling(w.Text("busy")), nil
		case rest.IsCode(err, rest.CodeNoAccess, rest.CodeNoPermission) && need == mayPinMessages:
			rep, err = telling(w.Text("mayNotPin")), nil
		}
		if err != nil || rep.page == nil {
			return rep, err
		}
		for _, line := range b.pendingWarnings(ctx, r) {
			if !strings.Contains(rep.page.Text, line) {
				rep.page.Notes = append(rep.page.Notes, line)
			}
		}
		return rep, nil
	}
}

// allowed tells whether the user has a permission in the channel of the request.
func allowed(r request, need uint64) bool { return r.may&(need|mayAdminister) != 0 }

func forModerators(permission int64, c *discordgo.ApplicationCommand) *discordgo.ApplicationCommand {
	c.DefaultMemberPermissions = &permission
	c.Contexts = &[]discordgo.InteractionContextType{discordgo.InteractionContextGuild}
	c.IntegrationTypes = &[]discordgo.ApplicationIntegrationType{discordgo.ApplicationIntegrationGuildInstall}
	return c
}

func briefingSubcommands() []*discordgo.ApplicationCommandOption {
	var post []*discordgo.ApplicationCommandOption
	for _, name := range articleOptionNames {
		post = append(post, completed(text(name)))
	}
	post = append(post, completed(text("tags")), fixed(text("language"), locale.Languages()...))
	return []*discordgo.ApplicationCommandOption{
		subcommand("post", post...),
		subcommand("update", completed(text("which"))),
		subcommand("list"),
		subcommand("remove", required(completed(text("which")))),
	}
}

func sitrepSubcommands() []*discordgo.ApplicationCommandOption {
	return []*discordgo.ApplicationCommandOption{
		subcommand("status"),
		subcommand("reload"),
		subcommand("gaps", fixed(text("show"), shownOpen, shownAnswered, shownNotIt)),
		subcommand("export"),
		subcommand("channels", channelOption("channel"), fixed(text("rule"), "allow", "mention", "forum", "deny", "reset")),
		subcommand("ignore", member("member")),
		subcommand("settings", fixed(text("language"), append(locale.Languages(), "auto")...), fixed(text("style"), "rich", "plain"),
			text("cooldown"), flag("gaps"), channelOption("notices")),
		subcommand("forget"),
	}
}

func subcommand(name string, options ...*discordgo.ApplicationCommandOption) *discordgo.ApplicationCommandOption {
	return &discordgo.ApplicationCommandOption{Type: discordgo.ApplicationCommandOptionSubCommand, Name: name, Options: options}
}

func channelOption(name string) *discordgo.ApplicationCommandOption {
	return &discordgo.ApplicationCommandOption{Type: discordgo.ApplicationCommandOptionChannel, Name: name}
}

// fixed limits an option to values.
func fixed(o *discordgo.ApplicationCommandOption, values ...string) *discordgo.ApplicationCommandOption {
	for _, v := range values {
		o.Choices = append(o.Choices, &discordgo.ApplicationCommandOptionChoice{Value: v})
	}
	return o
}
