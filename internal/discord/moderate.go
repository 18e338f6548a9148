package discord

import (
	"github.com/bwmarrin/discordgo"

	"github.com/sitrep-bot/sitrep/internal/briefing"
	"github.com/sitrep-bot/sitrep/internal/discord/locale"
	"github.com/sitrep-bot/sitrep/internal/store"
)

// articleOptionNames are the options of /briefing post that name an article.
var articleOptionNames = []string{"article", "article2", "article3"}

// allowed tells whether the user has a permission in the channel of the request.
func allowed(r request, need uint64) bool { return r.may&(need|mayAdminister) != 0 }

func forModerators(need uint64, c *discordgo.ApplicationCommand) *discordgo.ApplicationCommand {
	permission := int64(need)
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
	post = append(post, completed(text("tags")), fixed(text("language"), locale.Languages()...), fixed(text("style"), "digest", string(briefing.Timeline)))
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
			text("cooldown"), flag("gaps"), flag("shared"), fixed(text("first"), firstBest, string(store.FirstOwn), string(store.FirstShared)), roleOption("role"), fixed(text("changes"), changesAtOnce, changesAsk), channelOption("notices")),
		subcommand("forget"),
	}
}

func subcommand(name string, options ...*discordgo.ApplicationCommandOption) *discordgo.ApplicationCommandOption {
	return &discordgo.ApplicationCommandOption{Type: discordgo.ApplicationCommandOptionSubCommand, Name: name, Options: options}
}

func channelOption(name string) *discordgo.ApplicationCommandOption {
	return &discordgo.ApplicationCommandOption{Type: discordgo.ApplicationCommandOptionChannel, Name: name}
}

func roleOption(name string) *discordgo.ApplicationCommandOption {
	return &discordgo.ApplicationCommandOption{Type: discordgo.ApplicationCommandOptionRole, Name: name}
}

// fixed limits an option to values.
func fixed(o *discordgo.ApplicationCommandOption, values ...string) *discordgo.ApplicationCommandOption {
	for _, v := range values {
		o.Choices = append(o.Choices, &discordgo.ApplicationCommandOptionChoice{Value: v})
	}
	return o
}
