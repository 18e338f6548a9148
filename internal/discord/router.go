package discord

import (
	"context"
	"slices"

	"github.com/bwmarrin/discordgo"

	"github.com/sitrep-bot/sitrep/internal/discord/ownarticles"
	"github.com/sitrep-bot/sitrep/internal/discord/render"
)

// A route is what is done about a command, a subcommand, a button, a menu or a form.
type route struct {
	run     handler
	suggest handler // completes what is being typed; nil if no option asks for it
	private bool    // always shown to the user alone
	adds    bool    // who has the role for adding articles passes too
	need    uint64  // permission without which nobody passes; who has it is answered whatever the settings say. 0: none
}

// A router knows the route of everything a user can do.
type router struct {
	specs      []*discordgo.ApplicationCommand
	commands   map[commandKey]route
	components map[string]route // by kind; a form has the kind of the button that opens it
}

// routes is the table. Another command or button is one more entry, and its texts in package locale.
func (b *Bot) routes() *router {
	t := &router{commands: map[commandKey]route{}, components: map[string]route{}}
	hide := flag("hide")
	t.command(slash("ask", limited(required(text("question")), 2000), hide, member("mention")), route{run: b.askCommand})
	t.command(slash("search", completed(required(text("query"))), completed(text("source")), text("from"), text("to"), hide),
		route{run: b.articles.search, suggest: b.articles.suggestSearch})
	t.command(slash("passage", required(text("id")), hide), route{run: b.articles.passage})
	t.command(slash("article", completed(required(text("title"))), hide), route{run: b.articles.article, suggest: b.articles.suggestArticle})
	t.command(slash("sources", fixed(text("sort"), sortDate, sortTitle), hide), route{run: b.articles.sources})
	about := limited(text("about"), longestAbout)
	t.group(slash("who", subcommand("said", completed(required(text("person"))), about, hide)), route{suggest: b.articles.suggestSpeakers},
		map[string]handler{"said": b.articles.whoSaid})
	t.command(slash("timeline", text("from"), text("to"), about, hide), route{run: b.articles.timeline})
	t.command(inDirectMessages(slash("server")), route{run: b.direct.list})
	t.command(slash("help"), route{run: b.help.show, private: true})
	t.command(slash("privacy"), route{run: b.help.privacy, private: true})
	t.command(onMessage("Find answer"), route{run: b.findAnswer, private: true})
	t.components[render.KindPassage] = route{run: b.articles.turn}
	t.components[render.KindMatches] = route{run: b.articles.choose}
	t.components[render.KindOthers] = route{run: b.articles.others}
	t.components[render.KindMore] = route{run: b.articles.more}
	t.components[render.KindFollowUp] = route{run: b.followUp}
	t.components[render.KindHelpful] = route{run: b.vote}
	t.components[render.KindNotIt] = route{run: b.vote}
	t.components[render.KindShare] = route{run: b.articles.share}
	t.components[render.KindDismiss] = route{run: b.dismiss}
	t.components[render.KindArticle] = route{run: b.articles.turnArticle}
	t.components[render.KindSources] = route{run: b.articles.turnSources}
	t.components[render.KindSearch] = route{run: b.articles.turnSearch}
	t.components[render.KindSaid] = route{run: b.articles.turnSaid}
	t.components[render.KindTimeline] = route{run: b.articles.turnTimeline}
	t.components[render.KindServer] = route{run: b.direct.choose}
	t.components[render.KindDropped] = route{run: b.direct.add}
	t.components[render.KindOpen] = route{run: b.articles.open}
	b.moderatorRoutes(t)
	return t
}

// moderatorRoutes are those of moderators. Discord shows their commands to those with the permission; that is looked at again
// when they are used, as servers can change whom commands are shown to.
func (b *Bot) moderatorRoutes(t *router) {
	pins, manages := route{need: mayPinMessages, private: true}, route{need: mayManageServer, private: true}
	briefing := pins
	briefing.suggest = b.briefings.suggest
	t.group(forModerators(pins.need, slash("briefing", briefingSubcommands()...)), briefing, map[string]handler{"post": b.briefings.previewChosen,
		"update": b.briefings.update, "list": b.briefings.list, "remove": b.briefings.remove})
	t.command(forModerators(pins.need, onMessage("Pin as briefing")), pins.to(b.briefings.previewAnswer))
	t.group(forModerators(manages.need, slash("sitrep", sitrepSubcommands()...)), manages, map[string]handler{"status": b.console.status,
		"reload": b.console.reload, "gaps": b.gaps.list, "export": b.gaps.export, "channels": b.console.channels, "ignore": b.console.ignore,
		"settings": b.console.chooseSettings, "forget": b.console.confirmForget})
	own, articles := manages, b.own.commands
	own.suggest = b.own.suggest
	t.group(forModerators(manages.need, slash("articles", ownArticleSubcommands()...)), own, map[string]handler{"rename": b.own.to(articles.Rename),
		"show": b.own.show, "edit": b.own.to(articles.Edit), "remove": b.own.to(articles.Remove), "refresh": b.own.to(articles.Refresh), "export": b.own.to(articles.Export)})
	adds := own
	adds.adds = true
	t.commands[commandKey{discordgo.ChatApplicationCommand, "articles", "add"}] = adds.to(b.own.to(articles.Add))
	t.commands[commandKey{discordgo.ChatApplicationCommand, "articles", "list"}] = adds.to(b.own.list)
	t.command(forModerators(manages.need, onMessage("Add to articles")), adds.to(b.own.to(articles.AddMessage)))
	t.components[render.KindChange] = adds.to(b.own.to(articles.Change))
	t.components[render.KindBriefing] = route{run: b.articles.readArticle}
	t.components[render.KindPost] = pins.to(b.briefings.post)
	t.components[render.KindPostAndPin] = pins.to(b.briefings.post)
	t.components[render.KindUnpinOldest] = pins.to(b.briefings.unpinOldest)
	t.components[render.KindGaps] = manages.to(b.gaps.turn)
	t.components[render.KindGapDone] = manages.to(b.gaps.done)
	t.components[render.KindGapWrite] = manages.to(b.gaps.write)
	t.components[render.KindGapReopen] = manages.to(b.gaps.reopen)
	t.components[render.KindForget] = manages.to(b.console.forgetServer)
	t.components[render.KindKeep] = adds.to(b.gaps.keep)
	t.components[render.KindCancel] = adds.to(b.own.to(articles.Cancel))
	t.components[render.KindRestore] = manages.to(b.own.to(articles.Restore))
	t.components[render.KindOwnArticles] = adds.to(b.own.to(articles.TurnList))
	t.components[render.KindRestoreFeed] = manages.to(b.own.to(articles.RestoreFeed))
	t.components[render.KindTakeOver] = manages.to(b.own.to(articles.TakeOver))
	t.components[render.KindLeave] = manages.to(b.own.to(articles.Leave))
}

// to is the same route to another handler.
func (t route) to(run handler) route {
	t.run = run
	return t
}

// A commandKey names a command; sub is empty where it has no subcommands.
type commandKey struct {
	kind      discordgo.ApplicationCommandType
	name, sub string
}

func (t *router) command(spec *discordgo.ApplicationCommand, to route) {
	t.specs = append(t.specs, spec)
	t.commands[commandKey{spec.Type, spec.Name, ""}] = to
}

// group is a command with subcommands, which have all of its route but the handler.
func (t *router) group(spec *discordgo.ApplicationCommand, to route, subcommands map[string]handler) {
	t.command(spec, to.to(stale))
	for name, run := range subcommands {
		t.commands[commandKey{spec.Type, spec.Name, name}] = to.to(run)
	}
}

// find is the route of an interaction, and what its button says; a route to an apology if there is none.
func (t *router) find(i interaction, r request, signer render.Signer) (route, render.State) {
	if i.Type == interactionCommand || i.Type == interactionAutocomplete {
		kind := max(discordgo.ApplicationCommandType(i.Data.Type), discordgo.ChatApplicationCommand)
		for _, sub := range []string{r.sub, ""} {
			if found, ok := t.commands[commandKey{kind, i.Data.Name, sub}]; ok {
				return found, render.State{}
			}
		}
		return route{run: stale}, render.State{}
	}
	pressed, err := signer.Open(i.Data.CustomID)
	found, ok := t.components[pressed.Kind]
	if err != nil || !ok || !i.isOnItsMessage() {
		found = route{run: stale}
	}
	return found, pressed
}

// stale is the answer to what an earlier version of the bot had, or somebody made up.
func stale(_ context.Context, r request) (reply, error) { return telling(r.words().Text("stale")), nil }

// Commands lists what the bot registers with Discord.
func Commands() []*discordgo.ApplicationCommand {
	b := new(Bot)
	b.articles, b.briefings, b.gaps, b.console, b.own = new(articles), new(briefings), new(gaps), new(console), &ownArticles{commands: new(ownarticles.Commands)}
	b.direct, b.help = new(directMessages), new(help)
	specs := slices.Clone(b.routes().specs)
	for _, c := range specs {
		localize(c)
	}
	return specs
}
