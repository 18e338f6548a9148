package discord

import (
	"context"
	"errors"
	"maps"
	"strings"

	"github.com/bwmarrin/discordgo"

	"github.com/sitrep-bot/sitrep/internal/discord/rest"
	"github.com/sitrep-bot/sitrep/internal/store"
)

// Kinds of moderators' buttons and menus, as they stand in custom ids: they must never change their meaning.
const (
	pressBriefing    = "b" // the menu of a briefing: read an article
	pressPost        = "o"
	pressPostAndPin  = "i"
	pressUnpinOldest = "u"
	pressGaps        = "g" // the pages of the gaps
	pressGapDone     = "e"
	pressForget      = "x"
)

// articleOptionNames are the options of /briefing post that name an article.
var articleOptionNames = []string{"article", "article2", "article3"}

// moderatorCommands is the table of what moderators have. Discord shows them to those with the permission; that is looked
// at again here, as servers can change whom commands are shown to.
func (b *Bot) moderatorCommands() []command {
	pins, manages := int64(mayPinMessages), int64(mayManageServer)
	return []command{
		{run: b.gate(mayPinMessages, b.briefingCommand), suggest: b.suggestBriefing, private: true, moderates: true,
			spec: forModerators(pins, slash("briefing", "Briefings: digests of articles that keep themselves up to date",
				"Synthèses : des résumés d’articles qui se tiennent à jour", briefingSubcommands()...))},
		{run: b.gate(mayPinMessages, b.briefAnswer), private: true, moderates: true, spec: forModerators(pins,
			&discordgo.ApplicationCommand{Type: discordgo.MessageApplicationCommand, Name: "Pin as briefing"})},
		{run: b.gate(mayManageServer, b.sitrepCommand), suggest: nil, private: true, moderates: true,
			spec: forModerators(manages, slash("sitrep", "Run the bot in this server", "Gérer le bot sur ce serveur", sitrepSubcommands()...))},
	}
}

func (b *Bot) moderatorPresses() map[string]handler {
	return map[string]handler{
		pressBriefing:    b.readArticle,
		pressPost:        b.gate(mayPinMessages, b.postBriefing),
		pressPostAndPin:  b.gate(mayPinMessages, b.postBriefing),
		pressUnpinOldest: b.gate(mayPinMessages, b.unpinOldest),
		pressGaps:        b.gate(mayManageServer, b.turnGaps),
		pressGapDone:     b.gate(mayManageServer, b.gapDone),
		pressForget:      b.gate(mayManageServer, b.forgetServer),
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
		return telling(in(r.locale, "").stale), nil
	}
	return run(ctx, r)
}

// gate lets those through who have a permission in the server's channel, and tells them what nobody was told of yet.
func (b *Bot) gate(need uint64, run handler) handler {
	return func(ctx context.Context, r request) (reply, error) {
		w := in(r.locale, "")
		switch {
		case r.guild == "" || r.absent || b.care.store == nil:
			return telling(w.serversOnly), nil
		case !allowed(r, need):
			return telling(map[uint64]string{mayPinMessages: w.needsPin, mayManageServer: w.needsManage}[need]), nil
		}
		rep, err := run(ctx, r)
		switch {
		case errors.Is(err, store.ErrHeld), errors.Is(err, store.ErrLost):
			rep, err = telling(w.busy), nil
		case rest.IsCode(err, rest.CodeNoAccess, rest.CodeNoPermission) && need == mayPinMessages:
			rep, err = telling(w.mayNotPin), nil
		}
		if err != nil || rep.page == nil {
			return rep, err
		}
		for _, line := range b.untold(ctx, r) {
			if !strings.Contains(rep.page.text, line) {
				rep.page.notes = append(rep.page.notes, line)
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
	which := func() *discordgo.ApplicationCommandOption {
		return completed(text("which", "One of the suggestions", "L’une des suggestions"))
	}
	post := []*discordgo.ApplicationCommandOption{}
	for _, name := range articleOptionNames {
		post = append(post, completed(text(name, "An article; without article and tags: all", "Un article ; sans article ni étiquettes : tous")))
	}
	post = append(post, completed(text("tags", "Articles with one of these tags, with commas between", "Les articles portant une de ces étiquettes, séparées par des virgules")),
		languages(text("language", "Only articles in this language", "Seulement les articles dans cette langue")))
	return []*discordgo.ApplicationCommandOption{
		subcommand("post", "Preview a briefing, then post or pin it here", "Prévisualiser une synthèse, puis la publier ou l’épingler ici", post...),
		subcommand("update", "Bring briefings of this channel up to date now", "Mettre à jour les synthèses de ce salon", which()),
		subcommand("list", "What briefings there are", "Quelles synthèses il y a"),
		subcommand("remove", "Remove a briefing from this channel", "Retirer une synthèse de ce salon", required(which())),
	}
}

func sitrepSubcommands() []*discordgo.ApplicationCommandOption {
	return []*discordgo.ApplicationCommandOption{
		subcommand("status", "How the bot is doing", "Comment va le bot"),
		subcommand("reload", "Read the articles again", "Relire les articles"),
		subcommand("gaps", "What members asked and the articles do not answer", "Ce que les membres ont demandé sans que les articles y répondent",
			fixed(text("show", "Which list", "Quelle liste"), shownOpen, "Not answered", "Sans réponse", shownAnswered, "Answered by now", "Avec réponse depuis",
				shownNotIt, "Answers members voted “Not it”", "Réponses jugées « pas ça »")),
		subcommand("export", "All unanswered questions as a CSV file", "Toutes les questions sans réponse en fichier CSV"),
		subcommand("channels", "Where the bot may speak; without options: the list", "Où le bot peut parler ; sans option : la liste",
			channelOption("channel", "The channel; without it: all others", "Le salon ; sans lui : tous les autres"),
			fixed(text("rule", "What the bot does there", "Ce que le bot y fait"), "allow", "Answer", "Répondre", "mention", "Only where mentioned", "Seulement si mentionné",
				"forum", "Answer, forum posts unasked too", "Répondre, aussi aux posts de forum", "deny", "Stay silent", "Se taire", "reset", "As elsewhere", "Comme ailleurs")),
		subcommand("ignore", "Do not answer a member, or answer them again; without options: the list", "Ne pas répondre à un membre, ou de nouveau ; sans option : la liste",
			member("member", "The member", "Le membre")),
		subcommand("settings", "Language, style, cooldown and more; without options: as they are", "Langue, style, délai et plus ; sans option : l’état actuel",
			languages(text("language", "Of everything the bot says here", "De tout ce que le bot dit ici"), "auto", "Each member’s own", "Celle de chacun"),
			fixed(text("style", "How answers look", "L’aspect des réponses"), "rich", "With layout", "Mis en page", "plain", "Plain text", "Texte simple"),
			text("cooldown", "Between two questions of a member, as 5s or 1m; default: the operator’s", "Entre deux questions d’un membre, comme 5s ou 1m ; default : celui de l’opérateur"),
			flag("gaps", "Keep unanswered questions, without names", "Garder les questions sans réponse, sans noms"),
			channelOption("notices", "Where moderators are told of trouble", "Où les modérateurs apprennent les problèmes")),
		subcommand("forget", "Delete everything stored about this server", "Supprimer tout ce qui est conservé sur ce serveur"),
	}
}

func subcommand(name, english, french string, options ...*discordgo.ApplicationCommandOption) *discordgo.ApplicationCommandOption {
	o := text(name, english, french)
	o.Type, o.Options = discordgo.ApplicationCommandOptionSubCommand, options
	return o
}

func channelOption(name, english, french string) *discordgo.ApplicationCommandOption {
	o := text(name, english, french)
	o.Type = discordgo.ApplicationCommandOptionChannel
	return o
}

// fixed limits an option to values, given as value, English and French name in turn.
func fixed(o *discordgo.ApplicationCommandOption, values ...string) *discordgo.ApplicationCommandOption {
	for ; len(values) > 0; values = values[3:] {
		o.Choices = append(o.Choices, &discordgo.ApplicationCommandOptionChoice{Name: values[1], Value: values[0],
			NameLocalizations: localized(values[1], values[2])})
	}
	return o
}

func languages(o *discordgo.ApplicationCommandOption, more ...string) *discordgo.ApplicationCommandOption {
	return fixed(o, append([]string{"en", "English", "Anglais", "fr", "French", "Français"}, more...)...)
}
