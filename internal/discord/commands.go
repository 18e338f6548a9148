package discord

import (
	"context"
	"time"

	"github.com/bwmarrin/discordgo"
)

// A command is what members find behind "/" or under Apps.
type command struct {
	spec    *discordgo.ApplicationCommand
	run     handler
	suggest handler // completes what is being typed; nil if no option asks for it
	private bool    // always shown to the user alone

	moderates bool // it heeds no settings, as it changes them
}

// commands is the table of commands. Another command is one more entry.
func (b *Bot) commands() []command {
	hide := flag("hide", "Show it to you alone", "Ne le montrer qu’à vous")
	return append([]command{
		{run: b.askCommand, spec: slash("ask", "Ask in your own words; the answer is a passage, word for word",
			"Demandez avec vos mots ; la réponse est un passage, mot pour mot",
			limited(required(text("question", "Your question", "Votre question")), 2000), hide,
			member("mention", "Member to notify", "Membre à prévenir"))},
		{run: b.search, suggest: b.suggestSearch, spec: slash("search", "Look passages up, with suggestions while you type",
			"Cherchez des passages, avec des suggestions pendant la saisie",
			completed(required(text("query", "Words to look for, or one of the suggestions", "Mots à chercher, ou l’une des suggestions"))),
			completed(text("source", "Only in this article", "Seulement dans cet article")),
			text("from", "Only what was published on this day or later: 2023-06-30", "Seulement ce qui a paru ce jour ou après : 2023-06-30"),
			text("to", "Only what was published on this day or before: 2023-06-30", "Seulement ce qui a paru ce jour ou avant : 2023-06-30"), hide)},
		{run: b.passage, spec: slash("passage", "Show the passage with an id", "Montrer le passage qui porte un identifiant",
			required(text("id", "As under a quotation: minusma-ends#4", "Comme sous une citation : minusma-ends#4")), hide)},
		{run: b.article, suggest: b.suggestArticle, spec: slash("article", "Read an article page by page", "Lire un article page par page",
			completed(required(text("title", "Title of the article", "Titre de l’article"))), hide)},
		{run: b.sources, spec: slash("sources", "What articles there are", "Quels articles il y a", hide)},
		{run: b.help, private: true, spec: slash("help", "What I can do, with examples", "Ce que je sais faire, avec des exemples")},
		{run: b.privacy, private: true, spec: slash("privacy", "What is stored about you, and for how long",
			"Ce qui est conservé à votre sujet, et combien de temps")},
		{run: b.findAnswer, private: true, spec: everywhere(&discordgo.ApplicationCommand{
			Type: discordgo.MessageApplicationCommand, Name: "Find answer"})},
	}, b.moderatorCommands()...)
}

// Commands lists what the bot registers with Discord.
func Commands() []*discordgo.ApplicationCommand {
	var specs []*discordgo.ApplicationCommand
	for _, c := range new(Bot).commands() {
		specs = append(specs, c.spec)
	}
	return specs
}

// askCommand is ask for those who do not write a message: what they need to know of limits is for them alone.
func (b *Bot) askCommand(ctx context.Context, r request) (reply, error) {
	if until := b.cooldown.ask(r.user, time.Now(), r.period); !until.IsZero() {
		return tooFast(until, in(r.locale, "")), nil
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
	if r.text, _ = b.withoutMention(r.text); r.text == "" {
		return telling(in(r.locale, "").noText), nil
	}
	r.asked = messageLink(r.guild, r.channel, r.message)
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

func slash(name, english, french string, options ...*discordgo.ApplicationCommandOption) *discordgo.ApplicationCommand {
	l := localized(english, french)
	return everywhere(&discordgo.ApplicationCommand{Type: discordgo.ChatApplicationCommand, Name: name, Description: english,
		DescriptionLocalizations: &l, Options: options})
}

// localized has the default under its own names too, as Discord's fallbacks between languages surprise.
func localized(english, french string) map[discordgo.Locale]string {
	return map[discordgo.Locale]string{discordgo.EnglishUS: english, discordgo.EnglishGB: english, discordgo.French: french}
}

func text(name, english, french string) *discordgo.ApplicationCommandOption {
	return &discordgo.ApplicationCommandOption{Type: discordgo.ApplicationCommandOptionString, Name: name, Description: english,
		DescriptionLocalizations: localized(english, french)}
}

func flag(name, english, french string) *discordgo.ApplicationCommandOption {
	o := text(name, english, french)
	o.Type = discordgo.ApplicationCommandOptionBoolean
	return o
}

func member(name, english, french string) *discordgo.ApplicationCommandOption {
	o := text(name, english, french)
	o.Type = discordgo.ApplicationCommandOptionUser
	return o
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
