package discord

import (
	"fmt"
	"strings"

	"github.com/bwmarrin/discordgo"

	"github.com/sitrep-bot/sitrep/internal/discord/locale"
	"github.com/sitrep-bot/sitrep/internal/lang"
)

// localize gives a command, its options and their choices their texts, in every language the bot speaks. They are named by
// their place, as "command.sitrep.gaps.show"; what several have in common, by the option alone, as "option.hide".
func localize(c *discordgo.ApplicationCommand) {
	name := "command." + c.Name
	if c.Type == discordgo.ChatApplicationCommand {
		texts := localized(name)
		c.Description, c.DescriptionLocalizations = texts[discordgo.EnglishUS], &texts
	}
	localizeOptions(name, c.Options)
}

func localizeOptions(command string, options []*discordgo.ApplicationCommandOption) {
	for _, o := range options {
		name := command + "." + o.Name
		if !locale.For("en", "").Has(name) {
			name = "option." + strings.TrimRight(o.Name, "23") // article2 is another article
		}
		o.DescriptionLocalizations = localized(name)
		o.Description = o.DescriptionLocalizations[discordgo.EnglishUS]
		for _, c := range o.Choices {
			c.NameLocalizations = localized("choice." + o.Name + "." + fmt.Sprint(c.Value))
			c.Name = c.NameLocalizations[discordgo.EnglishUS]
		}
		localizeOptions(name, o.Options)
	}
}

// localized is a text for each of Discord's locales whose language the bot speaks: English, the default, under its own names
// too, as Discord's fallbacks between languages surprise.
func localized(name string) map[discordgo.Locale]string {
	texts := map[discordgo.Locale]string{}
	for l := range discordgo.Locales {
		for _, code := range locale.Languages() {
			if lang.Base(string(l)) == code {
				texts[l] = locale.For(code, "").Text(name)
			}
		}
	}
	return texts
}
