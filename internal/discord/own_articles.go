package discord

import (
	"context"

	"github.com/bwmarrin/discordgo"

	"github.com/sitrep-bot/sitrep/internal/answers"
	"github.com/sitrep-bot/sitrep/internal/discord/cache"
	"github.com/sitrep-bot/sitrep/internal/discord/ownarticles"
	"github.com/sitrep-bot/sitrep/internal/discord/render"
)

// count counts a question that a server's own article answered.
func (o *ownArticles) count(a answers.Answer, r request) {
	if r.guild == "" || r.absent {
		return
	}
	o.db.Later("that an article answered", func(ctx context.Context) error {
		if _, shared, err := o.catalog.of("").ByRef(a.Best.Ref); shared || err != nil {
			return err
		}
		return o.commands.Library.Store.Articles.CountAnswer(ctx, r.guild, a.Best.Ref.Document)
	})
}

// ownArticles is the way of moderators to what package ownarticles does for them.
type ownArticles struct {
	commands *ownarticles.Commands
	articles *articles
	catalog  *catalogs
	db       *cache.Database
}

func ownArticleSubcommands() []*discordgo.ApplicationCommandOption {
	which := func() *discordgo.ApplicationCommandOption { return required(completed(text("which"))) }
	facts := func() []*discordgo.ApplicationCommandOption {
		return []*discordgo.ApplicationCommandOption{limited(text("title"), 200), limited(text("date"), 10), limited(text("language"), 2)}
	}
	return []*discordgo.ApplicationCommandOption{
		subcommand("add", append([]*discordgo.ApplicationCommandOption{attached("file"), limited(text("url"), 2000)}, facts()...)...),
		subcommand("list"),
		subcommand("show", which()),
		subcommand("edit", append(append([]*discordgo.ApplicationCommandOption{which()}, facts()...), limited(text("aliases"), 500), completed(text("supersedes")))...),
		subcommand("rename", which(), required(limited(text("name"), 200))),
		subcommand("remove", which()),
		subcommand("refresh", which()),
		subcommand("export"),
	}
}

func attached(name string) *discordgo.ApplicationCommandOption {
	return &discordgo.ApplicationCommandOption{Type: discordgo.ApplicationCommandOptionAttachment, Name: name}
}

// to is a route to a handler of that package.
func (o *ownArticles) to(run ownarticles.Handler) handler {
	return func(ctx context.Context, r request) (reply, error) {
		rep, err := run(ctx, ownRequest(r))
		return reply{page: rep.Page, replace: rep.Replace, form: rep.Form, file: rep.File, choices: rep.Choices, private: true, spoken: rep.Spoken}, err
	}
}

func ownRequest(r request) ownarticles.Request {
	return ownarticles.Request{Guild: r.guild, Channel: r.channel, User: r.user, Words: r.words(), Direct: r.direct, Options: r.options, Attachments: r.attachments,
		Sub: r.sub, Focused: r.focused, Target: r.pressed.Target, Message: r.message, Text: r.text, Author: r.author, Sent: r.sent}
}

// list lists them, with what was counted until now.
func (o *ownArticles) list(ctx context.Context, r request) (reply, error) {
	o.db.Settle(ctx)
	return o.to(o.commands.List)(ctx, r)
}

// show shows how an article was cut.
func (o *ownArticles) show(ctx context.Context, r request) (reply, error) {
	a, none, err := o.commands.Find(ctx, ownRequest(r))
	if err != nil || none.Page != nil {
		return reply{page: none.Page, private: true, spoken: none.Spoken}, err
	}
	p, err := o.articles.articlePage(render.DocumentKey(a.ID), 1, r)
	if err != nil || p == nil {
		return telling(r.words().Text("stale")), err
	}
	return reply{page: p, private: true}, nil
}

// suggest completes the names of a server's own articles.
func (o *ownArticles) suggest(ctx context.Context, r request) (reply, error) {
	if r.guild == "" || r.absent || !allowed(r, mayManageServer) {
		return reply{}, nil
	}
	return o.to(o.commands.Suggest)(ctx, r)
}
