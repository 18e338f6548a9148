package discord

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"path"
	"slices"
	"strings"
	"time"

	"github.com/bwmarrin/discordgo"

	"github.com/sitrep-bot/sitrep/internal/articles/fetch"
	"github.com/sitrep-bot/sitrep/internal/discord/cache"
	"github.com/sitrep-bot/sitrep/internal/discord/pages"
	"github.com/sitrep-bot/sitrep/internal/discord/render"
	"github.com/sitrep-bot/sitrep/internal/discord/rest"
	"github.com/sitrep-bot/sitrep/internal/library"
	"github.com/sitrep-bot/sitrep/internal/store"
)

// ownArticles is what moderators have behind /articles: their server's own.
type ownArticles struct {
	library  *library.Library
	articles *articles
	settings *cache.Settings
	rest     *rest.Client
	render   render.Renderer
	log      *slog.Logger
}

// An attachment is a file that a member sent with a command.
type attachment struct {
	ID   string `json:"id"`
	Name string `json:"filename"`
	Size int    `json:"size"` // bytes
	URL  string `json:"url"`
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

// add previews a file or what lies at an address.
func (o *ownArticles) add(ctx context.Context, r request) (reply, error) {
	w, facts := r.words(), overrides(r)
	if address := strings.TrimSpace(r.options["url"]); address != "" {
		look, err := o.library.LookAtPage(ctx, r.guild, address, r.user, facts)
		return o.previewed(look, err, r)
	}
	file, ok := r.attachments[r.options["file"]]
	if !ok {
		return telling(w.Text("articlesAddWhat")), nil
	}
	if most := o.library.Limits.File; file.Size > most {
		return telling(w.Text("articlesTooLarge", most>>20)), nil
	}
	data, err := o.rest.Download(ctx, file.URL, o.library.Limits.File)
	if err != nil {
		o.log.Warn("cannot download an attachment", "guild", r.guild, "error", err)
		return telling(w.Text("articlesNoDownload")), nil
	}
	look, err := o.library.Look(ctx, r.guild, store.Upload{Name: file.Name, Data: data, Overrides: facts, Origin: store.Origin{Member: r.user}})
	return o.previewed(look, err, r)
}

func overrides(r request) store.Overrides {
	return store.Overrides{Title: strings.TrimSpace(r.options["title"]), Date: strings.TrimSpace(r.options["date"]),
		Lang:    strings.ToLower(strings.TrimSpace(r.options["language"])),
		Aliases: strings.TrimSpace(r.options["aliases"]), Supersedes: strings.TrimSpace(r.options["supersedes"])}
}

// addMessage previews a message as an article whose source is that message.
func (o *ownArticles) addMessage(ctx context.Context, r request) (reply, error) {
	if strings.TrimSpace(r.text) == "" {
		return telling(r.words().Text("noText")), nil
	}
	link := render.MessageLink(r.guild, r.channel, r.message)
	data, err := messageArticle(r, link)
	if err != nil {
		return reply{}, err
	}
	look, err := o.library.Look(ctx, r.guild, store.Upload{Name: "message-" + r.message + ".md", Data: data, Origin: store.Origin{URL: link, Member: r.user}})
	return o.previewed(look, err, r)
}

// previewed shows what would be kept, or why nothing can be.
func (o *ownArticles) previewed(look library.Look, err error, r request) (reply, error) {
	if said := refusal(err); said != "" {
		return telling(render.EscapeLine(said)), nil
	}
	if err != nil {
		return reply{}, err
	}
	page := previewPage(look, r.words())
	if look.Upload != "" {
		to := func(kind string) render.State {
			return render.State{Kind: kind, Asker: r.user, Target: render.Upload(look.Upload)}
		}
		page.Rows = append(page.Rows, []discordgo.MessageComponent{
			o.render.Button(r.words().Text("articlesKeep"), discordgo.PrimaryButton, to(render.KindKeep), look.Refused != nil),
			o.render.Button(r.words().Text("articlesChange"), discordgo.SecondaryButton, to(render.KindChange), len(look.Previews) != 1),
			o.render.Button(r.words().Text("articlesCancel"), discordgo.SecondaryButton, to(render.KindCancel), false)})
	}
	return reply{page: page, private: true}, nil
}

// refusal is what a moderator is to be told of an error; empty where it is none of theirs.
func refusal(err error) string {
	var refused *library.Refusal
	var unfetched *fetch.Error
	if errors.As(err, &refused) || errors.As(err, &unfetched) {
		return err.Error()
	}
	return ""
}

// keep keeps what was previewed. The button names the upload, not the server: it works on this server's alone.
func (o *ownArticles) keep(ctx context.Context, r request) (reply, error) {
	w := r.words()
	kept, err := o.library.Keep(ctx, r.guild, string(target[render.Upload](r)))
	if errors.Is(err, store.ErrNotFound) {
		return telling(w.Text("oldPreview")), nil
	}
	if said := refusal(err); said != "" {
		return telling(render.EscapeLine(said)), nil
	}
	if err != nil {
		return reply{}, err
	}
	o.log.Info("a server keeps articles", "guild", r.guild, "count", len(kept))
	page := &render.Page{Text: w.Plural("articlesKept", len(kept), len(kept))}
	for _, a := range kept[:min(len(kept), articlesAPage)] {
		page.Text += "\n- " + ownArticleLine(a, w)
	}
	return reply{page: page, replace: true, private: true}, nil
}

// change opens a form with what was read of an upload, and previews it again as the form says.
func (o *ownArticles) change(ctx context.Context, r request) (reply, error) {
	upload := string(target[render.Upload](r))
	if _, submitted := r.options["title"]; !submitted {
		return o.changeForm(ctx, r, upload)
	}
	look, err := o.library.Change(ctx, r.guild, upload, overrides(r))
	if errors.Is(err, store.ErrNotFound) {
		return telling(r.words().Text("oldPreview")), nil
	}
	rep, failed := o.previewed(look, err, r)
	rep.replace = err == nil
	return rep, failed
}

func (o *ownArticles) changeForm(ctx context.Context, r request, upload string) (reply, error) {
	w := r.words()
	look, err := o.library.Uploaded(ctx, r.guild, upload)
	if errors.Is(err, store.ErrNotFound) || err == nil && (len(look.Previews) != 1 || look.Previews[0].Document == nil) {
		return telling(w.Text("oldPreview")), nil
	}
	if err != nil {
		return reply{}, err
	}
	read, published := look.Previews[0].Document.Source, ""
	if !read.Published.IsZero() {
		published = read.Published.Format(time.DateOnly)
	}
	id := o.render.Sign(render.State{Kind: render.KindChange, Asker: r.user, Target: render.Upload(upload)})
	return reply{form: &form{id, w.Text("articlesForm"), []input{
		{name: "title", label: w.Text("formTitle"), value: render.Shorten(read.Title, 200), longest: 200},
		{name: "date", label: w.Text("formDate"), value: published, optional: true, longest: 10},
		{name: "language", label: w.Text("formLanguage"), value: read.Lang, optional: true, longest: 2}}}}, nil
}

// cancel forgets what was previewed.
func (o *ownArticles) cancel(ctx context.Context, r request) (reply, error) {
	if err := o.library.Store.RemoveUpload(ctx, r.guild, string(target[render.Upload](r))); err != nil {
		return reply{}, err
	}
	return reply{page: &render.Page{Text: r.words().Text("articlesCancelled")}, replace: true, private: true}, nil
}

// named runs what is done with the article that a moderator named.
func (o *ownArticles) named(run func(context.Context, request, store.Article) (reply, error)) handler {
	return func(ctx context.Context, r request) (reply, error) {
		there, _, err := o.library.Store.Articles(ctx, r.guild)
		if err != nil {
			return reply{}, err
		}
		text := strings.TrimSpace(r.options["which"])
		at := slices.IndexFunc(there, func(a store.Article) bool { return a.ID == text || strings.EqualFold(a.Title, text) || a.Name == text })
		if at < 0 {
			return telling(r.words().Text("noArticle", render.EscapeLine(render.Shorten(text, render.LongestNote)))), nil
		}
		return run(ctx, r, there[at])
	}
}

// show shows how an article was cut.
func (o *ownArticles) show(_ context.Context, r request, a store.Article) (reply, error) {
	p, err := o.articles.articlePage(render.DocumentKey(a.ID), 1, r)
	if err != nil || p == nil {
		return telling(r.words().Text("stale")), err
	}
	return reply{page: p, private: true}, nil
}

func (o *ownArticles) edit(ctx context.Context, r request, a store.Article) (reply, error) {
	edited, err := o.library.Edit(ctx, r.guild, a.ID, overrides(r))
	return o.changed(edited, err, r.words().Text("articlesEdited"), r)
}

func (o *ownArticles) rename(ctx context.Context, r request, a store.Article) (reply, error) {
	renamed, err := o.library.Rename(ctx, r.guild, a.ID, r.options["name"])
	return o.changed(renamed, err, r.words().Text("articlesEdited"), r)
}

// changed tells of a changed article, or why it was not.
func (o *ownArticles) changed(a store.Article, err error, text string, r request) (reply, error) {
	w := r.words()
	switch said := refusal(err); {
	case said != "":
		return telling(render.EscapeLine(said)), nil
	case errors.Is(err, store.ErrNotFound):
		return telling(w.Text("stale")), nil
	case err != nil:
		return reply{}, err
	}
	if a.ID == "" {
		return telling(text), nil
	}
	return telling(text + "\n" + ownArticleLine(a, w)), nil
}

// removeChosen removes an article, or a feed with what it brought.
func (o *ownArticles) removeChosen(ctx context.Context, r request) (reply, error) {
	feeds, err := o.library.Store.Feeds(ctx, r.guild)
	if err != nil {
		return reply{}, err
	}
	text := strings.TrimSpace(r.options["which"])
	if at := slices.IndexFunc(feeds, func(f store.Page) bool { return f.ID == text || f.URL == text }); at >= 0 {
		return o.removeFeed(ctx, r, feeds[at])
	}
	return o.named(o.remove)(ctx, r)
}

func (o *ownArticles) removeFeed(ctx context.Context, r request, f store.Page) (reply, error) {
	if err := o.library.RemoveFeed(ctx, r.guild, f.ID); err != nil {
		return o.changed(store.Article{}, err, "", r)
	}
	rep := telling(r.words().Text("feedRemoved") + "\n" + feedLine(f, r.words()))
	rep.page.Rows = [][]discordgo.MessageComponent{{o.undo(r, render.KindRestoreFeed, render.Feed(f.ID))}}
	return rep, nil
}

// remove removes an article, with a button that brings it back for a day.
func (o *ownArticles) remove(ctx context.Context, r request, a store.Article) (reply, error) {
	rep, err := o.changed(a, o.library.Remove(ctx, r.guild, a.ID), r.words().Text("articlesRemoved"), r)
	if err == nil {
		rep.page.Rows = [][]discordgo.MessageComponent{{o.undo(r, render.KindRestore, render.Removed{Article: a.ID, Version: a.Version})}}
	}
	return rep, err
}

// undo is the button that brings back what was removed.
func (o *ownArticles) undo(r request, kind string, removed render.Target) discordgo.MessageComponent {
	return o.render.Button(r.words().Text("articlesUndo"), discordgo.SecondaryButton, render.State{Kind: kind, Asker: r.user, Target: removed}, false)
}

// restore brings an article back. An id of another server's is not here.
func (o *ownArticles) restore(ctx context.Context, r request) (reply, error) {
	removed := target[render.Removed](r)
	err := o.library.Restore(ctx, r.guild, removed.Article, removed.Version)
	if err != nil {
		return o.changed(store.Article{}, err, "", r)
	}
	a, err := o.library.Store.Article(ctx, r.guild, removed.Article)
	rep, err := o.changed(a, err, r.words().Text("articlesRestored"), r)
	rep.replace = err == nil
	return rep, err
}

// restoreFeed brings a feed back, with what went with it.
func (o *ownArticles) restoreFeed(ctx context.Context, r request) (reply, error) {
	err := o.library.RestoreFeed(ctx, r.guild, string(target[render.Feed](r)))
	rep, failed := o.changed(store.Article{}, err, r.words().Text("articlesRestored"), r)
	rep.replace = err == nil
	return rep, failed
}

// refresh looks at the page of an article now, or at the feed that brought it.
func (o *ownArticles) refresh(ctx context.Context, r request, a store.Article) (reply, error) {
	settings, err := o.settings.Of(ctx, r.guild)
	if err != nil {
		return reply{}, err
	}
	found, err := o.library.Refresh(ctx, r.guild, a, !settings.Wait)
	switch {
	case err != nil:
		return o.changed(a, err, "", r)
	case len(found.Changes) == 0 && len(found.New) == 0:
		return telling(r.words().Text("articlesUnchanged")), nil
	}
	return reply{page: pages.Show(o.render, found, r.words()), private: true}, nil
}

// takeOver makes a change that waits part of its article.
func (o *ownArticles) takeOver(ctx context.Context, r request) (reply, error) {
	return o.decided(ctx, r, o.library.TakeOver, r.words().Text("articlesTaken", mention(r.user)))
}

// leave leaves an article as it is, though its page has changed.
func (o *ownArticles) leave(ctx context.Context, r request) (reply, error) {
	return o.decided(ctx, r, o.library.Leave, r.words().Text("articlesLeft", mention(r.user)))
}

// mention names a member, whom that does not notify.
func mention(user string) string { return "<@" + user + ">" }

// decided does what a moderator decided about a change that waits, and says so in the place of the buttons.
func (o *ownArticles) decided(ctx context.Context, r request, do func(ctx context.Context, guild, id string, version int) error, text string) (reply, error) {
	waiting := target[render.Waiting](r)
	err := do(ctx, r.guild, waiting.Article, waiting.Version)
	a := store.Article{}
	if err == nil {
		a, err = o.library.Store.Article(ctx, r.guild, waiting.Article)
	}
	rep, failed := o.changed(a, err, text, r)
	rep.replace = err == nil
	return rep, failed
}

// export hands out all articles of the server, as they were uploaded.
func (o *ownArticles) export(ctx context.Context, r request) (reply, error) {
	packed, err := o.library.Export(ctx, r.guild)
	if err != nil {
		return reply{}, err
	}
	if packed == nil {
		return telling(r.words().Text("articlesNone")), nil
	}
	if len(packed) > largestUpload {
		return telling(r.words().Text("articlesExportTooLarge", largestUpload>>20)), nil
	}
	name := "articles-" + time.Now().UTC().Format(time.DateOnly) + ".zip"
	return reply{page: &render.Page{Text: r.words().Text("articlesExported"), Plain: true}, file: &rest.File{Name: name, Data: packed}, private: true}, nil
}

// largestUpload is what a bot may upload in a server without boosts, in bytes.
// https://discord.com/developers/docs/reference#uploading-files
const largestUpload = 10 << 20

// fileLabel is the name of an article's file, without the folders of its .zip.
func fileLabel(name string) string {
	return fmt.Sprintf("`%s`", strings.ReplaceAll(render.Shorten(render.OneLine(path.Base(name)), 60), "`", "'"))
}
