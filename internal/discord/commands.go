package discord

import (
	"context"
	"time"

	"github.com/bwmarrin/discordgo"

	"github.com/sitrep-bot/sitrep/internal/discord/render"
)

// askCommand is ask for those who do not write a message: what they need to know of limits is for them alone.
func (b *Bot) askCommand(ctx context.Context, r request) (reply, error) {
	if until := b.cooldown.ask(r.user, time.Now(), r.period); !until.IsZero() {
		b.observer.Asked(r.door(), "too soon")
		return tooFast(until, r.words()), nil
	}
	if question, ok := r.options["question"]; ok {
		r.text = question
	}
	r.ping = r.options["mention"]
	if r.private {
		r.ping = ""
	}
	return b.ask(ctx, r)
}

// findAnswer answers somebody else's message, for the user alone: it was not they who asked in public.
func (b *Bot) findAnswer(ctx context.Context, r request) (reply, error) {
	if r.text, _ = b.identity.withoutMention(r.text); r.text == "" {
		return telling(r.words().Text("noText")), nil
	}
	r.asked = render.MessageLink(r.guild, r.channel, r.message)
	r.options = nil
	return b.askCommand(ctx, r)
}

// Where commands are to be had: in servers, in the bot's direct messages and, for those who installed it for themselves,
// everywhere.
func everywhere(c *discordgo.ApplicationCommand) *discordgo.ApplicationCommand {
	c.Contexts = &[]discordgo.InteractionContextType{discordgo.InteractionContextGuild, discordgo.InteractionContextBotDM, discordgo.InteractionContextPrivateChannel}
	c.IntegrationTypes = &[]discordgo.ApplicationIntegrationType{discordgo.ApplicationIntegrationGuildInstall, discordgo.ApplicationIntegrationUserInstall}
	return c
}

// inDirectMessages has a command shown in the bot's direct messages alone.
func inDirectMessages(c *discordgo.ApplicationCommand) *discordgo.ApplicationCommand {
	c.Contexts = &[]discordgo.InteractionContextType{discordgo.InteractionContextBotDM}
	return c
}

// onMessage is a command under Apps of a message.
func onMessage(name string) *discordgo.ApplicationCommand {
	return everywhere(&discordgo.ApplicationCommand{Type: discordgo.MessageApplicationCommand, Name: name})
}

func slash(name string, options ...*discordgo.ApplicationCommandOption) *discordgo.ApplicationCommand {
	return everywhere(&discordgo.ApplicationCommand{Type: discordgo.ChatApplicationCommand, Name: name, Options: options})
}

func text(name string) *discordgo.ApplicationCommandOption {
	return &discordgo.ApplicationCommandOption{Type: discordgo.ApplicationCommandOptionString, Name: name}
}

func flag(name string) *discordgo.ApplicationCommandOption {
	return &discordgo.ApplicationCommandOption{Type: discordgo.ApplicationCommandOptionBoolean, Name: name}
}

func member(name string) *discordgo.ApplicationCommandOption {
	return &discordgo.ApplicationCommandOption{Type: discordgo.ApplicationCommandOptionUser, Name: name}
}

func required(o *discordgo.ApplicationCommandOption) *discordgo.ApplicationCommandOption {
	o.Required = true
	return o
}

func completed(o *discordgo.ApplicationCommandOption) *discordgo.ApplicationCommandOption {
	o.Autocomplete = true
	return o
}

func limited(o *discordgo.ApplicationCommandOption, length int) *discordgo.ApplicationCommandOption {
	o.MaxLength = length
	return o
}
